"""What a date expression says, and the days it means against an anchor.

Every expression has `resolve(anchor)`: the closed interval it means, or None if it needs an anchor and has
none, or if there is no such day. Fuzzy parts follow the conventions of the gold catalogue: in a month
أوائل 1-10, منتصف 11-20, أواخر 21-end; in a year مطلع January-March, منتصف June-July, أواخر October-December;
نهاية is the last day; weeks run from Sunday to Saturday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from archive.article import Precision
from archive.extraction.date_grammar.calendars import (
    DAY,
    GREGORIAN,
    HIJRI,
    Calendar,
    Span,
    add_days,
    add_months,
    calendar_of,
    unit_span,
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A closed interval of days and how it is known."""

    start: date
    end: date
    precision: Precision
    calendar: str = GREGORIAN.name
    fuzzy: bool = False
    relative: bool = False
    """Whether the anchor was needed."""


class Expression(Protocol):
    """A date expression."""

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The days it means."""
        ...


def interval(span: Span, unit: str = "", *, fuzzy: bool = False, relative: bool = True) -> Resolved:
    """A Gregorian interval; `unit` names its precision if it is a whole day, month or year."""
    precision = Precision.DAY if span[0] == span[1] else Precision.INTERVAL
    if unit in {"month", "year"}:
        precision = Precision(unit)
    return Resolved(span[0], span[1], precision, fuzzy=fuzzy, relative=relative)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month or year of a calendar, perhaps with parts left unsaid.

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
        """Whether it means something without an anchor."""
        return self.year is not None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The days it means; without a year, those nearest to the anchor unless `shift` says which."""
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
        """A Hijri day corrected by its weekday: sighted months begin a day before or after the table."""
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
    """Days from the anchor; the future counts half as much again, as news tells of what has been, and a
    day that is not the weekday named with it half a year more."""
    misnamed = 0 if weekday is None or resolved.start.weekday() == weekday else 180
    if resolved.start > anchor:
        return misnamed + 1.5 * (resolved.start - anchor).days
    return misnamed + max(0, (anchor - resolved.end).days)


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """أمس, اليوم, بعد غد; a weekday named with it is believed before the anchor.

    The anchor may be late (a crawl's day), seldom early: the weekday is looked for from five days before
    to one day after.
    """

    offset: int
    weekday: int | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """One day."""
        if anchor is None:
            return None
        day = add_days(anchor, self.offset)
        if self.weekday is not None:
            away = (self.weekday - day.weekday()) % 7
            day = add_days(day, 1 if away == 1 else (away - 7) % -7)
        return interval((day, day))


@dataclass(frozen=True, slots=True)
class Weekday:
    """الأحد الماضي, السبت قبل الماضي; without a shift the latest one, the anchor's day included."""

    weekday: int
    shift: int | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """One day."""
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
    """الشهر الماضي, العام المقبل, هذا الأسبوع: a whole unit, `shift` away from the anchor's."""

    unit: str
    shift: int
    calendar: str | None = None

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The whole unit."""
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
    """الجمعة من الأسبوع الماضي."""

    weekday: int
    shift: int

    def resolve(self, anchor: date | None) -> Resolved | None:
        """One day."""
        if anchor is None:
            return None
        day = add_days(unit_span("week", anchor, self.shift)[0], (self.weekday + 1) % 7)
        return interval((day, day))


_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Ago:
    """قبل أسبوعين, منذ ثلاثة أيام, بعد شهر: `count` units away; negative is past.

    Days and weeks mean one day, longer units the whole unit in which it lies.
    """

    count: int
    unit: str

    def resolve(self, anchor: date | None) -> Resolved | None:
        """A day, or a whole month, year, decade or century."""
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
    """الأشهر الثلاثة الأخيرة, العامين المقبلين: from the anchor back, or forth."""

    count: int
    unit: str

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The anchor and the days on one side of it; a negative count is past."""
        if anchor is None:
            return None
        if self.unit in _MONTHS:
            other = add_months(anchor, self.count * _MONTHS[self.unit])
        else:
            other = add_days(anchor, self.count * (7 if self.unit == "week" else 1))
        return interval((min(anchor, other), max(anchor, other)), fuzzy=True)


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
class ShiftedSeason:
    """الصيف الماضي, الخريف المقبل."""

    first_month: int
    shift: int

    def resolve(self, anchor: date | None) -> Resolved | None:
        """The last such season that has ended, the one that runs or is nearest, or the next to begin."""
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
class Years:
    """A decade or a century: `first` and `last` year of a calendar."""

    first: int
    last: int
    calendar: str = GREGORIAN.name

    def resolve(self, anchor: date | None) -> Resolved | None:  # noqa: ARG002  the Protocol asks for it
        """From the first day of the first year to the last of the last."""
        calendar = calendar_of(self.calendar)
        first, last = calendar.year(self.first), calendar.year(self.last)
        if first is None or last is None:
            return None
        return Resolved(first[0], last[1], Precision.INTERVAL, self.calendar)


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
