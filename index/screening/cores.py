"""Cores: what is left of a word without clitics before it and any letters of endings behind.

A stem comes of a word by taking clitics off its front and letters of endings off its back, and by looking
up what is irregular. So a word's cores hold the core of its stem; what tables change is looked up the other
way round. A word without a core in common with a text's terms stands nowhere in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import product

from index.analysis.compounds import LAST
from index.analysis.segmenter import CLITICS
from index.analysis.stemmer import SUFFIXES, stem_of_spellings
from index.analysis.vocabulary import irregular

#: Letters of endings and pronouns, and those that change before them.
ENDINGS = "".join(sorted(set("".join(SUFFIXES)) | set("كءو")))
#: Letters with which a verb of the present begins.
PRESENT = "يتنا"
#: What may come off the front of a word: a row of clitics, or what may stand before a name.
PREFIXES = frozenset(CLITICS).union(
    map("".join, product(("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال"))), ("لل", "ولل", "فلل")
)
LONGEST = max(map(len, PREFIXES))
#: First letters of which the prefixes are kept.
_MOST_BEGINNINGS = 100_000
FUTURE = frozenset(clitics for clitics in CLITICS if clitics.endswith("س"))
#: What PDFs make of «الله» at the end of a word.
SWAPPED_ENDS = ("اهلل", "هللا")


class _Lengths(dict[str, tuple[int, ...]]):
    """The lengths of the prefixes with which a word may begin, by its first letters; it bounds itself."""

    def __missing__(self, letters: str) -> tuple[int, ...]:
        found = tuple(n for n in range(1, len(letters) + 1) if letters[:n] in PREFIXES)
        if len(self) < _MOST_BEGINNINGS:
            self[letters] = found
        return found


LENGTHS = _Lengths()


def cores(norm: str) -> list[str]:
    """Return the cores of a normalised word, one for each row of clitics that its first letters may be."""
    base = norm.rstrip(ENDINGS)
    found = [base]
    if lengths := LENGTHS[norm[:LONGEST]]:
        found += [base[length:] for length in lengths]
    if "س" in norm[:2]:
        futures = [len(clitics) for clitics in FUTURE if norm.startswith(clitics)]
        found += ("ي" + base[length + 1 :] for length in futures if norm[length : length + 1] in PRESENT)
    if norm.find("ال", 1) > 0 or norm.endswith(SWAPPED_ENDS):
        for mended in _unswapped(norm):
            base = mended.rstrip(ENDINGS)
            found += [base, *(base[length:] for length in LENGTHS[mended[:LONGEST]])]
    return found


def _unswapped(norm: str) -> list[str]:
    """Return a word with one «ال» inside it, or all, made «لا», as a PDF's words are read."""
    places = [at for at in range(1, len(norm) - 1) if norm[at : at + 2] == "ال"]
    one_by_one = [f"{norm[:at]}لا{norm[at + 2 :]}" for at in places]
    gods_name = [norm[:-4] + LAST[0]] if norm.endswith(SWAPPED_ENDS) else []
    return [norm[0] + norm[1:].replace("ال", "لا"), *one_by_one, *gods_name]


def term_cores(term: str) -> tuple[str, ...]:
    """Return the cores that a word has of which this is a term: the term's own, and those from the tables."""
    return (term.rstrip(ENDINGS), *_looked_up().get(term, ()))


@cache
def _looked_up() -> Mapping[str, tuple[str, ...]]:
    """Return for each stem the cores of the words that tables give it, where they are not its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, stem in irregular().items():
        found[stem].add(word.rstrip(ENDINGS))
    for spelling, stem in stem_of_spellings().items():
        found[stem] |= {spelling.rstrip(ENDINGS)} | found.get(spelling, set())
    return {
        stem: tuple(sorted(others - {stem.rstrip(ENDINGS)}))
        for stem, others in found.items()
        if others != {stem.rstrip(ENDINGS)}
    }
