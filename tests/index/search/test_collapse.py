"""Folding copies: what is listed, in which order and on which page; counts never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dedup.published import Copies, write_copies
from archive.model.article import Article, DateSource, Precision, Published
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.model import Filters, Query, Sort
from tests.index.support.articles import build, split

IDS = [f"n{number:02}" for number in range(12)]


def _article(number: int) -> Article:
    """Every third stands by itself in date and length; ties are common, so that ids decide."""
    day = date(2016, 1, 1 + number % 4)
    published = Published(day, day, Precision.DAY, DateSource.STATED) if number % 3 else Published()
    body = "خبر عن الجسر" + " القديم" * (number % 3)
    return Article(IDS[number], body, published=published, platforms=("twitter",) if number % 2 else ())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve articles in three segments."""
    folder = tmp_path_factory.mktemp("home")
    build(folder, split([_article(number) for number in range(len(IDS))], 3))
    return folder


def engine_with(home: Path, clusters: Sequence[Sequence[str]]) -> ArraysEngine:
    folder = DataFolder(home)
    write_copies(folder.copies, [tuple(members) for members in clusters], 1)
    return ArraysEngine(folder.index, Copies(folder.copies))


def listed(engine: ArraysEngine, query: Query) -> list[str]:
    """The ids of all pages."""
    pages = engine.search(query).pages
    return [hit.id for page in range(1, pages + 1) for hit in engine.search(replace(query, page=page)).hits]


def by_cursor(engine: ArraysEngine, query: Query) -> list[str]:
    """The ids of all pages, each asked for with the cursor of the one before."""
    page = engine.search(query)
    found = [hit.id for hit in page.hits]
    while page.next_cursor:
        page = engine.search(replace(query, cursor=page.next_cursor))
        found += [hit.id for hit in page.hits]
    return found


QUERIES = [
    pytest.param(Query("الجسر القديم"), id="best"),
    pytest.param(Query("القديم"), id="some"),
    pytest.param(Query("*", sort=Sort.NEWEST), id="newest"),
    pytest.param(Query("*", sort=Sort.OLDEST), id="oldest"),
    pytest.param(Query("*", Filters(platforms=("twitter",))), id="filtered"),
    pytest.param(Query("غائب"), id="none"),
]


@pytest.mark.parametrize("query", QUERIES)
@settings(max_examples=12)
@given(groups=st.lists(st.integers(0, 4), min_size=len(IDS), max_size=len(IDS)))
def test_a_hit_is_folded_under_a_better_one_of_its_cluster(
    query: Query, groups: list[int], home: Path
) -> None:
    """The list is the whole one without what comes after a copy; pages and cursors give all of it once."""
    clusters = [[id_ for id_, group in zip(IDS, groups, strict=True) if group == one] for one in range(4)]
    clusters = [members for members in clusters if len(members) > 1]
    cluster_of = {id_: number for number, members in enumerate(clusters) for id_ in members}
    engine = engine_with(home, clusters)
    whole = [hit.id for hit in engine.iterate(query)]
    expected = list({cluster_of.get(id_, id_): id_ for id_ in reversed(whole)}.values())[::-1]
    expected.sort(key=whole.index)
    folding = replace(query, fold_copies=True, per_page=2)
    assert listed(engine, folding) == by_cursor(engine, folding) == expected
    assert [hit.id for hit in engine.iterate(folding)] == whole


@pytest.mark.parametrize("query", QUERIES)
def test_counts_are_of_articles(query: Query, home: Path) -> None:
    """Total and facets are the same, and what is not listed is told."""
    engine = engine_with(home, [IDS[:5], IDS[7:9]])
    plain, folding = engine.search(query), engine.search(replace(query, fold_copies=True, per_page=100))
    assert (plain.total, plain.facets, plain.folded) == (folding.total, folding.facets, 0)
    assert len(folding.hits) == folding.total - folding.folded


def test_hits_say_how_many_copies_there_are(home: Path) -> None:
    """Folded or not; members that are not indexed are not counted."""
    engine = engine_with(home, [(*IDS[:3], "elsewhere"), ("gone", IDS[5])])
    copies = {hit.id: hit.copies for hit in engine.search(Query("*", per_page=50)).hits}
    assert copies == {id_: 2 if id_ in IDS[:3] else 0 for id_ in IDS}
    assert engine.search(Query("*", fold_copies=True)).folded == 2


def test_new_clusters_are_noticed(home: Path) -> None:
    engine = engine_with(home, [IDS[:3]])
    assert engine.search(Query("*", fold_copies=True)).folded == 2
    write_copies(DataFolder(home).copies, [tuple(IDS)], 2)
    assert engine.search(Query("*", fold_copies=True)).folded == 11
    DataFolder(home).copies.unlink()
    assert engine.search(Query("*", fold_copies=True)).folded == 0


def test_without_clusters_nothing_is_folded(home: Path) -> None:
    page = ArraysEngine(DataFolder(home).index).search(Query("*", fold_copies=True, per_page=50))
    assert [hit.id for hit in page.hits] == sorted(chain(IDS))
    assert page.folded == 0
