"""Dates made of dates: parts of a time, seasons, ranges, «منذ», and one date said in two calendars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from archive.extraction.date_grammar.expressions import (
    Equivalent,
    Expression,
    Moment,
    Period,
    Range,
    Season,
    ShiftedSeason,
    Since,
)
from archive.extraction.date_grammar.matching import (
    Match,
    Rule,
    before,
    is_mark,
    is_unit,
    longest,
    skip,
    skip_mark,
)
from archive.extraction.date_grammar.moments import core, moment, month_year
from archive.extraction.date_grammar.numerals import count_at, day_at, ordinal_at
from archive.extraction.date_grammar.parts import Fraction, FuzzyPart, Units
from archive.extraction.date_grammar.relative import ago, period, relative_day, weekday, window
from archive.extraction.date_grammar.tokens import Island
from archive.extraction.date_grammar.vocabulary import Kind
from archive.extraction.date_grammar.years import century, decade, year, year_number

#: Months taken for «الأشهر الأخيرة من 2014», which says no number.
_FEW: Final = 3
#: A bare number after نهاية, صيف, الربع الأول is a year within these.
_NEAR: Final = range(1300, 2201)


def whole(tokens: Island, at: int) -> Match | None:
    """A time that has parts: a month, year, decade, century, season, or a part of one."""
    return longest(_WHOLES.get(tokens[at].kind, ()), tokens, at)


def _bare_year(tokens: Island, at: int) -> Match | None:
    found = year_number(tokens, at)
    if found is None or (found.value not in _NEAR and not found.marked):
        return None
    return Match(Moment(calendar=found.calendar, year=found.value, last_year=found.last), found.end)


def _this_unit(tokens: Island, at: int) -> Match | None:
    """«نهاية الشهر»: the anchor's own month; «نهاية الأسبوع» alone is any weekend."""
    unit = tokens[at]
    if unit.kind is not Kind.UNIT or unit.value != 1 or unit.word.name == "day":
        return None
    if tokens[at + 1].kind is not Kind.END or not unit.text.startswith(("ال", "وال", "لل")):
        return None
    return Match(Period(unit.word.name, 0), at + 1, certain=unit.word.name in {"month", "year"})


def fuzzy_part(tokens: Island, at: int) -> Match | None:
    """منتصف يناير الماضي, بنهاية سنة 2014, مطلع العام المقبل."""
    if tokens[at].kind is not Kind.PORTION:
        return None
    found = whole(tokens, skip(tokens, at + 1, Kind.FROM, Kind.IN))
    if found is None:
        return None
    certain = not isinstance(found.expression, Period) or found.certain
    return Match(FuzzyPart(tokens[at].word.name, found.expression), found.end, certain)


def fraction(tokens: Island, at: int) -> Match | None:
    """الربع الثاني 2015, النصف الأول من عام 2014, الثلث الأخير من رمضان."""
    if tokens[at].kind is not Kind.FRACTION:
        return None
    number, place = _which(tokens, at + 1)
    if number is None:
        return None
    place = skip(tokens, skip_mark(tokens, place, "/-"), Kind.FROM, Kind.IN)
    found = whole(tokens, place)
    return found and Match(Fraction(tokens[at].value, number, found.expression), found.end)


def _which(tokens: Island, at: int) -> tuple[int | None, int]:
    """الأول … or الأخير (-1), and the place after."""
    if tokens[at].kind is Kind.LAST:
        return -1, at + 1
    return ordinal_at(tokens, at) or (None, at)


def units_of(tokens: Island, at: int) -> Match | None:
    """الأشهر الستة الأولى من 2015, الأسبوع الأول من أغسطس, أول ثلاثة أشهر من العام."""
    leading = tokens[at].kind is Kind.FINAL or (
        tokens[at].kind is Kind.PORTION and tokens[at].text.endswith("اول")
    )
    place = at + leading
    counted = count_at(tokens, place) if leading else None
    place = counted[1] if counted else place
    unit = tokens[place]
    if unit.kind is not Kind.UNIT or (leading and counted is None and unit.value == 0):
        return None
    place += 1
    if not leading:
        counted = count_at(tokens, place)
        place = counted[1] if counted else place
    count = counted[0] if counted else unit.value or _FEW
    number: int | None = -1 if tokens[at].kind is Kind.FINAL else 1
    if not leading:
        number, place = _which(tokens, place)
    return _units(tokens, place, unit.word.name, count, number, fuzzy=counted is None and unit.value == 0)


