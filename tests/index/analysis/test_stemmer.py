"""Stems: forms of one word meet, and a word keeps its own letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.arabic import fold
from index.analysis.stemmer import SHORTEST_STEM, stem, strip_prefix, strip_suffixes, word_counts
from index.analysis.wordlists import is_stop_word, stop_words

FAMILIES = {
    "plural and article": ("حسابات", "الحسابات", "والحسابات", "للحسابات", "بالحسابات"),
    "possessives": ("حسابه", "حسابها", "حسابهم", "حسابهما", "حسابنا", "حسابات", "حساباتهم"),
    "dual": ("حسابان", "حسابين"),
    "accusative": ("حساب", "حسابا"),
    "و that is and": ("حذف", "وحذف"),
    "و before a hamza": ("رئيس", "ورئيس", "لرئيس"),
    "ب that is with": ("حسابات", "بحسابات"),
    "ل that is for": ("حساباتهم", "لحساباتهم"),
    "adjective": ("الإرهابية", "إرهابي"),
    "feminine": ("تغريدة", "التغريدات", "تغريداتهم", "تغريداته", "تغريداتي"),
    "ة before a pronoun": ("شركة", "شركته", "شركتها", "شركتهم", "والشركات"),
    "adjective of a plural": ("استخبارات", "استخباراتي", "استخباراتية"),
}


@pytest.mark.parametrize("forms", FAMILIES.values(), ids=FAMILIES.keys())
def test_forms_of_one_word_meet(forms: tuple[str, ...]) -> None:
    """All these forms have one stem."""
    assert len({stem(fold(form)) for form in forms}) == 1


OWN_LETTERS = {
    "و of وزير": ("وزير", "وزير"),
    "ب of بريطانيا": ("بريد", "بريد"),
    "ل of لبنان": ("لبنان", "لبن"),
    "ف of فريق": ("فريق", "فريق"),
    "ك of كتاب": ("كتاب", "كتاب"),
    "ال of a short word": ("الم", "الم"),
    "ت before a pronoun": ("بيته", "بيت"),
    "a word of three letters": ("حظر", "حظر"),
}


@pytest.mark.parametrize(("word", "expected"), OWN_LETTERS.values(), ids=OWN_LETTERS.keys())
def test_a_word_keeps_its_own_letters(word: str, expected: str) -> None:
    """A letter that is no affix stays."""
    assert stem(fold(word)) == expected


@given(st.text(max_size=15) | st.text("ابتوهيالنمكفسحةى", max_size=12))
def test_a_stem_is_part_of_its_word(word: str) -> None:
    """Stems are found in their words; short words are left alone; nothing becomes empty."""
    norm = fold(word)
    assert stem(norm) in norm
    assert bool(stem(norm)) == bool(norm)
    if len(norm) <= SHORTEST_STEM:
        assert stem(norm) == norm


@given(st.sampled_from(sorted(word_counts())))
def test_three_letters_remain(word: str) -> None:
    """Of every word of the counts, three letters remain, or the whole word."""
    assert len(stem(word)) >= min(len(word), SHORTEST_STEM)
    assert word.endswith(strip_prefix(word))
    assert word.startswith(strip_suffixes(word))


def test_word_counts_are_normalised() -> None:
    """The table's words are folded, so that lookups meet them."""
    assert all(fold(word) == word for word in word_counts())
    assert min(word_counts().values()) >= 20


def test_stop_words() -> None:
    """Stop words are known in their normalised form; content words and digits are none."""
    assert all(is_stop_word(fold(word)) for word in ("في", "إلى", "الذي", "أو", "و", "هل", "كيف"))
    assert not any(is_stop_word(fold(word)) for word in ("حساب", "تويتر", "5", "2016", "بدون"))
    assert all(fold(word) == word for word in stop_words())
