"""The head of a list by relevance: the same order as the arrays', wherever the cluster's own scores lead."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest

from archive.model.article import Article
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.model import Hit, Query
from index.opensearch.connection import Address
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.head import FIRST, FIRST_OF_WORDS, HEAD, MORE, SURE
from index.opensearch.writer.building import rebuild_from
from index.search.expansion.feedback import FEEDBACK_ID
from index.writer.rebuild import Plan
from index.writer.rebuild import rebuild_from as arrays_of
from index.writer.sources import ListSource
from tests.index.support.articles import article

pytestmark = pytest.mark.cluster
ASKED = "ميناء قوارب"
SHARED = "صيادون شباك أمواج"
PLAIN = (
    "مدينة", "شارع", "بناء", "سوق", "حديقة", "مدرسة", "جسر", "طريق", "ساحة", "متحف",
    "مكتبة", "مصنع", "ملعب", "قرية", "جبل", "نهر", "وادي", "حقل", "بستان", "مخبز",
)  # fmt: skip


def text(random: Random, words: str, length: int) -> str:
    """So many plain words with others among them."""
    chosen = [*random.choices(PLAIN, k=length), *words.split()]
    random.shuffle(chosen)
    return " ".join(chosen)


def articles() -> list[Article]:
    """Articles on boats, many that name a word of them, and two of these with the boats' other words."""
    random = Random(5)
    boats = [text(random, f"{ASKED} {ASKED} {SHARED}", 20 + at) for at in range(25)]
    naming = [text(random, random.choice(ASKED.split()), random.randint(30, 80)) for _ in range(HEAD + 60)]
    lifted = [text(random, f"ميناء {SHARED} {SHARED}", length) for length in (50, 60)]
    bodies = [*boats, *naming, *lifted, *(text(random, "", 40) for _ in range(400))]
    return [article(f"a{at}", body, arrival=at) for at, body in enumerate(bodies)]


class Engines(NamedTuple):
    arrays: ArraysEngine
    cluster: OpenSearchEngine


@pytest.fixture(scope="module")
def engines(address: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    folder = DataFolder(tmp_path_factory.mktemp("head"))
    source = ListSource(tuple(articles()))
    arrays_of(folder, source, Plan(workers=1))
    rebuild_from(folder, address, source, Plan(workers=1))
    arrays, cluster = ArraysEngine(folder.index), OpenSearchEngine(address, folder.lexicon)
    yield Engines(arrays, cluster)
    arrays.close()
    cluster.close()


def told(hits: tuple[Hit, ...]) -> list[tuple[str, float]]:
    return [(hit.id, round(hit.score, 6)) for hit in hits]


def ranks(engine: ArraysEngine, query: Query) -> list[str]:
    return [hit.id for hit in engine.iterate(query)]


def test_feedback_lifts_an_article_from_far_behind_in_both(engines: Engines) -> None:
    """It is not among those that are scored at first, and comes to its place among the first hits."""
    bare = Query(ASKED, per_page=SURE, without=frozenset({FEEDBACK_ID}))
    lifted = Query(ASKED, per_page=SURE)
    assert FIRST_OF_WORDS < ranks(engines.arrays, bare).index("a385") < HEAD
    assert ranks(engines.arrays, lifted).index("a385") < SURE
    for query in (bare, lifted):
        assert told(engines.cluster.search(query).hits) == told(engines.arrays.search(query).hits)


def test_a_head_and_what_is_behind_it_list_every_article_once(engines: Engines) -> None:
    query = Query(ASKED)
    listed = [hit.id for hit in engines.cluster.iterate(query)]
    assert len(listed) == len(set(listed)) == engines.arrays.search(query).total > HEAD
    assert listed[:SURE] == ranks(engines.arrays, query)[:SURE]


def test_a_page_of_a_head_that_was_not_scored_shows_its_articles(engines: Engines) -> None:
    """Past what is scored anew, hits have their fragments and marks all the same."""
    number = (FIRST + MORE) // 10 + 2
    page = engines.cluster.search(Query(ASKED, page=number))
    assert len(page.hits) == 10
    assert all(any(fragment.marks for fragment in hit.fragments) for hit in page.hits)


def test_scores_fall_from_page_to_page(engines: Engines) -> None:
    """Whether an article of the head was scored anew or not, its score is the one that it is listed by."""
    pages = [engines.cluster.search(Query(ASKED, per_page=30, page=number)) for number in range(1, 11)]
    scores = [hit.score for page in pages for hit in page.hits]
    assert len(scores) == HEAD
    assert scores == sorted(scores, reverse=True)
