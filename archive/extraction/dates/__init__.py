"""Parser of Arabic dates, in four systems of month names and two calendars, to intervals of days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.extraction.dates.expressions import Resolved
from archive.extraction.dates.lines import DatedLine, dated_line, dated_part
from archive.extraction.dates.parser import Found
from archive.extraction.dates.vocabulary import vocabulary
from archive.model.article import Precision
from archive.text.arabic import fold


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


def find_dates_within(text: str, start: int, end: int, anchor: date | None = None) -> Iterator[DateInterval]:
    """Yield the dates that `text[start:end]` alone would have, with their spans in `text`.

    For parts of a text of which all dates are wanted too: its lines are then read once. Never raises.
    """
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line, offset, found = dated_part(text, start, stop)
        for one in found:
            for read, resolved in _resolved(one, anchor) if one.certain else ():
                yield _interval(line, offset, read, resolved, stop)
        start = stop + 1


def _intervals(text: str, anchor: date | None, *, certain: bool) -> Iterator[tuple[DateInterval, bool]]:
    """Yield each date with whether it is certain, line by line, as no date goes over a line's end."""
    offset = 0
    for text_line in text.split("\n"):
        line = dated_line(text_line)
        for one in line.found():
            for read, resolved in _resolved(one, anchor) if one.certain or not certain else ():
                yield _interval(line, offset, read, resolved), read.certain
        offset += len(text_line) + 1


def _resolved(found: Found, anchor: date | None) -> Iterator[tuple[Found, Resolved]]:
    resolved = found.expression.resolve(anchor)
    if resolved is not None:
        yield found, resolved
        return
    for shorter in found.otherwise:
        yield from _resolved(shorter, anchor)


def _interval(
    line: DatedLine, offset: int, found: Found, resolved: Resolved, last: int | None = None
) -> DateInterval:
    """Return a date of a line that begins at `offset` of its text; its span ends at `last` at the latest."""
    start, end = line.folded.span(found.start, found.end)
    if last is not None:
        end = min(end, last - offset)
    return DateInterval(
        start=resolved.start,
        end=resolved.end,
        precision=resolved.precision,
        calendar=resolved.calendar,
        span=(start + offset, end + offset),
        surface=line.text[start:end],
        fuzzy=resolved.fuzzy,
        relative=resolved.relative,
    )
