"""Sentences as sequences of items: words, marks and numbers in order, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.extraction.numbers import Number
from archive.text.arabic import CONTROLS, MARKS, TATWEEL, fold

#: A sentence ends at «.», «!», «؟» and their like before a space, and at a line's end; never inside a number.
_END = re.compile(r"(?<![.!؟?…])[.!؟?…]+[\"»”')\]]*(?=\s|$)|\n+")
_PIECE = re.compile(rf"[\w{MARKS}{TATWEEL}{CONTROLS}]+|[،,:;؛()\-–—/]")
#: Characters of the longest sentence.
LONGEST = 3000
_CLITICS = frozenset(
    {"", "ال", "و", "ب", "ل", "ك", "ف", "وال", "بال", "لل", "وب", "ول", "فال", "ولل", "وبال", "كال"}
)


@dataclass(frozen=True, slots=True)
class Item:
    """A word, a mark or a number at `text[start:end]`."""

    word: str
    """Folded; `#` for a number."""
    start: int
    end: int
    number: Number | None = None

    @property
    def is_mark(self) -> bool:
        """Tell whether it is a punctuation mark."""
        return len(self.word) == 1 and not self.word.isalnum() and self.number is None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence at `text[start:end]` with its items."""

    start: int
    end: int
    items: tuple[Item, ...]
    words: frozenset[str]
    """Its folded words, each also without «و», «ب», «ل», «ف», «ك» at its front."""

    def word(self, at: int) -> str:
        """Return the folded word of item `at`; empty outside the sentence."""
        return self.items[at].word if 0 <= at < len(self.items) else ""

    def number(self, at: int) -> Number | None:
        """Return the number at item `at`, or None."""
        return self.items[at].number if 0 <= at < len(self.items) else None


def bare(word: str) -> str:
    """Return a folded word without one «و», «ف», «ب», «ل», «ك» at its front, if three letters are left."""
    return word[1:] if len(word) > 3 and word[0] in "وفبلك" else word


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text's sentences; one without an end is cut at `LONGEST` characters."""
    start = 0
    for match in _END.finditer(text):
        yield from _cut(text, start, match.end())
        start = match.end()
    yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        stop = space if space > start else start + LONGEST
        yield start, stop
        start = stop
    yield start, end


def read_sentence(text: str, start: int, end: int, numbers: Sequence[Number]) -> Sentence:
    """Return `text[start:end]` as a sentence, given the numbers that lie in it."""
    items: list[Item] = []
    reached = start
    for number in numbers:
        items.extend(_words(text, reached, number.start, before_number=True))
        items.append(Item("#", number.start, number.end, number))
        reached = number.end
    items.extend(_words(text, reached, end, before_number=False))
    words = {item.word for item in items}
    return Sentence(start, end, tuple(items), frozenset(words | {bare(word) for word in words}))


def _words(text: str, start: int, end: int, *, before_number: bool) -> Iterator[Item]:
    """Yield the words of a gap between numbers, without clitics that hang on the next number."""
    for match in _PIECE.finditer(text, start, end):
        word = fold(match.group())
        hangs = before_number and text[match.end() : end].strip("\"«“'‘ ()") == "" and word in _CLITICS
        if word and not (hangs and word != "و"):
            yield Item(word, match.start(), match.end())
