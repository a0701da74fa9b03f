"""Numbers as words of a search: every way to write one finds every other, and is marked as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extraction.annotate import read_anew
from archive.extraction.numbers import number_to_words
from archive.model.article import Article
from archive.model.figure import Figure
from index.analysis.numbers import value_text
from index.arrays_engine import ArraysEngine
from index.model import Mode, Query
from tests.index.support.articles import article, engine_over, examples, found


def telling(article_id: str, body: str, title: str | None = None) -> Article:
    """An article with its readings, as intake makes it."""
    return read_anew(article(article_id, body, title=title))


#: value -> ways to write it
SPELLINGS: dict[int, tuple[str, ...]] = {
    125_000: (
        "125000", "125,000", "125.000", "125٬000", "١٢٥٠٠٠", "١٢٥٬٠٠٠", "١٢٥,٠٠٠", "125 ألف", "125 ألفا",
        "125 ألفاً", "١٢٥ ألف", "١٢٥ ألفاً", "125 الف", "۱۲۵ ألف", "مئة وخمسة وعشرون ألف",
        "مئة وخمسة وعشرين ألفا",
        "مائة وخمسة وعشرون ألفاً", "مائة وخمسة وعشرين ألف", "مئه وخمسه وعشرون الف", "الـ125 ألف", "لـ125 ألف",
    ),
    2_000: ("2000", "2,000", "ألفي", "ألفا", "ألفان", "ألفين", "٢٠٠٠", "الألفي"),
    1_500_000: (
        "1500000", "1,500,000", "1.5 مليون", "1,5 مليون", "١٫٥ مليون", "مليون ونصف", "مليون ونصف المليون",
        "مليون وخمسمئة ألف", "مليون وخمسمائة ألف", "مليون و500 ألف", "1 مليون و500 ألف",
    ),
    46_000: ("46000", "46 ألف", "ستة وأربعين ألف", "ستة وأربعون ألفا", "ست وأربعين ألف", "٤٦ ألفا"),
    300: ("300", "الـ300", "ثلاثمئة", "ثلاثمائة", "ثلاث مئة", "٣٠٠"),
    5: ("5", "خمسة", "خمس", "٥"),
    20_000_000: ("20 مليون", "عشرين مليون", "عشرون مليونا", "20,000,000"),
    2_000_000: ("مليوني", "مليونا", "مليونين", "2 مليون", "مليونان"),
}  # fmt: skip
#: Words and digits that stand within other numbers too, and are found there as themselves.
WITHIN_OTHERS = frozenset({"5", "٥", "خمسة", "خمس", "ألفا", "مليونا"})
ROWS = [(value, text) for value, texts in SPELLINGS.items() for text in texts]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    """An article for each spelling: `VALUE-N`."""
    made = [
        telling(f"{value}-{at}", f"جرى إغلاق {text} حساب في الشبكة.")
        for value, texts in SPELLINGS.items()
        for at, text in enumerate(texts)
    ]
    return engine_over(tmp_path_factory.mktemp("numbers"), *made, parts=2)


def test_there_are_enough_spellings() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(("value", "text"), ROWS, ids=[text for _, text in ROWS])
def test_every_spelling_finds_every_other(engine: ArraysEngine, value: int, text: str) -> None:
    """And nothing else; by the field too."""
    wanted = {f"{value}-{at}" for at in range(len(SPELLINGS[value]))}
    ids = set(found(engine, f"{text} حساب", mode=Mode.ALL))
    assert ids >= wanted
    assert ids == wanted or text in WITHIN_OTHERS
    assert set(found(engine, f'رقم:"{value}"')) == wanted


@pytest.mark.parametrize(("value", "text"), ROWS, ids=[text for _, text in ROWS])
def test_the_number_is_marked_as_written(engine: ArraysEngine, value: int, text: str) -> None:
    """Whole, in one mark, whatever form was typed."""
    place = SPELLINGS[value].index(text)
    for typed in (str(value), f"number:{value}"):
        body = engine.mark(Query(typed), f"{value}-{place}")[-1]
        marked = [body.text[start:end] for start, end in body.marks]
        assert text in marked, marked


CASES = {
    "a range": ("number:[100000 TO 400000]", {"125000"}),
    "a range in Arabic": ("رقم:[100 ألف إلى 400 ألف]", {"125000"}),
    "an open range": ("number:[10000000 TO *]", {"20000000"}),
    "a range turned round": ("number:[50000 TO 40000]", {"46000"}),
    "above": ("number:>46000 number:<1000000", {"125000"}),
    "above, in Arabic words": ("رقم:أكثر من 2 مليون", {"20000000"}),
    "of at least": ("رقم:>=46000 -رقم:>125000", {"46000", "125000"}),
    "of at least, in English words": ("number:at least 20 million", {"20000000"}),
    "below": ("number:<300", {"5"}),
    "of at most, with a space": ("رقم:≤ 300", {"5", "300"}),
    "of at most, in Arabic words": ("رقم:لا يزيد على 300", {"5", "300"}),
    "words beside a range": ("حساب number:[1 TO 10]", {"5"}),
    "a number and a word": ("125000 حساب", {"125000"}),
    "a number of two words and a word": ("46 ألف حساب", {"46000"}),
    "excluded": ("number:[0 TO 1000000] -125000 -46 ألف -2000 -300", {"5"}),
    "none": ("number:7", set()),
    "in the title alone": ("title:125 ألف", set()),
}


@pytest.mark.parametrize(("text", "values"), CASES.values(), ids=CASES.keys())
def test_numbers_in_queries(engine: ArraysEngine, text: str, values: set[str]) -> None:
    assert {id_.split("-")[0] for id_ in found(engine, text, mode=Mode.ALL)} == values


def test_widening_can_be_switched_off(engine: ArraysEngine) -> None:
    """Then the words are words; the answer says under which name."""
    (expansion,) = engine.search(Query("46 ألف")).reading.expansions
    assert (expansion.id, expansion.kind) == ("number:46000", "number")
    plain = found(engine, "46 ألف", mode=Mode.ALL, without=frozenset({expansion.id}))
    assert "46000-2" not in plain
    assert "46000-1" in plain


def test_a_number_of_the_title_is_the_title_s(tmp_path: Path) -> None:
    engine = engine_over(
        tmp_path,
        telling("title", "نص قصير", title="إغلاق مئة وخمسة وعشرين ألف حساب"),
        telling("body", "إغلاق مئة وخمسة وعشرين ألف حساب", title="نص"),
    )
    assert found(engine, "title:125000") == ["title"]
    assert set(found(engine, "number:125000")) == {"title", "body"}
    title, body = engine.mark(Query("number:125000"), "title")
    assert [title.text[a:b] for a, b in title.marks] == ["مئة وخمسة وعشرين ألف"]
    assert body.marks == ()


def test_what_is_no_amount_is_found_as_typed_alone(tmp_path: Path) -> None:
    """A phone's digits are found by its digits; tens of thousands are no ten thousand."""
    engine = engine_over(
        tmp_path,
        telling("phone", "للتواصل على هاتف 0501234567 يوميا"),
        telling("vague", "عشرات الآلاف من الحسابات"),
    )
    assert found(engine, "0501234567") == ["phone"]
    assert found(engine, "10000") == []
    assert found(engine, "number:[1 TO *]") == []


