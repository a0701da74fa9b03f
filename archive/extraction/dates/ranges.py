"""Rules for ranges: من حزيران إلى تشرين الأول 2015, بين 6 و8 أكتوبر, 2012 - 2014, عامي 2012 و2014."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.extraction.dates.absolute import core
from archive.extraction.dates.expressions import Expression, Moment
from archive.extraction.dates.matching import Match, is_mark, is_unit, skip
from archive.extraction.dates.numerals import day_at
from archive.extraction.dates.parts import bare_year
from archive.extraction.dates.resolve import Range
from archive.extraction.dates.simple import SIMPLE, simple
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind

_OPENERS: Final = frozenset({Kind.FROM, Kind.BETWEEN, Kind.SINCE})


def date_range(tokens: Island, at: int) -> Match | None:
    """Match a range: من حزيران إلى تشرين الأول 2015, بين 6 و8 أكتوبر, 2012 - 2014, عامي 2012 و2014."""
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
    if tokens[place].kind not in SIMPLE:
        return None
    firm = opened or plural
    both = plural or tokens[at].kind is Kind.BETWEEN
    firsts = _ends(tokens, place, firm=firm)
    ends = (_second_end(tokens, place, first, firm=firm, both=both) for first in firsts)
    found = [match for match in ends if match is not None]
    return max(found, key=lambda match: match.end, default=None)


def _ends(tokens: Island, at: int, *, firm: bool) -> Iterator[Match]:
    """Yield the matches that may stand at one end of a range."""
    found = simple(tokens, at)
    if found is not None:
        yield found
    bare = bare_year(tokens, at) if firm else None
    if bare is not None:
        yield bare
    partial = core(tokens, at)
    if partial is not None and (found is None or partial.end < found.end):
        yield partial
    lone = _lone_day(tokens, at)
    if lone is not None:
        yield lone


def _lone_day(tokens: Island, at: int) -> Match | None:
    """Match a day without a month, the 15 of «من 15 إلى 20/10/1436», with its weekday if it has one."""
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
    """Tell whether two ends make a range: days go with days; a dash joins only months, or only years."""
    if not isinstance(first, Moment) or not isinstance(last, Moment):
        return not dashed and not _is_lone(first) and not _is_lone(last)
    if _is_lone(last) or (_is_lone(first) and (last.day is None or last.last_day is not None)):
        return False
    if not dashed:
        return True
    several = first.last_day is not None or last.last_day is not None
    return (not several and _is_lone(first)) or (_level(first) == _level(last) and not several)


def _is_lone(expression: Expression) -> bool:
    """Tell whether the expression is a day without a month."""
    alone = isinstance(expression, Moment) and expression.day is not None and expression.month is None
    return alone and isinstance(expression, Moment) and expression.shift is None


def _level(moment: Moment) -> tuple[bool, bool]:
    return moment.day is not None, moment.month is not None
