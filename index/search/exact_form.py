"""Exact form: tests whether a token's letters, and the marks that were typed, stand in the text as typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

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


class Token(NamedTuple):
    """A token of a document: its position, and its extent in the title or in the body, in code points."""

    position: int
    in_title: bool
    start: int
    length: int


#: Lists those positions of some tokens of a document at which what was typed stands in its form.
Matching: TypeAlias = Callable[[SegmentArrays, int, Sequence[Token], str], list[int]]


def in_form(
    segment: SegmentArrays, holders: Array, positions: Array, typed: str, matching: Matching
) -> Iterator[tuple[int, list[int]]]:
    """Yield each document with those of its positions at which what was typed stands in its form.

    `holders` are the documents, rising, of the positions, which count within them.
    """
    columns = (positions, *segment.token_spans(holders, positions))
    tokens = [Token(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    documents, first = np.unique(holders, return_index=True)
    bounds = [*first.tolist(), len(tokens)]
    for document, (start, stop) in zip(documents.tolist(), pairwise(bounds), strict=True):
        yield document, matching(segment, document, tokens[start:stop], typed)


def is_as_written(segment: SegmentArrays, document: int, tokens: Sequence[Token], typed: str) -> list[int]:
    """List the positions of those tokens of a document that are written as typed."""
    title, body = _texts(segment, document, tokens)
    return [
        token.position
        for token in tokens
        if matches_as_written(
            (title if token.in_title else body)[token.start : token.start + token.length], typed
        )
    ]


def is_signed(segment: SegmentArrays, document: int, tokens: Sequence[Token], typed: str) -> list[int]:
    """List the positions of tokens at which this casefolded text stands with its signs, and no more."""
    title, body = _texts(segment, document, tokens)
    matching = []
    for position, in_head, start, _ in tokens:
        text = title if in_head else body
        end = start + len(typed)
        follows = text[end : end + 1]
        if text[start:end].casefold() == typed and not (follows.isalnum() or follows in ("+", "#", "_")):
            matching.append(position)
    return matching


def _texts(segment: SegmentArrays, document: int, tokens: Sequence[Token]) -> tuple[str, str]:
    """Return the title, if any of the tokens stands in it, and the body."""
    in_title = any(token.in_title for token in tokens)
    return (segment.record(document)["title"] or "" if in_title else ""), segment.body(document)
