"""Fusion: what is near in meaning is listed beside what the words find, marked, and counted apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.dedup.published import Copies, write_copies
from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.errors import QueryError
from index.meaning import space
from index.meaning.space import Meaning
from index.model import Filters, Hit, Mode, Page, Query, Sort
from tests.index.support.articles import article
from tests.index.support.meaning import CHOICE, SubjectsModel, embedded, engine_with_meaning, stored

#: Ships under three names; no text of `NEAR` holds a word of the query.
QUERY = Query("غرق السفينة الكبيرة")
BOTH = [
    article("all", "غرق السفينة الكبيرة صباح اليوم", outlet="alpha", day="2016-02-01"),
    article("some", "غرق كثيرون في السيول بعد المطر", outlet="alpha", day="2016-02-02"),
    article("ship", "رست السفينة في الميناء", outlet="beta", day="2016-03-01"),
]
NEAR = [
    article(
        "boat",
        "انقلب مركب قبالة الساحل ونجا ركابه. وقال شهود إن البحر كان هائجاً.",
        outlet="alpha",
        day="2016-02-03",
    ),
    article(
        "liner", "وصلت باخرة سياحية إلى المرفأ", title="باخرة في المرفأ", outlet="beta", day="2016-03-02"
    ),
]
FAR = [
    article(f"far{number}", f"سجل هداف الفريق كرة رقم {number} في الملعب", outlet="alpha", day="2016-02-04")
    for number in range(40)
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fusion")
    engine_with_meaning(folder, [*BOTH, *NEAR, *FAR], parts=3).close()
    return folder


@pytest.fixture
def model() -> SubjectsModel:
    return SubjectsModel()


@pytest.fixture
def engine(home: Path, model: SubjectsModel) -> ArraysEngine:
    folder = DataFolder(home)
    return ArraysEngine(folder.index, meaning=Meaning(folder.vectors, CHOICE, model))


@pytest.fixture
def by_words(home: Path) -> ArraysEngine:
    return ArraysEngine(DataFolder(home).index)


def ids(page: Page) -> list[str]:
    return [hit.id for hit in page.hits]


def hit_of(page: Page, article_id: str) -> Hit:
    return next(hit for hit in page.hits if hit.id == article_id)


def test_what_no_word_finds_is_listed_and_marked(engine: ArraysEngine) -> None:
    page = engine.search(QUERY)
    assert {hit.id for hit in page.hits if hit.by_meaning} == {"boat", "liner"}
    assert page.meaning is not None
    assert (page.meaning.model, page.meaning.found, page.meaning.problem) == ("subjects", 2, None)


def test_what_is_far_is_not_listed(engine: ArraysEngine) -> None:
    assert not [id_ for id_ in ids(engine.search(QUERY)) if id_.startswith("far")]


def test_counts_and_exports_are_those_of_the_words(engine: ArraysEngine, by_words: ArraysEngine) -> None:
    one, other = engine.search(QUERY), by_words.search(QUERY)
    assert (one.total, one.total_all_words, one.facets) == (3, 1, other.facets)
    assert other.total == 3
    assert [hit.id for hit in engine.iterate(QUERY)] == [hit.id for hit in by_words.iterate(QUERY)]


def test_first_hits_with_all_words_keep_their_places(engine: ArraysEngine) -> None:
    assert ids(engine.search(QUERY))[0] == "all"


def test_among_the_others_what_both_lists_name_comes_first(engine: ArraysEngine) -> None:
    order = ids(engine.search(QUERY))
    assert order.index("ship") < order.index("some")


def test_a_hit_says_that_it_is_near(engine: ArraysEngine) -> None:
    page = engine.search(QUERY)
    assert "meaning" in {reason.kind for reason in hit_of(page, "ship").reasons}
    assert "meaning" not in {reason.kind for reason in hit_of(page, "some").reasons}
    assert "meaning" not in {
        reason.kind for hit in engine.search(replace(QUERY, explain=False)).hits for reason in hit.reasons
    }


def test_what_is_found_by_meaning_shows_its_passage(engine: ArraysEngine) -> None:
    (fragment,) = hit_of(engine.search(QUERY), "boat").fragments
    assert (fragment.field, fragment.marks, fragment.start) == ("body", (), 0)
    assert NEAR[0].body.startswith(fragment.text)
    assert hit_of(engine.search(replace(QUERY, passages=0)), "boat").fragments == ()


def test_the_closest_of_several_passages_is_shown(tmp_path: Path) -> None:
    """The model reads past an article's beginning, and a reader sees what it found there."""
    long = article("long", "كلام عن التعليم والمدارس " * 18 + "ثم انقلب مركب في النهر.")
    page = engine_with_meaning(tmp_path, [long, *FAR]).search(QUERY)
    (hit,) = (hit for hit in page.hits if hit.by_meaning)
    (fragment,) = hit.fragments
    assert "مركب" in fragment.text
    assert long.body[fragment.start :].startswith(fragment.text)
    assert fragment.cut_before


