"""Entries: the lines of a pasted or given list, each with the number of its row."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from archive.text.arabic import fold

#: Bytes of a request that sends a list: as a form, as a file or as JSON, with a text to look in.
ROOM = 8 * 1024 * 1024
#: What the column of entries may be called in a table's first row, letters folded.
HEADINGS = frozenset(
    fold(name)
    for name in ("query", "q", "name", "names", "term", "الاستعلام", "البحث", "الاسم", "اسم", "العبارة")
)  # fmt: skip
_DELIMITERS = ",;\t"


class NoSuchColumn(ValueError):
    """The table has no column of the name that was asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One query or name of a list, and its row: from 1, as an editor or a spreadsheet counts."""

    row: int
    text: str


def read_lines(text: str) -> tuple[Entry, ...]:
    """Return the lines of a text that are not blank, each an entry."""
    lines = text.removeprefix("\ufeff").splitlines()
    return tuple(Entry(row, line.strip()) for row, line in enumerate(lines, 1) if line.strip())


def read_table(text: str, column: str = "") -> tuple[Entry, ...]:
    """Return the cells of one column of a CSV table that are not blank, each an entry.

    It is the column of this name; without one, a column called as `HEADINGS`, else the first, whose first row
    is then an entry too. Raises `NoSuchColumn`.
    """
    text = text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    heading = [fold(cell).strip() for cell in rows[0]] if rows else []
    if column:
        if fold(column).strip() not in heading:
            raise NoSuchColumn(
                f"there is no column {column!r}; there are: {', '.join(rows[0]) if rows else ''}"
            )
        place, first = heading.index(fold(column).strip()), 1
    else:
        named = [place for place, name in enumerate(heading) if name in HEADINGS]
        place, first = (named[0], 1) if named else (0, 0)
    cells = ((row, cells[place].strip() if len(cells) > place else "") for row, cells in enumerate(rows, 1))
    return tuple(Entry(row, cell) for row, cell in cells if cell and row > first)


def read_entries(text: str, filename: str = "", column: str = "") -> tuple[Entry, ...]:
    """Return the entries of a list: a table where the file's name or the column says so, else its lines."""
    is_table = bool(column) or filename.lower().endswith((".csv", ".tsv"))
    return read_table(text, column) if is_table else read_lines(text)


def _delimiter(text: str) -> str:
    """Return the sign that stands most often in the first line; a comma where none does."""
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)
