"""Search for the spellings of names in a folded text: one pass over its words and a table of first words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.lexicon.names import Cued, Lexicon, Name, folded_words
from archive.text.arabic import fold

_LATIN = "a-z\u00c0-\u024f"
#: A word is of one script: «الـfacebook» are two, so that either is found.
WORD = re.compile(rf"[0-9]*[{_LATIN}][0-9{_LATIN}]*|\d+|[^\W\d_{_LATIN}]+")
#: What may stand between the words of one spelling: واتس آب، واتس-آب، واتس_آب, a broken line.
_GAP = r"(?:[ \t_-]{1,3}|\.|[ \t]*\n[ \t]*)"

_ARTICLES = ("", "ال")
_PREPOSITIONS = ("", "ب", "ل", "ك")
_CONJUNCTIONS = ("", "و", "ف")
#: «عالفيسبوك» and «هالفيسبوك» are spoken Arabic for «على الـ» and «هذا الـ».
_SPOKEN = ("عال", "هال")


def _clitics() -> frozenset[str]:
    regular = {c + p + a for c in _CONJUNCTIONS for p in _PREPOSITIONS for a in _ARTICLES if p + a != "لال"}
    return frozenset(regular | {c + "لل" for c in _CONJUNCTIONS} | set(_SPOKEN))


CLITICS = _clitics()
#: Before an ordinary word these would make other words: ف + «اكس» is a fax machine.
_CAREFUL = frozenset(c for c in CLITICS if not set("فك") & set(c))


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a name as it is looked for: its first word is the key of the table."""

    name: Name
    rest: re.Pattern[str] | None
    """The words after the first."""
    length: int
    """Letters, for the longest match."""
    cued: Cued | None = None
    definite: bool = False
    """Whether the clitics glued to it hold the article."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A spelling found at `[start, end)` of the folded text, clitics included."""

    spelling: Spelling
    start: int
    end: int


def with_clitics(word: str) -> Iterator[str]:
    """Yield the word alone and behind every clitic."""
    return (clitic + word for clitic in CLITICS)


def _rest(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if len(words) == 1:
        return None
    return re.compile(
        "".join(_GAP + re.escape(word) for word in words[1:]) + rf"(?![^\W\d_]|(?<=[{_LATIN}])\d)"
    )


def _wanted(lexicon: Lexicon, name: Name) -> Iterator[tuple[tuple[str, ...], Cued | None]]:
    cued = {folded_words(entry.spelling): entry for entry in name.cued}
    for words in name.words:
        yield words, cued.get(words)
    for form in (*name.derived, *lexicon.adjectives_of(name)):
        yield folded_words(form), None


class Table:
    """A table of all spellings of a lexicon's platforms by their first words, the longest first."""

    def __init__(self, lexicon: Lexicon) -> None:
        entries: defaultdict[str, list[Spelling]] = defaultdict(list)
        for name in lexicon.platforms:
            for words, cued in _wanted(lexicon, name):
                for key, spelling in _keys(name, words, cued):
                    entries[key].append(spelling)
            for word in name.exceptions:
                for key in with_clitics(fold(word)):
                    entries[key] = [s for s in entries[key] if s.name != name or s.rest]
            for domain in name.domains:
                key, spelling = _domain(name, domain)
                entries[key].append(spelling)
        self.entries = {key: sorted(found, key=lambda s: -s.length) for key, found in entries.items()}

    def hits(self, text: str) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits at each word of the folded text where spellings begin, the longest first."""
        entries = self.entries
        for match in WORD.finditer(text):
            found = entries.get(match.group())
            if found:
                hits = tuple(_matches(found, text, match.start(), match.end()))
                if hits:
                    yield hits


def _matches(found: Iterable[Spelling], text: str, start: int, end: int) -> Iterator[Hit]:
    for spelling in found:
        if spelling.rest is None:
            yield Hit(spelling, start, end)
        elif follows := spelling.rest.match(text, end):
            yield Hit(spelling, start, follows.end())


def _keys(name: Name, words: tuple[str, ...], cued: Cued | None) -> Iterator[tuple[str, Spelling]]:
    rest, length = _rest(words), sum(map(len, words))
    clitics = _CAREFUL if cued and cued.plain else CLITICS
    for clitic in [""] if words[0].isascii() else clitics:
        definite = clitic.endswith(("ال", "لل"))
        yield clitic + words[0], Spelling(name, rest, length, cued, definite)


def _domain(name: Name, domain: str) -> tuple[str, Spelling]:
    first, _, rest = fold(domain).partition(".")
    pattern = re.compile(r"\." + re.escape(rest) + r"(?![\w-]|\.\w)")
    return first, Spelling(name, pattern, len(domain))


@lru_cache(maxsize=8)
def table_of(lexicon: Lexicon) -> Table:
    """Return the table of a lexicon; it is built once and kept."""
    return Table(lexicon)
