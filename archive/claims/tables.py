"""Tables of numbers of one measure and one kind of period, in the order of time.

A total since a day, a number of a half-year and a number that stands at a time are three kinds; no table
holds two. A row says which tellings give its period; what others tell of its claim stands with the claim.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from archive.claims.claim import TOGETHER, Claim, Difference, Telling
from archive.claims.series import Interval, Series
from archive.text.arabic import fold

#: Words with which a total begins: «منذ منتصف 2015».
_SINCE = frozenset({"منذ", "ومنذ"})
#: What stands at a time and is no sum of acts.
_STANDING = frozenset({"audience", "presence"})


class PeriodKind(StrEnum):
    """The meaning of a figure's period."""

    TOTAL = "total"
    """All since a day."""
    WITHIN = "within"
    """In that time alone."""
    STANDING = "standing"
    """The number there was at that time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with its period and with the tellings that give it."""

    claim: Claim
    period: Interval
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one measure and one kind of period, the earliest first."""

    kind: PeriodKind
    rows: tuple[Row, ...]
    flags: tuple[Difference, ...] = ()
    """Periods whose wording does not fit the others."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return the claims of its rows."""
        return tuple(row.claim for row in self.rows)


def find_tables(series: Iterable[Series]) -> tuple[Table, ...]:
    """Return the tables in series; each has two rows or more."""
    tables: list[Table] = []
    for one in series:
        by_kind: dict[PeriodKind, list[Row]] = defaultdict(list)
        for claim in one.claims:
            for kind, row in _rows(claim):
                if kind is not PeriodKind.WITHIN or not _is_disputed(claim):
                    by_kind[kind].append(row)
        for kind, rows in by_kind.items():
            tables.extend(Table(kind, group, one.flags) for group in _fitting(kind, rows) if len(group) > 1)
    return tuple(tables)


def _is_disputed(claim: Claim) -> bool:
    """Tell whether its tellings give periods that do not meet, so that none can stand for the claim."""
    return any((one.field, one.kind) == ("period", "disjoint") for one in claim.differences)


def _rows(claim: Claim) -> Iterator[tuple[PeriodKind, Row]]:
    """Yield a row for each kind of period of a claim: the period told most often, of equals the earliest."""
    by_kind: dict[PeriodKind, list[Telling]] = defaultdict(list)
    for telling in claim.tellings:
        kind = _kind(claim, telling)
        if kind is not None:
            by_kind[kind].append(telling)
    for kind, tellings in by_kind.items():
        counts = Counter(_interval(telling) for telling in tellings)
        period = max(counts, key=lambda one: (counts[one], -one[0].toordinal(), -one[1].toordinal()))
        same = tuple(telling for telling in tellings if _interval(telling) == period)
        yield kind, Row(claim, period, same)


def _kind(claim: Claim, telling: Telling) -> PeriodKind | None:
    if claim.measure.action_class in _STANDING:
        return PeriodKind.STANDING if telling.published.start or telling.period else None
    if telling.period is None:
        return None
    return PeriodKind.TOTAL if _is_since(telling) else PeriodKind.WITHIN


def _interval(telling: Telling) -> Interval:
    """Return the period told, else the interval of publication."""
    published = telling.published
    return telling.period or (published.start or date.max, published.end or date.max)


def _is_since(telling: Telling) -> bool:
    """Tell whether the period begins with «منذ», or «منذ» stands right before it."""
    period, sentence = telling.figure.period or "", telling.figure.sentence
    before = fold(sentence[: max(0, sentence.find(period))]).split()
    return bool({*fold(period).split()[:1], *before[-1:]} & _SINCE)


def _fitting(kind: PeriodKind, rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Yield rows that may stand in one table: growing totals of one beginning, or periods apart."""
    ordered = sorted(rows, key=lambda row: (row.period[1], row.claim.value))
    if kind is PeriodKind.TOTAL:
        for group in _of_one_beginning(ordered):
            yield tuple(_growing(group))
    elif kind is PeriodKind.WITHIN:
        yield tuple(row for row in ordered if not any(_overlap(row, other) for other in ordered))
    else:
        yield tuple(ordered)


def _growing(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the totals that grow: a smaller one that is told later is another thing."""
    greatest: int | Decimal = 0
    for row in rows:
        if row.claim.value > greatest:
            yield row
            greatest = row.claim.value


def _overlap(row: Row, other: Row) -> bool:
    if row is other:
        return False
    return row.period[0] <= other.period[1] and other.period[0] <= row.period[1]


def _of_one_beginning(rows: Iterable[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        mates = (group for group in groups if abs(group[0].period[0] - row.period[0]) <= TOGETHER)
        group = next(mates, None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    return groups
