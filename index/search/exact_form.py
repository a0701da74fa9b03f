"""Exact form: tests whether a token's letters, and the marks that were typed, stand in the text as typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from archive.text.arabic import CONTROLS, MARKS, TATWEEL
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

_DROPPED = re.compile(f"[{CONTROLS}{TATWEEL}\"'«»“”„‟‘’]")
_MARK = re.compile(f"[{MARKS}]")


def letters_with_marks(word: str) -> list[tuple[str, frozenset[str]]]:
    """Return a word's letters, each with the marks that stand on it; tatweel, controls, quotes dropped."""
    letters: list[tuple[str, frozenset[str]]] = []
    for char in unicodedata.normalize("NFC", _DROPPED.sub("", word)):
        if not _MARK.match(char):
            letters.append((char, frozenset()))
        elif letters:
            letter, marks = letters[-1]
            letters[-1] = (letter, marks | {char})
    return letters


#: A word stands in few forms and in many places: each form is compared once.
@lru_cache(1 << 16)
def matches_as_written(token: str, typed: str) -> bool:
    """Tell whether a token has exactly the typed letters, and every typed mark on its letter."""
    ours, theirs = letters_with_marks(token), letters_with_marks(typed)
    return len(ours) == len(theirs) and all(
        a == b and marks_typed <= marks for (a, marks), (b, marks_typed) in zip(ours, theirs, strict=True)
    )


def is_as_written(segment: SegmentArrays, document: int, positions: Array, typed: str) -> list[int]:
    """List those positions of a document whose tokens are written as typed."""
    in_title, starts, lengths = segment.token_spans(document, positions)
    title = segment.record(document)["title"] or "" if in_title.any() else ""
    body = segment.body(document)
    spans = zip(positions.tolist(), in_title.tolist(), starts.tolist(), lengths.tolist(), strict=True)
    return [
        position
        for position, in_head, start, length in spans
        if matches_as_written((title if in_head else body)[start : start + length], typed)
    ]


def is_signed(segment: SegmentArrays, document: int, positions: Array, typed: str) -> list[int]:
    """List those positions of a document at which this casefolded text stands with its signs, and no more."""
    in_title, starts, _ = segment.token_spans(document, positions)
    title = segment.record(document)["title"] or "" if in_title.any() else ""
    body = segment.body(document)
    matching = []
    for position, in_head, start in zip(positions.tolist(), in_title.tolist(), starts.tolist(), strict=True):
        text = title if in_head else body
        end = start + len(typed)
        follows = text[end : end + 1]
        if text[start:end].casefold() == typed and not (follows.isalnum() or follows in ("+", "#", "_")):
            matching.append(position)
    return matching
