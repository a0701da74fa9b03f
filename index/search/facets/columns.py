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
    """The values of a segment's documents: pairs of document and value, each once, by rising document."""

    values: list[str]
    documents: Array
    codes: Array
    """The value of each entry, by its place in `values`."""


def value_column(segment: SegmentArrays, name: str) -> Column:
    """Return the column of a field whose terms are whole values; a document may have several, or none."""
    postings = segment.fields[name]
    values = [from_utf8(postings.term(number)) for number in range(len(postings))]
    codes = np.repeat(np.arange(len(values)), np.diff(postings.pointers))
    documents = postings.all_documents()
    order = np.argsort(documents, kind="stable")
    return Column(values, documents[order], codes[order])


def whole_column(segment: SegmentArrays, name: str) -> Column:
    """Return the column of a field with one value a document at most; documents without are `UNKNOWN`."""
    column = value_column(segment, name)
    lacking = _lacking(segment.documents, column.documents)
    documents = np.concatenate((column.documents, lacking))
    codes = np.concatenate((column.codes, np.full(len(lacking), len(column.values))))
    order = np.argsort(documents, kind="stable")
    return Column([*column.values, UNKNOWN], documents[order], codes[order])


def country_column(segment: SegmentArrays) -> Column:
    """Return the column of the countries of outlets, as the index was built; `UNKNOWN` for the others."""
    outlets = whole_column(segment, "outlet")
    countries = [segment.countries.get(outlet, UNKNOWN) for outlet in outlets.values]
    values, codes = np.unique(np.array(countries, np.str_), return_inverse=True)
    return Column(values.tolist(), outlets.documents, codes[outlets.codes])


def date_column(segment: SegmentArrays, length: int) -> Column:
    """Return the column of publication dates, cut to `length` characters of ISO 8601.

    A document has a value where both ends of its interval agree; an undated one is `UNKNOWN`.
    """
    days, names = _days(segment.published_from, segment.published_to, length)
    values, codes = np.unique(names, return_inverse=True)
    start = codes[days.searchsorted(segment.published_from)]
    end = codes[days.searchsorted(segment.published_to)]
    documents = np.flatnonzero(start == end)
    return Column(values.tolist(), documents, start[documents])


def about_column(segment: SegmentArrays, length: int) -> Column:
    """Return the column of times that texts name, cut to `length` characters of ISO 8601.

    A time counts where both its ends agree. `UNKNOWN` has no entries here: see `timeless_column`.
    """
    times = segment.times
    days, names = _days(times.low, times.high, length)
    values, codes = np.unique(names, return_inverse=True)
    start, end = codes[days.searchsorted(times.low)], codes[days.searchsorted(times.high)]
    agreeing = np.flatnonzero(start == end)
    size = max(len(values), 1)
    pairs = np.unique(times.documents[agreeing].astype(np.int64) * size + start[agreeing])
    return Column([*values.tolist(), UNKNOWN], *np.divmod(pairs, size))


def timeless_column(segment: SegmentArrays) -> Column:
    """Return the column of the documents that name no time at all, each with the value `UNKNOWN`."""
    documents = _lacking(segment.documents, segment.times.documents)
    return Column([UNKNOWN], documents, np.zeros(len(documents), np.int64))


def _lacking(count: int, documents: Array) -> Array:
    """Return those of so many documents that are not among some, rising."""
    lacking = np.ones(count, bool)
    lacking[documents] = False
    return np.flatnonzero(lacking)


def _days(first: Array, last: Array, length: int) -> tuple[Array, Array]:
    """Return the different days of intervals, rising, and the name of each; day 0 is `UNKNOWN`."""
    days = np.unique(np.concatenate((first, last)))
    names = [date.fromordinal(day).isoformat()[:length] if day else UNKNOWN for day in days.tolist()]
    return days, np.array(names, np.str_)


def merged_values(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return the different values of a facet in all segments, rising, the unknown last."""
    distinct = {value for column in columns for value in column.values}
    return tuple(sorted(distinct, key=lambda value: (value == UNKNOWN, value)))


def recoded(column: Column, values: tuple[str, ...]) -> Column:
    """Return the same column with its codes renumbered by `values`, among which are its own."""
    place = {value: number for number, value in enumerate(values)}
    codes = np.array([place[value] for value in column.values], np.min_scalar_type(len(values)))
    return Column(list(values), column.documents, codes[column.codes])
