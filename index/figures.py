"""Figures of a search: those of all matching articles, narrowed, ordered and paged; and their claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice

from archive.extraction.figures.vocabulary import actors
from archive.model.figure import Figure
from archive.text.arabic import fold
from index.claim_groups import ClaimGroups, RelatedClaims
from index.errors import UnknownName
from index.figure_columns import FigureRow
from index.search.searcher import Result
from index.search.snapshot import Snapshot

__all__ = ["FigureFilters", "FigurePage", "FigureRow", "FigureSort", "page_of", "page_of_rows"]

#: Figures of one answer at most; of more, the articles that came first are looked at, and it is partial.
MOST = 50_000
#: Characters of an unknown name that are compared with the known ones.
LONGEST = 60


class FigureSort(StrEnum):
    """The order of figures: by their time, the earliest first, or by their value, the largest first."""

    PERIOD = "period"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """The filters, order and page of figures; several values of one filter mean any of them."""

    platforms: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """A unit finds those that it is part of (`accounts`: `websites+accounts`)."""
    sides: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    """Whether it happened as told: `asserted`, `denied` …"""
    period_from: date | None = None
    period_to: date | None = None
    """Closed bounds: the figure's period overlaps them, or where none is told, its article's date."""
    low: Decimal | None = None
    high: Decimal | None = None
    """Closed bounds of the value; of a range, either end may lie in them."""
    certainty: float = 0.0
    """The least confidence."""
    rejected: bool = False
    """Whether figures that a person rejected are among them."""
    sort: FigureSort = FigureSort.PERIOD
    page: int = 1
    """From 1."""
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A page of figures."""

    rows: tuple[FigureRow, ...]
    total: int
    """All figures that match."""
    articles: int
    """How many articles tell them."""
    generation: int
    partial: bool = False
    """True if there are more than were looked at."""
    groups: ClaimGroups | None = None
    """The claims of the same generation; None where no index grouped them."""

    @property
    def claims(self) -> RelatedClaims:
        """Return what the figures of this page claim, with series and rivals."""
        groups = self.groups or ClaimGroups(lambda: self.rows)
        return groups.among(self.rows)


def require_known(snapshot: Snapshot, wanted: FigureFilters) -> None:
    """Raise UnknownName for a platform or an actor that neither figures nor word lists know."""
    require_named(
        snapshot.names.labels, lambda: (row for told in snapshot.told for row in told.all()), wanted
    )


def require_named(
    labels: Mapping[str, str], rows: Callable[[], Iterable[FigureRow]], wanted: FigureFilters
) -> None:
    """Raise UnknownName for a platform or an actor that neither `rows`, all figures, nor word lists know.

    `labels` are those of the platforms; the figures are asked for where a name stands in no list.
    """
    platforms = dict(labels)
    acting = platforms | {id_: one.label for id_, one in actors().items()}
    for kind, values, known in (("platform", wanted.platforms, platforms), ("actor", wanted.actors, acting)):
        unknown = [value for value in values if value not in known]
        attested = _attested(rows(), kind) if unknown else frozenset()
        for value in unknown:
            if value not in attested:
                raise UnknownName(kind, value, _nearest(value, known | dict.fromkeys(attested, "")))


def _attested(rows: Iterable[FigureRow], kind: str) -> frozenset[str]:
    """Return the platforms or actors that figures have: people correct them to what no list knows."""
    return frozenset(value for row in rows if (value := getattr(row.figure, kind)))


def _nearest(value: str, labels: Mapping[str, str]) -> str | None:
    """Return the id of the name that is most like a value, by id or label; None if none is."""
    names = {fold(label).casefold(): id_ for id_, label in labels.items() if label}
    names |= {id_.casefold(): id_ for id_ in labels}
    close = get_close_matches(fold(value[:LONGEST]).casefold(), names, 1)
    return names[close[0]] if close else None


def page_of(result: Result, wanted: FigureFilters) -> FigurePage:
    """Return the wanted page of a result's figures."""
    rows = (
        row
        for told, found in zip(result.snapshot.told, result.found, strict=True)
        for row in told.of(found.matches.documents)
    )
    snapshot = result.snapshot
    return page_of_rows(rows, wanted, snapshot.number, snapshot.claim_groups, partial=result.partial)


def page_of_rows(
    rows: Iterable[FigureRow], wanted: FigureFilters, generation: int, groups: ClaimGroups, *, partial: bool
) -> FigurePage:
    """Return the wanted page of some figures, `MOST` of them at most."""
    held = list(islice((row for row in rows if is_wanted(row, wanted)), MOST + 1))
    order = _by_value if wanted.sort is FigureSort.VALUE else _by_period
    ordered = sorted(held[:MOST], key=order)
    first = (wanted.page - 1) * wanted.per_page
    return FigurePage(
        rows=tuple(ordered[first : first + wanted.per_page]),
        total=len(ordered),
        articles=len({row.article_id for row in ordered}),
        generation=generation,
        partial=len(held) > MOST or partial,
        groups=groups,
    )


def is_wanted(row: FigureRow, wanted: FigureFilters) -> bool:
    """Tell whether a figure passes the filters."""
    figure = row.figure
    units = {figure.unit, *figure.unit.split("+")}
    return (
        (wanted.rejected or figure.state != "rejected")
        and figure.confidence >= wanted.certainty
        and (not wanted.units or not units.isdisjoint(wanted.units))
        and all(
            not values or value in values
            for value, values in (
                (figure.platform, wanted.platforms),
                (figure.actor, wanted.actors),
                (figure.action, wanted.actions),
                (figure.side, wanted.sides),
                (figure.modality, wanted.modalities),
            )
        )
        and _has_value(figure, wanted)
        and _is_of_time(row, wanted)
    )


def _has_value(figure: Figure, wanted: FigureFilters) -> bool:
    values = (figure.value,) if figure.upper is None else (figure.value, figure.upper)
    return any(
        (wanted.low is None or value >= wanted.low) and (wanted.high is None or value <= wanted.high)
        for value in values
    )


def _is_of_time(row: FigureRow, wanted: FigureFilters) -> bool:
    if wanted.period_from is None and wanted.period_to is None:
        return True
    if row.days is None:
        return False
    start, end = row.days
    return start <= (wanted.period_to or date.max) and end >= (wanted.period_from or date.min)


def _by_period(row: FigureRow) -> tuple[date, date, str, str, int]:
    start, end = row.days or (date.max, date.max)
    return end, start, row.article_id, row.figure.field, row.figure.start


def _by_value(row: FigureRow) -> tuple[Decimal, str, int]:
    return -Decimal(row.figure.value), row.article_id, row.figure.start
