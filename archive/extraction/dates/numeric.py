"""Days and months in digits: 22/ 8/ 2015م, 1436/10/7هـ, ٢٤-٦-٢٠١٥, 2016-02, شهر 5/2015."""

from __future__ import annotations

from typing import Final

from archive.extraction.dates.calendars import GREGORIAN, HIJRI
from archive.extraction.dates.expressions import Moment
from archive.extraction.dates.matching import Match, is_mark, is_unit, skip
from archive.extraction.dates.tokens import Island, Token
from archive.extraction.dates.vocabulary import Kind
from archive.extraction.dates.years import year_number

_DASHES: Final = "-–—−"


def numeric(tokens: Island, at: int) -> Match | None:
    """Match a date in digits: 22/ 8/ 2015م, 1436/10/7هـ, ٢٤-٦-٢٠١٥, 2016-02-07, 14.9.1436."""
    if any(tokens[at + step].kind is not Kind.NUMBER for step in (0, 2, 4)):
        return None
    first, mark, second, other, third = tokens[at : at + 5]
    tight = first.end == mark.start and mark.end == second.start and second.end == other.start
    if mark.text != other.text or not is_mark(mark, "/." + _DASHES) or (mark.text == "." and not tight):
        return None
    backwards = len(first.text) >= 3
    year, day = (first, third) if backwards else (third, first)
    era = tokens[at + 5]
    marked = era.kind is Kind.ERA
    if (
        not (len(year.text) == 4 or len(year.text) == 2 or marked)
        or len(day.text) > 2
        or len(second.text) > 2
    ):
        return None
    calendar = era.word.name if marked else _numeric_calendar(year.value)
    value = _full_year(year.value, calendar) if len(year.text) == 2 else year.value
    days = _day_and_month(day.value, second.value)
    if days is None or calendar == "before" or not _year_exists(value, calendar):
        return None
    moment = Moment(calendar=calendar, year=value, month=days[1], day=days[0])
    return Match(moment, at + 5 + marked, certain=len(year.text) == 4 or marked)


def _numeric_calendar(year: int) -> str:
    return HIJRI.name if 1300 <= year <= 1500 else GREGORIAN.name


def _full_year(two_digits: int, calendar: str) -> int:
    if calendar == HIJRI.name:
        return 1400 + two_digits
    return two_digits + (2000 if two_digits < 50 else 1900)


def _year_exists(year: int, calendar: str) -> bool:
    return 1 <= year <= 1600 if calendar == HIJRI.name else 1000 <= year <= 2200


def _day_and_month(day: int, month: int) -> tuple[int, int] | None:
    if day <= 12 < month:
        day, month = month, day  # month first, as some sites print it
    return (day, month) if 1 <= month <= 12 and 1 <= day <= 31 else None


def numeric_month(tokens: Island, at: int) -> Match | None:
    """Match a month (شهر 5/2015, 2016-02) or a day and month (23 / 4), certain only if a word says so."""
    worded = is_unit(tokens[at], "month")
    at += worded
    first, mark = tokens[at], tokens[at + 1]
    if first.kind is not Kind.NUMBER:
        return None
    if worded and not is_mark(mark, "/.-") and 1 <= first.value <= 12:
        return _month_number(tokens, at)
    second = tokens[at + 2]
    if not is_mark(mark, "/" + _DASHES) or second.kind is not Kind.NUMBER:
        return None
    era = tokens[at + 3]
    marked = era.kind is Kind.ERA
    return _two_numbers(first, second, era.word.name if marked else None, at + 3 + marked, worded=worded)


def _two_numbers(first: Token, second: Token, era: str | None, end: int, *, worded: bool) -> Match | None:
    year, month = (first, second) if len(first.text) == 4 else (second, first)
    if len(year.text) == 4 and len(month.text) <= 2:
        calendar = era or _numeric_calendar(year.value)
        if not 1 <= month.value <= 12 or not _year_exists(year.value, calendar):
            return None
        return Match(Moment(calendar=calendar, year=year.value, month=month.value), end, certain=worded)
    if worded or max(len(first.text), len(second.text)) > 2:
        return None
    days = _day_and_month(first.value, second.value)
    if days is None:
        return None
    return Match(Moment(calendar=era, month=days[1], day=days[0]), end, certain=False)


def _month_number(tokens: Island, at: int) -> Match:
    """Match a month by its number: شهر 8, شهر 8 من عام 2015."""
    place = skip(tokens, at + 1, Kind.FROM, Kind.IN)
    place = place + 1 if is_unit(tokens[place], "year") else place
    year = year_number(tokens, place)
    if year is None:
        return Match(Moment(month=tokens[at].value), at + 1, certain=False)
    return Match(Moment(calendar=year.calendar, month=tokens[at].value, year=year.value), year.end)
