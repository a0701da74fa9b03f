"""One contract: what the oracle, the arrays and the cluster find is one set, and what is shown is one page.

The articles are random and the same in every run; the trees are Hypothesis's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings

from archive.dedup.published import Copies, write_copies
from archive.model.article import Article
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.engine import Engine
from index.errors import IndexingError, NotOverCluster
from index.figures import FigureFilters, FigureSort
from index.memory import Recent
from index.model import Filters, Mode, Page, Query, Sort
from index.opensearch.connection import Address
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.head import FIRST_OF_WORDS
from index.opensearch.query.statistics import asked_of, leaves
from index.opensearch.writer.building import rebuild_from
from index.query import ast
from index.search.facets.buckets import FACETS, MORE_FACETS
from index.writer.rebuild import Plan
from index.writer.rebuild import rebuild_from as arrays_of
from index.writer.sources import ListSource
from tests.index.support.articles import evaluated, examples, lexicon_chain
from tests.index.support.random_archive import random_archive
from tests.index.support.scan import ScanEngine
from tests.index.support.strategies import query_texts, trees

pytestmark = pytest.mark.cluster
ARTICLES = 240
CLUSTERS = [("a1", "a3", "a9"), ("a20", "a21"), ("a50", "a5", "a500")]


class Engines(NamedTuple):
    articles: list[Article]
    arrays: ArraysEngine
    cluster: OpenSearchEngine


@pytest.fixture(scope="module")
def engines(address: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    folder = DataFolder(tmp_path_factory.mktemp("contract"))
    articles = random_archive(ARTICLES)
    source = ListSource(tuple(articles))
    arrays_of(folder, source, Plan(workers=1))
    rebuild_from(folder, address, source, Plan(workers=1))
    write_copies(folder.copies, CLUSTERS, 0)
    copies = Copies(folder.copies)
    arrays, cluster = ArraysEngine(folder.index, copies), OpenSearchEngine(address, folder.lexicon, copies)
    yield Engines(articles, arrays, cluster)
    arrays.close()
    cluster.close()


def matches(engine: OpenSearchEngine, tree: ast.Node) -> set[str]:
    """The ids of all articles in the cluster that match a tree."""
    snapshot = engine.snapshot()
    asked = asked_of(leaves(tree))
    snapshot.statistics.prepare(asked["terms"], asked["patterns"], asked["nodes"])
    body = {"query": {"bool": {"filter": [snapshot.translator.matching(tree)]}}, "size": 10_000}
    hits = snapshot.ask(body | {"_source": False, "docvalue_fields": ["id"]})["hits"]["hits"]
    return {hit["fields"]["id"][0] for hit in hits}


@settings(max_examples=examples(120))
@given(tree=trees(lexicon_chain()))
def test_every_tree_matches_the_same_articles(engines: Engines, tree: ast.Node) -> None:
    """Which articles match: by reading them all, by the arrays, and by the cluster."""
    wanted = ScanEngine(engines.articles, lexicon_chain()).matches(tree)
    assert set(evaluated(engines.arrays.snapshot(), tree)) == wanted
    assert matches(engines.cluster, tree) == wanted


def shown(page: Page) -> Page:
    """A page without what differs between engines by their nature: the time it took, and its generation."""
    hits = tuple(hit._replace(score=round(hit.score, 6)) for hit in page.hits)
    same = replace(page, hits=hits, took_ms=0.0, generation=0, next_cursor=None)
    return replace(same, facets=dict(page.facets))


def asked(engine: Engine, query: Query) -> Page | str:
    try:
        return shown(engine.search(query))
    except IndexingError as error:
        return str(error)


QUERIES = (
    "", "*", "حساب", "حسابات", "تويتر", "داعش", "تنظيم الدولة", "الدولة الإسلامية في العراق", "حظر تويتر",
    "حساب تغريدة مدرسة", "+حساب تويتر", "حساب -تويتر", "-تويتر", "حساب AND حظر", "حساب OR غائب", "غائب",
    '"حظر تويتر"', '"تنظيم الدولة" حظر', '"حساب تغريدة"~5', '"في العراق"', '"واتس آب"', "كتب", "=كَتَبَ", "=كتب",
    "=الإسلامية", "=الاسلامية", "حسا*", "تغ*ات", "م*", "حسابأ~", "مستشفى", "مدرسه~", "عنوان:حساب",
    'عنوان:"حظر تويتر"', "كاتب:حساب", "كاتب:حسا*", "platform:twitter", "منصة:مجهول",
    "outlet:alpha", "جهة:مجهول", "date:2015", "تاريخ:[2015-06 إلى 2016]", "تاريخ:مجهول", "id:a7",
    "url:example.org", "url:https://example.org/a1*", "رقم:125000", "رقم:[1 TO 400]", "رقم:>7", "رقم:<=7",
    "date:>2015", "فاعل:داعش", "عن:2016-02", "عن:شباط",
    "وحدة:حسابات", "125 ألف", "مئة وخمسة وعشرون ألفا", "7 فبراير 2016", "٢٠١٦", "2016", "news", "ban news",
    "twiter", "whats app", "#حظر_تويتر", "في", "من على", "(حساب OR حظر) -news", "العراق والشام",
    "حساب " * 40,
)  # fmt: skip
WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "all words": {"mode": Mode.ALL},
    "newest": {"sort": Sort.NEWEST},
    "oldest": {"sort": Sort.OLDEST, "per_page": 3, "page": 2},
    "added": {"sort": Sort.ADDED},
    "filtered": {"filters": Filters(platforms=("twitter", "unknown"), outlets=("alpha", "unknown"))},
    "within a month": {"filters": Filters(date_from=date(2016, 2, 1), date_to=date(2016, 2, 28))},
    "undated too": {"filters": Filters(date_from=date(2016, 1, 1), date_unknown=True, languages=("ar",))},
    "about a time": {"filters": Filters(about_from=date(2015, 1, 1), about_to=date(2016, 12, 31))},
    "every facet": {"facets": frozenset((*FACETS, *MORE_FACETS))},
    "other values": {
        "filters": Filters(countries=("unknown",), units=("accounts", "unknown"), named=("unknown",)),
        "facets": frozenset(MORE_FACETS),
    },
    "not widened": {"expand": False, "explain": False, "passages": 1},
}


@pytest.mark.parametrize("name", WAYS)
def test_every_query_shows_the_same_page(engines: Engines, name: str) -> None:
    """Hits in their order, scores, passages, marks, reasons, counts, facets, and how the text was read."""
    way, every = WAYS[name], 1 if name == "plain" else 3
    differing = [
        text
        for text in QUERIES[::every]
        if asked(engines.arrays, Query(text, **way)) != asked(engines.cluster, Query(text, **way))
    ]
    assert differing == []


def test_what_is_forgotten_is_asked_again(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is asked for more words than it remembers answers as at first."""
    snapshot = engines.cluster.snapshot()
    snapshot.readings.forget()
    monkeypatch.setattr(Recent, "get", lambda *_: None)
    texts = ("حساب تويتر", "حسا*", "حسابأ~", "تغ*ات", "whats app", '"حظر تويتر" كتب', "twiter", "2016")
    for text in texts:
        assert asked(engines.cluster, Query(text)) == asked(engines.arrays, Query(text))


