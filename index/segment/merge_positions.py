"""Interleaving: what several segments keep of each term becomes one array, term after term.

Numbers of merged terms rise with those of each segment's own, so the terms of a stretch are a stretch of
every segment too. A stretch at a time is put together in memory; the segments' arrays are only mapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from index.segment.array_file import Array

#: Values of a stretch, if one term has no more: each takes some twenty bytes while it is put in its place.
STRETCH = 1 << 18
#: The values between two places, as they are in the merged segment.
Take: TypeAlias = Callable[[int, int], Array]


@dataclass(frozen=True, slots=True)
class Source:
    """The values that one segment has for its terms: those of one term after those of another."""

    ranks: Array
    """The merged number of each term, rising."""
    bounds: Array
    """terms + 1: where each term's values begin."""
    take: Take


def merge_terms(segments: Sequence[Callable[[], Sequence[bytes]]]) -> tuple[list[bytes], list[Array]]:
    """Return the terms of all segments in byte order, and for each segment the new numbers of its own.

    The segments' terms, each in byte order, are asked for twice, so that only one segment's are held.
    """
    held: set[bytes] = set()
    for terms in segments:
        held.update(terms())
    merged = sorted(held)
    number = {term: place for place, term in enumerate(merged)}
    ranks = [np.array([number[term] for term in terms()], np.uint32) for terms in segments]
    return merged, ranks


def merged_bounds(terms: int, sources: Iterable[Source]) -> Array:
    """Return where the values of each merged term begin: int64, terms + 1."""
    bounds = np.zeros(terms + 1, np.int64)
    for source in sources:
        bounds[source.ranks + 1] += np.diff(source.bounds)
    return bounds.cumsum()


def interleaved(sources: Sequence[Source], bounds: Array, stretch: int = STRETCH) -> Iterator[Array]:
    """Yield the values of each merged term, segment after segment, in chunks of about `stretch` values.

    `bounds` are those that `merged_bounds` returns.
    """
    for first, stop in _stretches(bounds, stretch):
        yield _stretch(sources, bounds, first, stop)


def _stretches(bounds: Array, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms with at most so many values together; a term that has more is alone."""
    first = 0
    while first < len(bounds) - 1:
        stop = int(np.searchsorted(bounds, bounds[first] + most, side="right")) - 1
        stop = max(stop, first + 1)
        yield first, stop
        first = stop


def _stretch(sources: Sequence[Source], bounds: Array, first: int, stop: int) -> Array:
    free = bounds[first:stop] - bounds[first]
    pieces: list[tuple[Array, Array]] = []
    for source in sources:
        low, high = np.searchsorted(source.ranks, np.array([first, stop], source.ranks.dtype))
        cuts = source.bounds[low : high + 1].astype(np.int64)
        terms, counts = source.ranks[low:high] - np.uint32(first), np.diff(cuts)
        places = np.repeat(free[terms] - cuts[:-1], counts)
        places += np.arange(cuts[0], cuts[-1])
        free[terms] += counts
        pieces.append((places, source.take(int(cuts[0]), int(cuts[-1]))))
    values = np.empty(int(bounds[stop] - bounds[first]), np.result_type(*(held for _, held in pieces)))
    for places, held in pieces:
        values[places] = held
    return values
