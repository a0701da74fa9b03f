"""Claims of a generation: grouped and related once, then restricted to the figures of a search.

What a figure is a telling of, and which claims follow one another, does not change with the search; so a
claim has one id on every page, and a search's claims take hardly longer than its figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from archive.claims.claim import Claim, Telling
from archive.claims.grouping import group_claims, restricted
from archive.claims.series import Relations, Rivals, Series, find_rivals, find_series, rivals_of, series_of
from archive.model.figure import Figure
from index.figure_columns import FigureRow

#: The identity of a telling: its article, the field and place of its figure, and what that counts.
_Place = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class RelatedClaims:
    """Claims with the series and the rivals among them."""

    claims: tuple[Claim, ...]
    series: tuple[Series, ...]
    rivals: tuple[Rivals, ...]


class ClaimGroups:
    """The claims of all figures of a generation; `rows` gives the figures and is called once."""

    def __init__(self, rows: Callable[[], Iterable[FigureRow]]) -> None:
        self._rows = rows

    @cached_property
    def _all(self) -> RelatedClaims:
        return _related(claims_of(row for row in self._rows() if row.state != "rejected"))

    @cached_property
    def _claim_at(self) -> dict[_Place, int]:
        return {
            _place(telling.article, telling.figure): number
            for number, claim in enumerate(self._all.claims)
            for telling in claim.tellings
        }

    def among(self, rows: Iterable[FigureRow]) -> RelatedClaims:
        """Return the claims that these figures tell, in the order of their ids, with their series and rivals.

        Each claim is restricted to the tellings among these figures.
        """
        kept: dict[int, set[_Place]] = defaultdict(set)
        others: list[FigureRow] = []
        for row in rows:
            place = _place(row.article_id, row.figure)
            number = self._claim_at.get(place)
            if number is None:
                others.append(row)
            else:
                kept[number].add(place)
        whole = {self._all.claims[number].id: self._part(number, places) for number, places in kept.items()}
        claims = (*whole.values(), *self._unknown(others, kept))
        return RelatedClaims(
            tuple(sorted(claims, key=lambda claim: claim.id)),
            tuple(_only(self._all.series, whole, series_of)),
            tuple(_only(self._all.rivals, whole, rivals_of)),
        )

    def _part(self, number: int, places: set[_Place]) -> Claim:
        """Return a claim restricted to those of its tellings that stand at these places."""
        claim = self._all.claims[number]
        if len(places) == len(claim.tellings):
            return claim
        told = (telling for telling in claim.tellings if _place(telling.article, telling.figure) in places)
        return restricted(claim, told)

    def _unknown(self, rows: list[FigureRow], kept: dict[int, set[_Place]]) -> Iterator[Claim]:
        """Yield claims of figures that no group holds: rejected ones, and repeats within an article."""
        told = {place[0] for places in kept.values() for place in places}
        rest = [row for row in rows if row.state == "rejected" or row.article_id not in told]
        taken = {claim.id for claim in self._all.claims}
        for claim in claims_of(rest):
            yield claim if claim.id not in taken else replace(claim, id=f"{claim.id}-{_mark(claim)}")


def claims_of(rows: Iterable[FigureRow]) -> tuple[Claim, ...]:
    """Group figures into claims, in the order of their ids; a figure decided to be apart is a claim alone."""
    rows = tuple(rows)
    together = group_claims(_telling(row) for row in rows if not row.figure.apart)
    apart = [
        replace(claim, id=f"{claim.id}-{row.key}")
        for row in rows
        if row.figure.apart
        for claim in group_claims([_telling(row)])
    ]
    return tuple(sorted((*together, *apart), key=lambda claim: claim.id))


def _related(claims: tuple[Claim, ...]) -> RelatedClaims:
    relations: Relations = {}
    return RelatedClaims(claims, find_series(claims, relations), find_rivals(claims, relations))


Group = TypeVar("Group", Series, Rivals)


def _only(
    groups: Iterable[Group], whole: dict[str, Claim], make: Callable[[list[Claim]], Group]
) -> Iterator[Group]:
    """Yield the groups that have two shown claims or more, restricted to the shown ones."""
    for group in groups:
        shown = [whole[claim.id] for claim in group.claims if claim.id in whole]
        if len(shown) > 1:
            yield make(shown)


def _telling(row: FigureRow) -> Telling:
    outlet = row.outlet.name if row.outlet else None
    return Telling(row.article_id, outlet, row.published, row.figure, row.title)


def _place(article: str, figure: Figure) -> _Place:
    return article, figure.field, figure.start, figure.unit


def _mark(claim: Claim) -> str:
    first = claim.tellings[0]
    return f"{first.article}-{first.figure.start}"
