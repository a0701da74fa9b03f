"""Facets: how many of the documents that match have each value.

Documents that agree in outlet, language, year, month and in whether they name a time are of one kind. A
segment has some hundred kinds: the matches are counted once, by kind, and each of these facets is a sum over
the kinds. Of platforms, agencies, warnings, names and named times a document may have several, kept as lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from index.search.docset import mask_of
from index.search.facets.columns import (
    Column,
    about_column,
    country_column,
    date_column,
    merged_values,
    recoded,
    timeless_column,
    value_column,
    whole_column,
)
from index.search.positions import joined
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

#: What the documents of one kind agree in.
ALIKE = ("outlet", "country", "language", "year", "month", "timeless")
#: What a document may have several of.
SEVERAL = (
    "platform", "agency", "warning", "named", "unit", "action", "author",
    "about_year", "about_month", "about_day",
)  # fmt: skip
#: Which of these are of documents that name a time; the others are unknown.
TIMES = frozenset({"about_year", "about_month", "about_day"})
#: A list of more entries than so many for every match is not gone through whole.
FEW = 4
_COLUMNS: dict[str, Callable[[SegmentArrays], Column]] = {
    "outlet": lambda segment: whole_column(segment, "outlet"),
    "country": country_column,
    "language": lambda segment: whole_column(segment, "language"),
    "year": lambda segment: date_column(segment, 4),
    "month": lambda segment: date_column(segment, 7),
    "day": lambda segment: date_column(segment, 10),
    "timeless": timeless_column,
    "platform": lambda segment: value_column(segment, "platform"),
    "agency": lambda segment: value_column(segment, "agency"),
    "warning": lambda segment: value_column(segment, "warning"),
    "named": lambda segment: value_column(segment, "named"),
    "unit": lambda segment: value_column(segment, "unit"),
    "action": lambda segment: value_column(segment, "action"),
    "author": lambda segment: value_column(segment, "author"),
    "about_year": lambda segment: about_column(segment, 4),
    "about_month": lambda segment: about_column(segment, 7),
    "about_day": lambda segment: about_column(segment, 10),
}


class Facets:
    """The facets of a snapshot: `values` in order, the unknown last, and how often each is found."""

    def __init__(self, segments: Sequence[SegmentArrays]) -> None:
        columns = {name: [make(segment) for segment in segments] for name, make in _COLUMNS.items()}
        self.values = {name: merged_values(held) for name, held in columns.items()}
        self._segments = [
            SegmentFacets(
                segment.documents,
                {name: recoded(held[place], self.values[name]) for name, held in columns.items()},
            )
            for place, segment in enumerate(segments)
        ]

    def count(self, segment: int, documents: Array, names: Collection[str]) -> Iterator[tuple[str, Array]]:
        """Yield for each of these facets how many of a segment's documents have each value, as int64.

        The documents are given rising; counts are in the order of `values`.
        """
        return self._segments[segment].count(documents, names)


class SegmentFacets:
    """The facets of one segment's documents, by codes that all segments share."""

    def __init__(self, size: int, columns: Mapping[str, Column]) -> None:
        self._sizes = {name: len(column.values) for name, column in columns.items()}
        alike = [by_document(columns[name], size) for name in ALIKE]
        shape = tuple(self._sizes[name] + 1 for name in ALIKE)
        kinds, of_documents = np.unique(np.ravel_multi_index(alike, shape), return_inverse=True)
        self._codes = dict(zip(ALIKE, np.unravel_index(kinds, shape), strict=True))
        self._kinds = of_documents.astype(np.min_scalar_type(len(kinds)))
        self._days = by_document(columns["day"], size)
        self._lists = {name: ValueLists(columns[name], size) for name in SEVERAL}

    def count(self, documents: Array, names: Collection[str]) -> Iterator[tuple[str, Array]]:
        """Yield for each of these facets how many of the documents, given rising, have each value."""
        matched = Matched(documents, self._kinds, len(self._codes["outlet"]))
        for name in names:
            if name in self._codes:
                yield name, self._sum(name, matched)
            elif name == "day":
                yield name, np.bincount(self._days.take(documents), minlength=self._sizes[name] + 1)[:-1]
            else:
                counts = self._lists[name].count(matched)
                if name in TIMES:
                    counts[-1] = self._sum("timeless", matched)[0]
                yield name, counts

    def _sum(self, name: str, matched: Matched) -> Array:
        counts = np.bincount(self._codes[name], matched.by_kind, self._sizes[name] + 1)
        return counts[:-1].astype(np.int64)


class Matched:
    """Documents to count, rising, in a segment whose documents are of these kinds."""

    def __init__(self, documents: Array, kinds: Array, number: int) -> None:
        self.documents = documents
        self._kinds = kinds
        self._number = number

    @cached_property
    def by_kind(self) -> Array:
        """Return how many of the documents are of each kind."""
        return np.bincount(self._kinds.take(self.documents), minlength=self._number)

    @cached_property
    def mask(self) -> Array:
        """Return the documents as a mask over the segment."""
        return mask_of(self.documents, len(self._kinds))


class ValueLists:
    """The values of each document for a facet of which it may have several."""

    def __init__(self, column: Column, size: int) -> None:
        self._size = len(column.values)
        self._documents, self._codes = column.documents.astype(np.int32), column.codes
        self._pointers = self._documents.searchsorted(np.arange(size + 1)).astype(np.uint32)

    def count(self, matched: Matched) -> Array:
        """Count the documents that have each value; where they are few, their lists alone are looked up."""
        if not len(self._codes):
            return np.zeros(self._size, np.int64)
        is_few = len(matched.documents) * FEW < len(self._codes)
        codes = self._of_few(matched.documents) if is_few else self._of_many(matched.mask)
        return np.bincount(codes, minlength=self._size)

    def _of_few(self, documents: Array) -> Array:
        starts = self._pointers[documents].astype(np.int64)
        return np.asarray(self._codes[joined(starts, self._pointers[documents + 1] - starts)])

    def _of_many(self, mask: Array) -> Array:
        return self._codes[mask.take(self._documents)]


def by_document(column: Column, size: int) -> Array:
    """Return the code of each document, which has one at most; for none, the number of values."""
    codes = np.full(size, len(column.values), np.min_scalar_type(len(column.values)))
    codes[column.documents] = column.codes
    return codes
