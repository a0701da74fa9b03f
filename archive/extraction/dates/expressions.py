"""Date expressions: the parts that a text states, and the days that they mean, counted from an anchor.

Every expression has `resolve(anchor)`: the closed interval it means, or None if it needs an anchor and has
none, or if there is no such day. Fuzzy parts follow the conventions of the gold catalogue: in a month
أوائل 1-10, منتصف 11-20, أواخر 21-end; in a year مطلع January-March, منتصف June-July, أواخر October-December;
نهاية is the last day; weeks run from Sunday to Saturday.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from archive.extraction.dates.calendars import GREGORIAN, HIJRI, Calendar, Span, add_days, calendar_of
from archive.model.article import Precision


@dataclass(frozen=True, slots=True)
class Resolved:
    """A closed interval of days, with its precision, its calendar and whether the anchor was needed."""

    start: date
    end: date
    precision: Precision
    calendar: str = GREGORIAN.name
    fuzzy: bool = False
    relative: bool = False
    """Whether the anchor was needed."""


class Expression(Protocol):
    """A date expression, which resolves to an interval of days."""

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the days it means; None if there are none, or if it needs an anchor and has none."""
        ...


def interval(span: Span, unit: str = "", *, fuzzy: bool = False, relative: bool = True) -> Resolved:
    """Return a Gregorian interval; `unit` (`month`, `year`) names its precision if it is a whole one."""
    precision = Precision.DAY if span[0] == span[1] else Precision.INTERVAL
    if unit in {"month", "year"}:
        precision = Precision(unit)
    return Resolved(span[0], span[1], precision, fuzzy=fuzzy, relative=relative)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month or year of a calendar; parts may be left unsaid.

    `shift` (the last, this, the next) counts for the month if there is one, `year_shift` for its year;
    a `day` without `month` lies in the month `shift` away from the anchor's.
    """

    calendar: str | None = None
    year: int | None = None
    last_year: int | None = None
    """The second year of «1436 / 1437»."""
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    """The last day of «12 و13 أكتوبر»."""
    weekday: int | None = None
    shift: int | None = None
    year_shift: int | None = None

    @property
    def complete(self) -> bool:
        """Tell whether it means something without an anchor."""
        return self.year is not None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the days it means; without a year, those nearest to the anchor unless `shift` says which."""
        if self.year is not None:
            return self._of(calendar_of(self.calendar), self.year, relative=False)
        if anchor is None:
            return None
        calendar = calendar_of(self.calendar)
        year, month = calendar.year_and_month_of(anchor)
        if self.month is None:
            if self.day is None or self.shift is None:
                return None
            year, month = divmod(year * 12 + month - 1 + self.shift, 12)
            return replace(self, month=month + 1)._of(calendar, year, relative=True)
        if self.year_shift is not None:
            return self._of(calendar, year + self.year_shift, relative=True)
        return self._nearest(calendar, year, anchor)

    def _of(self, calendar: Calendar, year: int, *, relative: bool) -> Resolved | None:
        span, precision = self._span(calendar, year)
        if span is None:
            return None
        return Resolved(span[0], span[1], precision, calendar.name, relative=relative)

    def _span(self, calendar: Calendar, year: int) -> tuple[Span | None, Precision]:
        if self.month is None:
            first, last = calendar.year(year), calendar.year(self.last_year or year)
            precision = Precision.YEAR if self.last_year is None else Precision.INTERVAL
            return (first[0], last[1]) if first and last else None, precision
        if self.day is None:
            return calendar.month(year, self.month), Precision.MONTH
        start = calendar.day(year, self.month, self.day)
        end = start if self.last_day is None else calendar.day(year, self.month, self.last_day)
        if start is None or end is None:
            return None, Precision.DAY
        if start > end:
            start, end = end, start  # ranges are typed right to left and left to right
        if calendar is HIJRI and start == end:
            start = end = self._sighted(start)
        return (start, end), Precision.DAY if start == end else Precision.INTERVAL

    def _sighted(self, day: date) -> date:
        """Return a Hijri day corrected by its weekday: sighted months begin a day beside the table's."""
        for shift in (0, -1, 1):
            if self.weekday is not None and add_days(day, shift).weekday() == self.weekday:
                return add_days(day, shift)
        return day

    def _nearest(self, calendar: Calendar, year: int, anchor: date) -> Resolved | None:
        around = (self._of(calendar, year + step, relative=True) for step in (-2, -1, 0, 1, 2))
        found = [resolved for resolved in around if resolved is not None]
        if self.shift is not None and self.shift < 0:
            past = [resolved for resolved in found if resolved.end < anchor]
            return past[self.shift] if len(past) >= -self.shift else None
        if self.shift is not None and self.shift > 0:
            coming = [resolved for resolved in found if resolved.start > anchor]
            return coming[self.shift - 1] if len(coming) >= self.shift else None
        return min(found, key=lambda resolved: _distance(resolved, anchor, self.weekday), default=None)


def _distance(resolved: Resolved, anchor: date, weekday: int | None) -> float:
    """Return the distance from the anchor in days, by which the nearest date is chosen.

    The future counts half as much again, as news tells of what has been; a day that is not the weekday named
    with it counts half a year more.
    """
    misnamed = 0 if weekday is None or resolved.start.weekday() == weekday else 180
    if resolved.start > anchor:
        return misnamed + 1.5 * (resolved.start - anchor).days
    return misnamed + max(0, (anchor - resolved.end).days)


@dataclass(frozen=True, slots=True)
class Years:
    """A decade or a century: the `first` and `last` year of a calendar."""

    first: int
    last: int
    calendar: str = GREGORIAN.name

    def resolve(self, anchor: date | None) -> Resolved | None:  # noqa: ARG002  the Protocol asks for it
        """Return the days from the first of the first year to the last of the last."""
        calendar = calendar_of(self.calendar)
        first, last = calendar.year(self.first), calendar.year(self.last)
        if first is None or last is None:
            return None
        return Resolved(first[0], last[1], Precision.INTERVAL, self.calendar)
