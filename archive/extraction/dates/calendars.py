"""The Gregorian and the Hijri calendar: days, months and years as closed intervals of Gregorian dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Protocol

from hijridate import Gregorian, Hijri

Span = tuple[date, date]
"""A closed interval of days."""

DAY: Final = timedelta(days=1)
_UMM_AL_QURA = range(1343, 1501)
#: Chronological ordinal (date.toordinal) of the day before 1 Muharram 1 AH, civil (tabular) reckoning.
_TABULAR_EPOCH = 227014


class Calendar(Protocol):
    """A calendar, as the grammar of dates uses it. Methods return None for what does not exist."""

    name: str

    def day(self, year: int, month: int, day: int) -> date | None:
        """Return the Gregorian date of a day, or None if the calendar has no such day."""
        ...

    def month(self, year: int, month: int) -> Span | None:
        """Return the first and the last day of a month."""
        ...

    def year(self, year: int) -> Span | None:
        """Return the first and the last day of a year."""
        ...

    def year_and_month_of(self, day: date) -> tuple[int, int]:
        """Return the calendar's year and month in which a Gregorian date lies."""
        ...


class GregorianCalendar:
    """The Gregorian calendar, years 1 to 9998."""

    name = "gregorian"

    def day(self, year: int, month: int, day: int) -> date | None:
        """Return the date of a day, or None if there is no such day; -1 is the month's last."""
        span = self.month(year, month)
        if span is None:
            return None
        if day == -1:
            return span[1]
        return span[0] + (day - 1) * DAY if 1 <= day <= span[1].day else None

    def month(self, year: int, month: int) -> Span | None:
        """Return the first and the last day of a month."""
        if not (1 <= year <= 9998 and 1 <= month <= 12):
            return None
        after = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), after - DAY

    def year(self, year: int) -> Span | None:
        """Return the first and the last day of a year."""
        return (date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9998 else None

    def year_and_month_of(self, day: date) -> tuple[int, int]:
        """Return the year and the month in which a day lies."""
        return day.year, day.month


class HijriCalendar:
    """The Hijri calendar: Umm al-Qura for 1343 to 1500 AH (hijridate), else tabular (may be a day off)."""

    name = "hijri"

    def day(self, year: int, month: int, day: int) -> date | None:
        """Return the Gregorian date of a day; -1 is the last, a 30th of a short month the day after it."""
        span = self.month(year, month)
        if span is None:
            return None
        if day == -1:
            return span[1]
        return span[0] + (day - 1) * DAY if 1 <= day <= 30 else None

    def month(self, year: int, month: int) -> Span | None:
        """Return the first and the last day of a month."""
        if not (1 <= year <= 1600 and 1 <= month <= 12):
            return None
        return _first_of_month(year, month), _first_of_month(year + month // 12, month % 12 + 1) - DAY

    def year(self, year: int) -> Span | None:
        """Return the first and the last day of a year."""
        if not 1 <= year <= 1600:
            return None
        return _first_of_month(year, 1), _first_of_month(year + 1, 1) - DAY

    def year_and_month_of(self, day: date) -> tuple[int, int]:
        """Return the Hijri year and month of a day; outside Umm al-Qura tabular, in 1 to 1600 AH."""
        try:
            hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        except (OverflowError, ValueError):
            return _tabular_year_and_month(day)
        return int(hijri.year), int(hijri.month)


def _first_of_month(year: int, month: int) -> date:
    if year in _UMM_AL_QURA:
        first: date = Hijri(year, month, 1).to_gregorian()
        return date(first.year, first.month, first.day)
    return date.fromordinal(_tabular_days(year, month) + _TABULAR_EPOCH + 1)


def _tabular_days(year: int, month: int) -> int:
    """Count the days from 1 Muharram 1 AH to the first of a month; leap years 2, 5, 7, 10, 13 … of 30."""
    months = 29 * (month - 1) + month // 2
    return 354 * (year - 1) + (3 + 11 * year) // 30 + months


def _tabular_year_and_month(day: date) -> tuple[int, int]:
    days = day.toordinal() - _TABULAR_EPOCH - 1
    year = min(1600, max(1, (30 * days + 10646) // 10631))
    months = (month for month in range(12, 0, -1) if _tabular_days(year, month) <= days)
    return year, next(months, 1)


GREGORIAN: Final = GregorianCalendar()
HIJRI: Final = HijriCalendar()


def calendar_of(name: str | None) -> Calendar:
    """Return the calendar of a name (`gregorian`, `hijri`); Gregorian for None."""
    return HIJRI if name == HIJRI.name else GREGORIAN


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later (negative: earlier) or that month's last; years 1 to 9998."""
    index = min(9998 * 12 + 11, max(12, day.year * 12 + day.month - 1 + count))
    year, month = divmod(index, 12)
    span = GREGORIAN.month(year, month + 1)
    return span[0].replace(day=min(day.day, span[1].day)) if span else day


def add_days(day: date, count: int) -> date:
    """Return the day `count` days later (negative: earlier), kept within the years 1 to 9998."""
    low, high = date(1, 1, 1).toordinal(), date(9998, 12, 31).toordinal()
    return date.fromordinal(min(high, max(low, day.toordinal() + count)))


def unit_span(unit: str, anchor: date, shift: int) -> Span:
    """Return the day, week (Sunday to Saturday), month, year, decade or century `shift` after the anchor's.

    Centuries begin with the year 1 of a hundred, decades with the year 0 of ten.
    """
    if unit == "day":
        return add_days(anchor, shift), add_days(anchor, shift)
    if unit == "week":
        sunday = add_days(anchor, 7 * shift - anchor.isoweekday() % 7)
        return sunday, add_days(sunday, 6)
    if unit == "month":
        return GREGORIAN.month(*GREGORIAN.year_and_month_of(add_months(anchor.replace(day=1), shift))) or (
            anchor,
            anchor,
        )
    if unit == "year":
        return _years(anchor.year + shift, 1)
    if unit == "decade":
        return _years(anchor.year // 10 * 10 + 10 * shift, 10)
    return _years((anchor.year - 1) // 100 * 100 + 1 + 100 * shift, 100)


def _years(first: int, count: int) -> Span:
    first = min(9998, max(1, first))
    return date(first, 1, 1), date(min(9998, first + count - 1), 12, 31)
