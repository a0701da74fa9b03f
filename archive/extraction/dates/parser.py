"""From a folded text to its date expressions, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.extraction.dates.compound import date_expression
from archive.extraction.dates.expressions import Expression
from archive.extraction.dates.matching import Match, before
from archive.extraction.dates.tokens import Island, islands
from archive.extraction.dates.vocabulary import Kind, vocabulary

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
    """An expression at `[start, end)` of the folded text."""

    expression: Expression
    start: int
    end: int
    certain: bool
    otherwise: tuple[Found, ...] = ()
    """What to read instead where the expression means nothing."""


def expressions(folded: str) -> Iterator[Found]:
    """Every date expression of a folded text, left to right, none within another.

    Each token is tried once as a beginning and no rule repeats without bound, so that the time grows with
    the text's length alone.
    """
    for tokens in islands(folded, vocabulary()):
        yield from _within(tokens)


def _within(tokens: Island) -> Iterator[Found]:
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
    """Whether a number goes on from the left: 12 in «3.12 يوليو», 7 in «5/6/7»."""
    if tokens[at].kind is not Kind.NUMBER or before(tokens, at) is not Kind.MARK or at < 2:
        return False
    mark, number = tokens[at - 1], tokens[at - 2]
    return mark.text in "./" and number.kind is Kind.NUMBER and number.end == mark.start
