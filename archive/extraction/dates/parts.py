"""Rules for parts of a time: منتصف يناير, الربع الثاني 2015, الأسبوع الأول من أغسطس, صيف 2014."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from archive.extraction.dates.absolute import month_year
from archive.extraction.dates.expressions import Moment
from archive.extraction.dates.matching import Match, Rule, longest, skip, skip_mark
from archive.extraction.dates.numerals import count_at, ordinal_at
from archive.extraction.dates.portions import Fraction, FuzzyPart, Units
from archive.extraction.dates.relative import period
from archive.extraction.dates.resolve import Period, Range, Season, ShiftedSeason
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind
from archive.extraction.dates.years import century, decade, year, year_number

#: Months taken for «الأشهر الأخيرة من 2014», which says no number.
_FEW: Final = 3
#: A bare number after نهاية, صيف, الربع الأول is a year within these.
_NEAR: Final = range(1300, 2201)


@dataclass(frozen=True, slots=True)
class _Units:
    """A number of units, the `number`th (-1: the last), read up to token `end`."""

    unit: str
    count: int
    number: int
    end: int
    fuzzy: bool = False


def undivided(tokens: Island, at: int) -> Match | None:
    """Match a time that may have parts: a month, year, decade, century or season."""
    return longest(_UNDIVIDED.get(tokens[at].kind, ()), tokens, at)


def whole(tokens: Island, at: int) -> Match | None:
    """Match a time that may have parts, or a part of one; no deeper, so that the work stays bounded."""
    rules = (*_UNDIVIDED.get(tokens[at].kind, ()), *_DIVIDED.get(tokens[at].kind, ()))
    return longest(rules, tokens, at)


def bare_year(tokens: Island, at: int) -> Match | None:
    """Match a number that is a year because of the words before it: نهاية 2014, من 2012 إلى 2014."""
    found = year_number(tokens, at)
    if found is None or (found.value not in _NEAR and not found.marked):
        return None
    return Match(Moment(calendar=found.calendar, year=found.value, last_year=found.last), found.end)


def _this_unit(tokens: Island, at: int) -> Match | None:
    """Match the anchor's own month in «نهاية الشهر»; «نهاية الأسبوع» alone is any weekend."""
    unit = tokens[at]
    if unit.kind is not Kind.UNIT or unit.value != 1 or unit.word.name == "day":
        return None
    if tokens[at + 1].kind is not Kind.END or not unit.text.startswith(("ال", "وال", "لل")):
        return None
    return Match(Period(unit.word.name, 0), at + 1, certain=unit.word.name in {"month", "year"})


def fuzzy_part(tokens: Island, at: int) -> Match | None:
    """Match a vague part of a time: منتصف يناير الماضي, بنهاية سنة 2014, مطلع العام المقبل."""
    if tokens[at].kind is not Kind.PORTION:
        return None
    found = whole(tokens, skip(tokens, at + 1, Kind.FROM, Kind.IN))
    if found is None:
        return None
    certain = not isinstance(found.expression, Period) or found.certain
    return Match(FuzzyPart(tokens[at].word.name, found.expression), found.end, certain)


def fraction(tokens: Island, at: int) -> Match | None:
    """Match a half, third or quarter of a time: الربع الثاني 2015, النصف الأول من عام 2014."""
    if tokens[at].kind is not Kind.FRACTION:
        return None
    number, place = _which(tokens, at + 1)
    if number is None:
        return None
    place = skip(tokens, skip_mark(tokens, place, "/-"), Kind.FROM, Kind.IN)
    found = undivided(tokens, place)
    return found and Match(Fraction(tokens[at].value, number, found.expression), found.end)


def _which(tokens: Island, at: int) -> tuple[int | None, int]:
    """Read الأول … or الأخير (-1), and return it with the place after."""
    if tokens[at].kind is Kind.LAST:
        return -1, at + 1
    return ordinal_at(tokens, at) or (None, at)


