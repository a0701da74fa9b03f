"""The board of claims: what is told more than once, as series, as rivals, and side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.claims.grouping import Claim, Difference
from archive.claims.series import Rivals, Series, find_rivals, find_series
from web.library import library
from web.params.figures import FigureSearch


@dataclass(frozen=True, slots=True)
class Item:
    """Claims that stand together: one alone, a series, or rivals."""

    kind: str
    """`claim`, `series` or `rivals`."""
    claims: tuple[Claim, ...]
    flags: tuple[Difference, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it is the extremist group's own claim."""
        return self.claims[0].measure.side == "group"


@dataclass(frozen=True, slots=True)
class Board:
    """All that stands on the board, what is told most often first, and the generation that told it."""

    items: tuple[Item, ...]
    series: tuple[Series, ...]
    rivals: tuple[Rivals, ...]
    alone: int
    """How many claims are told too seldom to stand there."""
    generation: int

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all items, each once, in the order of the board."""
        return tuple({claim.id: claim for item in self.items for claim in item.claims}.values())


def board(search: FigureSearch) -> Board:
    """The claims of a search, put together."""
    engine = library().engine
    generation = engine.generation
    return arranged(engine.claims(search.query, search.wanted), search.tellings, generation)


def arranged(claims: Sequence[Claim], tellings: int, generation: int) -> Board:
    """Series and rivals first become items; of the others those with enough tellings."""
    series, rivals = find_series(claims), find_rivals(claims)
    together = [Item("series", found.claims, found.flags) for found in series]
    together += [Item("rivals", found.claims, (found.difference,)) for found in rivals]
    placed = {claim.id for item in together for claim in item.claims}
    single = [claim for claim in claims if claim.id not in placed]
    told = [Item("claim", (claim,)) for claim in single if len(claim.tellings) >= tellings]
    items = sorted([*together, *told], key=_weight, reverse=True)
    return Board(tuple(items), series, rivals, len(single) - len(told), generation)


def _weight(item: Item) -> tuple[int, int, date, str]:
    """What more articles tell stands first; among equals what is told with more differences, and later."""
    articles = {article for claim in item.claims for article in claim.articles}
    differences = sum(len(claim.differences) for claim in item.claims) + len(item.flags)
    days = [t.published.start for claim in item.claims for t in claim.tellings if t.published.start]
    return len(articles), differences, max(days, default=date.min), item.claims[0].id


def answer(search: FigureSearch) -> Mapping[str, Any]:
    """A page of the board as `ClaimsSchema` gives it."""
    found = board(search)
    wanted = search.wanted
    first = (wanted.page - 1) * wanted.per_page
    claims = found.claims[first : first + wanted.per_page]
    shown = {claim.id for claim in claims}
    return {
        "total": len(found.claims),
        "page": wanted.page,
        "per_page": wanted.per_page,
        "generation": found.generation,
        "claims": claims,
        "series": [_group(one.claims, flags=one.flags) for one in found.series if shown & _ids(one.claims)],
        "rivals": [_group(one.claims) for one in found.rivals if shown & _ids(one.claims)],
    }


def _ids(claims: Iterable[Claim]) -> set[str]:
    return {claim.id for claim in claims}


def _group(claims: Sequence[Claim], **more: Any) -> dict[str, Any]:
    return {"claims": [claim.id for claim in claims], "values": [claim.value for claim in claims], **more}
