"""Positions of many terms, and phrases: a few operations on whole arrays, not some for each term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.query.ast import Phrase
from index.search.collection_stats import Budget
from index.search.docset import common, mask_of, shared
from index.segment.array_file import Array
from index.segment.postings import FieldPostings, holders_of, within_documents
from index.segment.schema import TITLE_GAP

#: Terms with fewer postings together are read whole, which is sooner than to look where all of them stand.
FEW = 20_000


class Occurrences(NamedTuple):
    """Positions of terms in chosen documents: three arrays of one length, by term, document and position."""

    terms: Array
    """Which term, by its place among those asked for."""
    places: Array
    """Which document, by its place among the chosen."""
    positions: Array
    """int64, global, rising within a term."""


def joined(starts: Array, counts: Array) -> Array:
    """Return the ranges `starts[i] : starts[i] + counts[i]`, one after another, in one array."""
    ends = counts.cumsum()
    rows = np.repeat(starts - ends + counts, counts)
    rows += np.arange(len(rows))
    return rows


def rows_of(postings: FieldPostings, numbers: Sequence[int] | Array) -> tuple[Array, Array]:
    """Return the rows of all postings of these terms, term by term, and how many each term has."""
    held = np.asarray(numbers, np.int64)
    starts = postings.pointers[held].astype(np.int64)
    counts = postings.pointers[held + 1] - starts
    return joined(starts, counts), counts


def occurrences(postings: FieldPostings, numbers: Sequence[int], documents: Array) -> Occurrences:
    """Find where these terms stand in some documents, given rising and without repeats."""
    held = np.asarray(numbers, np.int64)
    starts, stops = postings.pointers.take(held).astype(np.int64), postings.pointers.take(held + 1)
    bounds = zip(starts.tolist(), stops.tolist(), strict=True)
    lists = [postings.kept_documents(start, stop) for start, stop in bounds]
    # Of another type than the list, what is sought would have the whole list copied into its own.
    sought = documents.astype(lists[0].dtype) if lists else documents
    rows = np.array([held.searchsorted(sought) for held in lists], np.int64)
    rows = np.minimum(rows + starts[:, None], stops[:, None] - 1)
    at = np.flatnonzero(postings.documents_at(rows) == sought)
    positions, counts = postings.positions_at(rows.take(at))
    terms, places = np.divmod(at.repeat(counts), max(len(sought), 1))
    return Occurrences(terms, places, positions)


def phrase_positions(
    postings: FieldPostings, numbers: Sequence[int], node: Phrase, budget: Budget
) -> Array | None:
    """Find where a phrase begins or, for a window, where its first word stands, given its terms' numbers.

    Only documents that hold every term are looked into. Returns global positions, int64, rising; None where
    the budget does not go so far. It pays for each position that the terms have, and in a window for each
    position and word that are compared.
    """
    if not budget.take(sum(map(postings.position_count, numbers))):
        return None
    lists = shared_positions(postings, numbers)
    if node.slop:
        lists = _near_rarest(lists, _width(node))
        if not budget.take(len(lists) * sum(map(len, lists))):
            return None
    return phrase_starts(lists, node, postings)


def shared_positions(postings: FieldPostings, numbers: Sequence[int]) -> list[Array]:
    """Return each term's positions, of frequent terms those in documents that hold all of the terms.

    They are global, int64, rising.
    """
    bounds = [postings.bounds(number) for number in numbers]
    if sum(stop - start for start, stop in bounds) < FEW:
        return [postings.positions_between(start, stop) for start, stop in bounds]
    extents = dict(zip(numbers, bounds, strict=True))
    if len(extents) == 1:
        return [postings.positions_between(*bounds[0])] * len(numbers)
    held = {number: postings.kept_documents(*extent) for number, extent in extents.items()}
    size = len(postings.title_tokens)
    mask = mask_of(common(list(held.values()), size), size)
    found = {
        number: postings.positions_among(*extents[number], mask.take(documents).nonzero()[0])[0]
        for number, documents in held.items()
    }
    return [found[number] for number in numbers]


def phrase_starts(lists: Sequence[Array], node: Phrase, postings: FieldPostings) -> Array:
    """Find where a phrase begins among these positions of its terms: of each step, or each of a window.

    Returns global positions, int64, rising.
    """
    if node.slop:
        return _windows(lists, _width(node), postings)
    return _adjacent(lists, [offset for _, offset in node.steps], postings)


def _width(node: Phrase) -> int:
    """Return how many positions a window's last word stands behind its first at most."""
    return node.steps[-1][1] + node.slop


def _near_rarest(lists: Sequence[Array], width: int) -> list[Array]:
    """Leave of each term's positions those that a window with the rarest term can hold."""
    rarest = min(lists, key=len)
    kept = []
    for positions in lists:
        following = np.minimum(rarest.searchsorted(positions - np.int64(width)), len(rarest) - 1)
        kept.append(
            positions[np.abs(rarest[following] - positions) <= width] if len(rarest) else positions[:0]
        )
    return kept


def _adjacent(lists: Sequence[Array], offsets: Sequence[int], postings: FieldPostings) -> Array:
    """Find the starts from which every term stands at its offset, rising; begins with the rarest term."""
    order = sorted(range(len(lists)), key=lambda i: len(lists[i]))
    rarest = order[0]
    starts = lists[rarest] - offsets[rarest]
    for i in order[1:]:
        following = starts + offsets[i]
        starts = shared(*sorted((following, lists[i]), key=len)) - offsets[i]
        if not len(starts):
            return starts
    return _together(starts, starts + offsets[-1], postings) if offsets[-1] > TITLE_GAP else starts


def _windows(lists: Sequence[Array], width: int, postings: FieldPostings) -> Array:
    """Find positions of any term from which all terms stand within `width` positions, rising."""
    if not all(map(len, lists)):
        return np.zeros(0, np.int64)
    windows = []
    for first in lists:
        last = first.copy()
        for other in lists:
            following = other.searchsorted(first)
            missing = following == len(other)
            following[missing] = 0
            upcoming = np.where(missing, np.iinfo(np.int64).max, other[following])
            np.maximum(last, upcoming, out=last)
        near = last - first <= width
        windows.append(_together(first[near], last[near], postings))
    return np.unique(np.concatenate(windows))


def _together(first: Array, last: Array, postings: FieldPostings) -> Array:
    """Return the first of each pair of positions in one document and on one side of its title's end."""
    holders = holders_of(first)
    titles = postings.title_tokens.take(holders)
    is_same = holders == holders_of(last)
    is_same &= (within_documents(first) < titles) == (within_documents(last) < titles)
    return first.compress(is_same)