def _units(
    tokens: Island, at: int, unit: str, count: int, number: int | None, *, fuzzy: bool
) -> Match | None:
    if number is None or unit not in {"day", "week", "month"}:
        return None
    found = whole(tokens, skip(tokens, at, Kind.FROM, Kind.IN))
    if found is None:
        return None
    skipped = 0 if number == -1 else count * (number - 1)
    part = Units(unit, count, number == -1, found.expression, skipped, fuzzy)
    return _continued(tokens, Match(part, found.end), part)


def _continued(tokens: Island, first: Match, part: Units) -> Match:
    """«… من 2014 والأولى من 2015»: the unit is said once for both."""
    at = first.end
    if not (tokens[at].word.joined or tokens[at].kind is Kind.AND):
        return first
    place = skip(tokens, at, Kind.AND)
    counted = count_at(tokens, place)
    number, place = _which(tokens, counted[1] if counted else place)
    if number is None:
        return first
    count = counted[0] if counted else part.count
    second = _units(tokens, place, part.unit, count, number, fuzzy=part.fuzzy)
    return Match(Range(part, second.expression), second.end) if second else first


def season(tokens: Island, at: int) -> Match | None:
    """صيف 2014, خريف العام الماضي, الشتاء المقبل, هذا الصيف."""
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
    found = longest((year, _bare_year, _year_period), tokens, place)
    return found and Match(Season(name.value, found.expression), found.end)


def _year_period(tokens: Island, at: int) -> Match | None:
    found = period(tokens, at)
    is_year = found is not None and isinstance(found.expression, Period) and found.expression.unit == "year"
    return found if is_year else None


_WHOLES: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.MONTH: (month_year,),
    Kind.NUMBER: (year, _bare_year),
    Kind.UNIT: (month_year, period, year, century, decade, units_of, _this_unit),
    Kind.THIS: (period, season),
    Kind.SEASON: (season,),
    Kind.DECADE: (decade,),
    Kind.FRACTION: (fraction,),
    Kind.PORTION: (fuzzy_part, units_of),
}
_SIMPLE: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.NUMBER: (moment, year, window),
    Kind.ARTICLE: (moment, window),
    Kind.COUNT: (window,),
    Kind.ORDINAL: (moment,),
    Kind.MONTH: (moment,),
    Kind.DAY_PART: (relative_day, moment, weekday),
    Kind.RELATIVE_DAY: (relative_day, moment),
    Kind.WEEKDAY: (moment, weekday),
    Kind.UNIT: (moment, weekday, units_of, century, decade, year, period, window),
    Kind.THIS: (period, season, weekday),
    Kind.PORTION: (fuzzy_part, units_of),
    Kind.FINAL: (units_of, window),
    Kind.FRACTION: (fraction,),
    Kind.SEASON: (season,),
    Kind.DECADE: (decade,),
    Kind.BEFORE: (ago,),
    Kind.SINCE: (ago,),
    Kind.AFTER: (ago,),
}


def simple(tokens: Island, at: int) -> Match | None:
    """The longest date at a token that is no range."""
    return longest(_SIMPLE.get(tokens[at].kind, ()), tokens, at)


def since(tokens: Island, at: int) -> Match | None:
    """منذ مطلع العام الحالي: until the anchor."""
    if tokens[at].kind is not Kind.SINCE:
        return None
    found = longest((simple, _bare_year), tokens, at + 1)
    return found and Match(Since(found.expression), found.end, found.certain)


def equivalent(tokens: Island, at: int) -> Match | None:
    """26 شوال 1436 هـ الموافق 11 أغسطس 2015 م; without «الموافق» only two calendars make one date."""
    first = moment(tokens, at)
    if first is None or not isinstance(first.expression, Moment):
        return None
    place = skip_mark(tokens, skip(tokens, first.end, Kind.AND), "(/،,=-–.")
    opened = place > first.end and is_mark(tokens[place - 1], "(")
    matched = tokens[place].kind is Kind.MATCH
    place = skip_mark(tokens, place + matched, ":")
    second = moment(tokens, place)
    if second is None or not isinstance(second.expression, Moment):
        return None
    if not _same_kind(first.expression, second.expression, matched=matched):
        return None
    end = skip_mark(tokens, second.end, ")") if opened else second.end
    return Match(Equivalent(first.expression, second.expression), end)


def _same_kind(first: Moment, second: Moment, *, matched: bool) -> bool:
    """Whether both are days, or both months, of two calendars."""
    if (first.day is None) != (second.day is None) or (first.month is None) != (second.month is None):
        return False
    calendars = {first.calendar or "gregorian", second.calendar or "gregorian"}
    return (len(calendars) == 2 and (matched or (first.complete and second.complete))) or (
        matched and first.day is not None
    )


_OPENERS: Final = frozenset({Kind.FROM, Kind.BETWEEN, Kind.SINCE})