def test_patterns_of_titles_find_the_same_articles(engines: Engines) -> None:
    """Their scores depend on which of a pattern's words stand in the same segment, in the arrays too."""
    for text in ("عنوان:حسا*", "عنوان:ت*"):
        ours, theirs = (
            engine.search(Query(text, per_page=100)) for engine in (engines.cluster, engines.arrays)
        )
        assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}


@settings(max_examples=examples(40))
@given(text=query_texts())
def test_any_text_shows_the_same_page(engines: Engines, text: str) -> None:
    """Where more match than are scored anew, a first page may lack a hit, and counts are the same still."""
    ours, theirs = (asked(engine, Query(text)) for engine in (engines.cluster, engines.arrays))
    if isinstance(ours, Page) and isinstance(theirs, Page) and theirs.total > FIRST_OF_WORDS:
        ours, theirs = (replace(page, hits=(), next_cursor=None) for page in (ours, theirs))
    assert ours == theirs


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "حساب تويتر", "كتب"])
def test_cursors_walk_through_everything_once(engines: Engines, text: str, sort: Sort) -> None:
    """By cursor and by page number, past the part of the list that is scored anew."""
    query = Query(text, sort=sort, per_page=30)
    listed: list[str] = []
    page = engines.cluster.search(query)
    by_number = [hit.id for number in range(1, page.pages + 1) for hit in numbered(engines, query, number)]
    while True:
        listed += [hit.id for hit in page.hits]
        if page.next_cursor is None:
            break
        page = engines.cluster.search(replace(query, cursor=page.next_cursor))
    assert len(listed) == len(set(listed)) == page.total
    assert by_number == listed
    assert [hit.id for hit in engines.cluster.iterate(query)] == listed
    wanted = [hit.id for hit in engines.arrays.iterate(query)]
    assert listed[:30] == wanted[:30]
    assert listed == wanted or sort is Sort.RELEVANCE


