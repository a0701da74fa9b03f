"""Texts in code units of one width: what was packed comes back, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.texts import packed, unpacked

WIDTHS = {
    "nothing": ("", 1),
    "Latin letters": ("Sijill 1.0", 1),
    "Latin letters with accents": ("café", 2),
    "Arabic": ("سجل الأخبار", 2),
    "an emoji": ("خبر 🗞", 4),
    "half a pair": ("خبر \ud83d", 4),
    "two halves that are no character here": ("\ud83d\udcf0", 4),
}


@pytest.mark.parametrize(("text", "width"), WIDTHS.values(), ids=WIDTHS.keys())
def test_the_narrowest_width_that_holds_the_text(text: str, width: int) -> None:
    held, data = packed(text)
    assert held == width
    assert len(data) == width * len(text)
    assert unpacked(held, data) == text


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    assert unpacked(*packed(text)) == text
