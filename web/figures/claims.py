"""The board of claims: what is told more than once, in tables, as rivals, and report beside report.

Page, REST and terminal show what `arrange` puts together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from archive.claims.claim import CLOSE, Claim, Difference
from archive.claims.tables import Table, find_tables
from archive.model.figure import ASSERTED
from index.figures import FigurePage, FigureRow
from web.figures.view import gather
from web.params.figures import FigureSearch


@dataclass(frozen=True, slots=True)
class Item:
    """Claims that stand together: one alone, a table, or rivals."""

    kind: str
    """`claim`, `table` or `rivals`."""
    claims: tuple[Claim, ...]
    flags: tuple[Difference, ...] = ()
    table: Table | None = None
    """The rows of a table, and what their periods mean."""
    otherwise: tuple[Claim, ...] = ()
    """Claims of the same value that tell it as denied, demanded, planned …"""

    @property
    def is_own(self) -> bool:
        """Tell whether it is the extremist group's own claim."""
        return self.claims[0].measure.side == "group"

    @property
    def articles(self) -> frozenset[str]:
        """Return the ids of the articles that tell it."""
        return frozenset(article for claim in self.claims for article in claim.articles)


@dataclass(frozen=True, slots=True)
class Board:
    """A board: its items, those told most often first, and the generation that they come from."""

    items: tuple[Item, ...]
    alone: int
    """How many claims are told too seldom to stand there."""
    generation: int
    rows: tuple[FigureRow, ...] = ()
    """The figures that the claims were made of."""
    partial: bool = False
    """True if there are more figures than were looked at."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return the claims of all items, each once, in the order of the board."""
        return tuple({claim.id: claim for item in self.items for claim in item.claims}.values())

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """Return the items of one kind: `claim`, `table` or `rivals`."""
        return tuple(item for item in self.items if item.kind == kind)


def board(search: FigureSearch) -> Board:
    """Build the board of a search's claims; if a figure's key is asked for, only the items that tell it."""
    return of_figure(arrange(gather(search), search.least_tellings), search.figure)


def of_figure(found: Board, key: str) -> Board:
    """Return the board with only the items that tell the figure of this key; unchanged for an empty key."""
    if not key:
        return found
    items = (item for item in found.items if any(_tells(claim, key) for claim in item.claims))
    return replace(found, items=tuple(items))


def arrange(page: FigurePage, tellings: int) -> Board:
    """Arrange figures as a board: tables and rivals first, then single claims told often enough.

    `page` holds all figures that are asked for; `tellings` is the least number of tellings of a claim alone.
    """
    related = page.claims
    claims, tables, rivals = related.claims, find_tables(related.series), related.rivals
    listed = [Item("table", one.claims, one.flags, one) for one in tables if _is_done(one.claims[0])]
    together = [Item("rivals", one.claims, (one.difference,)) for one in rivals]
    placed = {claim.id for item in together for claim in item.claims}
    alone = [claim for claim in claims if claim.id not in placed and len(claim.tellings) >= tellings]
    items = [*listed, *together, *(Item("claim", (claim,)) for claim in alone)]
    shown = {claim.id for item in items for claim in item.claims}
    others = _by_what_they_are_of(claims)
    items = [replace(item, otherwise=tuple(_otherwise(item, others))) for item in items]
    ordered = tuple(sorted(items, key=_weight, reverse=True))
    return Board(ordered, len(claims) - len(shown), page.generation, page.rows, page.partial)


def _is_done(claim: Claim) -> bool:
    return claim.measure.modality == ASSERTED


def _tells(claim: Claim, key: str) -> bool:
    return any(telling.figure.key == key for telling in claim.tellings)


def _by_what_they_are_of(claims: Iterable[Claim]) -> Mapping[object, list[Claim]]:
    found: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[replace(claim.measure, modality=ASSERTED)].append(claim)
    return found


def _otherwise(item: Item, others: Mapping[object, list[Claim]]) -> Iterator[Claim]:
    """Yield claims of an item's value that disagree on whether it happened."""
    for claim in item.claims:
        for other in others[replace(claim.measure, modality=ASSERTED)]:
            is_close = max(claim.value, other.value) <= CLOSE * min(claim.value, other.value)
            if is_close and other.measure.modality != claim.measure.modality:
                yield other


def _weight(item: Item) -> tuple[bool, int, int, date, str]:
    """Return the sort key of an item: done first, then by number of articles, differences, and date."""
    differences = sum(len(claim.differences) for claim in item.claims) + len(item.flags)
    days = [t.published.start for claim in item.claims for t in claim.tellings if t.published.start]
    return (
        _is_done(item.claims[0]),
        len(item.articles),
        differences,
        max(days, default=date.min),
        item.claims[0].id,
    )


def answer(search: FigureSearch) -> Mapping[str, Any]:
    """Return a page of the board in the form of `ClaimsSchema`."""
    found, wanted = board(search), search.wanted
    first = (wanted.page - 1) * wanted.per_page
    claims = found.claims[first : first + wanted.per_page]
    return record(found, claims) | {"page": wanted.page, "per_page": wanted.per_page}


def record(found: Board, claims: Sequence[Claim]) -> dict[str, Any]:
    """Return these claims of a board with the tables and rivals that they stand in, as a mapping."""
    shown = {claim.id for claim in claims}
    return {
        "total": len(found.claims),
        "generation": found.generation,
        "partial": found.partial,
        "claims": claims,
        "series": [
            _group(item, kind=item.table.kind, flags=item.flags)
            for item in found.of_kind("table")
            if item.table is not None and shown & {claim.id for claim in item.claims}
        ],
        "rivals": [
            _group(item) for item in found.of_kind("rivals") if shown & {claim.id for claim in item.claims}
        ],
    }


def _group(item: Item, **more: Any) -> dict[str, Any]:
    ids, values = [claim.id for claim in item.claims], [claim.value for claim in item.claims]
    return {"claims": ids, "values": values, **more}