def test_units_and_actions_are_fields(tmp_path: Path) -> None:
    """By id and by Arabic word; a figure that a person rejected counts no more."""
    told = Figure(5, "accounts", "eq", 0, 1, "5", "5", action="closed", key="k")
    engine = engine_over(
        tmp_path,
        article("a", figures=(told,)),
        article("b", figures=(Figure(7, "channels", "eq", 0, 1, "7", "7"),)),
        article("c", figures=(Figure(5, "accounts", "eq", 0, 1, "5", "5", state="rejected"),)),
        article("d", figures=(Figure(5, "websites+accounts", "eq", 0, 1, "5", "5"),)),
    )
    assert set(found(engine, "unit:accounts")) == {"a", "d"}
    assert set(found(engine, "وحدة:حسابات")) == {"a", "d"}
    assert found(engine, "وحدة:قنوات") == ["b"]
    assert found(engine, "فعل:إغلاق") == found(engine, "action:closed") == ["a"]


@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(number=st.integers(3, 10**9))
def test_words_of_a_number_find_its_digits(number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Number -> words -> number."""
    told = telling("a", f"بلغ العدد {number_to_words(number)} حساب")
    engine = engine_over(tmp_path_factory.mktemp("any"), told)
    assert found(engine, f"number:{value_text(number)}") == ["a"]
    if not 1900 <= number <= 2100:
        assert found(engine, f"{number:,}") == ["a"]
