"""Numbers as terms: one term for a value, whatever it is written in.

A number that is one run of digits is its own term already («125,000» and «١٢٥٠٠٠» are `125000`). All others
(«125 ألف», «مئة وخمسة وعشرون ألفاً») get the term `@n125000` beside their first word, and `@n125000/2` with
how many words they have, as names do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from archive.model.article import TextNumber
from index.analysis.analyzer import Analysis
from index.analysis.names import SIGN

Value = int | Decimal


class Place(NamedTuple):
    """Consecutive tokens of a text, from `first`, `length` of them."""

    first: int
    length: int


def value_text(value: Value) -> str:
    """Return the one spelling of a value in digits: `125000`, `4.5`."""
    whole = isinstance(value, int) or value == value.to_integral_value()
    return str(int(value)) if whole else f"{value:f}".rstrip("0")


def number_term(value: Value) -> str:
    """Return the term of a number that is not one run of digits."""
    return f"{SIGN}n{value_text(value)}"


def place_of(analysis: Analysis, start: int, end: int) -> Place | None:
    """Return the tokens that `text[start:end]` touches; None if there are none.

    Clitics before it are part of its first token.
    """
    first = max(bisect_right(analysis.starts, start) - 1, 0)
    if first < len(analysis.ends) and analysis.ends[first] <= start:
        first += 1
    stop = bisect_left(analysis.starts, end)
    return Place(first, stop - first) if stop > first else None


def values_of(number: TextNumber) -> tuple[Value, ...]:
    """Return the value of a number, or both ends of a range."""
    return (number.value,) if number.upper is None else (number.value, number.upper)


def put_numbers(analysis: Analysis, numbers: Iterable[TextNumber]) -> Iterator[tuple[Place, Value]]:
    """Put the terms of a text's numbers beside its words; yield the place of each value, and the value."""
    for number in numbers:
        place = place_of(analysis, number.start, number.end)
        if place is None:
            continue
        for value in values_of(number):
            yield place, value
            if place.length == 1 and analysis.norms[place.first] == value_text(value):
                continue
            term = number_term(value)
            analysis.extras.append((place.first, term))
            if place.length > 1:
                analysis.extras.append((place.first, f"{term}/{place.length}"))
