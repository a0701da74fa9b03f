"""Gathering: the postings of many terms by a few operations on whole arrays, not by some for each term."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.container import Array
from index.postings import FieldPostings


def joined(starts: Array, counts: Array) -> Array:
    """The ranges `starts[i] : starts[i] + counts[i]`, one after another."""
    before = np.cumsum(counts) - counts
    return np.asarray(np.repeat(starts - before, counts) + np.arange(int(counts.sum())))


def rows_of(postings: FieldPostings, numbers: Sequence[int]) -> tuple[Array, Array]:
    """Where all postings of these terms are, term by term, and how many each term has."""
    held = np.asarray(numbers, np.int64)
    starts = postings.pointers[held].astype(np.int64)
    counts = postings.pointers[held + 1] - starts
    return joined(starts, counts), counts


def positions_at(postings: FieldPostings, rows: Array) -> tuple[Array, Array]:
    """The global positions of these postings, and the document of each position."""
    starts = postings.position_pointers[rows].astype(np.int64)
    counts = postings.position_pointers[rows + 1].astype(np.int64) - starts
    positions = postings.positions[joined(starts, counts)].astype(np.int64)
    return positions, np.repeat(postings.documents[rows], counts)
