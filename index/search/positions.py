"""Gathering: the postings of many terms by a few operations on whole arrays, not by some for each term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.array_file import Array
from index.segment.reader import FieldPostings


class Occurrences(NamedTuple):
    """Where terms stand in chosen documents: three arrays of one length, by term, document and position."""

    terms: Array
    """Which term, by its place among those asked for."""
    places: Array
    """Which document, by its place among the chosen."""
    positions: Array
    """int64, global, rising within a term."""


def joined(starts: Array, counts: Array) -> Array:
    """The ranges `starts[i] : starts[i] + counts[i]`, one after another."""
    ends = counts.cumsum()
    rows = np.repeat(starts - ends + counts, counts)
    rows += np.arange(len(rows))
    return rows


def rows_of(postings: FieldPostings, numbers: Sequence[int] | Array) -> tuple[Array, Array]:
    """Where all postings of these terms are, term by term, and how many each term has."""
    held = np.asarray(numbers, np.int64)
    starts = postings.pointers[held].astype(np.int64)
    counts = postings.pointers[held + 1] - starts
    return joined(starts, counts), counts


def occurrences(postings: FieldPostings, numbers: Sequence[int], documents: Array) -> Occurrences:
    """Where these terms stand in some documents, given rising and without repeats."""
    held = np.asarray(numbers, np.int64)
    starts, stops = postings.pointers.take(held).astype(np.int64), postings.pointers.take(held + 1)
    own, documents = postings.documents, documents.astype(postings.documents.dtype, copy=False)
    bounds = zip(starts.tolist(), stops.tolist(), strict=True)
    rows = np.array([own[start:stop].searchsorted(documents) for start, stop in bounds], np.int64)
    rows = np.minimum(rows + starts[:, None], stops[:, None] - 1)
    at = np.flatnonzero(own.take(rows) == documents)
    chosen = rows.take(at)
    first = postings.position_pointers.take(chosen).astype(np.int64)
    counts = postings.position_pointers.take(chosen + 1) - first
    positions = postings.positions.take(joined(first, counts)).astype(np.int64)
    terms, places = np.divmod(np.repeat(at, counts), max(len(documents), 1))
    return Occurrences(terms, places, positions)


def positions_at(postings: FieldPostings, rows: Array) -> tuple[Array, Array]:
    """The global positions of these postings, and the document of each position."""
    starts = postings.position_pointers[rows].astype(np.int64)
    counts = postings.position_pointers[rows + 1].astype(np.int64) - starts
    positions = postings.positions[joined(starts, counts)].astype(np.int64)
    return positions, np.repeat(postings.documents[rows], counts)
