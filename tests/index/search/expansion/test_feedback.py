"""Feedback: what the best articles share lifts others; the first hits stay, no article joins or leaves."""

from __future__ import annotations

import pytest

from index.arrays_engine import ArraysEngine
from index.model import Mode, Query, Sort
from tests.index.support.articles import article, engine_over, found

BEST = "إعصار ضرب الجزيرة فهرب السكان من الفيضان ومن الرياح العاتية"


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    """Five articles on a storm, two that name a word of it, one of which shares the storm's other words."""
    storms = [article(f"storm-{n}", f"{BEST} {n}") for n in range(5)]
    others = [article(f"other-{n}", f"كتاب رقم {n} في المكتبة القديمة عند النهر") for n in range(90)]
    lifted = article("lifted", "نجا صيادون من إعصار قديم، وقد أبعدهم الفيضان والرياح العاتية عن بيوت السكان")
    plain = article("plain", "إعصار من الأسئلة يلاحق الوزير بعد جلسة طويلة في البرلمان أمس الأول")
    home = tmp_path_factory.mktemp("feedback")
    return engine_over(home, *storms, *others, lifted, plain, parts=request.param)


def test_an_article_with_the_shared_words_is_lifted(engine: ArraysEngine) -> None:
    """Above one that is as good without them; total and matches stay."""
    text = "إعصار الجزيرة"
    with_it, without = found(engine, text), found(engine, text, without=frozenset({"feedback"}))
    assert set(with_it) == set(without)
    assert with_it[:2] == without[:2]
    assert with_it.index("lifted") < with_it.index("plain")
    scores = {hit.id: hit.score for hit in engine.search(Query(text)).hits}
    before = {hit.id: hit.score for hit in engine.search(Query(text, without=frozenset({"feedback"}))).hits}
    assert scores["lifted"] > before["lifted"]
    assert scores["plain"] == pytest.approx(before["plain"])


def test_the_words_are_shown(engine: ArraysEngine) -> None:
    """In the reading, with the switch; and beneath the hits that they lift."""
    page = engine.search(Query("إعصار الجزيرة"))
    told = next(one for one in page.reading.expansions if one.id == "feedback")
    assert "الفيضان" in told.forms
    reasons = {
        hit.id: [reason.surface for reason in hit.reasons if reason.kind == "feedback"] for hit in page.hits
    }
    assert "الفيضان" in reasons["lifted"]
    assert reasons["plain"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"mode": Mode.ALL},
        {"sort": Sort.NEWEST},
        {"expand": False},
        {"without": frozenset({"feedback"})},
    ],
    ids=["all words", "by date", "as typed", "switched off"],
)
def test_where_there_is_none(engine: ArraysEngine, asked: dict[str, object]) -> None:
    page = engine.search(Query("إعصار الجزيرة", **asked))  # type: ignore[arg-type]
    assert all(one.id != "feedback" for one in page.reading.expansions)


@pytest.mark.parametrize("text", ["إعصار", "إعصار الجزيرة السكان الفيضان الرياح", '"إعصار ضرب" الجزيرة'])
def test_only_two_to_four_plain_words_have_it(engine: ArraysEngine, text: str) -> None:
    assert all(one.id != "feedback" for one in engine.search(Query(text)).reading.expansions)


def test_pages_go_on_in_the_same_order(engine: ArraysEngine) -> None:
    text = "إعصار الجزيرة"
    whole = found(engine, text)
    first = engine.search(Query(text, per_page=3))
    second = engine.search(Query(text, per_page=3, page=2))
    third = engine.search(Query(text, per_page=3, cursor=first.next_cursor))
    assert [hit.id for hit in (*first.hits, *second.hits)] == whole[:6]
    assert [hit.id for hit in third.hits] == whole[3:6]
