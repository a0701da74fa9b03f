"""Marks and reasons: whole words of the original text, for every kind of query."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from archive.paths import DataFolder
from index.analysis.tokenizer import tokenize
from index.arrays_engine import ArraysEngine
from index.errors import IndexingError
from index.model import Fragment, Query
from tests.index.support.articles import article, build
from tests.index.support.strategies import query_texts

BODY = (
    "أعلنت تويتر إغلاق حسابات، وقال مدير لتويتر إن «وبتويتر» كثيرا من الحِسابات.\n\n"
    "وعلى واتس آب أيضا نشرت قناة تيليغرام، ثم نُشِرت على تلغرام، وكَتَبَ كاتب: كُتُب كثيرة.\n\n"
    "تنظيم الدولة الإسلامية أو «داعش» كما يسمى، و#حظر_تويتر وسم. بلغت الـ300 و125,000 و١٢٥ ألف حساب."
)
TITLE = "تويتر وواتس آب: حسابات كثيرة"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    home = tmp_path_factory.mktemp("matching")
    other = article("other", "حسابات اخرى على تويتر وعلى واتس اب", title=None)
    build(home, [[other, article("one", BODY, title=TITLE)]])
    return ArraysEngine(DataFolder(home).index)


def marked(engine: ArraysEngine, text: str, field: str = "body", **asked: object) -> list[str]:
    """The marked words of an article's field."""
    fragments = engine.mark(Query(text, **asked), "one")  # type: ignore[arg-type]
    (held,) = [fragment for fragment in fragments if fragment.field == field]
    return [held.text[start:end] for start, end in held.marks]


