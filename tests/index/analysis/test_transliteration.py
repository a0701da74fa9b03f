"""Transliteration: which Latin words may be an Arabic name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.arabic import fold
from index.analysis.transliteration import SHORT, latin_pattern, sounds_like

NAMES = {
    "بوتين": "putin",
    "ماكرون": "macron",
    "ترمب": "trump",
    "نتنياهو": "netanyahu",
    "أردوغان": "erdogan",
    "خاشقجي": "khashoggi",
    "واشنطن": "washington",
    "أوباما": "obama",
    "بايدن": "biden",
    "كيسنجر": "kissinger",
    "شفاينشتايغر": "schweinsteiger",
    "تسيبراس": "tsipras",
    "ميسي": "messi",
    "تشارلز": "charles",
    "رويترز": "reuters",
}
OTHERS = {"سيارات": "surat", "باراك": "break", "غربي": "group", "دولة": "delhi"}


def may_be(arabic: str, latin: str) -> bool:
    """Whether a Latin word is taken for an Arabic name."""
    name = fold(arabic)
    pattern = latin_pattern(name)
    return bool(pattern and pattern.fullmatch(latin)) and sounds_like(latin, name) is not None


@pytest.mark.parametrize(("arabic", "latin"), NAMES.items())
def test_a_name_in_latin_letters(arabic: str, latin: str) -> None:
    assert may_be(arabic, latin)
    others = [one for one in NAMES.values() if one != latin]
    assert not any(may_be(arabic, other) for other in others)


@pytest.mark.parametrize(("arabic", "latin"), OTHERS.items())
def test_another_word(arabic: str, latin: str) -> None:
    assert not may_be(arabic, latin)


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", max_size=12))
def test_any_word_has_a_pattern_or_none(word: str) -> None:
    """Short words have none; a pattern matches nothing of other letters."""
    pattern = latin_pattern(word)
    assert pattern is None or len(word) > SHORT
    assert pattern is None or not pattern.search("كلمة")