@pytest.mark.parametrize(
    ("filters", "near"),
    [
        (Filters(outlets=("beta",)), {"liner"}),
        (Filters(date_to=date(2016, 2, 28)), {"boat"}),
        (Filters(outlets=("gamma",)), set()),
        (Filters(platforms=("twitter",)), set()),
    ],
)
def test_filters_hold_for_both_lists(engine: ArraysEngine, filters: Filters, near: set[str]) -> None:
    page = engine.search(replace(QUERY, filters=filters))
    assert {hit.id for hit in page.hits if hit.by_meaning} == near
    assert page.meaning is not None
    assert page.meaning.found == len(near)


@pytest.mark.parametrize(
    "query",
    [
        replace(QUERY, meaning=False),
        replace(QUERY, mode=Mode.ALL),
        replace(QUERY, sort=Sort.NEWEST),
        replace(QUERY, sort=Sort.ADDED),
        Query('"غرق السفينة" الكبيرة'),
        Query("+غرق السفينة الكبيرة"),
        Query("غرق السفينة -الكبيرة"),
        Query("غرق AND السفينة الكبيرة"),
        Query("غرق أو السفينة الكبيرة"),
        Query("(غرق السفينة الكبيرة)"),
        Query("غرق* السفينة الكبيرة"),
        Query("غرق السفينة outlet:alpha"),
        Query("غرق السفينة 18/3/2016"),
        Query("غرق السفينة الكبيرة صباح اليوم المطير"),
        Query("السفينة"),
        Query("*"),
        Query(""),
    ],
    ids=lambda query: f"{query.text}-{query.mode}-{query.sort}-{query.meaning}",
)
def test_what_asks_for_words_gets_words(
    engine: ArraysEngine, by_words: ArraysEngine, model: SubjectsModel, query: Query
) -> None:
    one, other = engine.search(query), by_words.search(query)
    assert one.meaning is None
    assert (one.hits, one.total, one.next_cursor) == (other.hits, other.total, other.next_cursor)
    assert model.asked == []


def test_a_long_question_is_searched_by_meaning_where_a_long_title_is_not(engine: ArraysEngine) -> None:
    asked = engine.search(Query("متى كان غرق السفينة الكبيرة صباح اليوم المطير؟"))
    assert {hit.id for hit in asked.hits if hit.by_meaning} == {"boat", "liner"}


def pages(engine: ArraysEngine, query: Query) -> Iterator[Page]:
    page = engine.search(query)
    yield page
    while page.next_cursor:
        page = engine.search(replace(query, cursor=page.next_cursor))
        yield page


@pytest.mark.parametrize("per_page", [1, 2, 3, 10])
def test_pages_and_cursors_go_through_the_whole_list_once(engine: ArraysEngine, per_page: int) -> None:
    whole = ids(engine.search(replace(QUERY, per_page=50)))
    assert sorted(whole) == ["all", "boat", "liner", "ship", "some"]
    query = replace(QUERY, per_page=per_page)
    assert [id_ for page in pages(engine, query) for id_ in ids(page)] == whole
    numbered = [
        engine.search(replace(query, page=number)) for number in range(1, engine.search(query).pages + 1)
    ]
    assert [id_ for page in numbered for id_ in ids(page)] == whole


