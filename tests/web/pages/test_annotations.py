"""Layers on a text: nothing is lost, nothing overlaps, nothing of it becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from itertools import pairwise

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from archive.extraction.annotate import read_anew
from archive.model.article import Article, Mention
from web.i18n.formats import marked, merged, side
from web.pages.annotations import Span, dressed, layered

texts = st.text(max_size=40)
spans = st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6)


@given(texts, spans)
def test_marking_keeps_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    """Whatever the marks, the page shows the text letter by letter."""
    assert unescape(marked(text, marks).striptags()) == unescape(Markup.escape(text).striptags())


@given(spans, st.integers(0, 50))
def test_merged_marks_are_apart_and_within(marks: list[tuple[int, int]], length: int) -> None:
    found = merged(marks, length)
    assert all(0 <= start < end <= length for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_a_mark_wins_over_a_mention(app: Flask) -> None:
    body = "كتب تويتر عن فيسبوك في 7 فبراير 2016"
    at = body.index("تويتر")
    other = body.index("فيسبوك")
    mentions = (Mention("twitter", at, at + 5, "تويتر"), Mention("facebook", other, other + 6, "فيسبوك"))
    article = replace(read_anew(Article("x", body)), mentions=mentions)
    with app.test_request_context("/"):
        found = layered(article, [(at, at + 5)])
    assert [span.kind for span in found] == ["hit", "mention", "date"]
    assert found[2].title == "7 شباط/فبراير 2016"


def test_what_the_archive_did_not_read_is_not_shown(app: Flask) -> None:
    """The page reads nothing itself: an article kept without dates and figures shows none."""
    article = Article("x", "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب في 7 فبراير 2016")
    with app.test_request_context("/"):
        assert layered(article, []) == ()
        assert {span.kind for span in layered(read_anew(article), [])} == {"date", "figure"}


def test_elements_are_escaped_and_closed() -> None:
    html = dressed('a<b "c" d', 10, [Span(11, 13, "hit"), Span(14, 17, "mention", 'x"y')])
    assert html == ('a<mark id="o11">&lt;b</mark> <span class="mention" title="x&#34;y">&#34;c&#34;</span> d')


def test_a_text_stands_on_the_side_of_most_letters() -> None:
    assert side("Telegram أغلقت قنوات") == "rtl"
    assert side("The word تويتر stands in an English text") == "ltr"
    assert side("125") == side("") == side(None) == "rtl"
