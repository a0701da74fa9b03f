"""Fragments: passages of the original text with the matches marked, cut where sentences end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.query import Fragment

#: Code points of a passage, about.
LENGTH = 220
#: A sentence so long is still shown whole.
LONGEST = int(LENGTH * 1.3)
#: Passages of a hit at most.
COUNT = 3
_SPACE = re.compile(r"\s")


class Mark(NamedTuple):
    """A match in a text: its span, and the place of its word in the query."""

    start: int
    end: int
    word: int


class Passage(NamedTuple):
    """A stretch of one sentence, about where it will be cut, with the marks that it holds."""

    start: int
    end: int
    marks: Sequence[Mark]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """Rises from the best: most of the query's words, then most marks, then the earliest."""
        return -len({mark.word for mark in self.marks}), -len(self.marks), self.start


def fragments(
    field: str, text: str, marks: Sequence[Mark], ends: Sequence[int], count: int = COUNT
) -> tuple[Fragment, ...]:
    """The best passages in reading order; `ends` are those of the text's sentences."""
    passages = list(_passages(text, marks, ends))
    if len(passages) > count:
        passages = sorted(sorted(passages, key=lambda passage: passage.rank)[:count])
    return tuple([_fragment(field, text, passage) for passage in passages])


def whole(field: str, text: str, marks: Sequence[Mark]) -> Fragment:
    """The whole text with every match marked."""
    return Fragment(field, text, tuple((mark.start, mark.end) for mark in marks))


def _passages(text: str, marks: Sequence[Mark], ends: Sequence[int]) -> Iterator[Passage]:
    """Stretches around the marks, each within one sentence unless a mark runs on over its end."""
    at = 0
    while at < len(marks):
        sentence = bisect_right(ends, marks[at].start)
        start = ends[sentence - 1] if sentence else 0
        end = ends[sentence] if sentence < len(ends) else len(text)
        stop = at + 1
        while stop < len(marks) and marks[stop].start < end:
            stop += 1
        held = marks[at:stop]
        end = max(end, held[-1].end)
        if end - start <= LONGEST:
            yield Passage(start, end, held)
        else:
            yield from _pieces(start, end, held)
        at = stop


def _pieces(start: int, end: int, marks: Sequence[Mark]) -> Iterator[Passage]:
    """A long sentence as pieces around its marks."""
    at, cut_before = 0, False
    while at < len(marks):
        first = marks[at].start
        if first - start >= LENGTH // 2:
            start, cut_before = max(start, first - LENGTH // 3), True
        cut_after = end - start > LONGEST
        stop = start + LENGTH if cut_after else end
        last = at + 1
        while last < len(marks) and marks[last].end <= stop:
            last += 1
        stop = max(stop, marks[last - 1].end)
        yield Passage(start, stop, marks[at:last], cut_before, cut_after)
        at = last
        # A match longer than a passage may begin before the passage before it ends.
        start, cut_before = min(stop, marks[at].start) if at < len(marks) else stop, True


def _fragment(field: str, text: str, passage: Passage) -> Fragment:
    """A passage cut between words."""
    start, end, marks, cut_before, cut_after = passage
    if cut_before:
        start = _word_start(text, start, marks[0].start)
    if cut_after:
        end = _word_end(text, end)
    piece = text[start:end].rstrip()
    bare = piece.lstrip()
    start += len(piece) - len(bare)
    return Fragment(
        field,
        bare,
        tuple([(mark.start - start, mark.end - start) for mark in marks]),
        start,
        cut_before,
        cut_after,
    )


def _word_start(text: str, at: int, limit: int) -> int:
    """The first beginning of a word from `at` on, if one is near and not after `limit`."""
    match = _SPACE.search(text, at, min(at + 40, limit))
    return match.end() if match else at


def _word_end(text: str, at: int) -> int:
    """The end of the word that stands at `at`."""
    match = _SPACE.search(text, at)
    return match.start() if match else len(text)
