"""Pieces of a text: its lines, or parts of them, each with its role once that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: The line that becomes the title; `headline` is furniture that repeats a title given.
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, without surrounding white space, and its role; None: not yet known."""

    start: int
    end: int
    text: str
    role: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether no pass has given it a role; a piece that stays open is body."""
        return self.role is None


Pieces = list[Piece]


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines that are not blank, without white space around."""
    at = 0
    # One end after the other: a text of nothing but line ends has millions.
    for end in chain(_LINE_END.finditer(text), [None]):
        line = text[at : end.start() if end else len(text)]
        if stripped := line.strip():
            start = at + line.index(stripped[0])
            yield start, start + len(stripped)
        at = end.end() if end else len(text)


def with_line_space(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span widened over the white space of its line."""
    while start > 0 and text[start - 1].isspace() and not _LINE_END.match(text[start - 1]):
        start -= 1
    while end < len(text) and text[end].isspace() and not _LINE_END.match(text[end]):
        end += 1
    return start, end


def part_of(piece: Piece, start: int, end: int, role: str | None) -> Pieces:
    """Return the stretch `[start, end)` of a piece's text as a list of one piece, empty if it is blank."""
    raw = piece.text[start:end]
    text = raw.strip()
    first = piece.start + start + len(raw) - len(raw.lstrip())
    return [Piece(first, first + len(text), text, role)] if text else []


def assign(pieces: Pieces, roles: dict[int, str]) -> Pieces:
    """Return the pieces with the roles given by their index in the list; the others keep theirs."""
    return [replace(piece, role=roles.get(i, piece.role)) for i, piece in enumerate(pieces)]
