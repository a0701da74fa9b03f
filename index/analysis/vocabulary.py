"""The vocabulary: tables of how often words stand in Arabic text, and of irregular words.

The tables in `words/` are made by `tests/index/support/word_tables.py`; `words/README.md` names their sources
and licences. They are read at the first word that needs them, in some 60 ms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain

from archive.text.arabic import fold

#: Of a level, this bit says that the word is a form of a verb and no noun: no article stands before it.
VERB = 128
#: What levels stand for: a word's occurrences in a thousand million words. Four levels double it.
OCCURRENCES = tuple(2.0 ** (level / 4) for level in range(VERB)) * 2
#: How many occurrences a word has that no table holds.
UNKNOWN = 2.0


def lines_of(name: str) -> Iterator[str]:
    """Yield the lines of a word list of this package, without comments and empty lines."""
    text = resources.files("index.analysis").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.split("\n") if line and line[0] != "#")


@cache
def levels() -> Mapping[str, int]:
    """Return the level of each normalised word, clitics and pronouns apart; verbs' forms have `VERB` set."""
    table: dict[str, int] = {}
    for line in lines_of("words/counts.txt"):
        level, *words = line.split(" ")
        table.update(dict.fromkeys(words, int(level)))
    return table


def occurrences(word: str) -> float:
    """Return how often a normalised word stands in a thousand million words; 0 if no table holds it."""
    level = levels().get(word)
    return 0.0 if level is None else OCCURRENCES[level]


@cache
def irregular_nouns() -> Mapping[str, str]:
    """Return the stems of nouns whose stem their letters do not tell.

    They end like plurals and duals and are none («سليمان», «قانون»), or have only two letters («لغات»).
    """
    return dict(
        line.split(" ") for line in chain(lines_of("words/stems.txt"), lines_of("words/more_stems.txt"))
    )


@cache
def irregular() -> Mapping[str, str]:
    """Return the stems of irregular nouns, and of forms of verbs («يغادر»: «غادر»)."""
    table = dict(irregular_nouns())
    for line in lines_of("words/verbs.txt"):
        verb, *forms = line.split(" ")
        table.update(dict.fromkeys(forms, verb))
        table.setdefault(verb, verb)
    return table


@cache
def other_numbers() -> Mapping[str, tuple[str, ...]]:
    """Return for a normalised noun its broken plurals, for a plural its singulars, the most frequent first.

    They are given as they are written.
    """
    pairs: dict[str, set[str]] = defaultdict(set)
    for line in chain(lines_of("words/plurals.txt"), lines_of("words/more_plurals.txt")):
        singular, *plurals = line.split(" ")
        pairs[fold(singular)].update(plurals)
        for plural in plurals:
            pairs[fold(plural)].add(singular)
    return {
        word: tuple(sorted(others, key=lambda other: (-occurrences(fold(other)), other)))
        for word, others in pairs.items()
    }
