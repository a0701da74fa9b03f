"""Words of several spellings become one stem."""

from __future__ import annotations

from importlib import resources

import pytest

from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.stemmer import stem_of_spellings, strip_endings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("المسئولين", "مسؤول", id="hamza seat, plural"),
        pytest.param("والإنكليزية", "إنجليزية", id="k for g, clitics"),
        pytest.param("هاشتاق", "الهاشتاغ", id="q for gh"),
        pytest.param("بروكينجز", "بروكنغز", id="a name, long vowel"),
        pytest.param("مائة", "مئة", id="old alef"),
        pytest.param("شئون", "والشؤون", id="article"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    """Two spellings of a word have one stem, whatever affixes they carry."""
    chain = Chain()
    assert chain.stem(fold(one)) == chain.stem(fold(other))


def test_the_first_spelling_stands_for_all() -> None:
    """Following the map once is enough: no group's stem leads on into another group."""
    assert all(stem_of_spellings().get(stem, stem) == stem for stem in stem_of_spellings().values())


def test_every_line_says_something() -> None:
    """No line lists words that light stemming makes one by itself."""
    text = resources.files("index.analysis").joinpath("spellings.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    idle = [line for line in lines if len({strip_endings(fold(word)) for word in line.split()}) == 1]
    assert not idle
