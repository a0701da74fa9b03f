"""Folding copies: of the hits that reprint one text only the best-ranked is listed; all are counted.

Clusters come from the archive, hits from a generation: a column joins them, made once for each pair of the
two. A hit whose cluster holds a better-ranked hit is folded, whatever page either stands on, so that pages
and cursors work on a folded list as on a whole one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.dedup.published import Copies, Stamp
from index.search.docset import Matches
from index.search.searcher import Result
from index.search.snapshot import Snapshot
from index.search.top_docs import Place, sort_keys
from index.segment.array_file import Array


@dataclass(frozen=True, slots=True)
class CopiesColumn:
    """The cluster of each segment's documents, and their ranks by id among all that are in clusters."""

    clusters: tuple[Array, ...]
    """Numbers of clusters, -1 for a document of none."""
    ranks: tuple[Array, ...]
    sizes: Array
    """How many live documents each cluster has."""

    @classmethod
    def of(cls, snapshot: Snapshot, clusters: Sequence[Sequence[str]]) -> CopiesColumn:
        """Make the column of a snapshot from clusters of article ids; ids that it lacks are passed over."""
        numbers = tuple(np.full(segment.documents, -1, np.int32) for segment in snapshot.segments)
        ranks = tuple(np.zeros(segment.documents, np.int32) for segment in snapshot.segments)
        sizes = np.zeros(len(clusters), np.int32)
        members = sorted((id_, number) for number, ids in enumerate(clusters) for id_ in ids)
        for rank, (id_, number) in enumerate(members):
            if found := snapshot.find(id_):
                segment, document = found
                numbers[segment][document], ranks[segment][document] = number, rank
                sizes[number] += 1
        return cls(numbers, ranks, sizes)

    def copies(self, place: Place) -> int:
        """Count the other articles in this hit's cluster; 0 for a hit of none."""
        number = int(self.clusters[place.segment][place.document])
        return int(self.sizes[number]) - 1 if number >= 0 else 0


class Folding:
    """The copies column in use, made anew when snapshot or clusters change; safe to share between threads."""

    def __init__(self, copies: Copies | None) -> None:
        self._copies = copies
        self._held: tuple[int, Stamp | None, CopiesColumn] | None = None

    def column(self, snapshot: Snapshot) -> CopiesColumn:
        """Return the column of a snapshot, made anew if it is another one or the clusters have changed."""
        stamp = self._copies.stamp if self._copies else None
        held = self._held
        if held is None or held[:2] != (snapshot.number, stamp):
            clusters = self._copies.clusters() if self._copies else ()
            self._held = held = (snapshot.number, stamp, CopiesColumn.of(snapshot, clusters))
        return held[2]


def folded(result: Result, column: CopiesColumn) -> Result:
    """Return the result without hits that have a better-ranked copy in it; for listing, not counting."""
    documents = [held.matches.documents for held in result.found]
    if not documents:
        return result
    clusters = np.concatenate([column.clusters[n][matched] for n, matched in enumerate(documents)])
    ranks = np.concatenate([column.ranks[n][matched] for n, matched in enumerate(documents)])
    segments = zip(result.snapshot.segments, result.found, strict=True)
    keys = np.concatenate([sort_keys(one, held.matches, result.query.sort) for one, held in segments])
    kept = np.split(_leading(clusters, keys, ranks), np.cumsum([len(matched) for matched in documents])[:-1])
    found = (
        replace(held, matches=Matches(*(values.compress(mask) for values in held.matches)), leading=None)
        for held, mask in zip(result.found, kept, strict=True)
    )
    return replace(result, found=tuple(found))


def _leading(clusters: Array, keys: Array, ranks: Array) -> Array:
    """Return a mask of what leads its cluster or is in none: the least key, of equal keys the least rank."""
    kept = np.ones(len(clusters), bool)
    at = np.flatnonzero(clusters >= 0)
    order = at[np.lexsort((ranks[at], keys[at], clusters[at]))]
    kept[order[1:]] = clusters[order[1:]] != clusters[order[:-1]]
    return kept
