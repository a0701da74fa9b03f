"""Parser of Arabic dates, in four systems of month names and two calendars, to intervals of days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.extraction.dates.expressions import Resolved
from archive.extraction.dates.parser import Found, expressions
from archive.extraction.dates.vocabulary import vocabulary
from archive.model.article import Precision
from archive.text.arabic import Folded, fold


@dataclass(frozen=True, slots=True)
class DateInterval:
    """A date as read: the closed interval of Gregorian days that it means, `start <= end`."""

    start: date
    end: date
    precision: Precision
    calendar: str
    """`gregorian` or `hijri`: as it was written."""
    span: tuple[int, int]
    """Code points of the text it was read from; `text[span[0]:span[1]] == surface`."""
    surface: str
    fuzzy: bool = False
    """Whether the words draw no sharp bounds (أواخر 2003), so that the interval is a convention."""
    relative: bool = False
    """Whether the anchor was needed to read it."""


def parse_date(text: str, anchor: date | None = None) -> DateInterval | None:
    """Return the date that a text states: its longest date expression, the first of equals; None without any.

    The anchor is the day that أمس, الشهر الماضي and days without a year count from; without one they are
    no date. Never raises.
    """
    found = list(_intervals(text, anchor, certain=False))
    if not all(certain for _, certain in found) and _says_more(text, [interval for interval, _ in found]):
        found = [(interval, certain) for interval, certain in found if certain]
    return max((interval for interval, _ in found), key=lambda i: len(i.surface), default=None)


def _says_more(text: str, found: list[DateInterval]) -> bool:
    """Tell whether the text has words or numbers, besides its dates, that dates are not made of."""
    known = vocabulary().words
    spans = [interval.span for interval in found]
    for word in re.finditer(r"\w+", text):
        within = any(start <= word.start() < end for start, end in spans)
        if not within and fold(word.group()) not in known:
            return True
    return False


def find_dates(text: str, anchor: date | None = None) -> Iterator[DateInterval]:
    """Yield the dates of a running text in order, without overlaps, in linear time.

    Left out are expressions that are a date only when they stand alone (a bare `2015`, a month's name that is
    also a person's) and, without an anchor, those that count from one. Never raises.
    """
    return (interval for interval, _ in _intervals(text, anchor, certain=True))


def query_interval(text: str) -> DateInterval | None:
    """Return the days that a query means: `2016`, `2016-02`, `شباط 2016`, `2016-02-07`.

    None if the text holds no date, or other words besides.
    """
    parsed = parse_date(text)
    if parsed is None:
        return None
    rest = text[: parsed.span[0]] + text[parsed.span[1] :]
    return None if any(char.isalnum() for char in rest) else parsed


def _intervals(text: str, anchor: date | None, *, certain: bool) -> Iterator[tuple[DateInterval, bool]]:
    """Yield each date with whether it is certain, line by line, as no date goes over a line's end."""
    offset = 0
    for line in text.split("\n"):
        found = [one for one in expressions(fold(line)) if one.certain or not certain]
        folded = Folded(line) if found else None  # the way back is dear, and few lines need it
        for one in found:
            for read, resolved in _resolved(one, anchor):
                if folded is not None:
                    yield _interval(folded, offset, read, resolved), read.certain
        offset += len(line) + 1


def _resolved(found: Found, anchor: date | None) -> Iterator[tuple[Found, Resolved]]:
    resolved = found.expression.resolve(anchor)
    if resolved is not None:
        yield found, resolved
        return
    for shorter in found.otherwise:
        yield from _resolved(shorter, anchor)


def _interval(folded: Folded, offset: int, found: Found, resolved: Resolved) -> DateInterval:
    start, end = folded.span(found.start, found.end)
    return DateInterval(
        start=resolved.start,
        end=resolved.end,
        precision=resolved.precision,
        calendar=resolved.calendar,
        span=(start + offset, end + offset),
        surface=folded.original[start:end],
        fuzzy=resolved.fuzzy,
        relative=resolved.relative,
    )
