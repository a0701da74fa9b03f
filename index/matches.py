"""Matches: documents of a segment with their scores, and what unites, intersects and subtracts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.container import Array


class Matches(NamedTuple):
    """Documents of a segment, rising and without repeats, and the score of each."""

    documents: Array
    scores: Array


NOTHING = Matches(np.zeros(0, np.int32), np.zeros(0, np.float64))


def boosted(matches: Matches, boost: float) -> Matches:
    """The matches with their scores multiplied."""
    return matches if boost == 1.0 else Matches(matches.documents, matches.scores * boost)


def scattered(matches: Matches, documents: int) -> Array:
    """Scores by document number, 0 where there is no match."""
    scores = np.zeros(documents)
    scores[matches.documents] = matches.scores
    return scores


def union(found: Sequence[Matches], documents: int) -> Matches:
    """Documents of any, scores added."""
    some = [matches for matches in found if len(matches.documents)]
    if not some:
        return NOTHING
    if len(some) == 1:
        return some[0]
    if len(some) == 2:
        contained = _union_of_contained(*sorted(some, key=lambda matches: -len(matches.documents)))
        if contained is not None:
            return contained
    scores, hit = np.zeros(documents), np.zeros(documents, bool)
    for matches in some:
        scores[matches.documents] += matches.scores
        hit[matches.documents] = True
    held = np.flatnonzero(hit).astype(np.int32)
    return Matches(held, scores[held])


def _union_of_contained(larger: Matches, smaller: Matches) -> Matches | None:
    """The union where all of `smaller` is in `larger`, as a word's surface is in its stem; else None."""
    at = np.searchsorted(larger.documents, smaller.documents)
    if at[-1] >= len(larger.documents) or not np.array_equal(larger.documents[at], smaller.documents):
        return None
    scores = larger.scores.copy()
    scores[at] += smaller.scores
    return Matches(larger.documents, scores)


def intersection(smaller: Matches, larger: Matches, documents: int) -> Matches:
    """Documents of both, scores added; quick where the first is much smaller."""
    if not len(smaller.documents) or not len(larger.documents):
        return NOTHING
    if len(larger.documents) > 16 * len(smaller.documents):
        at = np.searchsorted(larger.documents, smaller.documents)
        at[at == len(larger.documents)] = 0
        both = larger.documents[at] == smaller.documents
        return Matches(smaller.documents[both], smaller.scores[both] + larger.scores[at[both]])
    place = np.full(documents, -1, np.int32)
    place[larger.documents] = np.arange(len(larger.documents), dtype=np.int32)
    where = place[smaller.documents]
    both = where >= 0
    return Matches(smaller.documents[both], smaller.scores[both] + larger.scores[where[both]])


def conjunction(found: Sequence[Matches], documents: int) -> Matches:
    """Documents of all, the rarest looked at first; scores added in the order given.

    So the same words score the same in every segment to the last digit, and ties are ties.
    """
    ordered = sorted(found, key=lambda matches: len(matches.documents))
    result = ordered[0]
    for other in ordered[1:]:
        result = intersection(result, other, documents)
    if len(found) < 3 or not len(result.documents):
        return result
    scores = np.zeros(len(result.documents))
    for matches in found:
        scores += matches.scores[np.searchsorted(matches.documents, result.documents)]
    return Matches(result.documents, scores)


def subtraction(wanted: Matches, unwanted: Matches, documents: int) -> Matches:
    """Documents of the first that are not in the second."""
    keep = np.ones(documents, bool)
    keep[unwanted.documents] = False
    kept = keep[wanted.documents]
    return Matches(wanted.documents[kept], wanted.scores[kept])
