"""Fragments: passages of the original text with the matches marked, cut where sentences end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from index.query import Fragment

#: Code points of a passage, about.
LENGTH = 220
#: Passages of a hit at most.
COUNT = 3
#: A mark that ends a sentence, or the end of a line. One set of characters begins both, for which `re` looks
#: several times as fast as for two alternatives.
_SENTENCE_END = re.compile(r"[.!?؟؛…\n](?:(?<=\n)\n*|(?<!\n)[.!?؟؛…]*[\"'»”)\]]*(?=\s|$))")
_SPACE = re.compile(r"\s")


class Mark(NamedTuple):
    """A match in a text: its span, and the place of its word in the query."""

    start: int
    end: int
    word: int


class Span(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int


def fragments(field: str, text: str, marks: Sequence[Mark], count: int = COUNT) -> tuple[Fragment, ...]:
    """The best passages in reading order: those that hold most of the query's words, then most marks."""
    if not marks:
        return ()
    passages = _passages(text, marks)
    best = sorted(passages, key=lambda held: (-len({m.word for m in held[1]}), -len(held[1]), held[0].start))
    chosen = sorted(best[:count], key=lambda held: held[0].start)
    return tuple(_fragment(field, text, span, held) for span, held in chosen)


def whole(field: str, text: str, marks: Sequence[Mark]) -> Fragment:
    """The whole text with every match marked."""
    return _fragment(field, text, Span(0, len(text)), marks)


def merge_marks(marks: Sequence[Mark]) -> list[Mark]:
    """Marks in order without overlaps: the earlier and longer one wins."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _passages(text: str, marks: Sequence[Mark]) -> list[tuple[Span, list[Mark]]]:
    """Stretches around the marks, each within one sentence, with the marks that they hold."""
    ends = chain((match.end() for match in _SENTENCE_END.finditer(text)), (len(text),))
    passages: list[tuple[Span, list[Mark]]] = []
    start, at = 0, 0
    for end in ends:
        held = []
        while at < len(marks) and marks[at].start < end:
            held.append(marks[at])
            at += 1
        if held:
            passages.extend(_cut(text, Span(start, max(end, held[-1].end)), held))
        start = end
        if at == len(marks):
            break
    return passages


def _cut(text: str, sentence: Span, marks: list[Mark]) -> list[tuple[Span, list[Mark]]]:
    """A sentence whole if it is short, else pieces of it around its marks, cut between words."""
    start, end = _trim(text, sentence)
    if end - start <= LENGTH * 1.3:
        return [(Span(start, end), marks)]
    pieces = []
    while marks:
        first = marks[0].start
        begin = start if first - start < LENGTH // 2 else _word_start(text, max(start, first - LENGTH // 3))
        stop = end if end - begin <= LENGTH * 1.3 else _word_end(text, begin + LENGTH, end)
        held = [mark for mark in marks if mark.end <= stop] or marks[:1]
        stop = max(stop, held[-1].end)
        pieces.append((Span(begin, stop), held))
        marks = marks[len(held) :]
        # A match longer than a passage may begin before the passage before it ends.
        start = min([stop, *(mark.start for mark in marks[:1])])
    return pieces


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _word_start(text: str, at: int) -> int:
    """The first beginning of a word from `at` on."""
    match = _SPACE.search(text, at)
    return match.end() if match and match.end() - at < 40 else at


def _word_end(text: str, at: int, limit: int) -> int:
    """The end of the word that stands at `at`."""
    match = _SPACE.search(text, at, limit)
    return match.start() if match else limit


def _fragment(field: str, text: str, span: Span, marks: Sequence[Mark]) -> Fragment:
    start, end = span
    return Fragment(
        field=field,
        text=text[start:end],
        marks=tuple((mark.start - start, mark.end - start) for mark in marks),
        start=start,
        cut_before=start > 0 and text[start - 1 : start] != "\n" and not _ends_sentence(text, start),
        cut_after=end < len(text) and not _ends_sentence(text, end),
    )


def _ends_sentence(text: str, at: int) -> bool:
    """Whether a sentence ends right before `at`, spaces apart."""
    before = text[max(0, at - 8) : at].rstrip()
    stripped = before.rstrip("\"'»”)]")
    return not before or stripped[-1:] in tuple(".!?؟؛…") or "\n" in text[max(0, at - 2) : at + 1]
