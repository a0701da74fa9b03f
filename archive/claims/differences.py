"""Differences between the tellings of one claim: in period, value, unit, comparator and actor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.claims.claim import CLOSE, Difference, Telling


def differences(tellings: Sequence[Telling]) -> Iterator[Difference]:
    """Yield what differs between tellings of one claim."""
    yield from _period(tellings)
    yield from _values(tellings)
    figures = [telling.figure for telling in tellings]
    yield from _differs("unit", [figure.unit for figure in figures])
    yield from _differs("comparator", [figure.comparator for figure in figures])
    yield from _differs("actor", [figure.actor for figure in figures if figure.actor])


def _differs(field: str, values: Sequence[str]) -> Iterator[Difference]:
    told = tuple(dict.fromkeys(values))
    if len(told) > 1:
        yield Difference(field, "differs", told)


def _values(tellings: Sequence[Telling]) -> Iterator[Difference]:
    values = sorted({telling.figure.value for telling in tellings})
    if len(values) < 2:
        return
    exact = max(values, key=exact_digits)
    is_rounding = values[-1] <= values[0] * CLOSE and all(
        value == exact or _is_rounded(value, exact) for value in values
    )
    yield Difference("rounding" if is_rounding else "value", "differs", tuple(map(str, values)))


def _is_rounded(value: int | Decimal, exact: int | Decimal) -> bool:
    """Tell whether `value` is `exact` with its last digits rounded away, up or down."""
    unit = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
    return abs(value - exact) < unit and exact_digits(value) < exact_digits(exact)


def _period(tellings: Sequence[Telling]) -> Iterator[Difference]:
    known = [telling for telling in tellings if telling.period is not None]
    words = {telling.period: telling.figure.period or "" for telling in reversed(known)}
    said = tuple(dict.fromkeys(words[telling.period] for telling in known))
    intervals = {telling.period for telling in known if telling.period is not None}
    if any(one[1] < other[0] for one in intervals for other in intervals):
        yield Difference("period", "disjoint", said)
    elif len(intervals) > 1:
        yield Difference("period", "overlapping", said)
    elif known and len(known) < len(tellings):
        yield Difference("period", "unstated", said)


def exact_digits(value: int | Decimal) -> int:
    """Return how many digits a value has before its trailing zeros."""
    return len(str(value).rstrip("0"))