def units_of(tokens: Island, at: int) -> Match | None:
    """Match the first or last units of a time: الأشهر الستة الأولى من 2015, أول ثلاثة أشهر من العام."""
    said = _leading_units(tokens, at) or _following_units(tokens, at)
    if said is None or said.unit not in {"day", "week", "month"}:
        return None
    first = _of(tokens, said)
    return first and (_continued(tokens, first, said) or first)


def _leading_units(tokens: Island, at: int) -> _Units | None:
    """Read units behind أول or آخر: أول ثلاثة أشهر, آخر أسبوع."""
    final = tokens[at].kind is Kind.FINAL
    if not final and not (tokens[at].kind is Kind.PORTION and tokens[at].text.endswith("اول")):
        return None
    counted = count_at(tokens, at + 1)
    place = counted[1] if counted else at + 1
    unit = tokens[place]
    if unit.kind is not Kind.UNIT or (counted is None and unit.value == 0):
        return None
    count = counted[0] if counted else unit.value
    return _Units(unit.word.name, count, -1 if final else 1, place + 1)


def _following_units(tokens: Island, at: int) -> _Units | None:
    """Read units before their ordinal: الأشهر الستة الأولى; «الأشهر الأخيرة» without a number are a few."""
    unit = tokens[at]
    if unit.kind is not Kind.UNIT:
        return None
    counted = count_at(tokens, at + 1)
    number, place = _which(tokens, counted[1] if counted else at + 1)
    if number is None:
        return None
    count = counted[0] if counted else unit.value or _FEW
    return _Units(unit.word.name, count, number, place, fuzzy=counted is None and unit.value == 0)


def _of(tokens: Island, said: _Units) -> Match | None:
    found = undivided(tokens, skip(tokens, said.end, Kind.FROM, Kind.IN))
    if found is None:
        return None
    skipped = 0 if said.number == -1 else said.count * (said.number - 1)
    part = Units(said.unit, said.count, said.number == -1, found.expression, skipped, said.fuzzy)
    return Match(part, found.end)


def _continued(tokens: Island, first: Match, said: _Units) -> Match | None:
    """Match a second time whose unit was said once for both: «… من 2014 والأولى من 2015»."""
    at = first.end
    if not (tokens[at].word.joined or tokens[at].kind is Kind.AND):
        return None
    place = skip(tokens, at, Kind.AND)
    counted = count_at(tokens, place)
    number, place = _which(tokens, counted[1] if counted else place)
    if number is None:
        return None
    count = counted[0] if counted else said.count
    second = _of(tokens, replace(said, count=count, number=number, end=place))
    return second and Match(Range(first.expression, second.expression), second.end)


def season(tokens: Island, at: int) -> Match | None:
    """Match a season: صيف 2014, خريف العام الماضي, الشتاء المقبل, هذا الصيف."""
    this = tokens[at].kind is Kind.THIS
    name = tokens[at + this]
    if name.kind is not Kind.SEASON:
        return None
    place = at + this + 1
    if this:
        return Match(ShiftedSeason(name.value, 0), place)
    if tokens[place].kind is Kind.SHIFT:
        return Match(ShiftedSeason(name.value, tokens[place].value), place + 1)
    place = skip(tokens, skip_mark(tokens, place, "/-"), Kind.FROM, Kind.IN)
    found = longest((year, bare_year, _year_period), tokens, place)
    return found and Match(Season(name.value, found.expression), found.end)


def _year_period(tokens: Island, at: int) -> Match | None:
    found = period(tokens, at)
    is_year = found is not None and isinstance(found.expression, Period) and found.expression.unit == "year"
    return found if is_year else None


_UNDIVIDED: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.MONTH: (month_year,),
    Kind.NUMBER: (year, bare_year),
    Kind.UNIT: (month_year, period, year, century, decade, _this_unit),
    Kind.THIS: (period, season),
    Kind.SEASON: (season,),
    Kind.DECADE: (decade,),
}
_DIVIDED: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.FRACTION: (fraction,),
    Kind.UNIT: (units_of,),
    Kind.PORTION: (units_of,),
}
