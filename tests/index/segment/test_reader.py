"""Texts in code units of one width: what was packed comes back, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.segment.bodies import packed, unpacked
from tests.index.support.articles import article, build

WIDTHS = {
    "nothing": ("", 1),
    "Latin letters": ("Sijill 1.0", 1),
    "Latin letters with accents": ("café", 1),
    "Latin letters that Windows-1256 lacks": ("Dvořák", 2),
    "Arabic": ("سجل الأخبار", 1),
    "Arabic with signs": ("«قالت» — إنّ النسبة 5٪؟", 2),
    "Arabic with signs of Windows-1256": ("«قالت» – إنّ النسبة 5%؟ …", 1),
    "Arabic digits": ("٢٠١٦", 2),
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


def test_a_stretch_of_a_body_is_read_by_itself(tmp_path: Path) -> None:
    """Wherever it begins and ends, beyond the end of the text too."""
    texts = ["Sijill 1.0", "سجل الأخبار", "سجل ٢٠١٦ الأخبار", "خبر 🗞 عاجل", "خبر \ud83d"]
    build(tmp_path, [[article(f"a{n}", text) for n, text in enumerate(texts)]])
    (segment,) = ArraysEngine(DataFolder(tmp_path).index).snapshot().segments
    for document, text in enumerate(texts):
        assert segment.body(document) == text
        for start, end in ((0, 3), (0, 100), (4, 5), (4, 4), (9, 100), (50, 60)):
            assert segment.body_between(document, start, end) == text[start:end]
