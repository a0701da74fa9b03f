"""Ranking: in which order the matches of a segment are listed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.model import Sort
from index.search.cursor import Cursor
from index.search.docset import Matches
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

#: Of so many keys one is looked at to guess a bound, which is set so many keys of these higher.
SAMPLED, SLACK = 16, 8


class Place(NamedTuple):
    """The place of an article among the hits: `key` rises from first to last, ties go by id."""

    key: float
    segment: int
    document: int
    score: float


def sort_keys(segment: SegmentArrays, matches: Matches, sort: Sort) -> Array:
    """Return the keys (float64) by which matches are ordered, rising; unknown dates last."""
    if sort is Sort.RELEVANCE:
        return -matches.scores
    if sort is Sort.ADDED:
        return -segment.arrivals.take(matches.documents).astype(np.float64)
    if sort is Sort.OUTLET:
        return segment.outlet_rank.take(matches.documents)
    newest = sort is Sort.NEWEST
    published = segment.published_to if newest else segment.published_from
    days = published.take(matches.documents).astype(np.float64)
    return np.where(days > 0, -days if newest else days, np.inf)


def least(keys: Array, wanted: int) -> Array:
    """Return the indices of the `wanted` smallest keys, ties at the cut included, ascending."""
    if len(keys) <= wanted:
        return np.arange(len(keys))
    near = _likely(keys, wanted)
    if near is None:
        return np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1])
    likely = keys.take(near)
    return near.compress(likely <= np.partition(likely, wanted - 1)[wanted - 1])


def _likely(keys: Array, wanted: int) -> Array | None:
    """Return the indices of all keys up to a bound, ascending; None unless `wanted` or more, and few.

    The bound is guessed from every `SAMPLED`-th key: to order so many keys takes longer than to compare them.
    """
    sample = keys[::SAMPLED]
    place = 2 * (wanted // SAMPLED) + SLACK
    if len(sample) <= 4 * place:
        return None
    near = np.flatnonzero(keys <= np.partition(sample, place)[place])
    return near if len(near) >= wanted else None


class Ranking:
    """The matches of one segment in order."""

    def __init__(
        self, segment: SegmentArrays, number: int, matches: Matches, sort: Sort, leading: Array | None = None
    ) -> None:
        self._segment = segment
        self._number = number
        self._matches = matches
        self._sort = sort
        self._leading = leading
        """The indices of matches that come before all others, if that is known."""

    @cached_property
    def _keys(self) -> Array:
        return sort_keys(self._segment, self._matches, self._sort)

    def best(self, wanted: int, after: Cursor | None = None) -> list[Place]:
        """Return the first `wanted` places in order; with `after`, the first behind that cursor."""
        if after is None and self._leading is not None and len(self._leading) >= wanted:
            return list(self._placed(self._leading, wanted))
        if after is None:
            return list(self._placed(least(self._keys, wanted), wanted))
        behind = self._behind(after)
        return list(self._placed(behind.take(least(self._keys.take(behind), wanted)), wanted))

    def ordered(self) -> Iterator[Place]:
        """Iterate over all places in order."""
        return self._placed(np.arange(len(self._matches.documents)), None)

    def _placed(self, chosen: Array, wanted: int | None) -> Iterator[Place]:
        """Yield the places of the chosen matches in order, at most `wanted`; all for None."""
        matches = Matches(*(values.take(chosen) for values in self._matches))
        keys = sort_keys(self._segment, matches, self._sort)
        order = np.lexsort((self._segment.id_rank.take(matches.documents), keys))[:wanted]
        columns = (values.take(order).tolist() for values in (keys, *matches))
        for key, document, score in zip(*columns, strict=True):
            yield Place(key, self._number, document, score)

    def _behind(self, after: Cursor) -> Array:
        """Return the indices of the matches that come after a cursor."""
        ranks = self._segment.id_rank.take(self._matches.documents)
        ties = (self._keys == after.key) & (ranks >= self._segment.ids_up_to(after.id))
        return np.flatnonzero((self._keys > after.key) | ties)
