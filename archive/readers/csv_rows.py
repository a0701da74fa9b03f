"""The rows of a delimited file, one at a time, with the bytes they were read from.

Quoted cells may hold line breaks. A quote that is never closed spoils its own line and not the rest of the
file: that line becomes a broken row, and reading goes on with the next.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from archive.readers.table_header import known_columns

DELIMITERS = (",", ";", "\t", "|", "،", "؛")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or what is wrong with it."""

    line: int
    """The line it begins on, from 1."""
    text: str
    cells: tuple[str, ...] = ()
    problem: str = ""
    """Empty, `unclosed` or `too_large`."""


def rows_of(file: TextIO, delimiter: str, *, most: int, longest_line: int) -> Iterator[Row]:
    """Yield the rows of an open file; at most `most` characters a row and `longest_line` a line."""
    # The module's bound on a cell is global; ours is on the row.
    csv.field_size_limit(max(csv.field_size_limit(), most + 1))
    lines = _Lines(file, longest_line)
    while (first := lines.next()) is not None:
        number, text, whole = first
        if not whole:
            yield Row(number, text, problem="too_large")
            continue
        joined, problem = _join(text, delimiter, lines, most)
        cells = () if problem else _cells(joined, delimiter)
        yield Row(number, joined, cells, problem)


class _Lines:
    """Lines of a file with their numbers; lines can be put back."""

    def __init__(self, file: TextIO, longest: int) -> None:
        self._file = file
        self._longest = longest
        self._back: deque[tuple[int, str, bool]] = deque()
        self._number = 0

    def next(self) -> tuple[int, str, bool] | None:
        """Return number, text and whether the line is whole (too long a line is cut); None at the end."""
        if self._back:
            return self._back.popleft()
        text = self._file.readline(self._longest)
        if not text:
            return None
        self._number += 1
        whole = len(text) < self._longest or text.endswith("\n")
        rest = whole or self._file.readline(self._longest)
        while rest and rest is not True and not rest.endswith("\n"):
            rest = self._file.readline(self._longest)
        return self._number, text, whole

    def put_back(self, lines: list[tuple[int, str, bool]]) -> None:
        """Put lines back, to come next in this order."""
        self._back.extendleft(reversed(lines))


def _join(text: str, delimiter: str, lines: _Lines, most: int) -> tuple[str, str]:
    """Join the row that begins with this line from as many lines as its quotes span."""
    parts, length = [text], len(text)
    taken: list[tuple[int, str, bool]] = []
    quoted = _ends_quoted(text, delimiter, quoted=False)
    while quoted:
        following = lines.next()
        if following is not None:
            taken.append(following)
            parts.append(following[1])
            length += len(following[1])
            quoted = _ends_quoted(following[1], delimiter, quoted=True)
        if following is None or length > most:
            lines.put_back(taken)
            return text, "unclosed"
    return "".join(parts), "too_large" if length > most else ""


def _ends_quoted(line: str, delimiter: str, *, quoted: bool) -> bool:
    """Tell whether a line ends within quotes, which open a cell at its beginning only."""
    at = 0
    while True:
        if quoted:
            close = line.find('"', at)
            if close < 0:
                return True
            doubled = line.startswith('"', close + 1)
            quoted, at = doubled, close + 1 + doubled
        elif line.startswith('"', at) and (at == 0 or line[at - 1] == delimiter):
            quoted, at = True, at + 1
        else:
            following = line.find(delimiter, at)
            if following < 0:
                return False
            at = following + 1


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    """Return the cells of one row; a row that the csv module refuses is one cell."""
    try:
        parsed = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return (text,)
    return tuple(cell.strip() for cell in parsed)


def likely_delimiter(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter that splits a header into most known names, then most cells; and its cells."""
    split = [(delimiter, _cells(line, delimiter)) for delimiter in DELIMITERS]
    return max(split, key=lambda found: (known_columns(found[1]), len(found[1])))
