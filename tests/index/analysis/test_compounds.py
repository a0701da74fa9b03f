"""Compound names, together and apart."""

from __future__ import annotations

import pytest

from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.compounds import joined_name, parts_of

PARTS = {
    "عبد": ("عبدالكريم", ("عبد", "الكريم")),
    "after a clitic": ("لعبدالكريم", ("عبد", "الكريم")),
    "أبو": ("أبوظبي", ("ابو", "ظبي")),
    "دير": ("ديرالزور", ("دير", "الزور")),
    "الله": ("نصرالله", ("نصر", "الله")),
    "الدين": ("سعدالدين", ("سعد", "الدين")),
    "doors": ("أبواب", None),
    "his parents": ("أبويه", None),
    "a worshipper": ("عبدالي", None),
    "the religion": ("والدين", None),
}


@pytest.mark.parametrize(("word", "parts"), PARTS.values(), ids=PARTS.keys())
def test_parts_of_a_joined_name(word: str, parts: tuple[str, str] | None) -> None:
    assert parts_of(fold(word)) == parts


@pytest.mark.parametrize(("word", "parts"), [each for each in PARTS.values() if each[1]])
def test_two_words_make_the_name_of_which_they_are_parts(word: str, parts: tuple[str, str]) -> None:
    joined = joined_name(*parts)
    assert joined is not None
    assert fold(word).endswith(joined)


def test_unlike_words_make_no_name() -> None:
    assert joined_name("عبد", "كريم") is None
    assert joined_name("مجلس", "الوزراء") is None


def test_parts_stand_beside_the_joined_name() -> None:
    analysis = Chain().analyze("حضر عبدالكريم")
    assert {(1, "عبد"), (1, "كريم")} <= set(analysis.extras)
