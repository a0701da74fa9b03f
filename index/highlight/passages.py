"""Fragments: chooses passages of the original text and marks the matches, cut where sentences end.

The passages of all hits of a page are chosen together, on whole columns of marks; only the few that are
chosen are cut out of their texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from index.model import Fragment
from index.segment.array_file import Array

#: Reads some of a text: given its place among the texts, what stands from one code point until another.
Read: TypeAlias = Callable[[int, int, int], str]
#: Code points of a passage, about.
LENGTH = 220
#: A sentence so long is still shown whole.
LONGEST = int(LENGTH * 1.3)
_SPACE = re.compile(r"\s")
#: A bit for each word of a query; those beyond the last share it.
_BITS = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))
#: Above every offset within a text.
_HIGH = np.int64(1 << 40)


class Marks(NamedTuple):
    """Matches in texts, as columns: text by text, rising, without overlaps; offsets in code points."""

    places: Array
    """Which text, by its place among them."""
    starts: Array
    ends: Array
    words: Array
    """Which word of the query."""

    def by_text(self, texts: int) -> list[list[tuple[int, int, int]]]:
        """Return for each of so many texts its marks as (start, end, word)."""
        rows = list(zip(self.starts.tolist(), self.ends.tolist(), self.words.tolist(), strict=True))
        bounds = self.places.searchsorted(np.arange(texts + 1)).tolist()
        return [rows[start:stop] for start, stop in pairwise(bounds)]


class Passages(NamedTuple):
    """Stretches of sentences that hold marks, as columns: text by text, rising."""

    places: Array
    starts: Array
    """The beginning of the sentence, its first code point."""
    ends: Array
    """The end of the sentence, behind its last code point."""
    firsts: Array
    """The first mark."""
    stops: Array
    """The mark behind the last."""


def fragments(read: Read, marks: Marks, sentences: Sequence[Array], count: int) -> list[tuple[Fragment, ...]]:
    """Return the best passages of each text, at most `count`, in reading order.

    `sentences` are the ends of each text's sentences, in code points.
    """
    found: list[list[Fragment]] = [[] for _ in sentences]
    if len(marks.places):
        spans = Spans(*(column.tolist() for column in marks[:3]))
        chosen = _best(_passages(marks, sentences), marks, count)
        for place, *passage in zip(*(column.tolist() for column in chosen), strict=True):
            shown = found[place]
            reached = shown[-1].start + len(shown[-1].text) if shown else 0
            fragment = _cut(partial(read, place), spans, passage, reached)
            if fragment:
                shown.append(fragment)
    return [tuple(held) for held in found]


def whole(field: str, text: str, marks: Sequence[tuple[int, int, int]]) -> Fragment:
    """Return the whole text as one fragment with every match marked."""
    return Fragment(field, text, tuple([(start, end) for start, end, _ in marks]))


def _passages(marks: Marks, sentences: Sequence[Array]) -> Passages:
    """Return every passage that holds a mark: a sentence, or in a long one the windows where marks begin."""
    bounds = np.concatenate(sentences).astype(np.int64)
    counts = np.array([len(ends) for ends in sentences])
    # A text's place in the high bits makes one rising row of all offsets.
    row = bounds + np.arange(len(counts)).repeat(counts) * _HIGH
    sentence = row.searchsorted(marks.starts + marks.places * _HIGH, side="right")
    # The text before ends where its place says, this one begins at 0: the larger is the sentence's beginning.
    start = np.maximum(row.take(sentence - 1, mode="wrap") - marks.places * _HIGH, 0) * (sentence > 0)
    end = bounds.take(sentence)
    window = (marks.starts - start) // LENGTH * (end - start > LONGEST)
    key = sentence * _HIGH + window
    firsts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    stops = np.append(firsts[1:], len(key))
    return Passages(marks.places.take(firsts), start.take(firsts), end.take(firsts), firsts, stops)


def _best(passages: Passages, marks: Marks, count: int) -> Passages:
    """Choose passages of each text: most of the query's words first, then most marks, then the earliest."""
    bits = _BITS.take(marks.words, mode="clip")
    words = np.bitwise_count(np.bitwise_or.reduceat(bits, passages.firsts)).astype(np.int8)
    order = np.lexsort((passages.firsts - passages.stops, -words, passages.places))
    places = passages.places.take(order)
    rank = np.arange(len(order)) - places.searchsorted(places)
    chosen = np.sort(order.compress(rank < count))
    return Passages(*[column.take(chosen) for column in passages])


class Spans(NamedTuple):
    """The marks of all texts, as lists."""

    places: list[int]
    starts: list[int]
    ends: list[int]

    def standing(self, begin: int, until: int, first: int, stop: int) -> tuple[int, int]:
        """Return the first mark that begins between `begin` and `until`, and the one behind the last.

        `first` and `stop` are those of some marks of one text that do.
        """
        places, starts = self.places, self.starts
        while first and starts[first - 1] >= begin and places[first - 1] == places[first]:
            first -= 1
        while stop < len(starts) and starts[stop] < until and places[stop] == places[first]:
            stop += 1
        return first, stop


def _cut(
    read: Callable[[int, int], str], spans: Spans, passage: Sequence[int], reached: int
) -> Fragment | None:
    """Return a passage with every mark that stands in it, cut between words.

    The text is shown already until `reached`: None if that is true of all the passage's own marks.
    """
    start, end, first, stop = passage
    _, starts, ends = spans
    while starts[first] < reached:
        first += 1
        if first == stop:
            return None
    begin, until = max(start, reached), max(end, ends[stop - 1])
    if end - start > LONGEST:
        around = _around(read(begin, until), starts[first] - begin, ends[stop - 1] - begin)
        begin, until = begin + around[0], begin + around[1]
        first, stop = spans.standing(begin, until, first, stop)
        until = max(until, ends[stop - 1])
    piece = read(begin, until).rstrip()
    bare = piece.lstrip()
    at = begin + len(piece) - len(bare)
    marks = tuple([(starts[i] - at, ends[i] - at) for i in range(first, stop)])
    return Fragment("body", bare, marks, at, begin > start, until < end)


def _around(sentence: str, first: int, last: int) -> tuple[int, int]:
    """Return where a piece of a long sentence begins and ends that shows the marks from `first` to `last`."""
    begin, until = 0, len(sentence)
    if first >= LENGTH // 2:
        begin = _word_start(sentence, first - LENGTH // 3, first)
    if until - begin > LONGEST:
        until = _word_end(sentence, max(begin + LENGTH, last), until)
    return begin, until


def _word_start(text: str, at: int, limit: int) -> int:
    """Return where the first word from `at` on begins, if that is near and not after `limit`; else `at`."""
    match = _SPACE.search(text, at, min(at + 40, limit))
    return match.end() if match else at


def _word_end(text: str, at: int, limit: int) -> int:
    """Return where the word that stands at `at` ends; `limit` at most."""
    match = _SPACE.search(text, at, limit)
    return match.start() if match else limit
