"""Numbers of a query's field: `125000`, «125 ألف», ranges, as the values that they mean."""

from __future__ import annotations

import re
from decimal import Decimal

from archive.extraction.numbers import Kind, parse_number
from archive.text.arabic import fold
from index.analysis.numbers import value_text
from index.query.ast import Numbers
from index.query.terms import Unit

_DIGITS = re.compile(r"\d{1,18}(?:\.\d{1,6})?")
_GROUPS = re.compile(r"(?<=\d)[,٬،](?=\d{3}(?!\d))")
_BETWEEN = re.compile(r"\s+(?:to|الي|حتي|[-–—])\s+|\s*\.\.+\s*")


def read_numbers(text: str) -> Unit | None:
    """The articles in whose text such a number stands; None if the text is neither number nor range.

    A range whose ends are in the wrong order is turned round; `*` leaves an end open.
    """
    parts = _BETWEEN.split(f" {fold(text)} ")
    if len(parts) == 1:
        value = _value(parts[0])
        return None if value is None else Unit("numbers", text, value_text(value), Numbers(value, value))
    if len(parts) != 2:
        return None
    ends = [None if part.strip() in ("*", "") else _value(part) for part in parts]
    if any(end is None and part.strip() not in ("*", "") for end, part in zip(ends, parts, strict=True)):
        return None
    low, high = ends
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Unit("numbers", text, f"[{_shown(low)} إلى {_shown(high)}]", Numbers(low, high))


def _shown(value: Decimal | None) -> str:
    return "*" if value is None else value_text(value)


def _value(text: str) -> Decimal | None:
    """The value that a folded text is."""
    digits = _GROUPS.sub("", text.strip())
    if _DIGITS.fullmatch(digits):
        return Decimal(digits)
    number = parse_number(text)
    if number is None or number.kind is Kind.VAGUE or number.upper is not None:
        return None
    return Decimal(number.value)
