"""Phrases: where terms stand at stated distances, found on whole arrays of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.query.ast import Phrase
from index.search.docset import shared
from index.segment.array_file import Array
from index.segment.reader import FieldPostings


class Positions(Protocol):
    """Where documents begin among positions, and how long their titles are."""

    base: Array
    title_tokens: Array


def phrase_positions(postings: FieldPostings, numbers: Sequence[int], node: Phrase) -> Array:
    """The global positions where the phrase begins; for a window, where its first word stands."""
    return phrase_starts([postings.term_positions(number) for number in numbers], node, postings)


def phrase_starts(lists: Sequence[Array], node: Phrase, field: Positions) -> Array:
    """As `phrase_positions`, given for each step the positions of its term that are to be looked at."""
    if node.slop:
        return _windows(lists, node.steps[-1][1] + node.slop, field)
    return _adjacent(lists, [offset for _, offset in node.steps], field)


def _adjacent(lists: Sequence[Array], offsets: Sequence[int], field: Positions) -> Array:
    """Starts from which every term stands at its offset, the rarest term first."""
    order = sorted(range(len(lists)), key=lambda i: len(lists[i]))
    rarest = order[0]
    starts = lists[rarest].astype(np.int64) - offsets[rarest]
    for i in order[1:]:
        following = starts + offsets[i]
        starts = shared(*sorted((following, lists[i]), key=len)) - offsets[i]
        if not len(starts):
            return starts
    return starts.compress(_together(starts, starts + offsets[-1], field))


def _windows(lists: Sequence[Array], width: int, field: Positions) -> Array:
    """Positions of any term from which all terms stand within `width` positions."""
    found = []
    for first in lists:
        starts = first.astype(np.int64)
        last = starts.copy()
        for other in lists:
            at = other.searchsorted(first)
            missing = at == len(other)
            at[missing] = 0
            upcoming = np.where(missing, np.iinfo(np.int64).max, other[at].astype(np.int64))
            np.maximum(last, upcoming, out=last)
        near = last - starts <= width
        starts, last = starts[near], last[near]
        found.append(starts[_together(starts, last, field)])
    return np.unique(np.concatenate(found))


def _together(first: Array, last: Array, field: Positions) -> Array:
    """Which pairs of positions stand in one document and on one side of its title's end."""
    base = field.base
    document = np.searchsorted(base, first, side="right") - 1
    same = (document >= 0) & (last < base[document + 1])
    title_end = base[document] + field.title_tokens[document]
    return np.asarray(same & ((first < title_end) == (last < title_end)))
