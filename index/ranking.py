"""Ranking: in which order the matches of a segment are listed, and places in that order to go on from."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from index.container import Array
from index.matches import Matches
from index.postings import SegmentArrays
from index.query import Sort


class Place(NamedTuple):
    """Where an article stands among the hits: `key` rises from first to last, ties go by id."""

    key: float
    id: str
    segment: int
    document: int
    score: float


def sort_keys(segment: SegmentArrays, matches: Matches, sort: Sort) -> Array:
    """What matches are ordered by, rising; unknown dates last."""
    if sort is Sort.RELEVANCE:
        return -matches.scores
    newest = sort is Sort.NEWEST
    published = segment.published_to if newest else segment.published_from
    days = published.take(matches.documents).astype(np.float64)
    return np.where(days > 0, -days if newest else days, np.inf)


class Ranking:
    """The matches of one segment in order."""

    def __init__(self, segment: SegmentArrays, number: int, matches: Matches, sort: Sort) -> None:
        self._segment = segment
        self._number = number
        self._matches = matches
        self._keys = sort_keys(segment, matches, sort)

    def best(self, wanted: int, after: Place | None = None) -> list[Place]:
        """The first places, so many of them; `after` a place, the first behind it."""
        chosen = np.arange(len(self._keys)) if after is None else self._behind(after)
        keys = self._keys if after is None else self._keys.take(chosen)
        if len(keys) > wanted:
            chosen = chosen.take(np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1]))
        return list(self._placed(chosen, wanted))

    def ordered(self) -> Iterator[Place]:
        """All places."""
        return self._placed(np.arange(len(self._keys)), None)

    def _placed(self, chosen: Array, wanted: int | None) -> Iterator[Place]:
        """The chosen matches in order, at most so many."""
        ranks = self._segment.id_rank.take(self._matches.documents.take(chosen))
        order = chosen.take(np.lexsort((ranks, self._keys.take(chosen)))[:wanted])
        documents, scores = (values.take(order).tolist() for values in self._matches)
        for key, document, score in zip(self._keys.take(order).tolist(), documents, scores, strict=True):
            yield Place(key, self._segment.id(document), self._number, document, score)

    def _behind(self, after: Place) -> Array:
        """Where the matches are that come after a place."""
        ranks = self._segment.id_rank.take(self._matches.documents)
        ties = (self._keys == after.key) & (ranks >= self._segment.ids_up_to(after.id))
        return np.flatnonzero((self._keys > after.key) | ties)


def write_cursor(place: Place) -> str:
    """A place as a cursor: text that is safe in URLs."""
    raw = json.dumps([place.key, place.id]).encode("utf-8")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read_cursor(cursor: str) -> Place | None:
    """The place that a cursor stands for; None for one that nobody wrote."""
    try:
        key, id_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return Place(float(key), str(id_), 0, 0, 0.0)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        return None
