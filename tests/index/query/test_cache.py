"""Readings: a text is read once a generation, whatever else changes in the query."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.errors import QueryError
from index.model import Filters, Mode, Query, Sort
from index.query import cache as readings_module
from index.query.cache import Readings
from tests.index.support.articles import article, build, lexicon_chain

LABELS = {"sada": "صدى البلد"}
TEXT = "حظر تويتر"
#: What changes in a query while a reader looks at what one text finds.
SAME = {
    "another page": Query(TEXT, page=3),
    "more hits": Query(TEXT, per_page=50, passages=1, explain=False),
    "another order": Query(TEXT, sort=Sort.NEWEST),
    "a filter": Query(TEXT, Filters(platforms=("twitter",), date_from=date(2015, 1, 1))),
}
OTHER = {
    "another text": Query("حظر"),
    "all words": Query(TEXT, mode=Mode.ALL),
    "no other spellings": Query(TEXT, expand=False),
    "a spelling off": Query(TEXT, without=frozenset({"twitter"})),
}


@pytest.fixture
def readings() -> Readings:
    return Readings(lexicon_chain(), LABELS)


@pytest.mark.parametrize("query", SAME.values(), ids=SAME.keys())
def test_what_was_read_is_remembered(readings: Readings, query: Query) -> None:
    assert readings.of(query) is readings.of(Query(TEXT))


@pytest.mark.parametrize("query", OTHER.values(), ids=OTHER.keys())
def test_what_is_read_otherwise_is_another_reading(readings: Readings, query: Query) -> None:
    parsed, _ = readings.of(Query(TEXT))
    other, reading = readings.of(query)
    assert other != parsed
    assert reading.text == query.text


def test_forgetting(readings: Readings) -> None:
    before = readings.of(Query(TEXT))
    readings.forget()
    assert readings.of(Query(TEXT)) is not before
    assert readings.of(Query(TEXT)) == before


def test_it_forgets_what_was_not_asked_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_module, "REMEMBERED", 2)
    few = Readings(lexicon_chain(), LABELS)
    first = few.of(Query("حظر"))
    few.of(Query("تويتر"))
    assert few.of(Query("حظر")) is first
    few.of(Query("فيسبوك"))
    few.of(Query("داعش"))
    assert few.of(Query("حظر")) is not first


def test_an_error_is_told_every_time(readings: Readings) -> None:
    for _ in range(2):
        with pytest.raises(QueryError):
            readings.of(Query("()"))


def test_outlets_are_those_of_the_generation(readings: Readings, tmp_path: Path) -> None:
    """A text that names an outlet is read anew when the index knows another."""
    assert not readings.of(Query('outlet:"صدى البلد"'))[1].problems
    build(tmp_path, [[article("a", "كلام", outlet="one")]])
    engine = ArraysEngine(DataFolder(tmp_path).index)
    asked = Query('كلام outlet:"صحيفة two"')
    assert engine.search(asked).reading.problems
    build(tmp_path, [[article("a", "كلام", outlet="one"), article("b", "كلام", outlet="two")]])
    page = engine.search(asked)
    assert not page.reading.problems
    assert [hit.id for hit in page.hits] == ["b"]
