"""Dates of a query: reads years, months, days and ranges as the days that they mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TypeAlias

from archive.extraction.dates import query_interval
from archive.text.arabic import fold
from index.query.values.comparison import Comparison, read_comparison

#: First and last day; None is an open end.
Days: TypeAlias = tuple[date | None, date | None]

_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_UNKNOWN = frozenset(fold(word) for word in ("unknown", "undated", "مجهول", "مجهولة", "غير معروف"))
_BETWEEN = re.compile(r"(?<!\s)\s+(?:to|الي|حتي|[-–—])\s+|(?<!\s)\s*\.\.+\s*")
_LATEST_MONTH = 12


def is_unknown(text: str) -> bool:
    """Tell whether a text asks for articles without a date."""
    return " ".join(fold(text).split()) in _UNKNOWN


def read_interval(text: str) -> tuple[date, date] | None:
    """Read one date («شباط 2016», `22/7/2015`, `2016-02`) as its first and last day; None if it is none."""
    return _interval(fold(text).strip())


def read_days(text: str) -> Days | None:
    """Read a date, a range (`2015-06 TO 2016-02`) or a comparison (`>2015`) as its days; None if it is none.

    Ends may be `*`. A range whose ends are in the wrong order is turned round.
    """
    comparison = read_comparison(fold(text))
    if comparison is not None:
        return _compared(comparison)
    parts = _BETWEEN.split(f" {fold(text)} ")
    if len(parts) == 1:
        return _interval(parts[0])
    if len(parts) != 2:
        return None
    first, last = _end(parts[0]), _end(parts[1])
    if first is None or last is None:
        return None
    if first[0] and last[0] and first[0] > last[0]:
        first, last = last, first
    return first[0], last[1]


def _compared(comparison: Comparison) -> Days | None:
    """Return the days on one side of a date; None if there is no date, or no day on that side."""
    days = _interval(comparison.value)
    if days is None:
        return None
    first, last = days
    try:
        match comparison.sign:
            case ">":
                return last + timedelta(days=1), None
            case ">=":
                return first, None
            case "<":
                return None, first - timedelta(days=1)
            case _:
                return None, last
    except OverflowError:
        return None


def show_days(start: date | None, end: date | None) -> str:
    """Return the shortest text that `read_days` reads as these days; a range in brackets."""
    if start is not None and end is not None:
        for single in (start.isoformat()[:length] for length in (4, 7, 10)):
            if _interval(single) == (start, end):
                return single
    return f"[{_show_first(start)} إلى {_show_last(end)}]"


def _end(text: str) -> Days | None:
    return (None, None) if text.strip() in ("*", "") else _interval(text)


def _interval(text: str) -> tuple[date, date] | None:
    """Read a folded text as one date: its first and last day; None if it is none."""
    iso = _ISO.fullmatch(text.strip())
    if iso is None:
        found = query_interval(text)
        return (found.start, found.end) if found else None
    year, month, day = (int(part or 0) for part in iso.groups())
    try:
        last_month = month or _LATEST_MONTH
        last_day = day or monthrange(year, last_month)[1]
        return date(year, month or 1, day or 1), date(year, last_month, last_day)
    except ValueError:
        return None


def _show_first(day: date | None) -> str:
    if day is None:
        return "*"
    whole = 4 if (day.month, day.day) == (1, 1) else 7 if day.day == 1 else 10
    return day.isoformat()[:whole]


def _show_last(day: date | None) -> str:
    if day is None:
        return "*"
    whole = 10
    if day.day == monthrange(day.year, day.month)[1]:
        whole = 4 if day.month == _LATEST_MONTH else 7
    return day.isoformat()[:whole]
