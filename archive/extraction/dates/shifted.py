"""Expressions that count from the anchor: days, weekdays, whole units, windows. Weeks begin on Sunday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.extraction.dates.calendars import DAY, HIJRI, add_days, add_months, unit_span
from archive.extraction.dates.expressions import Resolved, interval
from archive.model.article import Precision


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


_MONTHS: Final = {"month": 1, "year": 12, "decade": 120, "century": 1200}


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
