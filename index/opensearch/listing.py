"""Lists over a cluster: one article of a list, what is counted of all, and what a query's head is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.opensearch.query.translate import Filter
from index.search.cursor import Cursor
from index.search.searcher import Result
from index.search.top_docs import Place


@dataclass(frozen=True, slots=True)
class Listed:
    """One article of a list: `key` rises from first to last."""

    id: str
    key: float
    score: float


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts over all that match: articles, those with every word, and facets' values."""

    total: int
    all_words: int
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: counts, the head of the list, and how to go on behind it."""

    counts: Counts
    head: tuple[Listed, ...]
    places: dict[str, Place]
    """The places in the result of those of the head that were scored, by id."""
    result: Result | None
    """The scored part of the head; None where nothing is scored."""
    behind: Cursor | None
    """The cluster's own place behind the head; None if there is nothing."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The choice of which matches are listed; all are counted."""

    hidden: Sequence[str] = ()
    """Ids that are not listed."""
    among: Filter | None = None
    """A filter that listed articles pass; None for all."""
