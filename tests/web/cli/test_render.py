"""Answers in a terminal: what a hit's lines say, marks in bold, and nothing that commands a terminal."""

from __future__ import annotations

from datetime import date

import click
import pytest

from archive.model.article import UNKNOWN_DATE, DateSource, Outlet, Precision, Published
from index.model import Expansion, Fragment, Hit, Page, Problem, Query, Reading
from web.cli.render.search import clean, date_words, marked, page_lines

HIT = Hit(
    id="a-1",
    title="صحف اليوم",
    lead="",
    url=None,
    outlet=Outlet("sahifa", "الصحيفة"),
    published=Published(date(2016, 2, 1), date(2016, 2, 29), Precision.MONTH, DateSource.STATED),
    platforms=("telegram", "twitter"),
    score=1.0,
    fragments=(Fragment("body", "نشرت صحف كثيرة", ((5, 8),), cut_before=True),),
    title_marks=((0, 3),),
)


def page(*hits: Hit, reading: Reading | None = None, query: Query | None = None, total: int = 1) -> Page:
    asked = query or Query("صحف")
    return Page(asked, reading or Reading(asked.text, asked.text), hits, total, total, {}, 1, 2.0)


def plain(answer: Page) -> list[str]:
    return [click.unstyle(line) for line in page_lines(answer)]


def test_hit_says_title_outlet_date_platforms_id_and_fragments() -> None:
    assert plain(page(HIT))[:3] == [
        "1. صحف اليوم",
        "   الصحيفة · 2016-02 · telegram, twitter · a-1",
        "   … نشرت صحف كثيرة",
    ]


def test_copies_elsewhere_are_counted() -> None:
    assert plain(page(HIT._replace(copies=2)))[1].endswith("a-1 · 2 copies elsewhere")


def test_numbers_go_on_from_page_to_page() -> None:
    lines = plain(page(HIT, query=Query("صحف", page=3, per_page=5), total=20))
    assert lines[0].startswith("11. ")
    assert "page 3 of 4" in lines[-1]


def test_marks_are_bold_and_nothing_else_is() -> None:
    assert (
        marked("نشرت صحف كثيرة", ((5, 8),)) == "نشرت " + click.style("صحف", bold=True, fg="yellow") + " كثيرة"
    )


def test_summary_says_how_the_query_was_read() -> None:
    reading = Reading(
        'صحف "',
        "صحف",
        (Expansion("press", "synonym", "صحف", tuple("abcdefgh")),),
        (Problem("unclosed_quote", 4, 1, '"'),),
    )
    lines = plain(page(HIT, reading=reading, query=Query('صحف "')))
    assert lines[-3:] == [
        "read as: صحف",
        "صحف also finds: a، b، c، d، e، f and 2 more (--without press)",
        'not read as typed, at 5: " (unclosed_quote)',
    ]


def test_no_hits_are_counted_too() -> None:
    assert plain(page(total=0)) == ["0 articles, 0 with all the words (2 ms)"]


def test_text_cannot_command_the_terminal() -> None:
    """Control characters become spaces, so that offsets of marks stay true."""
    assert clean("a\x1b[2Jb\nc\x9bd\u202e") == "a [2Jb c d\u202e"


@pytest.mark.parametrize(
    ("published", "words"),
    [
        pytest.param(UNKNOWN_DATE, "no date", id="unknown"),
        pytest.param(
            Published(date(2016, 2, 7), date(2016, 2, 7), Precision.DAY, DateSource.STATED),
            "2016-02-07",
            id="day",
        ),
        pytest.param(
            Published(date(2016, 1, 1), date(2016, 12, 31), Precision.YEAR, DateSource.METADATA),
            "2016",
            id="year",
        ),
        pytest.param(
            Published(date(2016, 2, 1), date(2016, 3, 7), Precision.INTERVAL, DateSource.INFERRED),
            "2016-02-01..2016-03-07 (inferred)",
            id="inferred interval",
        ),
    ],
)
def test_date_is_as_precise_as_it_is_known(published: Published, words: str) -> None:
    assert date_words(published) == words
