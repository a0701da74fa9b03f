"""Rules for days and months of a calendar: 26 يوليو (تموز) 1952, السادس من شوال, يونيو من العام الماضي."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from archive.extraction.dates.calendars import GREGORIAN, HIJRI
from archive.extraction.dates.expressions import Moment
from archive.extraction.dates.matching import Match, Rule, before, is_mark, is_unit, longest, skip, skip_mark
from archive.extraction.dates.numerals import day_at
from archive.extraction.dates.numeric import numeric, numeric_month
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind
from archive.extraction.dates.years import year_number

_DASHES: Final = "-–—−"
_BETWEEN_PARTS: Final = "/.,،(ـ" + _DASHES
#: A four-digit number right after a Gregorian month is a year from here on.
_FIRST_PLAIN_YEAR: Final = 1501
#: Days listed before their month («12 و13 و14 أكتوبر»); bounded, as text may hold numbers without end.
_MOST_DAYS: Final = 6
_BARE_MONTH_CUES: Final = frozenset({Kind.IN, Kind.SINCE, Kind.TO, Kind.BEFORE, Kind.AFTER, Kind.FROM})


@dataclass(frozen=True, slots=True)
class Month:
    """A month as named, once or in two systems."""

    number: int
    calendar: str
    end: int
    firm: bool
    """Named with شهر or twice: a month whatever else the word may mean."""
    weak: bool


def month_at(tokens: Island, at: int) -> Month | None:
    """Read a month name at `at`, with «شهر» before it and a second system's name or an honorific after it."""
    worded = is_unit(tokens[at], "month") or is_unit(tokens[at], "month", count=2)
    at += worded
    name = tokens[at].word
    if name.kind is not Kind.MONTH:
        return None
    calendar = HIJRI.name if name.name == "hijri" else GREGORIAN.name
    end = _second_name(tokens, at)
    firm = worded or end > at + 1
    end = skip(tokens, end, Kind.HONORIFIC)
    return Month(name.value, calendar, end, firm, name.weak and not firm)


def _second_name(tokens: Island, at: int) -> int:
    """Return the place after the same month's name in another system, or after the first name alone."""
    name = tokens[at].word
    opened = is_mark(tokens[at + 1], "([")
    other = at + 2 if opened or is_mark(tokens[at + 1], "/|ـ،," + _DASHES) else at + 1
    other = skip(tokens, other, Kind.OR)
    second = tokens[other].word
    same = second.kind is Kind.MONTH and second.value == name.value and second.name != name.name
    if not same or "hijri" in {second.name, name.name}:
        return at + 1
    return skip_mark(tokens, other + 1, ")]") if opened else other + 1


def tail(tokens: Island, at: int, moment: Moment) -> tuple[Moment, int]:
    """Return the moment with the year or relative words that follow it at `at`, and the place after them."""
    return _said_year(tokens, at, moment) or _shifted(tokens, at, moment) or (moment, at)


def _said_year(tokens: Island, at: int, moment: Moment) -> tuple[Moment, int] | None:
    opened = is_mark(tokens[at], "(")
    place = _to_year(tokens, at)
    worded = is_unit(tokens[place], "year")
    if worded:
        place = skip(tokens, place + 1, Kind.ERA)
    year = year_number(tokens, place)
    if year is None or not (worded or year.marked or _plain_year_fits(year.value, moment)):
        return None
    calendar = moment.calendar or year.calendar
    value = year.value
    if year.calendar == HIJRI.name and value < 50 and not worded:
        value += 1400  # شوال 36هـ
    end = year.end if year.last is None else place + 1
    end = skip(tokens, end, Kind.SHIFT) if worded else end
    end = skip_mark(tokens, end, ")") if opened else end
    return replace(moment, calendar=calendar, year=value), end


def _to_year(tokens: Island, at: int) -> int:
    """Skip what may stand before a year; a full stop or comma before «في» ends the date instead."""
    place = skip_mark(tokens, at, _BETWEEN_PARTS)
    if place == at:
        return skip(tokens, skip(tokens, at, Kind.SHIFT), Kind.FROM, Kind.IN)
    loose = tokens[at].text == "." and tokens[place].start > tokens[at].end
    return at if loose else place


