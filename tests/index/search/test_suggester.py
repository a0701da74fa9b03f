"""Suggestions: what a query may go on to, and what it may have meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.errors import IndexingError
from index.model import Filters, Mode, Query
from tests.index.support.articles import article, build, split
from tests.index.support.strategies import query_texts

ARTICLES = (
    article("a", "حجب الحسابات على تويتر", title="حجب المدارس", outlet="alpha", day="2016"),
    article("b", "حسابات المدارس والحسابات", title="مدارس كثيرة", outlet="beta", day="2015"),
    article("c", "حسابات وقنوات تيليغرام في المدارس", title="حسابات مدرسة", outlet="beta", day="2014"),
    article("d", "حسابات كثيرة، والقنوات كثيرة والمدينة المنورة", outlet="gamma"),
    article("e", "المدينة بعيدة وقنوات كثيرة"),
    article("f", "نشرت قنوات بيانا عن مدرسة بعيدة", outlet="beta"),
    article("g", "اغلقت قنوات في مدرسة", outlet="alpha", day="2016"),
)


@pytest.fixture(scope="module", params=[1, 2], ids=["one segment", "two segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("suggestions")
    build(home, split(ARTICLES, request.param))
    return ArraysEngine(DataFolder(home).index)


class TestSuggest:
    """Names, words and titles that begin with what was typed."""

    def test_a_name(self, engine: ArraysEngine) -> None:
        assert "تويتر" in engine.suggest("توي")

    def test_words_as_they_are_written(self, engine: ArraysEngine) -> None:
        assert "حسابات" in engine.suggest("حسا")

    def test_the_last_word_is_completed(self, engine: ArraysEngine) -> None:
        assert "كثيرة حسابات" in engine.suggest("كثيرة حسا")

    def test_titles(self, engine: ArraysEngine) -> None:
        assert "حجب المدارس" in engine.suggest("حجب المد")

    @pytest.mark.parametrize("text", ["", " ", "ح", "حسا ", "؟", "ظظظ", "\u200f"])
    def test_nothing_to_go_on(self, engine: ArraysEngine, text: str) -> None:
        assert engine.suggest(text) == ()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=20) | query_texts(4), st.integers(0, 8))
    def test_any_text(self, engine: ArraysEngine, text: str, limit: int) -> None:
        """At most as many as asked for, each once, none of them what was typed."""
        got = engine.suggest(text, limit)
        assert len(got) <= limit
        assert len(set(got)) == len(got)
        assert text not in got


MEANT = {
    "a letter changed": ("قنولت", "قنوات"),
    "a letter too many": ("قنوووات", None),
    "a letter twice": ("قنووات", "قنوات"),
    "neighbours swapped": ("قونات", "قنوات"),
    "as it is written": ("مدرصه", "مدرسة"),
    "one word of two": ("قنولت كثيرة", "قنوات كثيرة"),
    "within a phrase the words stay": ('"قنولت كثيرة"', None),
    "a word that is known": ("حسابات", None),
    "a word that nothing is like": ("استغرب", None),
    "a short word": ("حجز", None),
    "an excluded word": ("كثيرة -قنولت", None),
    "everything": ("*", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("text", "expected"), MEANT.values(), ids=MEANT.keys())
def test_did_you_mean(engine: ArraysEngine, text: str, expected: str | None) -> None:
    assert engine.did_you_mean(Query(text)) == expected


def test_only_whole_words_are_replaced(tmp_path: Path) -> None:
    """A slip whose letters stand in a known word too leaves that word as it is."""
    bodies = ("مكتب قريب", "مكتب بعيد", "مكتب مكتتب", "مكتب فيه مكتتب")
    build(tmp_path, [[article(f"n{n}", body) for n, body in enumerate(bodies)]])
    engine = ArraysEngine(tmp_path / "index")
    assert engine.did_you_mean(Query("مكتث مكتتب")) == "مكتب مكتتب"
    assert engine.did_you_mean(Query("كتتب مكتتب")) in (None, "مكتتب مكتتب")


def test_the_rest_of_the_query_stays(engine: ArraysEngine) -> None:
    """Filters, fields and switches count: only what finds more under them is offered."""
    named = Query('جهة:"صحيفة beta" قنولت')
    assert engine.did_you_mean(named) == 'جهة:"صحيفة beta" قنوات'
    assert engine.did_you_mean(Query("قنولت", Filters(date_from=date(2016, 1, 1)))) == "قنوات"
    assert engine.did_you_mean(Query("قنولت", Filters(date_to=date(2010, 1, 1)))) is None


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(
    text=query_texts(5) | st.lists(
        st.sampled_from(("قنووات", "قونات", "قنولت", "قنوات", "مدرصه", "مدرص", "كثيره", "-تويتز", "قنولتت")),
        max_size=4,
    ).map(" ".join),
    mode=st.sampled_from(Mode),
)  # fmt: skip
def test_a_suggestion_finds_more_and_suggests_nothing(engine: ArraysEngine, text: str, mode: Mode) -> None:
    """It never loses hits, and does not lead from one suggestion to the next."""
    query = Query(text, mode=mode)
    try:
        better = engine.did_you_mean(query)
    except IndexingError:
        return
    if better is None:
        return
    before, after = engine.search(query), engine.search(replace(query, text=better))
    assert after.total >= before.total
    assert after.total_all_words > before.total_all_words
    assert engine.did_you_mean(replace(query, text=better)) is None
