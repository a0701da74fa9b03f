"""Broken plurals, and the singulars of one."""

from __future__ import annotations

import pytest

from archive.text.arabic import fold
from index.analysis.stemmer import MOST_NUMBERS, other_numbers_of

PAIRS = {
    "فعول": ("بنك", "بنوك"),
    "أفعال": ("طفل", "أطفال"),
    "مفاعل": ("مدرسة", "مدارس"),
    "فعالى": ("قضية", "قضايا"),
    "with ات and another stem": ("سنة", "سنوات"),
    "a dictionary entry with a remark": ("خبر", "أخبار"),
}


@pytest.mark.parametrize(("singular", "plural"), PAIRS.values(), ids=PAIRS.keys())
def test_a_noun_and_its_plural_know_each_other(singular: str, plural: str) -> None:
    """As they are written, with clitics or without."""
    assert plural in other_numbers_of(fold(singular))
    assert singular in other_numbers_of(fold(plural))
    assert plural in other_numbers_of(fold("ل" + singular))


def test_few_others_and_none_of_the_own_stem() -> None:
    assert all(len(other_numbers_of(fold(word))) <= MOST_NUMBERS for word in ("بيت", "امرأة", "رجل"))
    assert other_numbers_of("سيارات") == ()
    assert other_numbers_of("iphone") == ()
    assert other_numbers_of("") == ()
