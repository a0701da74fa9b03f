"""Patterns as expressions: every word that fits a pattern fits its expression, as Python reads it."""

from __future__ import annotations

import re

import pytest

from index.analysis.transliteration import latin_pattern
from index.opensearch.query.patterns import expression, fitting, loosened
from index.query.ast import Expanded

LONG = "كلمة" * 20
NEAR = ("مدرسه", "مدرشه", "مدسه", "مدررسه", "مردسه", "بالمدرشه")
#: Edits of its second half.
NEAR_LONG = (LONG, LONG[:-1], f"وال{LONG}", f"{LONG[:50]}ز{LONG[50:]}")
ROWS = {
    "a letter changed": ("fuzzy", "مدرسه", NEAR, ("مردشه", "درس")),
    "a long word": ("fuzzy", LONG, NEAR_LONG, (LONG[2:], LONG[:-2])),
    "a prefix": ("prefix", "حساب", ("حساب", "حسابات", "والحسابات", "بحساب"), ("محاسب",)),
    "a wildcard": ("wildcard", "ح*ب", ("حساب", "حب", "الحساب"), ("حسابات",)),
    "reserved signs": ("wildcard", "c+*#", ("c+x#", "c+#"), ("cc#",)),
}


@pytest.mark.parametrize(("kind", "pattern", "good", "bad"), ROWS.values(), ids=ROWS.keys())
def test_patterns(kind: str, pattern: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    node = Expanded("surface", kind, pattern)
    read, fits = re.compile(expression(node)), fitting(node)
    for word in good:
        assert read.fullmatch(word), word
        assert fits(word), word
    for word in bad:
        assert not (read.fullmatch(word) and fits(word)), word


def test_an_expression_grows_with_the_word_alone() -> None:
    """A cluster takes expressions of some length only, however long a word is typed."""
    for length in (1, 59, 60, 61, 2_000):
        assert len(expression(Expanded("surface", "fuzzy", "ك" * length))) < 100_000


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("رمضان", ("ramadan", "ramadhan", "rammadan")),
        ("قذافي", ("gaddafi", "qadhafi", "kadhafi", "gheddafi")),
        ("تشايكوفسكي", ("tchaikovsky", "chaikovskii")),
        ("بتروكيماويه", ("petrokimawiya",)),
    ],
)
def test_a_pattern_of_a_name_is_loosened(name: str, latin: tuple[str, ...]) -> None:
    """What fits the pattern fits what the cluster is asked, which is short and has no alternatives."""
    pattern = latin_pattern(name)
    assert pattern is not None
    for word in latin:
        assert pattern.fullmatch(word), word
        assert re.fullmatch(loosened(pattern), word), word
    assert "|" not in loosened(pattern)
    assert not re.fullmatch(loosened(pattern), "xyz")
