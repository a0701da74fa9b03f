"""Stock queries of all kinds find in the codec what the engine finds; what hinders them is Whoosh's."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import query as q
from whoosh.index import open_dir
from whoosh.searching import Searcher
from whoosh.system import unpack_uint

from archive.paths import DataFolder
from index.generations.folder import Generations
from index.segment.entry import INDEX_NAME
from tests.contract.whoosh import compared, index_in_steps
from tests.contract.whoosh_queries import KINDS, queries_of
from tests.index.support.articles import article, build, opened, split
from tests.index.support.random_archive import random_archive
from tests.index.support.strategies import small_chain
from tests.index.support.whoosh_reference import Days, unscored
from tests.index.whoosh.test_parity import written_by_whoosh

CHAIN = small_chain()
HELD = [
    article("a", "كتاب قديم", day="2015-03-01", platforms=("twitter",)),
    article("b", "كتاب جديد", day="2015-04-01"),
    article("c", "قلم جديد"),
]


def stock(home: Path) -> Searcher:
    """Stock Whoosh over the live generation of a data folder."""
    generations = Generations(DataFolder(home).index)
    index = open_dir(str(generations.path(generations.manifest().number)), indexname=INDEX_NAME)
    return index.searcher()


@pytest.fixture
def small(tmp_path: Path) -> Searcher:
    """Three articles in one segment."""
    build(tmp_path, [HELD], CHAIN)
    return stock(tmp_path)


def ids(searcher: Searcher, query: q.Query) -> set[str]:
    return {hit["id"] for hit in searcher.search(query, limit=None)}


def term(word: str) -> q.Term:
    return q.Term("text", CHAIN.stem(word))


@pytest.mark.parametrize("seed", [1, 2])
def test_queries_of_all_kinds_find_the_same(tmp_path: Path, seed: int) -> None:
    """In several segments, with articles changed and withdrawn since they were built."""
    folder = DataFolder(tmp_path)
    index_in_steps(folder, random_archive(130, seed), seed)
    entries = Generations(folder.index).manifest().segments
    assert len(entries) > 3
    assert sum(entry.deleted for entry in entries) > 3
    found, wrong = compared(folder, 8, seed)
    assert {kind: told for kind, told in wrong.items() if told} == {}
    assert all(found[kind] for kind in KINDS)


def test_limited_searches_skip_as_with_whooshs_own_codec(tmp_path: Path) -> None:
    """Block by block, and so with the hits that Whoosh's skipping loses."""
    held = random_archive(300)
    build(tmp_path, split(held, 2), CHAIN)
    snapshot, ours = opened(tmp_path), stock(tmp_path)
    theirs = written_by_whoosh(tmp_path / "stock", split(held, 2)).searcher
    for asked in queries_of(snapshot, 6):
        best = [
            [(hit["id"], hit.score) for hit in one.search(asked.stock, limit=5)] for one in (ours, theirs)
        ]
        assert [id_ for id_, _ in best[0]] == [id_ for id_, _ in best[1]], asked.stock
        assert [score for _, score in best[0]] == pytest.approx([score for _, score in best[1]], abs=1e-6)


def test_stock_and_not_keeps_its_first_match(small: Searcher) -> None:
    """It looks for what to leave out only where both sides begin with the same document."""
    wanted, unwanted = term("جديد"), term("كتاب")
    assert ids(small, q.And([wanted, q.Not(unwanted)])) == {"c"}
    assert ids(small, q.AndNot(wanted, unwanted)) == {"b", "c"}


def test_stock_require_leaves_out_what_it_should_keep(small: Searcher) -> None:
    assert ids(small, q.Require(term("كتاب"), term("قديم"))) == {"b"}


def test_days_are_found_by_their_columns(small: Searcher) -> None:
    """Whoosh's ranges look for terms, a column has none; its query of a column lacks a score and a size."""
    after = Days("published_from", lambda day: day > 735_670)
    assert ids(small, unscored(after)) == {"b"}
    assert ids(small, q.And([unscored(after), term("كتاب")])) == {"b"}
    alone = q.ColumnQuery("published_from", after.condition)
    for refused in (alone, q.And([unscored(alone), term("كتاب")])):
        with pytest.raises((AttributeError, NotImplementedError)):
            ids(small, refused)
    with pytest.raises(Exception, match="'published_from' is not numeric"):
        ids(small, q.NumericRange("published_from", 1, 9))


def test_a_boost_is_lost_with_a_compound_of_one(small: Searcher) -> None:
    """Unless the query is normalised, as Whoosh's parser does it."""
    lost = q.Or([term("قلم")], boost=2.0)
    plain, kept = (small.search(one)[0].score for one in (term("قلم"), lost.normalize()))
    assert small.search(lost)[0].score == plain
    assert kept == 2 * plain


def test_a_posting_tells_how_often_as_its_format_does(small: Searcher) -> None:
    """What another index takes when it copies the segment."""
    matcher = small.postings("platform", b"twitter")
    assert unpack_uint(matcher.value())[0] == 1
    assert matcher.value_as("frequency") == 1
