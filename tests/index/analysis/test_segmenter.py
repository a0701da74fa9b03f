"""Segmentation: a word's readings, and which of them is likely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.arabic import fold
from index.analysis.segmenter import CLITICS, PRONOUNS, readings, splits
from index.analysis.vocabulary import OCCURRENCES, irregular, levels, occurrences

LIKELIEST = {
    "no clitic": ("مدينه", "", "مدينه"),
    "a particle": ("بمدينه", "ب", "مدينه"),
    "و ب": ("وبمدينه", "وب", "مدينه"),
    "an article": ("المدينه", "ال", "مدينه"),
    "لل": ("للمدينه", "لل", "مدينه"),
    "ل before ل": ("للجنه", "ل", "لجنه"),
    "a pronoun, and ة behind ت": ("مدينتهم", "", "مدينه"),
    "a pronoun, and ء behind ئ": ("وزرايهم", "", "وزراء"),
    "a pronoun behind a noun of five": ("لاخيها", "ل", "اخ"),
    "a pronoun behind a hamza on alef": ("مبديه", "", "مبدا"),
    "a pronoun that hardly stands apart": ("ولبيوتهم", "ول", "بيوت"),
    "a pronoun behind a dual": ("بسيارتيهما", "ب", "سياره"),
    "a pronoun behind ى": ("مستواهم", "", "مستوي"),
    "a pronoun behind a dual of two letters": ("يديه", "", "يد"),
    "no pronoun behind a short word": ("وفاه", "", "وفاه"),
    "س before a verb that is a noun as well": ("ستقاطع", "س", "يقاطع"),
    "an ending that is no pronoun": ("متراكم", "", "متراكم"),
    "lam and alef in each other's place": ("االعالم", "", "اعلام"),
    "the same, in a word that hardly stands so": ("العالقات", "", "علاقات"),
    "the same, in a word that stands so": ("السالم", "ال", "سالم"),
    "what PDFs make of God's name": ("واهلل", "و", "الله"),
    "س before a verb": ("سيعود", "س", "يعود"),
    "س of a noun": ("سياسه", "", "سياسه"),
    "an unknown word with an article": ("الزقغظق", "ال", "زقغظق"),
    "an unknown word with و": ("وزقغظق", "و", "زقغظق"),
    "Latin": ("بalpha", "ب", "alpha"),
}


@pytest.mark.parametrize(("word", "clitics", "rest"), LIKELIEST.values(), ids=LIKELIEST.keys())
def test_the_likeliest_reading(word: str, clitics: str, rest: str) -> None:
    reading = readings(word)[0]
    assert (reading.clitics, reading.word) == (clitics, rest)


@given(st.sampled_from(sorted(levels())) | st.text("ابتوهيالنمكفسحءة", min_size=1, max_size=10))
def test_shares_add_up(word: str) -> None:
    """Readings come in order, differ, and their shares are those of a whole."""
    found = readings(word)
    assert abs(sum(reading.share for reading in found) - 1) < 1e-9
    assert [r.share for r in found] == sorted((r.share for r in found), reverse=True)
    assert len({reading.word for reading in found}) == len(found)
    assert all(reading.word and reading.clitics in CLITICS for reading in found)


@given(st.text("ابتوهيالنمكفسحء", min_size=1, max_size=10))
def test_splits_are_parts_of_the_word(word: str) -> None:
    """Clitics, word and pronoun make up the word, but for the letter that a pronoun changes."""
    for clitics, rest, pronoun in splits(word):
        assert clitics in CLITICS
        assert pronoun in PRONOUNS
        assert word.startswith(clitics + rest[:-1])
        assert word.endswith(pronoun)
        assert len(clitics + rest + pronoun) == len(word)


def test_tables_are_normalised() -> None:
    """Words of the tables are folded, so that lookups meet them; levels are in their range."""
    assert all(fold(word) == word or word.endswith("ى") for word in levels())
    assert all(0 < level < len(OCCURRENCES) for level in levels().values())
    assert all(fold(word) == word and fold(known) == known for word, known in irregular().items())


def test_counts_of_parts() -> None:
    """A word counts what stands with its clitics too, and a joined form by itself hardly anything."""
    assert occurrences("مدينه") > 50 * occurrences("بمدينه")
    assert occurrences("وزير") > 50 * occurrences("زير")
    assert occurrences("") == 0
