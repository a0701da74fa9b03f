"""The engine as its callers see it: hits, names in all spellings, switches, similar articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import DateSource, Outlet, Precision, Published
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.engine import open_engine
from index.errors import BadGeneration, IndexingError, NoGeneration
from index.model import Mode, Query, Sort
from tests.index.support.articles import article, build, engine_over, found
from tests.index.support.strategies import query_texts

LONG = "كلام طويل يقال " * 30


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("engine")
    first = [
        article("whole", "متن فيه تويتر", title="عنوان", outlet="alpha", day="2016-02", byline="ليلى حسن",
                url="https://example.org/whole", platforms=("twitter",)),
        article("bare", LONG + "تليجرام"),
        article("spelt", "على تيليغرام وحده"),
        article("latin", "via Telegram only"),
    ]  # fmt: skip
    second = [
        article("isis", "تحدث عن داعش"),
        article("state", "تحدث عن تنظيم الدولة الإسلامية"),
        article("title", "متن آخر", title="تويتر في العنوان"),
        article("body", "تويتر في المتن", title="متن آخر"),
    ]
    build(home, [first, second])
    return ArraysEngine(DataFolder(home).index)


def test_a_hit_holds_what_a_page_shows(engine: ArraysEngine) -> None:
    (hit,) = engine.search(Query("id:whole")).hits
    assert hit.title == "عنوان"
    assert hit.lead == "متن فيه تويتر"
    assert hit.url == "https://example.org/whole"
    assert hit.outlet == Outlet("alpha", "صحيفة alpha")
    assert hit.byline == "ليلى حسن"
    assert hit.platforms == ("twitter",)
    span = Published(date(2016, 2, 1), date(2016, 2, 29), Precision.MONTH, DateSource.STATED)
    assert hit.published == span


def test_what_is_unknown_stays_unknown(engine: ArraysEngine) -> None:
    (hit,) = engine.search(Query("id:bare")).hits
    assert (hit.title, hit.url, hit.outlet, hit.byline, hit.platforms) == (None, None, None, None, ())
    assert not hit.published.known
    assert LONG.startswith(hit.lead)
    assert 100 < len(hit.lead) <= 160


@pytest.mark.parametrize("text", ["تليجرام", "تيليغرام", "تلغرام", "Telegram", "بتليجرام", "TELEGRAM"])
def test_all_spellings_of_a_name_find_the_same(engine: ArraysEngine, text: str) -> None:
    assert set(found(engine, text)) == {"bare", "spelt", "latin"}


def test_expansions_are_told_and_switched_off(engine: ArraysEngine) -> None:
    """One by its id, or all of them."""
    (expansion,) = engine.search(Query("داعش")).reading.expansions
    assert (expansion.id, expansion.kind) == ("isis", "synonym")
    assert "تنظيم الدولة الإسلامية" in expansion.forms
    assert set(found(engine, "داعش")) == {"isis", "state"}
    assert found(engine, "داعش", expand=False) == ["isis"]
    assert found(engine, "داعش", without=frozenset({"isis"})) == ["isis"]
    assert found(engine, "تيليغرام", expand=False) == ["spelt"]
    assert engine.search(Query("داعش", expand=False)).reading.expansions == ()


def test_the_title_weighs_more(engine: ArraysEngine) -> None:
    assert found(engine, "تويتر")[0] == "title"


def test_a_search_is_timed_and_numbered(engine: ArraysEngine) -> None:
    page = engine.search(Query("تويتر"))
    assert page.generation == engine.generation == 1
    assert page.took_ms > 0
    assert page.query == Query("تويتر")
    assert not page.partial


def test_plain_words_know_no_operators(engine: ArraysEngine) -> None:
    """For evaluation: quotes, dashes, stars and fields are nothing; no words find nothing."""
    plain = engine.rank_plain("تويتر متن", 10)
    assert set(plain) == {"whole", "title", "body"}
    assert set(engine.rank_plain('"تويتر" -متن +عنوان* id:', 10)) >= set(plain)
    assert engine.rank_plain("تويتر متن", 2) == plain[:2]
    assert engine.rank_plain("؟ *", 10) == []


class TestSimilar:
    """Articles that share rare words."""

    def test_it_is_not_itself(self, engine: ArraysEngine) -> None:
        similar = [hit.id for hit in engine.similar("isis")]
        assert "state" in similar
        assert "isis" not in similar

    def test_an_article_that_there_is_not(self, engine: ArraysEngine) -> None:
        assert engine.similar("nobody") == ()

    def test_an_article_that_says_nothing(self, tmp_path: Path) -> None:
        engine = engine_over(tmp_path, article("mute", "، ."), article("other", "كلمة"))
        assert engine.similar("mute") == ()

    @pytest.mark.parametrize("limit", [0, 1, 3])
    def test_at_most_so_many(self, engine: ArraysEngine, limit: int) -> None:
        assert len(engine.similar("body", limit)) <= limit


def test_no_index_says_so(tmp_path: Path) -> None:
    """And answers as soon as there is one."""
    engine = open_engine(tmp_path / "index")
    with pytest.raises(NoGeneration, match="sijill rebuild"):
        engine.search(Query("كلمة"))
    assert not (tmp_path / "index").exists()
    build(tmp_path, [[article("one", "كلمة")]])
    assert engine.search(Query("كلمة")).total == 1


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    """Truncated or emptied files are told by name, with the remedy; they never answer."""
    build(tmp_path, [[article("one", "كلمة")]])
    (arrays,) = (tmp_path / "index").glob("generation-*/*.arrays")
    whole = arrays.read_bytes()
    for content in (
        b"",
        whole[:7],
        whole[:40],
        whole[: len(whole) // 2],
        b"x" * 64,
        whole[:8] + b"\xff" * 64,
    ):
        arrays.write_bytes(content)
        with pytest.raises(BadGeneration, match="sijill rebuild"):
            open_engine(tmp_path / "index").search(Query("كلمة"))


def test_an_engine_follows_the_pointer(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, article("old", "كلمة"))
    assert found(engine, "كلمة") == ["old"]
    build(tmp_path, [[article("new", "كلمة")]])
    assert found(engine, "كلمة") == ["new"]
    engine.close()
    assert found(engine, "كلمة") == ["new"]


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(text=query_texts() | st.text(max_size=60), mode=st.sampled_from(Mode), sort=st.sampled_from(Sort))
def test_any_text_is_answered_or_refused(engine: ArraysEngine, text: str, mode: Mode, sort: Sort) -> None:
    """With a page that agrees with itself; how it was read, typed again, finds the same."""
    query = Query(text, mode=mode, sort=sort, per_page=50)
    try:
        page = engine.search(query)
    except IndexingError:
        return
    assert page.total == len(page.hits) == len(list(engine.iterate(query)))
    assert page.total_all_words <= page.total
    scores = [hit.score for hit in page.hits]
    assert sort is not Sort.RELEVANCE or scores == sorted(scores, reverse=True)
    again = engine.search(replace(query, text=page.reading.read_as))
    assert [hit.id for hit in again.hits] == [hit.id for hit in page.hits]
