"""The five private reports: what their archive must answer, in every spelling."""

from __future__ import annotations

import json
from datetime import date

import pytest

from archive.model.article import DateSource
from archive.text.arabic import fold
from index.model import Filters
from tests.relevance.archives import Library
from tests.shared import shared

ALL = {"000", "001", "002", "003", "004"}
WITH_TELEGRAM = {"002", "003", "004"}


def numbers(ids: set[str]) -> set[str]:
    """The numbers of the reports, with which their ids begin."""
    return {id_[:3] for id_ in ids}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("تويتر", ALL, id="a name"),
        pytest.param("وبتويتر", ALL, id="a name after two clitics"),
        pytest.param("تليجرام", WITH_TELEGRAM, id="Telegram, Egyptian"),
        pytest.param("تيليغرام", WITH_TELEGRAM, id="Telegram, with long vowels"),
        pytest.param("تلغرام", WITH_TELEGRAM, id="Telegram, short"),
        pytest.param("Telegram", WITH_TELEGRAM, id="Telegram, Latin"),
        pytest.param("platform:tamtam", {"002"}, id="a platform's field"),
        pytest.param('"125 ألف"', {"000", "001", "004"}, id="a phrase with a number"),
        pytest.param("*", ALL, id="every article"),
    ],
)
def test_search_finds(text: str, expected: set[str], reports: Library) -> None:
    page = reports.search(text)
    assert numbers({hit.id for hit in page.hits}) == expected
    assert page.total == len(expected)


def test_platform_filter_finds_the_same_as_the_field(reports: Library) -> None:
    page = reports.search("", filters=Filters(platforms=("tamtam",)))
    assert numbers({hit.id for hit in page.hits}) == {"002"}


def test_a_clitic_in_the_query_marks_every_form_of_the_name(reports: Library) -> None:
    """Whatever stands before it, each Twitter of a fragment is marked."""
    fragments = [f for hit in reports.search("لتويتر").hits for f in hit.fragments]
    assert fragments
    for fragment in fragments:
        marked = [fold(fragment.text[start:end]) for start, end in fragment.marks]
        assert sum("تويتر" in text for text in marked) == fold(fragment.text).count("تويتر")


def test_ids_keep_the_number_of_the_file(reports: Library) -> None:
    assert numbers({article.id for article in reports.store.iterate()}) == ALL


def test_only_a_written_date_is_stated(reports: Library) -> None:
    """One report says its day; another has no date, or an interval that its own words prove."""
    gold = {record["id"][-3:]: record for record in json.loads(shared("gold/seeds.json").read_text("utf-8"))}
    for article in reports.store.iterate():
        published = article.published
        if article.id.startswith("000"):
            assert (published.start, published.end) == (date(2016, 2, 7), date(2016, 2, 7))
            assert published.source is DateSource.STATED
        elif published.start is not None and published.end is not None:
            truth = gold[article.id[:3]]["publication_date"]
            assert published.source is DateSource.INFERRED
            assert published.proof
            assert published.start <= date.fromisoformat(truth["latest"])
            assert published.end >= date.fromisoformat(truth["earliest"])


@pytest.mark.parametrize("number", ["001", "004"])
def test_a_claim_that_a_dated_report_tells_dates_another(number: str, reports: Library) -> None:
    """The true days lie within the interval, which is a month at most."""
    gold = {record["id"][-3:]: record for record in json.loads(shared("gold/seeds.json").read_text("utf-8"))}
    published = next(one.published for one in reports.store.iterate() if one.id.startswith(number))
    truth = gold[number]["publication_date"]
    assert published.source is DateSource.INFERRED
    assert published.start is not None
    assert published.end is not None
    assert published.start <= date.fromisoformat(truth["earliest"])
    assert published.end >= date.fromisoformat(truth["latest"])
    assert (published.end - published.start).days < 31


def test_what_stands_only_in_a_contact_line_is_no_mention(reports: Library) -> None:
    articles = {article.id[:3]: article for article in reports.store.iterate()}
    assert "whatsapp" not in articles["001"].platforms
    assert "twitter" in articles["001"].platforms


def test_a_repeated_passage_is_shown_once(reports: Library) -> None:
    """No paragraph of a report stands twice in its body; the second is kept beside it."""
    report = next(article for article in reports.store.iterate() if article.id.startswith("004"))
    folded = [fold(paragraph) for paragraph in report.paragraphs if len(paragraph) > 40]
    assert len(folded) == len(set(folded))
    assert any(part.role == "repeat" for part in report.furniture)