def test_a_cursor_of_the_joined_list_is_no_cursor_of_the_words(
    engine: ArraysEngine, by_words: ArraysEngine
) -> None:
    cursor = engine.search(replace(QUERY, per_page=1)).next_cursor
    for other, query in ((by_words, QUERY), (engine, replace(QUERY, meaning=False))):
        with pytest.raises(QueryError, match="cursor"):
            other.search(replace(query, cursor=cursor))


def test_a_silent_model_leaves_the_words(
    engine: ArraysEngine, by_words: ArraysEngine, model: SubjectsModel
) -> None:
    """That is told, and for a while the model is not asked again, so that nobody waits for it."""
    model.silent = True
    page = engine.search(QUERY)
    assert page.hits == by_words.search(QUERY).hits
    assert page.meaning is not None
    assert page.meaning.problem == "the model is silent"
    engine.search(Query("رست السفينة الكبيرة"))
    assert len(model.asked) == 1


def test_a_model_that_answers_again_is_asked_again(
    engine: ArraysEngine, model: SubjectsModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.silent = True
    engine.search(QUERY)
    model.silent = False
    now = time.monotonic() + space.SILENCE + 1
    monkeypatch.setattr(space.time, "monotonic", lambda: now)
    page = engine.search(QUERY)
    assert page.meaning is not None
    assert page.meaning.found == 2


def test_a_text_is_given_to_the_model_once(engine: ArraysEngine, model: SubjectsModel) -> None:
    for number in (1, 2, 1):
        engine.search(replace(QUERY, page=number, per_page=2))
    assert model.asked == [QUERY.text]


def test_copies_fold_across_both_lists(home: Path, tmp_path: Path) -> None:
    folder = DataFolder(home)
    write_copies(tmp_path / "copies.json", [("ship", "boat")], 1)
    engine = ArraysEngine(
        folder.index,
        Copies(tmp_path / "copies.json"),
        meaning=Meaning(folder.vectors, CHOICE, SubjectsModel()),
    )
    page = engine.search(replace(QUERY, fold_copies=True, per_page=50))
    assert sorted(ids(page)) == ["all", "liner", "ship", "some"]
    assert (page.folded, page.listed, page.total) == (1, 4, 3)


def test_similar_articles_are_near_too(engine: ArraysEngine, by_words: ArraysEngine) -> None:
    assert "liner" not in {hit.id for hit in by_words.similar("boat")}
    assert "liner" in {hit.id for hit in engine.similar("boat")}
    assert "boat" not in {hit.id for hit in engine.similar("boat", 50)}
    assert len(engine.similar("boat", 2)) == 2
    assert engine.similar("nobody") == ()


def test_an_article_without_a_vector_is_found_by_its_words(tmp_path: Path) -> None:
    """So is one that came in after the last run; it is never taken for another."""
    engine = engine_with_meaning(tmp_path, [*NEAR, *FAR])
    from tests.index.support.articles import build

    build(tmp_path, [[article("late", "غرق السفينة الكبيرة"), *NEAR]])
    page = engine.search(QUERY)
    assert ids(page) == ["late", "boat", "liner"]
    assert [hit.by_meaning for hit in page.hits] == [False, True, True]


def test_new_vectors_are_seen_at_once(tmp_path: Path) -> None:
    from tests.index.support.articles import build, split

    folder = stored(tmp_path, [*NEAR, *FAR])
    build(tmp_path, split([*NEAR, *FAR], 2))
    engine = ArraysEngine(folder.index, meaning=Meaning(folder.vectors, CHOICE, SubjectsModel()))
    assert engine.search(QUERY).meaning is None
    embedded(folder)
    assert {hit.id for hit in engine.search(QUERY).hits} == {"boat", "liner"}


def test_damaged_vectors_leave_the_words(tmp_path: Path) -> None:
    from index.meaning.store import PUBLISHED

    engine = engine_with_meaning(tmp_path, [*BOTH, *NEAR, *FAR])
    next(tmp_path.glob(f"vectors/*/{PUBLISHED}")).write_bytes(b"rubbish")
    page = engine.search(QUERY)
    assert sorted(ids(page)) == ["all", "ship", "some"]
    assert page.meaning is not None
    assert "sijill embed" in (page.meaning.problem or "")
