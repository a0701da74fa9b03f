"""Light stemming: takes clitics and endings off a word and leaves its stem; roots are not looked for.

Clitics and pronouns come off as the word's likeliest reading says (`segmenter`). Endings are those of
light10 (Larkey, Ballesteros & Connell, "Light stemming for Arabic information retrieval", 2007; Lucene's
ArabicStemmer has the same) and those that news prose shows it lacks; what only looks like an ending stays
(«سليمان»), and forms of a verb have their verb's stem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from archive.text.arabic import fold
from index.analysis.segmenter import Reading, readings
from index.analysis.vocabulary import irregular, irregular_nouns, levels, lines_of, occurrences, other_numbers

#: Tried in this order, each once: a word may lose several («حساباتهما» loses هما, then ات).
SUFFIXES = (
    "اتيه", "اته", "اتي", "هما", "كما", "تين", "تان", "هم", "هن", "كم", "نا", "وا", "ها", "ان", "ات", "ون",
    "ين", "يه", "ه", "ي",
)  # fmt: skip
#: Pronouns among them, which the reading of an attested word has taken off already.
PRONOUNS = frozenset({"هما", "كما", "هم", "هن", "كم", "نا", "ها"})
#: Before one of these, ة is written ت («شركتي»).
_AFTER_TEH = PRONOUNS | {"ه", "ي"}
#: What must remain of a word.
SHORTEST_STEM = 3
#: From this length on, a final ا is an ending («حسابا»), not the word's own letter.
LONG_WORD = 5
#: How many plurals of a noun count, or singulars of a plural.
MOST_NUMBERS = 2
#: How likely a second reading must be to stand beside the first.
SECOND = 0.2


class Stems(NamedTuple):
    """The stems of a word: of its likeliest reading, and of the second where that is likely too, else ""."""

    first: str
    second: str = ""


def stems(word: str) -> Stems:
    """Return the stems of a normalised word; the first is never empty for a word that is not."""
    return stems_of(readings(word))


def stems_of(found: Sequence[Reading]) -> Stems:
    """Return the stems of a word of which these are the readings, the likeliest first."""
    likeliest, *others = found
    first = stem_of(likeliest.word)
    if others and others[0].share >= SECOND:
        second = stem_of(others[0].word)
        if second != first:
            return Stems(first, second)
    return Stems(first)


def stem(word: str) -> str:
    """Return the stem of a normalised word's likeliest reading."""
    return stem_of(readings(word)[0].word)


def strip_clitics(word: str) -> str:
    """Return a normalised word without its article and clitics, as its likeliest reading has them."""
    return word[len(readings(word)[0].clitics) :]


def has_clitics(word: str, stem: str) -> bool:
    """Tell whether a normalised word has clitics in the likeliest of its readings that have this stem."""
    return next((bool(one.clitics) for one in readings(word) if stem_of(one.word) == stem), False)


def other_numbers_of(word: str) -> tuple[str, ...]:
    """Return the nouns of which a normalised word is the broken plural, or its broken plurals; two at most.

    They are given as they are written, without those that have the word's own stem.
    """
    noun = readings(word)[0].word
    own, others = stem_of(noun), other_numbers().get(noun, ())
    unlike = {fold(other): other for other in reversed(others) if stem_of(fold(other)) != own}
    return tuple(reversed(unlike.values()))[:MOST_NUMBERS]


@cache
def stem_of_spellings() -> Mapping[str, str]:
    """Return for each stem of a word of several spellings the one that stands for all."""
    groups = [[strip_endings(word) for word in fold(line).split()] for line in lines_of("spellings.txt")]
    return MappingProxyType({stem: group[0] for group in groups for stem in group})


def stem_of(word: str) -> str:
    """Return the stem of a word without clitics; of a word of several spellings the first one's."""
    own = strip_endings(word)
    return stem_of_spellings().get(own, own)


def strip_endings(word: str) -> str:
    """Return a word without its endings; words whose stem letters do not tell are looked up on the way."""
    if (found := irregular().get(word)) is not None:
        return found
    known = irregular_nouns()
    is_attested = word in levels()
    for suffix in SUFFIXES if word.endswith(SUFFIXES) else ():
        if not word.endswith(suffix) or (is_attested and suffix in PRONOUNS):
            continue
        rest = word[: -len(suffix)]
        if len(rest) < SHORTEST_STEM:
            continue
        if suffix == "يه" and (found := known.get(word[:-1])) is not None:
            return found
        word = _without_bound_teh(rest) if suffix in _AFTER_TEH and rest[-1] == "ت" else rest
        if (found := known.get(word)) is not None:
            return found
        if (hamza := _with_final_hamza(word)) is not None:
            return hamza
    return _without_final_alef(word)


def _with_final_hamza(word: str) -> str | None:
    """Return the word with ء for its final ي or و, where that is likelier: ئ and ؤ fold to them («قضائي»)."""
    hamza = word[:-1] + "ء"
    return hamza if word[-1] in "يو" and occurrences(hamza) > occurrences(word) else None


def _without_bound_teh(word: str) -> str:
    """Return the word without a final ت that stood before a pronoun, if it is likelier to be ة.

    «شركت» of «شركتي» loses it, for شركة is more frequent; «بيت» of «بيته» keeps it.
    """
    was_marbuta = occurrences(word[:-1] + "ه") > occurrences(word)
    return word[:-1] if was_marbuta and len(word) > SHORTEST_STEM else word


def _without_final_alef(word: str) -> str:
    """Return the word without the ا of an accusative («حسابا»), or with the ء left out behind it («كهربا»).

    A short word changes only as counts allow.
    """
    if not word.endswith("ا") or len(word) <= SHORTEST_STEM:
        return word
    own = max(1.0, occurrences(word))
    if occurrences(word + "ء") >= 2 * own:
        return word + "ء"
    rest = _with_final_hamza(word[:-1]) or word[:-1]
    return rest if len(word) >= LONG_WORD or occurrences(rest) >= own else word