def _plain_year_fits(value: int, moment: Moment) -> bool:
    if moment.calendar == HIJRI.name:
        return 1000 <= value <= 1500
    return value >= _FIRST_PLAIN_YEAR


def _shifted(tokens: Island, at: int, moment: Moment) -> tuple[Moment, int] | None:
    if tokens[at].kind is Kind.SHIFT:
        return replace(moment, shift=tokens[at].value), at + 1
    place = skip(tokens, skip_mark(tokens, at, "(،,"), Kind.FROM, Kind.IN)
    this = tokens[place].kind is Kind.THIS
    place += this
    if not is_unit(tokens[place], "year"):
        return None
    if this:
        return replace(moment, year_shift=0), place + 1
    place = skip(tokens, place + 1, Kind.ERA)
    if tokens[place].kind is not Kind.SHIFT:
        return None
    return replace(moment, year_shift=tokens[place].value), place + 1


def days_at(tokens: Island, at: int) -> tuple[int, int | None, int] | None:
    """Read one day or several (4 - 6, 12 و13, من الأول إلى الخامس): first, last or None, the place after."""
    first = day_at(tokens, at)
    if first is None:
        return None
    day, end = first
    last: int | None = None
    for _ in range(_MOST_DAYS):
        joined = _joined_day(tokens, end)
        if joined is None:
            break
        last, end = joined
    return day, last, end


def _joined_day(tokens: Island, at: int) -> tuple[int, int] | None:
    joiner = tokens[at]
    if joiner.kind in {Kind.AND, Kind.TO} or is_mark(joiner, "/،," + _DASHES):
        place = skip(tokens, at + 1, Kind.TO, Kind.AND)
        return day_at(tokens, place)
    return day_at(tokens, at) if joiner.word.joined else None


def day_month(tokens: Island, at: int) -> Match | None:
    """Match a day with its month: 26 يوليو 1952, السابع من شهر رمضان, 12 و13 تشرين الأول, 20 آب المقبل."""
    found = days_at(tokens, at)
    if found is None:
        return None
    day, last, end = found
    single = day_at(tokens, at)
    reading = _day_month(tokens, end, day, last)
    if reading is None and last is not None and single is not None:
        return _day_month(tokens, single[1], day, None)
    return reading


def _day_month(tokens: Island, at: int, day: int, last: int | None) -> Match | None:
    place = skip(tokens, skip_mark(tokens, at, _BETWEEN_PARTS), Kind.FROM, Kind.IN)
    month = month_at(tokens, place)
    if month is None:
        return None
    bare = Moment(calendar=month.calendar, month=month.number, day=day, last_day=last)
    moment, end = tail(tokens, month.end, bare)
    # «2 صفر» is a score more often than a day.
    said_so = tokens[place].kind is Kind.UNIT or (place > at and tokens[place - 1].kind is Kind.FROM)
    doubtful = tokens[place].text.endswith("صفر") and moment is bare and not said_so
    return Match(moment, end, certain=not doubtful)


def month_year(tokens: Island, at: int) -> Match | None:
    """Match a month with its year: يوليو 2015, شهر نوفمبر المقبل; a bare name is certain after في, منذ …"""
    month = month_at(tokens, at)
    if month is None:
        return None
    bare = Moment(calendar=month.calendar, month=month.number)
    moment, end = tail(tokens, month.end, bare)
    cued = before(tokens, at) in _BARE_MONTH_CUES and not month.weak
    return Match(moment, end, certain=moment is not bare or month.firm or cued)


def month_day(tokens: Island, at: int) -> Match | None:
    """Match a month before its day: February 7th, 2016; فبراير 7, 2016; شباط/فبراير 7, 2016; Feb 7."""
    if tokens[at].kind is not Kind.MONTH:
        return None
    month, end = tokens[at].word, _second_name(tokens, at)
    found = day_at(tokens, skip_mark(tokens, end, ".،,")) if tokens[end].kind is not Kind.ORDINAL else None
    if found is None or found[0] == -1:
        return None
    calendar = HIJRI.name if month.name == "hijri" else GREGORIAN.name
    bare = Moment(calendar=calendar, month=month.value, day=found[0])
    said = _said_year(tokens, found[1], bare)
    if said is not None:
        return Match(said[0], said[1])
    return Match(bare, found[1], certain=not month.weak) if month.name == "latin" else None


