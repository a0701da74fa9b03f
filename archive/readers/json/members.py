"""One object that is too large for a record, member by member: objects of its lists and under its keys.

An export of a whole account is such an object, of hundreds of megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.readers.json.stream import Piece, Stream, Text

_BETWEEN = re.compile(r"[\s,]*")
_COLON = re.compile(r"[\s:]*")
#: Single values of an object are kept up to this length, in characters, and so many of them.
_KEPT_LENGTH, _KEPT = 1_000, 100
_DEEPEST = 6


def pieces_of_members(text: Text, limit: int) -> Iterator[Piece]:
    """Yield one piece for each object within the objects of a file; those under `limit` are whole."""
    stream = Stream(text, limit)
    while stream.skip_between():
        if stream.sign == "{" and stream.is_too_large():
            yield from _members(stream, 0)
        else:
            yield stream.next_piece()


def _members(stream: Stream, depth: int) -> Iterator[Piece]:
    """Yield the objects in the object that begins here."""
    stream.step()
    outer: dict[str, object] = {}
    while stream.skip_between(_BETWEEN):
        if stream.sign == "}":
            stream.step()
            return
        if stream.sign != '"':  # the object is broken here: what comes next is looked for as anywhere
            yield stream.next_piece()
            continue
        key = str(stream.next_piece().value)
        if not stream.skip_between(_COLON):
            return
        yield from _value(stream, key, outer, depth)


def _value(stream: Stream, key: str, outer: dict[str, object], depth: int) -> Iterator[Piece]:
    if stream.sign == "[":
        yield from _elements(stream, key, outer, depth)
    elif stream.sign == "{" and depth < _DEEPEST and stream.is_too_large():
        yield from _members(stream, depth + 1)
    else:
        piece = stream.next_piece()
        if piece.code or isinstance(piece.value, dict):
            yield replace(piece, key=key, outer=dict(outer))
        elif len(piece.text) <= _KEPT_LENGTH and len(outer) < _KEPT:
            outer[key] = piece.value


def _elements(stream: Stream, key: str, outer: dict[str, object], depth: int) -> Iterator[Piece]:
    stream.step()
    while stream.skip_between(_BETWEEN):
        if stream.sign == "]":
            stream.step()
            return
        if stream.sign == "}":  # the list was never closed
            return
        if stream.sign == "{" and depth < _DEEPEST and stream.is_too_large():
            yield from _members(stream, depth + 1)
            continue
        piece = stream.next_piece()
        if piece.code or isinstance(piece.value, dict):
            yield replace(piece, key=key, is_listed=True, outer=dict(outer))
