"""A number with its unit in a search of figures: «125 ألف حساب» asks for that value, not for those words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from archive.extraction.figures.vocabulary import unit_words
from archive.extraction.numbers import Kind, Number, find_numbers
from archive.text.arabic import fold

#: A smaller number without a unit is a word like others.
_LEAST = 1000
#: Values this close tell the same.
_CLOSE = Decimal("1.02")
_YEARS = range(1900, 2101)
#: Signs of the query language: who writes them means words.
_LANGUAGE = re.compile(r"[\":()\[\]*~]")
_WORD = re.compile(r"\s*(\S+)(?:\s+(\S+))?")


@dataclass(frozen=True, slots=True)
class AskedAmount:
    """A value that is asked for, its unit, and the other words of the search."""

    value: int | Decimal
    unit: str | None
    rest: str
    """The other words of the search; `*` where there are none."""

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest value that count as the same."""
        value = Decimal(self.value)
        return value / _CLOSE, value * _CLOSE


def read_amount(text: str) -> AskedAmount | None:
    """Read the one amount that a search names; None for none, for several, and for the query language."""
    numbers = [number for number in find_numbers(text) if number.kind is Kind.CARDINAL]
    if len(numbers) != 1 or _LANGUAGE.search(text):
        return None
    number = numbers[0]
    unit, end = _unit(text, number)
    is_year = number.surface.isdigit() and number.value in _YEARS
    if unit is None and (is_year or number.value < _LEAST):
        return None
    rest = " ".join(f"{text[: number.start]} {text[end:]}".split())
    return AskedAmount(number.value, unit, rest or "*")


def _unit(text: str, number: Number) -> tuple[str | None, int]:
    """Return the unit right behind a number, and where it ends; None and the number's end without one."""
    match = _WORD.match(text, number.end)
    if match is None:
        return None, number.end
    pair, first = tuple(fold(word or "") for word in match.groups()), (fold(match.group(1)),)
    for words, end in ((pair, match.end()), (first, match.end(1))):
        unit = unit_words().get(words)
        if unit is not None:
            return unit.id, end
    return None, number.end
