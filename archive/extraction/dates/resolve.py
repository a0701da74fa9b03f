"""Expressions that count from the anchor or combine others: weekdays, seasons, ranges, a date said twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.dates.calendars import (
    DAY,
    GREGORIAN,
    HIJRI,
    add_days,
    add_months,
    calendar_of,
    unit_span,
)
from archive.extraction.dates.expressions import Expression, Moment, Resolved, interval
from archive.model.article import Precision


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day near the anchor (أمس, اليوم, بعد غد); a weekday named with it is believed before the anchor.

    The anchor may be late (a crawl's day), seldom early: the weekday is looked for from five days before
    to one day after.
    """

    offset: int
    weekday: int | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return one day, or None without an anchor."""
        if anchor is None:
            return None
        day = add_days(anchor, self.offset)
        if self.weekday is not None:
            away = (self.weekday - day.weekday()) % 7
            day = add_days(day, 1 if away == 1 else (away - 7) % -7)
        return interval((day, day))


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (الأحد الماضي, السبت قبل الماضي); without a shift the latest one, or the anchor's day."""

    weekday: int
    shift: int | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return one day, or None without an anchor."""
        if anchor is None:
            return None
        back = (anchor.weekday() - self.weekday) % 7
        if self.shift is None:
            day = add_days(anchor, -back)
        elif self.shift == 0:
            day = unit_span("week", anchor, 0)[0] + (self.weekday + 1) % 7 * DAY
        elif self.shift < 0:
            day = add_days(anchor, -(back or 7) + 7 * (self.shift + 1))
        else:
            day = add_days(anchor, 7 - back + 7 * (self.shift - 1))
        return interval((day, day))


@dataclass(frozen=True, slots=True)
class Period:
    """A whole unit `shift` units away from the anchor's: الشهر الماضي, العام المقبل, هذا الأسبوع."""

    unit: str
    shift: int
    calendar: str | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the whole unit, or None without an anchor."""
        if anchor is None:
            return None
        if self.calendar == HIJRI.name and self.unit in {"month", "year"}:
            return self._hijri(anchor)
        return interval(unit_span(self.unit, anchor, self.shift), self.unit)

    def _hijri(self, anchor: date) -> Resolved | None:
        year, month = HIJRI.year_and_month_of(anchor)
        if self.unit == "year":
            span = HIJRI.year(year + self.shift)
        else:
            year, month = divmod(year * 12 + month - 1 + self.shift, 12)
            span = HIJRI.month(year, month + 1)
        return span and Resolved(*span, Precision(self.unit), HIJRI.name, relative=True)


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """A weekday of a week told by its distance: الجمعة من الأسبوع الماضي."""

    weekday: int
    shift: int

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return one day, or None without an anchor."""
        if anchor is None:
            return None
        day = add_days(unit_span("week", anchor, self.shift)[0], (self.weekday + 1) % 7)
        return interval((day, day))


_MONTHS: Final = {"month": 1, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Ago:
    """A time `count` units away, negative if past: قبل أسبوعين, منذ ثلاثة أيام, بعد شهر.

    Days and weeks mean one day, longer units the whole unit in which it lies.
    """

    count: int
    unit: str

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return a day, or a whole month or year; None without an anchor."""
        if anchor is None:
            return None
        if self.unit in {"day", "week"}:
            day = add_days(anchor, self.count * (7 if self.unit == "week" else 1))
            return interval((day, day), fuzzy=self.unit == "week")
        if self.unit in {"decade", "century"}:
            years = self.count * _MONTHS[self.unit] // 12
            return interval(unit_span("year", anchor, years), "year", fuzzy=True)
        return interval(unit_span(self.unit, anchor, self.count), self.unit, fuzzy=True)


@dataclass(frozen=True, slots=True)
class Window:
    """The `count` units before the anchor (negative) or after: الأشهر الثلاثة الأخيرة, العامين المقبلين."""

    count: int
    unit: str

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the days between the anchor and the other end, both included; None without an anchor."""
        if anchor is None:
            return None
        if self.unit in _MONTHS:
            other = add_months(anchor, self.count * _MONTHS[self.unit])
        else:
            other = add_days(anchor, self.count * (7 if self.unit == "week" else 1))
        return interval((min(anchor, other), max(anchor, other)), fuzzy=True)


@dataclass(frozen=True, slots=True)
class ShiftedSeason:
    """A season told by its distance: الصيف الماضي, الخريف المقبل."""

    first_month: int
    shift: int

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the last season that ended, this year's or the next to begin; None without an anchor."""
        if anchor is None:
            return None
        around = [anchor.year + step for step in (-3, -2, -1, 0, 1, 2) if 1 < anchor.year + step < 9990]
        starts = [date(year, self.first_month, 1) for year in around]
        spans = [(start, add_months(start, 3) - DAY) for start in starts]
        if self.shift < 0:
            chosen = [span for span in spans if span[1] < anchor][self.shift :]
        elif self.shift > 0:
            chosen = [span for span in spans if span[0] > anchor][self.shift - 1 :]
        else:
            chosen = [span for span in spans if span[0].year == anchor.year]
        return interval(chosen[0]) if chosen else None


@dataclass(frozen=True, slots=True)
class Season:
    """A season of a year; a winter begins in the December of its year."""

    first_month: int
    year: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the three whole months of the season."""
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
    """A time from the first day of a date to the anchor (منذ مطلع العام); without one, the date itself."""

    begin: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the days from the beginning of `begin` to the anchor."""
        begin = self.begin.resolve(anchor)
        if begin is None or anchor is None or begin.start > anchor:
            return begin
        return replace(
            interval((begin.start, anchor)), calendar=begin.calendar, fuzzy=begin.fuzzy, relative=True
        )


@dataclass(frozen=True, slots=True)
class Range:
    """A range (من … إلى …); what one end leaves unsaid is taken from the other."""

    first: Expression
    last: Expression
    touching: bool = False
    """Joined by «و» alone: a range only if the two follow each other without a gap."""

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the days from the beginning of one end to the end of the other, in either order."""
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
    """Resolve the open end in the year (and month) of the known one, on its right side."""
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
        """Return the days of the side that is believed."""
        sides = list(self._sides(anchor))
        gregorian = [side for side in sides if side.calendar == GREGORIAN.name]
        return min(gregorian or sides, key=lambda side: (side.end - side.start, side.relative), default=None)

    def _sides(self, anchor: date | None) -> Iterator[Resolved]:
        for one, other in ((self.first, self.second), (self.second, self.first)):
            beside = other.resolve(None)
            resolved = one.resolve(beside.start if beside else anchor)
            if resolved is not None:
                yield replace(resolved, relative=resolved.relative and beside is None)
