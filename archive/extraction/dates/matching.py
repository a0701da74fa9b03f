"""Helpers that the grammar's rules share. A rule is `(tokens, at) -> Match | None`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.extraction.dates.expressions import Expression
from archive.extraction.dates.tokens import Island, Token
from archive.extraction.dates.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Match:
    """A date expression read from the tokens up to token `end`."""

    expression: Expression
    end: int
    certain: bool = True
    """False: a date only where nothing else stands with it, as `2015` or `مايو` alone."""
    otherwise: tuple[tuple[int, Match], ...] = ()
    """The readings to take, each from its token, where the expression turns out to mean nothing."""


Rule = Callable[[Island, int], Match | None]


def skip(tokens: Island, at: int, *kinds: Kind) -> int:
    """Return the place after the token at `at` if it is of one of the kinds, else `at`."""
    return at + 1 if tokens[at].kind in kinds else at


def skip_mark(tokens: Island, at: int, marks: str) -> int:
    """Return the place after the token at `at` if it is one of the marks, else `at`."""
    return at + 1 if tokens[at].kind is Kind.MARK and tokens[at].text in marks else at


def is_mark(token: Token, marks: str) -> bool:
    """Tell whether the token is one of the marks."""
    return token.kind is Kind.MARK and token.text in marks


def is_unit(token: Token, *names: str, count: int | None = 1) -> bool:
    """Tell whether the token is one of the units; `count`: singular 1, dual 2, plural 0, any None."""
    return token.kind is Kind.UNIT and token.word.name in names and count in {None, token.value}


def longest(rules: Iterable[Rule], tokens: Island, at: int) -> Match | None:
    """Return the match that reaches farthest; of equals the more certain, then the first; else None."""
    best: Match | None = None
    for rule in rules:
        match = rule(tokens, at)
        if match is not None and (best is None or (match.end, match.certain) > (best.end, best.certain)):
            best = match
    return best


def before(tokens: Island, at: int) -> Kind:
    """Return the kind of the token before `at`, or END at the beginning."""
    return tokens[at - 1].kind if at else Kind.END
