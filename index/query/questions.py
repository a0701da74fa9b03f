"""Questions: finds the words of a query with which people only ask: «أخبار عن», «ما اسم».

What only asks is passed over like a stop word; a noun that says of what kind the answer is counts half.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from archive.paths import shipped_text
from archive.text.arabic import fold
from index.analysis.wordlists import is_stop_word
from index.query.lexer import Kind
from index.query.token_cursor import Cursor

#: The switch of the words that only ask.
ASKING_ID = "asking"
#: The weight of a question's noun.
NOUN_WEIGHT = 0.5


class Asking(NamedTuple):
    """The places at which the asking words of a typed text begin."""

    passed_over: frozenset[int]
    nouns: frozenset[int]


NOBODY_ASKS = Asking(frozenset(), frozenset())


@dataclass(frozen=True)
class _Words:
    asking: frozenset[str]
    about: frozenset[str]
    before: frozenset[str]
    alone: tuple[tuple[str, ...], ...]
    interrogatives: tuple[tuple[str, ...], ...]
    opening: tuple[tuple[str, ...], ...]
    nouns: frozenset[str]


@cache
def _words() -> _Words:
    table = json.loads(shipped_text("questions.json"))
    asking, about, before, nouns = (
        frozenset(map(fold, table[key])) for key in ("asking", "about", "before", "nouns")
    )
    alone, interrogatives, opening = (_rows(table[key]) for key in ("alone", "interrogatives", "opening"))
    return _Words(asking, about, before, alone, interrogatives, opening, nouns)


def _rows(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each phrase, the longest phrase first."""
    return tuple(sorted((tuple(fold(phrase).split()) for phrase in phrases), key=len, reverse=True))


def is_question(text: str) -> bool:
    """Tell whether a text is a question: it has a question mark, or begins as questions do."""
    if "؟" in text or "?" in text:
        return True
    norms = tuple(fold(text).split())
    return any(norms[: len(words)] == words for words in _words().opening)


def asking_in(cursor: Cursor) -> Asking:
    """Find the asking words at the beginning of a text, if no sign stands among them and words follow."""
    row = cursor.row[:8]
    until = next((at for at, lexeme in enumerate(row) if lexeme.kind is not Kind.WORD), len(row))
    norms = [lexeme.norm for lexeme in row[:until]]
    if not norms:
        return NOBODY_ASKS
    length = _asking_length(norms)
    if length and any(not is_stop_word(lexeme.norm) for lexeme in cursor.row[length:] if lexeme.norm):
        return Asking(frozenset(lexeme.start for lexeme in row[:length]), frozenset())
    noun = _noun_at(norms)
    return NOBODY_ASKS if noun is None else Asking(frozenset(), frozenset({row[noun].start}))


def _asking_length(norms: Sequence[str]) -> int:
    """Return how many words at the beginning only ask; 0 if none do."""
    known = _words()
    first = 0
    while first < len(norms) and norms[first] in known.before:
        first += 1
    if first + 1 < len(norms) and norms[first] in known.asking and norms[first + 1] in known.about:
        return first + 2
    return next((len(words) for words in known.alone if tuple(norms[: len(words)]) == words), 0)


def _noun_at(norms: Sequence[str]) -> int | None:
    """Return the place of the noun that says of what kind the answer is; None without such a question."""
    known = _words()
    for words in known.interrogatives:
        for begin in (0, 1):
            at = begin + len(words)
            if tuple(norms[begin:at]) == words and at < len(norms) and norms[at] in known.nouns:
                return at
    return None