def numbered(engines: Engines, query: Query, number: int) -> tuple[object, ...]:
    return engines.cluster.search(replace(query, page=number)).hits


@pytest.mark.parametrize("sort", Sort)
def test_copies_are_folded_alike(engines: Engines, sort: Sort) -> None:
    query = Query("حساب تويتر كتب", sort=sort, per_page=100, fold_copies=True)
    ours, theirs = engines.cluster.search(query), engines.arrays.search(query)
    assert theirs.folded > 0
    assert (ours.folded, ours.total) == (theirs.folded, theirs.total)
    assert {hit.id for hit in ours.hits[:20]} == {hit.id for hit in theirs.hits[:20]}
    assert {hit.copies for hit in ours.hits} == {hit.copies for hit in theirs.hits}


def test_marks_and_similar_articles_are_alike(engines: Engines) -> None:
    for article in islice(engines.articles, 0, None, 40):
        query = Query('حساب "حظر تويتر" كتب*')
        assert engines.cluster.mark(query, article.id) == engines.arrays.mark(query, article.id)
        changed = replace(article, body=f"حساب آخر. {article.body}")
        assert engines.cluster.mark_article(query, changed) == engines.arrays.mark_article(query, changed)
        ours, theirs = engines.cluster.similar(article.id), engines.arrays.similar(article.id)
        assert [hit.id for hit in ours] == [hit.id for hit in theirs]
    assert engines.cluster.mark(Query("حساب"), "nobody") == engines.cluster.similar("nobody") == ()


@pytest.mark.parametrize("typed", ["حس", "تغر", "مدر", "تو", "الدو", "حظر ت", "zz", "ا"])
def test_suggestions_are_alike(engines: Engines, typed: str) -> None:
    assert engines.cluster.suggest(typed) == engines.arrays.suggest(typed)


@pytest.mark.parametrize("typed", ["حسابأت", "تغريده", "مدرشة", "مستشفا", "حساب", "العراك"])
def test_corrections_are_alike(engines: Engines, typed: str) -> None:
    assert engines.cluster.did_you_mean(Query(typed)) == engines.arrays.did_you_mean(Query(typed))


@pytest.mark.parametrize("sort", FigureSort)
def test_figures_and_claims_are_alike(engines: Engines, sort: FigureSort) -> None:
    wanted = FigureFilters(sort=sort, per_page=500, rejected=True)
    ours, theirs = engines.cluster.figures(Query("*"), wanted), engines.arrays.figures(Query("*"), wanted)
    assert theirs.total > 0
    assert (ours.rows, ours.total, ours.articles) == (theirs.rows, theirs.total, theirs.articles)
    assert {claim.id for claim in ours.claims.claims} == {claim.id for claim in theirs.claims.claims}


@pytest.mark.parametrize("text", ["", "حساب", "غائب"])
def test_tallies_and_matrices_are_alike(engines: Engines, text: str) -> None:
    ours, theirs = engines.cluster.tally(Query(text)), engines.arrays.tally(Query(text))
    assert replace(ours, generation=0) == replace(theirs, generation=0)
    assert engines.cluster.matrix(Query(text)) == engines.arrays.matrix(Query(text))


def test_plain_words_rank_alike(engines: Engines) -> None:
    for text in ("حساب تويتر", "كتب مدرسة العراق", "«حظر» AND"):
        assert engines.cluster.rank_plain(text, 20) == engines.arrays.rank_plain(text, 20)


def test_what_a_cluster_cannot_tell_is_refused(engines: Engines) -> None:
    with pytest.raises(NotOverCluster):
        engines.cluster.words(Query("حساب"))
    with pytest.raises(NotOverCluster):
        engines.cluster.neighbours(Query("حساب"), "تويتر")
