"""Spellings that the archive attests: a cluster finds the same ones as the arrays, in both alphabets."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from archive.model.article import Article
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.model import Query
from index.opensearch.connection import Address
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.head import FIRST
from index.opensearch.writer.building import rebuild_from
from index.writer.rebuild import Plan
from index.writer.rebuild import rebuild_from as arrays_of
from index.writer.sources import ListSource
from tests.index.opensearch.test_contract import asked
from tests.index.support.articles import article

pytestmark = pytest.mark.cluster
#: Articles whose words are told apart by spelling alone.
TEXTS = (
    "وصل بافاروتي إلى المدينة", "غنى بافاروتي وحده", "Pavarotti sings here", "the tenor Pavarotti again",
    "لقاء مع دوستويفسكي", "Dostoyevsky and his books", "زار بو تفليقة البلاد", "عاد بوتفليقة إلى البلاد",
    "ذكر الخريطه مرة", "الخريطة هنا", "الخريطة هناك", "الخريطة أيضا", "الخريطة كذلك", "الخريطة مرة أخرى",
    "عبدالرحمن في السوق", "عبد الرحمن في البيت", "شعار Sinfonia جديد", "سيمفونيا قديمة",
)  # fmt: skip
ASKED = (
    "بافاروتي", "pavarotti", "دوستويفسكي", "dostoyevsky", "بوتفليقة", "بو تفليقة", "الخريطه", "الخريطة",
    "سيمفونيا", "sinfonia", "زار بافاروتي", "+بافاروتي المدينة", "بافاروتي OR الخريطة", "=بافاروتي",
    '"بافاروتي"',
)  # fmt: skip


def articles() -> list[Article]:
    """The texts, and many articles that hold one half of a joined name often, and never both."""
    random = Random(3)
    halves = [f"{random.choice(('عبد', 'رحمن'))} " * 5 + f"كلمة{at}" for at in range(2 * FIRST)]
    return [article(f"s{at}", text, arrival=at) for at, text in enumerate((*TEXTS, *halves))]


@pytest.fixture(scope="module")
def engines(
    address: Address, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ArraysEngine, OpenSearchEngine]]:
    folder = DataFolder(tmp_path_factory.mktemp("spellings"))
    source = ListSource(tuple(articles()))
    arrays_of(folder, source, Plan(workers=1))
    rebuild_from(folder, address, source, Plan(workers=1))
    arrays, cluster = ArraysEngine(folder.index), OpenSearchEngine(address, folder.lexicon)
    yield arrays, cluster
    arrays.close()
    cluster.close()


Engines = tuple[ArraysEngine, OpenSearchEngine]


@pytest.mark.parametrize("text", ASKED)
def test_a_word_finds_its_spellings_in_both(engines: Engines, text: str) -> None:
    """The same page, how it was read too."""
    arrays, cluster = (asked(engine, Query(text)) for engine in engines)
    assert cluster == arrays


@pytest.mark.parametrize("text", ["بافاروتي", "دوستويفسكي"])
def test_an_arabic_name_finds_articles_in_latin_letters(engines: Engines, text: str) -> None:
    latin = {one.id for one in articles() if any(name in one.body for name in ("Pavarotti", "Dostoyevsky"))}
    for engine in engines:
        assert latin & {hit.id for hit in engine.search(Query(text)).hits}


def test_halves_of_a_joined_name_do_not_push_it_out(engines: Engines) -> None:
    """Articles that hold one word of a phrase have nothing of the phrase's score."""
    for text in ("عبدالرحمن سوق", "عبدالرحمن OR كلمة7"):
        arrays, cluster = (asked(engine, Query(text)) for engine in engines)
        assert cluster == arrays
