"""A matrix of a result: how many of its articles each outlet published on each platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.model import Bucket
from index.search.docset import mask_of
from index.search.facets.columns import UNKNOWN, Column, value_column, whole_column
from index.search.searcher import Result
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

#: Rows and columns of a matrix, those with most articles.
LARGEST = 12


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of articles by outlet (rows) and platform (columns), each with its totals over the result."""

    outlets: tuple[Bucket, ...]
    platforms: tuple[Bucket, ...]
    counts: tuple[tuple[int, ...], ...]
    """A row for each outlet, a number for each platform; an article that mentions two counts under both."""


def matrix(result: Result) -> Matrix:
    """Count the articles of a result by outlet and platform; those that lack either are left out."""
    pairs: Counter[tuple[str, str]] = Counter()
    outlets: Counter[str] = Counter()
    platforms: Counter[str] = Counter()
    for segment, found in zip(result.snapshot.segments, result.found, strict=True):
        mask = mask_of(found.matches.documents, segment.documents)
        _count(segment, mask, pairs, (outlets, platforms))
    labels = result.snapshot.facet_labels
    return matrix_of(pairs, (outlets, labels("outlet")), (platforms, labels("platform")))


def matrix_of(
    pairs: Counter[tuple[str, str]],
    outlets: tuple[Counter[str], Mapping[str, str]],
    platforms: tuple[Counter[str], Mapping[str, str]],
) -> Matrix:
    """Make the matrix of counts by outlet and platform; each side comes with its totals and its labels."""
    rows, columns = _largest(*outlets), _largest(*platforms)
    counts = tuple(tuple(pairs[row.value, column.value] for column in columns) for row in rows)
    return Matrix(rows, columns, counts)


def _count(
    segment: SegmentArrays,
    mask: Array,
    pairs: Counter[tuple[str, str]],
    totals: tuple[Counter[str], Counter[str]],
) -> None:
    outlet, platform = whole_column(segment, "outlet"), value_column(segment, "platform")
    codes = np.full(segment.documents, len(outlet.values) - 1, np.int64)
    codes[outlet.documents] = outlet.codes
    kept = mask.take(platform.documents)
    _add(totals[1], platform.values, platform.codes.compress(kept))
    of_outlet = codes.take(platform.documents.compress(kept))
    known = np.array([value != UNKNOWN for value in outlet.values], bool).take(of_outlet)
    both = of_outlet.compress(known) * max(len(platform.values), 1) + platform.codes.compress(kept).compress(
        known
    )
    _add(totals[0], outlet.values, _outlets_of(outlet, platform, mask))
    numbers, counts = np.unique(both, return_counts=True)
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        row, column = divmod(number, len(platform.values))
        pairs[outlet.values[row], platform.values[column]] += count


def _outlets_of(outlet: Column, platform: Column, mask: Array) -> Array:
    """Return the outlet codes of the documents of a mask that mention any platform."""
    naming = np.zeros(len(mask), bool)
    naming[platform.documents] = True
    return np.asarray(outlet.codes.compress((naming & mask).take(outlet.documents)))


def _add(counter: Counter[str], values: list[str], codes: Array) -> None:
    for code, count in enumerate(np.bincount(codes, minlength=len(values)).tolist()):
        if count:
            counter[values[code]] += count


def _largest(counter: Counter[str], labels: Mapping[str, str]) -> tuple[Bucket, ...]:
    held = [(value, count) for value, count in counter.most_common() if value != UNKNOWN]
    return tuple(Bucket(value, labels.get(value, value), count) for value, count in held[:LARGEST])
