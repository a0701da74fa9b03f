"""Expressions for parts of a longer time: منتصف يناير, الربع الثاني من 2015, الأسبوع الأول من أغسطس."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.extraction.dates.calendars import DAY, HIJRI, Span, add_days, add_months
from archive.extraction.dates.expressions import Expression, Resolved
from archive.model.article import Precision

#: In a year: the months of its early, mid and late part.
_YEAR_PARTS: Final = {"early": (1, 3), "mid": (6, 7), "late": (10, 12)}
#: In a decade: the years from the first.
_DECADE_PARTS: Final = {"early": (0, 2), "mid": (3, 6), "late": (7, 9)}
#: In a month: the days from the first.
_MONTH_PARTS: Final = {"early": (0, 9), "mid": (10, 19)}
#: In a week, from Sunday: بداية, منتصف, أواخر, and نهاية for the weekend.
_WEEK_PARTS: Final = {"early": (0, 1), "mid": (2, 3), "late": (4, 6), "end": (5, 6)}


@dataclass(frozen=True, slots=True)
class FuzzyPart:
    """The early, mid or late part of a time, or its end."""

    portion: str
    whole: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the part, by the conventions of `expressions`; times of other lengths are cut in three."""
        whole = self.whole.resolve(anchor)
        if whole is None or whole.start == whole.end:
            return None
        return _within(whole, self._span(whole), fuzzy=True)

    def _span(self, whole: Resolved) -> Span:
        days = (whole.end - whole.start).days + 1
        if days == 7:
            low, high = _WEEK_PARTS[self.portion]
            return add_days(whole.start, low), add_days(whole.start, high)
        if self.portion == "end":
            return whole.end, whole.end
        if whole.precision is Precision.MONTH:
            low, high = _MONTH_PARTS.get(self.portion, (20, days - 1))
            return add_days(whole.start, low), add_days(whole.start, high)
        if whole.precision is Precision.YEAR:
            return months_of(whole, *_YEAR_PARTS[self.portion])
        if whole.end.year - whole.start.year == 9:
            low, high = _DECADE_PARTS[self.portion]
            return add_months(whole.start, 12 * low), add_months(whole.start, 12 * (high + 1)) - DAY
        third = ("early", "mid", "late").index(self.portion)
        return fraction_of(whole, 3, third + 1)


@dataclass(frozen=True, slots=True)
class Fraction:
    """One of the quarters, halves or thirds of a time; `number` counts from 1, -1 is the last."""

    parts: int
    number: int
    whole: Expression

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the fraction in whole months or years where the time has enough of them, else in days."""
        whole = self.whole.resolve(anchor)
        number = self.parts if self.number == -1 else self.number
        if whole is None or whole.start == whole.end or not 1 <= number <= self.parts:
            return None
        return _within(whole, fraction_of(whole, self.parts, number))


@dataclass(frozen=True, slots=True)
class Units:
    """The first or last days, weeks or months of a time: الأشهر الستة الأولى من 2015.

    `skip` units are left out before the first: the second week of a month skips one.
    """

    unit: str
    count: int
    last: bool
    whole: Expression
    skip: int = 0
    fuzzy: bool = False

    def resolve(self, anchor: date | None) -> Resolved | None:
        """Return the first or last `count` units within the time."""
        whole = self.whole.resolve(anchor)
        if whole is None or whole.start == whole.end:
            return None
        step = {"day": 1, "week": 7}.get(self.unit)
        if step is None:
            return self._months(whole)
        size, offset = step * self.count - 1, step * self.skip
        start = add_days(whole.end, -size) if self.last else add_days(whole.start, offset)
        end = whole.end if self.last else min(whole.end, add_days(start, size))
        return _within(whole, (start, end), fuzzy=self.fuzzy) if whole.start <= start <= end else None

    def _months(self, whole: Resolved) -> Resolved | None:
        months = 12 if whole.precision is Precision.YEAR else 0
        if not 1 <= self.skip + self.count <= months or self.unit != "month":
            return None
        first = months - self.count + 1 if self.last else self.skip + 1
        return _within(whole, months_of(whole, first, first + self.count - 1), fuzzy=self.fuzzy)


def months_of(year: Resolved, first: int, last: int) -> Span:
    """Return the months `first` to `last` (1 to 12) of a year, in the year's own calendar."""
    if year.calendar == HIJRI.name:
        number, _ = HIJRI.year_and_month_of(year.start)
        low, high = HIJRI.month(number, first), HIJRI.month(number, last)
        return (low[0], high[1]) if low and high else (year.start, year.end)
    return add_months(year.start, first - 1), add_months(year.start, last) - DAY


def fraction_of(whole: Resolved, parts: int, number: int) -> Span:
    """Return the `number`th of `parts` equal parts: whole months of a year, else years, months or days."""
    if whole.precision is Precision.YEAR:
        size = 12 // parts
        return months_of(whole, size * (number - 1) + 1, size * number)
    days = (whole.end - whole.start).days + 1
    months = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
    even = whole.start.day == 1 and (whole.end + DAY).day == 1 and months >= parts
    if even:
        size = months // 12 // parts * 12 if months // 12 >= parts else months // parts
        start = add_months(whole.start, size * (number - 1))
        return start, whole.end if number == parts else add_months(start, size) - DAY
    size = 30 // parts if 28 <= days <= 31 else max(1, days // parts)
    start = add_days(whole.start, size * (number - 1))
    return start, whole.end if number == parts else add_days(start, size - 1)


def _within(whole: Resolved, span: Span, *, fuzzy: bool = False) -> Resolved:
    precision = Precision.DAY if span[0] == span[1] else Precision.INTERVAL
    return replace(whole, start=span[0], end=span[1], precision=precision, fuzzy=fuzzy or whole.fuzzy)
