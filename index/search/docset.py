"""Matches: documents of a segment with their scores; their union, intersection and difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.segment.array_file import Array

#: Of lists that are so many times longer than another, it is sooner to look up than to go through.
LONGER = 20
#: A list is rare in a segment of so many times more documents.
RARE = 64
#: In a segment of so many times more documents than postings, scores are not added for all documents at once.
SPARSE = 24


class Matches(NamedTuple):
    """Documents of a segment, rising and without repeats, and the score of each."""

    documents: Array
    scores: Array


_NOBODY = np.zeros(0, np.int32)


class Postings(NamedTuple):
    """Postings of some terms: documents, with repeats and in any order, and what each adds, above 0."""

    documents: Array
    scores: Array


NOTHING = Matches(_NOBODY, np.zeros(0, np.float64))


def is_dense(postings: int, size: int) -> bool:
    """Tell whether to add up so many postings for all documents of a segment of this size at once."""
    return postings * SPARSE >= size


def boosted(matches: Matches, boost: float) -> Matches:
    """Return the matches with their scores multiplied."""
    return matches if boost == 1.0 else Matches(matches.documents, matches.scores * boost)


def kept(matches: Matches, mask: Array) -> Matches:
    """Return those of the matches that a mask over the segment's documents keeps."""
    at = np.flatnonzero(mask.take(matches.documents))
    return Matches(matches.documents.take(at), matches.scores.take(at))


def scattered(matches: Matches, documents: int) -> Array:
    """Return the scores by document number, 0 where there is no match, in a segment of so many documents."""
    scores = np.zeros(documents)
    scores[matches.documents] = matches.scores
    return scores


def summed(documents: Array, scores: Array, size: int) -> Matches:
    """Add up the scores, all above 0, of documents given with repeats, in a segment of this size."""
    if not len(documents):
        return NOTHING
    if not is_dense(len(documents), size):
        return _summed_by_sorting(documents, scores)
    total = np.bincount(documents, scores, size)
    held = np.flatnonzero(total > 0)
    return Matches(held, total.take(held))


def _summed_by_sorting(documents: Array, scores: Array) -> Matches:
    """Do what `summed` does, in the same order of addition, at a cost that does not grow with the segment."""
    order = documents.argsort(kind="stable")
    rising = documents.take(order)
    is_first = np.diff(rising, prepend=-1) > 0
    return Matches(rising.compress(is_first), np.bincount(is_first.cumsum() - 1, scores.take(order)))


def union(parts: Sequence[Matches | Postings], size: int) -> Matches:
    """Match the documents of any in a segment of this size, scores added in the order given.

    The scores of one part's postings are added up first.
    """
    some = [part for part in parts if len(part.documents)]
    if not some:
        return NOTHING
    if len(some) == 1:
        return some[0] if isinstance(some[0], Matches) else summed(*some[0], size)
    total = np.bincount(some[0].documents, some[0].scores, size)
    for part in some[1:]:
        total += np.bincount(part.documents, part.scores, size)
    # What only filters matches too, with a score of 0.
    held = total > 0
    for part in some:
        if isinstance(part, Matches) and not part.scores.all():
            held |= mask_of(part.documents, size)
    documents = np.flatnonzero(held)
    return Matches(documents, total.take(documents))


def mask_of(documents: Array, size: int) -> Array:
    """Return documents, with repeats or not, as a mask over a segment of this size."""
    mask = np.zeros(size, bool)
    # Of another type than an address, numbers would be turned into addresses one by one.
    mask[documents.astype(np.int64, copy=False)] = True
    return mask


def distinct(rising: Array) -> Array:
    """Return rising values without their repeats."""
    if len(rising) < 2:
        return rising
    is_first = np.empty(len(rising), bool)
    is_first[0] = True
    np.not_equal(rising[1:], rising[:-1], out=is_first[1:])
    return rising.compress(is_first)


def united(lists: Sequence[Array], size: int) -> Array:
    """Return the documents of any of some lists, rising, in a segment of this size."""
    return np.flatnonzero(mask_of(np.concatenate(lists, dtype=np.int64), size)) if lists else _NOBODY


def common(lists: Sequence[Array], size: int) -> Array:
    """Return the documents in all of some lists, rising without repeats, in a segment of this size."""
    if _are_frequent(lists, size):
        return np.flatnonzero(_counts(lists, size) == len(lists))
    first, *others = sorted(lists, key=len)
    for other in others:
        first = shared(first, other) if len(first) else first
    return first


def how_many(documents: Array, lists: Sequence[Array], size: int) -> int:
    """Count those of some documents that are in all of some lists, which alone may have repeats."""
    mask = mask_of(lists[0], size)
    for others in lists[1:]:
        mask &= mask_of(others, size)
    return int(np.count_nonzero(mask.take(documents)))


def _are_frequent(lists: Sequence[Array], size: int) -> bool:
    """Tell whether counting the documents of all lists is quicker than looking up the rarest in others."""
    return len(lists) > 1 and min(map(len, lists)) * RARE > size


def _counts(lists: Sequence[Array], size: int) -> Array:
    return np.bincount(np.concatenate(lists, dtype=np.int64), minlength=size)


def shared(smaller: Array, larger: Array) -> Array:
    """Return what is in both of two lists, all three rising and without repeats."""
    if len(larger) > LONGER * len(smaller):
        return smaller.take(found_at(larger, smaller)[0])
    both = np.concatenate((smaller, larger))
    # A stable sort finds that these are two runs, and merges them.
    both.sort(kind="stable")
    return both[:-1].compress(both[1:] == both[:-1])


def found_at(rising: Array, wanted: Array) -> tuple[Array, Array]:
    """Find which of some values stand in a rising array; returns their places in both, `wanted` first."""
    if not len(rising):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # Of another type than the list, what is sought would have the whole list copied into its own.
    at = rising.searchsorted(wanted.astype(rising.dtype, copy=False))
    np.minimum(at, len(rising) - 1, out=at)
    places = np.flatnonzero(rising.take(at) == wanted)
    return places, at.take(places)


def conjunction(found: Sequence[Matches], size: int) -> Matches:
    """Match the documents of all in a segment of this size, scores added in the order given.

    So the same words score the same in every segment to the last digit, and ties are ties.
    """
    if len(found) == 1:
        return found[0]
    documents = common([matches.documents for matches in found], size)
    scores = np.zeros(len(documents))
    for matches in found:
        scores += matches.scores[found_at(matches.documents, documents)[1]]
    return Matches(documents, scores)


def subtraction(wanted: Matches, unwanted: Array, size: int) -> Matches:
    """Return the matches without the unwanted documents, in a segment of this size."""
    return kept(wanted, ~mask_of(unwanted, size))