def date_range(tokens: Island, at: int) -> Match | None:
    """من حزيران إلى تشرين الأول 2015, بين 6 و8 أكتوبر, 2012 - 2014, عامي 2012 و2014."""
    opened = tokens[at].kind in _OPENERS
    place = at + opened
    place = skip(tokens, place, Kind.FROM) if opened else place
    plural = (
        tokens[place].kind is Kind.UNIT
        and tokens[place].value != 1
        and tokens[place].word.name in {"year", "day"}
    )
    place += plural
    place = skip(tokens, place, Kind.FROM, Kind.BETWEEN) if plural else place
    if tokens[place].kind not in _SIMPLE:
        return None
    firm = opened or plural
    both = plural or tokens[at].kind is Kind.BETWEEN
    firsts = _ends(tokens, place, firm=firm)
    ends = (_second_end(tokens, place, first, firm=firm, both=both) for first in firsts)
    found = [match for match in ends if match is not None]
    return max(found, key=lambda match: match.end, default=None)


def _ends(tokens: Island, at: int, *, firm: bool) -> Iterator[Match]:
    """What may stand at one end of a range."""
    found = simple(tokens, at)
    if found is not None:
        yield found
    bare = _bare_year(tokens, at) if firm else None
    if bare is not None:
        yield bare
    partial = core(tokens, at)
    if partial is not None and (found is None or partial.end < found.end):
        yield partial
    lone = _lone_day(tokens, at)
    if lone is not None:
        yield lone


def _lone_day(tokens: Island, at: int) -> Match | None:
    """The 15 of «من 15 إلى 20/10/1436», with its weekday if it has one."""
    place = at + 1 if is_unit(tokens[at], "day") else at
    weekday = tokens[place].value if tokens[place].kind is Kind.WEEKDAY else None
    found = day_at(tokens, skip(tokens, place, Kind.WEEKDAY))
    return found and Match(Moment(day=found[0], weekday=weekday), found[1], certain=False)


def _second_end(tokens: Island, at: int, first: Match, *, firm: bool, both: bool) -> Match | None:
    joiner = tokens[first.end]
    dashed = is_mark(joiner, "-–—−/") and isinstance(first.expression, Moment)
    joined = joiner.word.joined or joiner.kind is Kind.AND
    if not (joiner.kind is Kind.TO or dashed or joined):
        return None
    consumed = first.end + (joiner.kind in {Kind.TO, Kind.AND} or dashed)
    place = skip(tokens, skip(tokens, consumed, Kind.TO), Kind.FROM if dashed else Kind.TO)
    touching = joined and not both and joiner.kind is not Kind.TO
    for second in _ends(tokens, place, firm=firm or joiner.kind is Kind.TO):
        if not _joinable(first.expression, second.expression, dashed=dashed):
            continue
        expression: Expression = Range(first.expression, second.expression, touching)
        certain = firm or second.certain or first.certain
        return Match(expression, second.end, certain, ((at, first), (place, second)) if touching else ())
    return None


def _joinable(first: Expression, last: Expression, *, dashed: bool) -> bool:
    """Days go with days; a dash joins months with months and years with years only."""
    if not isinstance(first, Moment) or not isinstance(last, Moment):
        return not dashed and not _is_lone(first) and not _is_lone(last)
    if _is_lone(last) or (_is_lone(first) and (last.day is None or last.last_day is not None)):
        return False
    if not dashed:
        return True
    several = first.last_day is not None or last.last_day is not None
    return (not several and _is_lone(first)) or (_level(first) == _level(last) and not several)


def _is_lone(expression: Expression) -> bool:
    """A day without a month."""
    alone = isinstance(expression, Moment) and expression.day is not None and expression.month is None
    return alone and isinstance(expression, Moment) and expression.shift is None


def _level(moment: Moment) -> tuple[bool, bool]:
    return moment.day is not None, moment.month is not None


_EXPRESSIONS: Final[dict[Kind, tuple[Rule, ...]]] = {
    Kind.FROM: (date_range,),
    Kind.BETWEEN: (date_range,),
    Kind.SINCE: (simple, since, date_range),
    Kind.BEFORE: (simple,),
    Kind.AFTER: (simple,),
}


def date_expression(tokens: Island, at: int) -> Match | None:
    """The longest date expression at a token."""
    found = longest(_EXPRESSIONS.get(tokens[at].kind, (simple, date_range, equivalent)), tokens, at)
    return replace(found, end=_after_era(tokens, found.end)) if found else None


def _after_era(tokens: Island, at: int) -> int:
    return skip(tokens, at, Kind.ERA) if before(tokens, at) is Kind.MONTH else at
