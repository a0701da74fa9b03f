"""Tallies: what a query finds, counted and not listed, so that many queries can be asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from index.model import Bucket, Query, Reading, Sort
from index.query.ast import Parsed
from index.search.facets.buckets import facet_buckets
from index.search.facets.columns import UNKNOWN
from index.search.searcher import Result, search
from index.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one query: those of `Page`, and when and where its articles were published."""

    query: Query
    reading: Reading
    total: int
    """All articles that match."""
    total_all_words: int
    """Those of them that hold all the words."""
    first: date | None
    """The earliest day on which one of them can have been published; None where none is dated."""
    last: date | None
    outlets: tuple[Bucket, ...]
    """The outlets with most of them first; articles without an outlet left out."""
    generation: int
    partial: bool = False
    """True if the query ran into its budget and counts are lower bounds."""


def tally(snapshot: Snapshot, parsed: Parsed, reading: Reading, query: Query) -> Tally:
    """Count what a parsed query finds; its order, page and hits are not worked out."""
    asked = replace(query, sort=Sort.NEWEST, facets=frozenset({"outlet"}))
    result = search(snapshot, parsed, asked)
    days = list(_days(result))
    outlets = facet_buckets(snapshot, result, asked)["outlet"]
    return Tally(
        query=query,
        reading=reading,
        total=result.total,
        total_all_words=result.total_all_words,
        first=date.fromordinal(min(first for first, _ in days)) if days else None,
        last=date.fromordinal(max(last for _, last in days)) if days else None,
        outlets=tuple(bucket for bucket in outlets if bucket.value != UNKNOWN),
        generation=snapshot.number,
        partial=result.partial,
    )


def _days(result: Result) -> Iterator[tuple[int, int]]:
    """Yield for each segment the first and the last day of its dated matches, as ordinals."""
    for segment, found in zip(result.snapshot.segments, result.found, strict=True):
        start = segment.published_from.take(found.matches.documents)
        dated = start > 0
        if dated.any():
            end = segment.published_to.take(found.matches.documents)
            yield int(start.compress(dated).min()), int(end.compress(dated).max())
