"""The parser of dates: finds the date expressions of an island of date words in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from archive.extraction.dates.absolute import moment
from archive.extraction.dates.expressions import Expression, Moment
from archive.extraction.dates.matching import Match, Rule, before, is_mark, longest, skip, skip_mark
from archive.extraction.dates.parts import bare_year
from archive.extraction.dates.ranges import date_range
from archive.extraction.dates.resolve import Equivalent, Since
from archive.extraction.dates.simple import simple
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind


def since(tokens: Island, at: int) -> Match | None:
    """Match a date after منذ, as in منذ مطلع العام الحالي: it lasts until the anchor."""
    if tokens[at].kind is not Kind.SINCE:
        return None
    found = longest((simple, bare_year), tokens, at + 1)
    return found and Match(Since(found.expression), found.end, found.certain)


def equivalent(tokens: Island, at: int) -> Match | None:
    """Match one date said twice: 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م.

    Without «الموافق» only dates of two calendars make one.
    """
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
    """Tell whether both are days, or both months, of two calendars."""
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
    """Match the longest date expression at a token."""
    found = longest(_EXPRESSIONS.get(tokens[at].kind, (simple, date_range, equivalent)), tokens, at)
    return replace(found, end=_after_era(tokens, found.end)) if found else None


def _after_era(tokens: Island, at: int) -> int:
    return skip(tokens, at, Kind.ERA) if before(tokens, at) is Kind.MONTH else at


#: Kinds of tokens that no date begins with.
_NEVER_FIRST: Final = frozenset(
    {
        Kind.MARK, Kind.SHIFT, Kind.LAST, Kind.TO, Kind.AND, Kind.OR, Kind.MATCH, Kind.IN, Kind.LABEL,
        Kind.HONORIFIC, Kind.STUDY, Kind.APPROXIMATE, Kind.SUFFIX, Kind.TEEN, Kind.BLOCKED, Kind.PART,
        Kind.ERA,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression at `[start, end)` of the folded text."""

    expression: Expression
    start: int
    end: int
    certain: bool
    otherwise: tuple[Found, ...] = ()
    """The readings to take instead where the expression means nothing."""


def within(tokens: Island) -> Iterator[Found]:
    """Yield every date expression of an island, left to right, without overlaps.

    Each token is tried once as a beginning and no rule repeats without bound, so that the time grows with
    the text's length alone.
    """
    at = 0
    while tokens[at].kind is not Kind.END:
        match = None
        if tokens[at].kind not in _NEVER_FIRST and not _mid_number(tokens, at):
            match = date_expression(tokens, at)
        if match is None or match.end <= at:
            at += 1
            continue
        yield _found(tokens, at, match)
        at = match.end


def _found(tokens: Island, at: int, match: Match) -> Found:
    otherwise = tuple(_found(tokens, start, shorter) for start, shorter in match.otherwise)
    return Found(match.expression, tokens[at].start, tokens[match.end - 1].end, match.certain, otherwise)


def _mid_number(tokens: Island, at: int) -> bool:
    """Tell whether a number goes on from the left: 12 in «3.12 يوليو», 7 in «5/6/7»."""
    if tokens[at].kind is not Kind.NUMBER or before(tokens, at) is not Kind.MARK or at < 2:
        return False
    mark, number = tokens[at - 1], tokens[at - 2]
    return mark.text in "./" and number.kind is Kind.NUMBER and number.end == mark.start
