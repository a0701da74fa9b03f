"""Parser of numbers in Arabic prose, in every way to write one, each with its span in the text.

Digits of both kinds with their marks, multipliers, number words in all cases, duals, compounds, halves,
ranges, percents and vague amounts become `Number` records. What only looks like an amount (phones, dates,
times, scores, form counters, codes) is recognised too, and its `kind` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.extraction.numbers.classify import Kind
from archive.extraction.numbers.pairs import join_pairs
from archive.extraction.numbers.spans import find_pieces
from archive.extraction.numbers.spell_out import number_to_words
from archive.text.arabic import Folded, fold

__all__ = ["Kind", "Number", "NumberTerm", "find_numbers", "number_terms", "number_to_words", "parse_number"]

#: The kinds that count things.
COUNTS = frozenset({Kind.CARDINAL, Kind.RANGE, Kind.VAGUE})
#: The kinds that a search for a number finds: every amount, of whatever it is.
AMOUNTS = COUNTS | {Kind.PERCENT, Kind.MONEY, Kind.MEASURE, Kind.DURATION, Kind.AGE, Kind.YEAR}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text: `text[start:end] == surface`, without the clitics «و», «ب», «ل», «ك», «ف»."""

    value: int | Decimal
    """An int where it is whole. Of a vague amount the least that it says; of a percent 45 for «45%»."""
    kind: Kind
    start: int
    end: int
    surface: str
    upper: int | Decimal | None = None
    """The other end of a range, above `value`."""

    @property
    def counts(self) -> bool:
        """Tell whether it counts things; a percent, money, a date or a phone number does not."""
        return self.kind in COUNTS


@dataclass(frozen=True, slots=True)
class NumberTerm:
    """A number to search for, with the span to mark."""

    value: int | Decimal
    start: int
    end: int


def find_numbers(text: str) -> tuple[Number, ...]:
    """Return every number of a text, in order and without overlaps; linear in its length, never raises."""
    folded = Folded(text)
    pieces = join_pairs(folded.text, find_pieces(folded))
    numbers: list[Number] = []
    for piece in pieces:
        start, end = folded.span(piece.start, piece.end)
        if not numbers or start >= numbers[-1].end:  # «½» folds to two runs of digits
            numbers.append(Number(piece.value, piece.kind, start, end, text[start:end], piece.upper))
    return tuple(numbers)


def parse_number(text: str) -> Number | None:
    """Return the number that a text consists of (clitics and quotes may stand around it), or None."""
    if fold(text).strip() in {"صفر", "الصفر"}:
        start = len(text) - len(text.lstrip())
        return Number(0, Kind.CARDINAL, start, start + len(text.strip()), text.strip())
    found = find_numbers(text)
    if len(found) != 1:
        return None
    rest = fold(text[: found[0].start] + " " + text[found[0].end :])
    return None if re.search(r"[^\W_]{3,}|[0-9]", rest) else found[0]


def number_terms(text: str) -> Iterator[NumberTerm]:
    """Yield the amounts of a text as search terms; a range gives both its ends."""
    for number in find_numbers(text):
        if number.kind in AMOUNTS:
            yield NumberTerm(number.value, number.start, number.end)
            if number.upper is not None:
                yield NumberTerm(number.upper, number.start, number.end)
