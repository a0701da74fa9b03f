"""Ranges: which documents were published within one, and which numbers and times of texts lie in one."""

from __future__ import annotations

import numpy as np

from index.query import ast
from index.search.docset import mask_of
from index.segment.array_file import Array
from index.segment.intervals import ALL
from index.segment.reader import SegmentArrays


def date_mask(segment: SegmentArrays, node: ast.Dates) -> Array:
    """Return a mask of the documents whose published interval overlaps the node's, or of the undated."""
    known: Array = segment.published_from > 0
    if node.unknown:
        return ~known
    start = node.start.toordinal() if node.start else 0
    end = node.end.toordinal() if node.end else np.iinfo(np.int32).max
    return np.asarray(known & (segment.published_from <= end) & (segment.published_to >= start))


def number_rows(segment: SegmentArrays, node: ast.Numbers, rows: slice = ALL) -> Array:
    """Return those rows of the segment's numbers, among `rows`, that a node asks for."""
    low = float("-inf") if node.low is None else float(node.low)
    high = float("inf") if node.high is None else float(node.high)
    return segment.numbers.within(low, high, rows)


def about_rows(segment: SegmentArrays, node: ast.About, rows: slice = ALL) -> Array:
    """Return those rows of the segment's times, among `rows`, that a node asks for."""
    start = node.start.toordinal() if node.start else 0
    end = node.end.toordinal() if node.end else np.iinfo(np.int32).max
    times = segment.times
    return times.within(start, end, rows) if node.within else times.overlapping(start, end, rows)


def about_mask(segment: SegmentArrays, node: ast.About) -> Array:
    """Return a mask of the documents that name such a time."""
    return mask_of(segment.times.documents[about_rows(segment, node)], segment.documents)
