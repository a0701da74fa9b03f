"""Rules for years, decades and centuries: عام 2014م, 1436 / 1437هـ, التسعينات, القرن السابع عشر."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.extraction.dates.calendars import GREGORIAN, HIJRI
from archive.extraction.dates.expressions import Moment, Years
from archive.extraction.dates.matching import Match, before, is_mark, is_unit, skip
from archive.extraction.dates.numerals import ordinal_at
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind

#: A four-digit year without a mark of its era is Hijri here: few Gregorian years of news lie so early.
PLAIN_HIJRI: Final = range(1340, 1450)
_PLAIN_GREGORIAN: Final = range(1000, 2201)
#: A number that is a year in running text with no more than في before it (2000 is mostly a count).
_NEWS: Final = frozenset(range(1900, 2101)) - {2000}
_ALONE: Final = range(1700, 2101)
_CUES: Final = frozenset({Kind.IN, Kind.SINCE, Kind.TO, Kind.BEFORE, Kind.AFTER})
_COUNTED: Final = frozenset({Kind.UNIT, Kind.COUNT, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Year:
    """A year number as written; `calendar` is None where neither its era nor its size tells."""

    value: int
    last: int | None
    calendar: str | None
    end: int
    marked: bool
    """Whether its era is written with it."""


def year_number(tokens: Island, at: int) -> Year | None:
    """Read a year number with a second year (1436/1437, 2014-15) and its era, if there; else None."""
    first = tokens[at]
    if first.kind is not Kind.NUMBER:
        return None
    last, end = _second(tokens, at)
    era = tokens[end]
    marked = era.kind is Kind.ERA
    calendar = era.word.name if marked else _calendar(first.value)
    if calendar == "before" or not _possible(first.value, calendar if marked else None, first.text):
        return None
    return Year(first.value, last, calendar, end + marked, marked)


def _calendar(value: int) -> str | None:
    return HIJRI.name if value in PLAIN_HIJRI else None


def _possible(value: int, era: str | None, text: str) -> bool:
    if era == HIJRI.name:
        return 1 <= value <= 1600
    if era == GREGORIAN.name:
        return 1 <= value <= 2200
    return len(text) == 4 and value in _PLAIN_GREGORIAN


def _second(tokens: Island, at: int) -> tuple[int | None, int]:
    """Read the second of two years, with slash or dash, in four digits or two; return it, the place after."""
    first, mark, second = tokens[at].value, tokens[at + 1], tokens[at + 2]
    if not is_mark(mark, "/-–—") or second.kind is not Kind.NUMBER or is_mark(tokens[at + 3], "/-"):
        return None, at + 1
    value = second.value if len(second.text) == 4 else first // 100 * 100 + second.value
    close = value - first == 1 if len(second.text) == 2 or mark.text == "/" else 0 < value - first <= 100
    if len(second.text) not in {2, 4} or len(tokens[at].text) != 4 or not close:
        return None, at + 1
    return value, at + 3


def year(tokens: Island, at: int) -> Match | None:
    """Match a year: عام 2014م, العام الدراسي 1436 / 1437; a bare number is certain only after في and such."""
    start = at
    worded = is_unit(tokens[at], "year")
    if worded:
        at = skip(tokens, at + 1, Kind.STUDY, Kind.ERA)
        at = skip(tokens, at, Kind.STUDY, Kind.ERA)
        if tokens[at].kind is Kind.SHIFT and tokens[at + 1].value in _NEWS:
            at += 1
    found = year_number(tokens, at)
    if found is None or not (worded or _plausible(found)):
        return None
    end = skip(tokens, found.end, Kind.SHIFT) if worded else found.end
    moment = Moment(calendar=found.calendar, year=found.value, last_year=found.last)
    return Match(moment, end, worded or _stands_alone(tokens, start, found))


def _stands_alone(tokens: Island, at: int, found: Year) -> bool:
    if found.marked:
        return (found.calendar == HIJRI.name and found.value > 1000) or found.value in _NEWS
    if found.last is not None:
        return found.value in _NEWS and found.last in _NEWS
    cued = before(tokens, at) in _CUES
    return cued and found.value in _NEWS and tokens[found.end].kind not in _COUNTED


def _plausible(found: Year) -> bool:
    """Tell whether a number alone may be meant as a year: 2015, 1436; not 1500."""
    return found.marked or found.last is not None or found.value in PLAIN_HIJRI or found.value in _ALONE


def century(tokens: Island, at: int) -> Match | None:
    """Match a century: القرن السابع عشر, القرن الـ19, القرن الماضي, القرن الرابع عشر الهجري."""
    if not is_unit(tokens[at], "century"):
        return None
    if tokens[at + 1].kind is Kind.SHIFT and tokens[at + 1].value in {-1, 0}:
        number, end = 21 + tokens[at + 1].value, at + 2
    else:
        at = skip(tokens, at + 1, Kind.ARTICLE)
        found = ordinal_at(tokens, at)
        number, end = found or (tokens[at].value, at + 1)
        if found is None and tokens[at].kind is not Kind.NUMBER:
            return None
    era = tokens[end].kind is Kind.ERA
    if not 1 <= number <= 22 or (era and tokens[end].word.name == "before"):
        return None
    calendar = tokens[end].word.name if era else GREGORIAN.name
    return Match(Years(number * 100 - 99, number * 100, calendar), end + era)


def decade(tokens: Island, at: int) -> Match | None:
    """Match a decade: التسعينات, ستينيات القرن الماضي, عقد السبعينات, العقد الثاني من القرن الحالي."""
    worded = is_unit(tokens[at], "decade")
    at += worded
    if worded and (ordinal := ordinal_at(tokens, at)) is not None:
        return _decade_of_century(tokens, *ordinal)
    if tokens[at].kind is not Kind.DECADE or tokens[at + 1].kind is Kind.BLOCKED:
        return None
    value, text, end = tokens[at].value, tokens[at].text, at + 1
    hijri = tokens[end].kind is Kind.ERA and tokens[end].word.name == HIJRI.name
    end = skip(tokens, end, Kind.ERA)
    within = century(tokens, skip(tokens, end, Kind.FROM, Kind.IN))
    if within is not None and isinstance(within.expression, Years):
        first = within.expression.first - 1 + value
        return Match(Years(first, first + 9, within.expression.calendar), within.end)
    if value < 30:
        return None
    first = (1300 if hijri else 1900) + value
    calendar = HIJRI.name if hijri else GREGORIAN.name
    return Match(Years(first, first + 9, calendar), end, worded or hijri or "ال" in text[:4])


def _decade_of_century(tokens: Island, number: int, end: int) -> Match | None:
    within = century(tokens, skip(tokens, end, Kind.FROM, Kind.IN))
    if within is None or not isinstance(within.expression, Years) or not 1 <= number <= 10:
        return None
    first = within.expression.first + 10 * (number - 1)
    return Match(Years(first, first + 9, within.expression.calendar), within.end)
