"""Names: spellings that are one name become one term.

A name of one word is known after its clitics («لتويتر», «وبفيسبوك»); a name of several words («واتس آب»)
is known by its first word, clitics allowed, and its other words as they are. What a text says is kept
beside the name, so that each widening can be switched off in a search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.lexicon.names import Lexicon
from archive.text.arabic import fold

#: Terms of names begin with it; no token does.
SIGN = "@"
_CLITICS = re.compile(r"[وف]?(?:لل|[بلك]?(?:ال)?)")


@dataclass(frozen=True, slots=True)
class NameSpelling:
    """One spelling of one name, as normalised words."""

    id: str
    words: tuple[str, ...]
    kind: str
    """`platform` or `synonym`."""
    collapse: bool
    """Whether the spelling becomes the name's term; otherwise it is only kept from being stemmed."""
    written: str = ""
    """As people write it, for display."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in a row of normalised words, `length` words from `position`."""

    spelling: NameSpelling
    position: int
    length: int
    joined: str
    """The spelling without clitics and spaces."""


class Names:
    """The spellings of an archive's lexicon, looked up word by word."""

    def __init__(self, spellings: Iterable[NameSpelling] = ()) -> None:
        self._single: dict[str, NameSpelling] = {}
        self._several: dict[str, list[NameSpelling]] = {}
        self.by_id: dict[str, list[NameSpelling]] = {}
        for spelling in spellings:
            self.by_id.setdefault(spelling.id, []).append(spelling)
            if len(spelling.words) == 1:
                self._single.setdefault(spelling.words[0], spelling)
            else:
                self._several.setdefault(spelling.words[0], []).append(spelling)
        for several in self._several.values():
            several.sort(key=lambda spelling: -len(spelling.words))
        self._heads = self._single.keys() | self._several.keys()

    def single(self, word: str) -> NameSpelling | None:
        """Return the name that one normalised word is, clitics allowed; None if it is none."""
        return self.known(word)[0]

    def starts(self, word: str) -> Sequence[NameSpelling]:
        """Return the names of several words that may begin with this word, the longest first."""
        return self.known(word)[1]

    def known(self, word: str) -> tuple[NameSpelling | None, Sequence[NameSpelling]]:
        """Return the name that one normalised word is, and the names of several that begin with it."""
        heads = [word] if word in self._heads else []
        match = _CLITICS.match(word)
        # The longest row of clitics comes off first.
        for start in range(match.end() if match else 0, 0, -1):
            rest = word[start:]
            if rest in self._heads and _CLITICS.fullmatch(word, 0, start):
                heads.append(rest)
        if not heads:
            return None, ()
        one = next((self._single[rest] for rest in heads if rest in self._single), None)
        return one, next((self._several[rest] for rest in heads if rest in self._several), ())

    def match(self, words: Sequence[str], position: int) -> NameMatch | None:
        """Return the longest name that begins at `position`; None if none does."""
        for spelling in self.starts(words[position]):
            length = len(spelling.words)
            if tuple(words[position + 1 : position + length]) == spelling.words[1:]:
                return NameMatch(spelling, position, length, "".join(spelling.words))
        one = self.single(words[position])
        return NameMatch(one, position, 1, one.words[0]) if one else None


def spelling_words(spelling: str) -> tuple[str, ...]:
    """Return the normalised words of a spelling, as the chain tokenizes it."""
    from index.analysis.tokenizer import tokenize

    return tuple(token.norm for token in tokenize(fold(spelling)))


def names_of(lexicon: Lexicon) -> Names:
    """Return the names of an archive's lexicon as the chain looks them up."""
    return Names(
        NameSpelling(name.id, words, name.kind, words not in name.plain, written)
        for name in lexicon.names
        for written in name.spellings
        if (words := spelling_words(written))
    )