def day_of_month(tokens: Island, at: int) -> Match | None:
    """Match a day of a month told by its distance: 13 من الشهر المقبل, 22 الحالي, العاشر من هذا الشهر."""
    found = days_at(tokens, at)
    if found is None:
        return None
    day, last, end = found
    place = skip(tokens, end, Kind.FROM, Kind.IN)
    this = tokens[place].kind is Kind.THIS
    worded = is_unit(tokens[place + this], "month")
    place += this + worded
    shift = tokens[place]
    if this and worded:
        return Match(Moment(day=day, last_day=last, shift=0), place)
    if shift.kind is not Kind.SHIFT or not (worded or tokens[at].kind is Kind.NUMBER or place > end):
        return None
    certain = worded or shift.value == 0
    return Match(Moment(day=day, last_day=last, shift=shift.value), place + 1, certain)


_DAYS: Final = (day_month, day_of_month, numeric, numeric_month)
_CORES: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.NUMBER: _DAYS,
    Kind.ARTICLE: _DAYS,
    Kind.ORDINAL: (day_month, day_of_month),
    Kind.MONTH: (month_year, month_day),
    Kind.UNIT: (month_year, numeric_month),
}


def core(tokens: Island, at: int) -> Match | None:
    """Match the longest day or month at a token, without a weekday before it."""
    return longest(_CORES.get(tokens[at].kind, ()), tokens, at)


def moment(tokens: Island, at: int) -> Match | None:
    """Match a day or month, with a part of the day, «يوم», a weekday, «الموافق» or «بتاريخ» before it."""
    place = skip(tokens, at, Kind.DAY_PART)
    place = skip(tokens, place, Kind.IN) if place > at else place
    told = is_unit(tokens[place], "day", count=None) or tokens[place].text == "اليوم"
    place += told
    weekday = tokens[place].value if tokens[place].kind is Kind.WEEKDAY else None
    place += weekday is not None
    if weekday is not None and _joins_weekday(tokens, place):
        several = moment_after(tokens, place + 1 + (tokens[place].kind is Kind.AND), None, told=True)
        if several is not None and isinstance(several.expression, Moment) and several.expression.last_day:
            return several
    return moment_after(tokens, place, weekday, told=told or before(tokens, at) in {Kind.LABEL, Kind.MATCH})


def _joins_weekday(tokens: Island, at: int) -> bool:
    """Tell whether a second weekday follows, as in «الأحد والاثنين 12 و13»."""
    spaced = tokens[at].kind is Kind.AND
    second = tokens[at + spaced]
    return second.kind is Kind.WEEKDAY and (spaced or second.word.joined)


def moment_after(tokens: Island, at: int, weekday: int | None, *, told: bool) -> Match | None:
    """Match the day that follows a weekday, and keep the weekday to check the day by."""
    opened = weekday is not None and is_mark(tokens[at], "([")
    place = skip_mark(tokens, skip(tokens, at, Kind.SHIFT), "(,،-–[:") if weekday is not None else at
    place = skip(
        tokens, skip(tokens, place, Kind.MATCH, Kind.LABEL), Kind.IN if weekday is not None else Kind.MATCH
    )
    found = core(tokens, place)
    if found is None or not isinstance(found.expression, Moment):
        return None
    expression, end = found.expression, found.end
    if weekday is not None and expression.day is None:
        return None
    if weekday is None:
        weekday, end = _weekday_after(tokens, end)
    if opened and is_mark(tokens[end], ")]"):
        expression, end = _completed_after(tokens, end + 1, expression)
    sure = found.certain or ((told or weekday is not None) and expression.day is not None)
    return Match(replace(expression, weekday=weekday), end, sure)


def _completed_after(tokens: Island, at: int, moment: Moment) -> tuple[Moment, int]:
    """Add a year after the closing bracket, as in «الأحد (19 يوليو) 2015»."""
    return (_said_year(tokens, at, moment) if moment.year is None else None) or (moment, at)


def _weekday_after(tokens: Island, at: int) -> tuple[int | None, int]:
    """Read a weekday in brackets after a day, and return it with the place after."""
    inner = tokens[at + 1]
    if is_mark(tokens[at], "(") and inner.kind is Kind.WEEKDAY and is_mark(tokens[at + 2], ")"):
        return inner.value, at + 3
    return None, at
