"""Any date expression: simple, a range, «منذ», or one date said in two calendars."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from archive.extraction.dates.absolute import moment
from archive.extraction.dates.expressions import Moment
from archive.extraction.dates.matching import Match, Rule, before, is_mark, longest, skip, skip_mark
from archive.extraction.dates.parts import bare_year
from archive.extraction.dates.ranges import date_range
from archive.extraction.dates.resolve import Equivalent, Since
from archive.extraction.dates.simple import simple
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind


def since(tokens: Island, at: int) -> Match | None:
    """منذ مطلع العام الحالي: until the anchor."""
    if tokens[at].kind is not Kind.SINCE:
        return None
    found = longest((simple, bare_year), tokens, at + 1)
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
