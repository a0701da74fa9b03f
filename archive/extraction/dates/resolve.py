"""Expressions made of others: seasons of a year, «منذ», ranges, and one date said twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.extraction.dates.calendars import DAY, GREGORIAN, add_days, add_months, calendar_of
from archive.extraction.dates.expressions import Expression, Moment, Resolved, interval
from archive.extraction.dates.shifted import Weekday
from archive.model.article import Precision


@dataclass(frozen=True, slots=True)
class Season:
    """A season of a year; a winter begins in the December of its year."""

    first_month: int
    year: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Three whole months."""
        year = self.year.resolve(anchor)
        if year is None:
            return None
        start = year.start.replace(month=self.first_month, day=1)
        return replace(
            year,
            start=start,
            end=add_months(start, 3) - DAY,
            precision=Precision.INTERVAL,
            calendar="gregorian",
        )


@dataclass(frozen=True, slots=True)
class Since:
    """منذ مطلع العام: from the first day of a date to the anchor; without an anchor, the date itself."""

    begin: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """From the beginning of `begin` to the anchor."""
        begin = self.begin.resolve(anchor)
        if begin is None or anchor is None or begin.start > anchor:
            return begin
        return replace(
            interval((begin.start, anchor)), calendar=begin.calendar, fuzzy=begin.fuzzy, relative=True
        )


@dataclass(frozen=True, slots=True)
class Range:
    """من … إلى …: what one end leaves unsaid is taken from the other."""

    first: Expression
    last: Expression
    touching: bool = False
    """Joined by «و» alone: a range only if the two follow each other without a gap."""

    def resolve(self, anchor: date | None) -> Resolved | None:
        """From the beginning of the one to the end of the other, whichever was written first."""
        first, last = self._ends(anchor)
        if first is None or last is None:
            return None
        if self.touching and not 0 <= (last.start - first.end).days <= 1:
            return None
        if first.start > last.end and isinstance(self.first, Weekday):
            first = replace(first, start=add_days(first.start, -7), end=add_days(first.end, -7))
        elif first.start > last.end:
            first, last = last, first
        start, end = min(first.start, last.start), max(first.end, last.end)
        return Resolved(
            start,
            end,
            Precision.DAY if start == end else Precision.INTERVAL,
            last.calendar,
            fuzzy=first.fuzzy or last.fuzzy,
            relative=first.relative or last.relative,
        )

    def _ends(self, anchor: date | None) -> tuple[Resolved | None, Resolved | None]:
        first, last = self.first, self.last
        if isinstance(first, Moment) and first.complete and isinstance(last, Moment) and not last.complete:
            resolved = first.resolve(anchor)
            return resolved, _completed(last, first, resolved, forward=True)
        resolved = last.resolve(anchor)
        if isinstance(last, Moment) and isinstance(first, Moment) and not first.complete:
            return _completed(first, last, resolved, forward=False), resolved
        return first.resolve(anchor), resolved


def _completed(open_end: Moment, other: Moment, known: Resolved | None, *, forward: bool) -> Resolved | None:
    """The open end in the year (and month) of the known one, on its right side."""
    if known is None:
        return None
    calendar = calendar_of(other.calendar if open_end.calendar is None else open_end.calendar)
    year, month = calendar.year_and_month_of(known.start)
    filled = replace(open_end, calendar=calendar.name, year=year, month=open_end.month or month)
    resolved = filled.resolve(None)
    if resolved is None or filled.month == month:
        return resolved
    if forward and resolved.end < known.start:
        return replace(filled, year=year + 1).resolve(None)
    if not forward and resolved.start > known.end:
        return replace(filled, year=year - 1).resolve(None)
    return resolved


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One date said twice: 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م.

    A Gregorian side is believed (months are sighted); a side without a year takes the day that lies
    nearest to the other side.
    """

    first: Expression
    second: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The days of the side that is believed."""
        sides = list(self._sides(anchor))
        gregorian = [side for side in sides if side.calendar == GREGORIAN.name]
        return min(gregorian or sides, key=lambda side: (side.end - side.start, side.relative), default=None)

    def _sides(self, anchor: date | None) -> Iterator[Resolved]:
        for one, other in ((self.first, self.second), (self.second, self.first)):
            beside = other.resolve(None)
            resolved = one.resolve(beside.start if beside else anchor)
            if resolved is not None:
                yield replace(resolved, relative=resolved.relative and beside is None)
