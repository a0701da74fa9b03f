"""Tallies count what a search counts, and tell the first and last day and the outlets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.arrays_engine import ArraysEngine
from index.errors import QueryError
from index.model import Filters, Mode, Query
from tests.index.support.articles import article, build, split

ARTICLES = [
    article("a", "خبر عن الجسر القديم", day="2015-03", outlet="north"),
    article("b", "خبر عن الجسر", day="2016-07-02", outlet="south"),
    article("c", "خبر آخر عن النهر والجسر", outlet="south"),
    article("d", "نهر وجبل", day="2014"),
]
TEXTS = ("الجسر", "خبر النهر", '"الجسر القديم"', "-الجسر", "*", "outlet:south الجسر", "غائب")
QUERIES = [
    *(Query(text) for text in TEXTS),
    Query("خبر النهر", mode=Mode.ALL),
    Query("الجسر", Filters(outlets=("south",))),
    Query("الجسر", Filters(date_from=date(2016, 1, 1))),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("home")
    build(home, split(ARTICLES, 2))
    return ArraysEngine(home / "index")


@pytest.mark.parametrize("query", QUERIES, ids=repr)
def test_counts_are_those_of_a_search(engine: ArraysEngine, query: Query) -> None:
    found, page = engine.tally(query), engine.search(query)
    assert (found.total, found.total_all_words) == (page.total, page.total_all_words)
    assert found.reading.read_as == page.reading.read_as
    unfiltered = replace(query, filters=Filters())
    if query == unfiltered:
        assert found.outlets == tuple(b for b in page.facets["outlet"] if b.value != "unknown")


def test_days_are_the_first_and_the_last_of_the_dated(engine: ArraysEngine) -> None:
    found = engine.tally(Query("الجسر"))
    assert (found.first, found.last) == (date(2015, 3, 1), date(2016, 7, 2))
    assert engine.tally(Query("غائب")).first is None
    assert [bucket.label for bucket in found.outlets] == ["صحيفة south", "صحيفة north"]


def test_what_cannot_be_read_is_refused(engine: ArraysEngine) -> None:
    with pytest.raises(QueryError):
        engine.tally(Query("("))