BODIES = {
    "a name, with its clitics": ("تويتر", ["تويتر", "لتويتر", "وبتويتر", "تويتر"]),
    "typed with a clitic": ("لتويتر", ["تويتر", "لتويتر", "وبتويتر", "تويتر"]),
    "a name of two words": ("واتساب", ["واتس آب"]),
    "typed in two words": ("واتس آب", ["واتس آب"]),
    "in Latin letters": ("WhatsApp", ["واتس آب"]),
    "in its other spellings": ("تليجرام", ["تيليغرام", "تلغرام"]),
    "a synonym": ("داعش", ["تنظيم الدولة الإسلامية", "داعش"]),
    "a word, with its forms": ("حساب", ["حسابات", "الحِسابات", "حساب"]),
    "with marks": ("الحِسابات", ["حسابات", "الحِسابات", "حساب"]),
    "a prefix": ("حسا*", ["حسابات", "الحِسابات", "حساب"]),
    "a wildcard": ("حس*ات", ["حسابات", "الحِسابات"]),
    "a slip": ("مدبر~1", ["مدير"]),
    "as written": ("=كَتَبَ", []),
    "as written, without a clitic": ("=كُتُب", ["كُتُب"]),
    "as written, marks left out": ("=كاتب", ["كاتب"]),
    "a phrase is one mark": ('"قناة تيليغرام"', ["قناة تيليغرام"]),
    "a phrase across clitics and marks": ('"كثير من حسابات"', ["كثيرا من الحِسابات"]),
    "a phrase that ends with a name": ('"على واتساب"', ["وعلى واتس آب"]),
    "words within a window": ('"مدير حسابات"~3', ["حسابات", "مدير"]),
    "a figure": ("125", ["و١٢٥"]),
    "a figure with separators": ("١٢٥٠٠٠", ["و125,000"]),
    "a figure with an article": ("300", ["الـ300"]),
    "a hashtag": ("#حظر_تويتر", ["حظر_تويتر"]),
    "what is excluded is not marked": ("مدير -غائب", ["مدير"]),
    "both sides of an or": ("مدير OR قناة", ["مدير", "قناة"]),
    "both sides of an and": ("مدير AND قناة", ["مدير", "قناة"]),
    "the title alone": ("title:حسابات", []),
    "a filter marks nothing": ("platform:twitter", []),
    "everything marks nothing": ("*", []),
    "two words in turn": ("مدير حساب", ["حسابات", "مدير", "الحِسابات", "حساب"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BODIES.values(), ids=BODIES.keys())
def test_marks_in_the_body(engine: ArraysEngine, text: str, expected: list[str]) -> None:
    assert marked(engine, text) == expected


TITLES = {
    "a name": ("تويتر", ["تويتر"]),
    "a name of two words, with a clitic": ("واتساب", ["وواتس آب"]),
    "a word in the title": ("title:حسابات", ["حسابات"]),
    "a phrase in the title": ('"حسابات كثيرة"', ["حسابات كثيرة"]),
}


@pytest.mark.parametrize(("text", "expected"), TITLES.values(), ids=TITLES.keys())
def test_marks_in_the_title(engine: ArraysEngine, text: str, expected: list[str]) -> None:
    assert marked(engine, text, "title") == expected


def test_expansions_switched_off_are_not_marked(engine: ArraysEngine) -> None:
    assert marked(engine, "تيليغرام", expand=False) == ["تيليغرام"]
    assert marked(engine, "تيليغرام", without=frozenset({"telegram"})) == ["تيليغرام"]
    assert marked(engine, "حسا*", without=frozenset({"prefix:حسا"})) == []


@pytest.mark.parametrize("text", ["تويتر", "حسا*", '"قناة تيليغرام"', "داعش", "مدبر~1"])
def test_fragments_mark_the_same(engine: ArraysEngine, text: str) -> None:
    """What a hit shows is a part of what the whole article shows."""
    (hit,) = [hit for hit in engine.search(Query(text)).hits if hit.id == "one"]
    for fragment in hit.fragments:
        for start, end in fragment.marks:
            assert fragment.text[start:end] in marked(engine, text)
    assert hit.fragments
    assert [TITLE[start:end] for start, end in hit.title_marks] == marked(engine, text, "title")


REASONS = {
    "exact": ("تويتر", {("تويتر", "exact"), ("لتويتر", "clitic"), ("وبتويتر", "clitic")}),
    "inflection": (
        "حساب", {("حسابات", "inflection"), ("الحِسابات", "inflection"), ("حساب", "exact")},
    ),
    "name": ("تليجرام", {("تيليغرام", "name"), ("تلغرام", "name")}),
    "synonym": ("داعش", {("تنظيم الدولة الإسلامية", "synonym"), ("داعش", "exact")}),
    "prefix": ("قنا*", {("قناة", "prefix")}),
    "phrase": ('"قناة تيليغرام"', {("قناة تيليغرام", "phrase")}),
    "fuzzy": ("مدبر~1", {("مدير", "fuzzy")}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REASONS.values(), ids=REASONS.keys())
def test_reasons(engine: ArraysEngine, text: str, expected: set[tuple[str, str]]) -> None:
    """Each word with the forms in which it stands, the commonest first, counted."""
    (hit,) = [hit for hit in engine.search(Query(text)).hits if hit.id == "one"]
    assert {(reason.surface, reason.kind) for reason in hit.reasons} == expected
    assert sum(reason.count for reason in hit.reasons) == len(
        marked(engine, text) + marked(engine, text, "title")
    )
    counts = [reason.count for reason in hit.reasons]
    assert counts == sorted(counts, reverse=True)


def test_a_query_may_do_without_reasons_and_passages(engine: ArraysEngine) -> None:
    """What is left out is all that differs."""
    (whole,) = [hit for hit in engine.search(Query("تويتر حساب")).hits if hit.id == "one"]
    (bare,) = [h for h in engine.search(Query("تويتر حساب", explain=False)).hits if h.id == "one"]
    assert whole.reasons
    assert bare == whole._replace(reasons=())
    for count in (1, 0):
        (few,) = [h for h in engine.search(Query("تويتر حساب", passages=count)).hits if h.id == "one"]
        assert len(few.fragments) == count < len(whole.fragments)
        assert few._replace(fragments=()) == whole._replace(fragments=())


def test_an_article_that_there_is_not(engine: ArraysEngine) -> None:
    assert engine.mark(Query("تويتر"), "nobody") == ()


def test_an_article_without_a_title(engine: ArraysEngine) -> None:
    assert [fragment.field for fragment in engine.mark(Query("تويتر"), "other")] == ["body"]


def edges(fragment: Fragment) -> tuple[set[int], set[int]]:
    """Where the words of a text begin and end."""
    tokens = list(tokenize(fragment.text))
    return {token.start for token in tokens}, {token.end for token in tokens}


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(query_texts())
def test_marks_are_whole_words_for_any_query(engine: ArraysEngine, text: str) -> None:
    """Whatever is typed: marks rise, never overlap, and begin and end where words do."""
    try:
        fragments = engine.mark(Query(text), "one")
        page = engine.search(Query(text))
    except IndexingError:
        return
    for fragment in fragments:
        starts, ends = edges(fragment)
        at = 0
        for start, end in fragment.marks:
            assert at <= start < end
            assert start in starts
            assert end in ends
            at = end
    for hit in page.hits:
        for fragment in hit.fragments:
            assert all(fragment.text[start:end].strip() for start, end in fragment.marks)
