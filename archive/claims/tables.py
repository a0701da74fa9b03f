"""Tables: claims of one measure and one kind of period, in the order of time.

A total since a day, a number of a half-year and a number whose time is not told are three kinds of figures;
no table holds two kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.claims.grouping import TOGETHER, Claim, Difference, Telling
from archive.claims.series import Series
from archive.text.arabic import fold

#: Words with which a total begins: «منذ منتصف 2015».
_SINCE = frozenset({"منذ", "ومنذ", "حتي", "وحتي", "لغايه"})
#: What stands at a time and is no sum of acts.
_STANDING = frozenset({"audience", "presence"})


class PeriodKind(StrEnum):
    """What the period of a figure means."""

    TOTAL = "total"
    """All since a day."""
    WITHIN = "within"
    """In that time alone."""
    STANDING = "standing"
    """How many there were at that time."""
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Table:
    """Claims of one measure and one kind, the earliest first."""

    kind: PeriodKind
    claims: tuple[Claim, ...]
    flags: tuple[Difference, ...]
    """Periods whose wording does not fit the others."""


def period_kind(claim: Claim) -> PeriodKind:
    """What the periods of a claim mean, as most of its tellings with a period say."""
    if claim.measure.action_class in _STANDING:
        return PeriodKind.STANDING
    told = [telling for telling in claim.tellings if telling.period is not None]
    if not told:
        return PeriodKind.UNSTATED
    totals = sum(_is_total(telling) for telling in told)
    return PeriodKind.TOTAL if 2 * totals >= len(told) else PeriodKind.WITHIN


def find_tables(series: Iterable[Series]) -> tuple[Table, ...]:
    """The tables in series: each claim in at most one, each table with two claims or more."""
    tables = []
    for one in series:
        for kind, claims in _of_one_kind(one.claims):
            ordered = tuple(sorted(claims, key=lambda claim: (when(claim), claim.value)))
            said = {telling.figure.period or "" for claim in claims for telling in claim.tellings}
            flags = tuple(flag for flag in one.flags if said.issuperset(flag.values))
            tables.append(Table(kind, ordered, flags))
    return tuple(tables)


def when(claim: Claim) -> date:
    """The end of the time that a claim is of: of its first told period, else its first publication."""
    ends = [telling.period[1] for telling in claim.tellings if telling.period is not None]
    days = [telling.published.start for telling in claim.tellings if telling.published.start is not None]
    return min(ends or days, default=date.max)


def _is_total(telling: Telling) -> bool:
    words = fold(telling.figure.period or "").split()
    return (bool(words) and words[0] in _SINCE) or _begins_with_since(telling)


def _begins_with_since(telling: Telling) -> bool:
    """Whether «منذ» stands right before the period in the sentence."""
    period = telling.figure.period or ""
    before = fold(telling.figure.sentence[: max(0, telling.figure.sentence.find(period))]).split()
    return bool(period) and bool(before) and before[-1] in _SINCE


def _of_one_kind(claims: Iterable[Claim]) -> Iterator[tuple[PeriodKind, list[Claim]]]:
    """Two claims or more of one kind; totals only where they begin together."""
    by_kind: dict[PeriodKind, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_kind[period_kind(claim)].append(claim)
    for kind, same in by_kind.items():
        groups = _of_one_beginning(same) if kind is PeriodKind.TOTAL else [same]
        yield from ((kind, group) for group in groups if kind is not PeriodKind.UNSTATED and len(group) > 1)


def _of_one_beginning(claims: Iterable[Claim]) -> list[list[Claim]]:
    groups: list[list[Claim]] = []
    for claim in claims:
        begins = _beginnings(claim)
        mates = (
            group
            for group in groups
            if any(abs(a - b) <= TOGETHER for a in begins for other in group for b in _beginnings(other))
        )
        group = next(mates, None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    return groups


def _beginnings(claim: Claim) -> list[date]:
    return [telling.period[0] for telling in claim.tellings if telling.period is not None]
