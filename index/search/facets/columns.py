"""Columns: which documents of a segment have which values of a facet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from archive.text.encodings import from_utf8
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

#: The value of documents that have none.
UNKNOWN = "unknown"


class Column(NamedTuple):
    """Entries of a document and a value, each once, in the order of the documents."""

    values: list[str]
    documents: Array
    codes: Array
    """The value of each entry, by its place in `values`."""


def value_column(segment: SegmentArrays, name: str) -> Column:
    """A field's whole values."""
    postings = segment.fields[name]
    values = [from_utf8(postings.term(number)) for number in range(len(postings))]
    codes = np.repeat(np.arange(len(values)), np.diff(postings.pointers))
    order = np.argsort(postings.documents, kind="stable")
    return Column(values, postings.documents[order], codes[order])


def whole_column(segment: SegmentArrays, name: str) -> Column:
    """A field's values where a document has one at most; documents without one are unknown."""
    column = value_column(segment, name)
    lacking = np.setdiff1d(np.arange(segment.documents), column.documents)
    documents = np.concatenate((column.documents, lacking))
    codes = np.concatenate((column.codes, np.full(len(lacking), len(column.values))))
    order = np.argsort(documents, kind="stable")
    return Column([*column.values, UNKNOWN], documents[order], codes[order])


def date_column(segment: SegmentArrays, length: int) -> Column:
    """Dates of publication cut to `length` characters of ISO 8601, where both ends agree; or unknown."""
    days, names = _days(segment.published_from, segment.published_to, length)
    values, codes = np.unique(names, return_inverse=True)
    start = codes[days.searchsorted(segment.published_from)]
    end = codes[days.searchsorted(segment.published_to)]
    documents = np.flatnonzero(start == end)
    return Column(values.tolist(), documents, start[documents])


def about_column(segment: SegmentArrays, length: int) -> Column:
    """Times that the texts name, cut as `date_column` cuts; `timeless_column` has those that name none."""
    times = segment.times
    days, names = _days(times.low, times.high, length)
    values, codes = np.unique(names, return_inverse=True)
    start, end = codes[days.searchsorted(times.low)], codes[days.searchsorted(times.high)]
    agreeing = np.flatnonzero(start == end)
    size = max(len(values), 1)
    pairs = np.unique(times.documents[agreeing].astype(np.int64) * size + start[agreeing])
    return Column([*values.tolist(), UNKNOWN], *np.divmod(pairs, size))


def timeless_column(segment: SegmentArrays) -> Column:
    """The documents that name no time at all."""
    documents = np.setdiff1d(np.arange(segment.documents), segment.times.documents)
    return Column([UNKNOWN], documents, np.zeros(len(documents), np.int64))


def _days(first: Array, last: Array, length: int) -> tuple[Array, Array]:
    """The different days of intervals, rising, and what each is called."""
    days = np.unique(np.concatenate((first, last)))
    names = [date.fromordinal(day).isoformat()[:length] if day else UNKNOWN for day in days.tolist()]
    return days, np.array(names, np.str_)


def merged_values(columns: Iterable[Column]) -> tuple[str, ...]:
    """The values of a facet in all segments, rising, the unknown last."""
    distinct = {value for column in columns for value in column.values}
    return tuple(sorted(distinct, key=lambda value: (value == UNKNOWN, value)))


def recoded(column: Column, values: tuple[str, ...]) -> Column:
    """The same column, its codes by other values, among which are its own."""
    place = {value: number for number, value in enumerate(values)}
    codes = np.array([place[value] for value in column.values], np.min_scalar_type(len(values)))
    return Column(list(values), column.documents, codes[column.codes])
