"""Columns of a table: which holds which of our fields, from a header in Arabic or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from archive.paths import shipped_text
from archive.readers.base import Options
from archive.readers.fields import KEYS
from archive.text.arabic import fold


def _fields_of(names: Sequence[str]) -> dict[str, str]:
    """Map fields to columns: names known whole first, then names of two known words."""
    mapping: dict[str, str] = {}
    for name in names:
        if field := _known().get(_key(name)):
            mapping.setdefault(field, name)
    taken = set(mapping.values())
    for name in names:
        field = "" if name in taken else _by_word(name)
        if field and field not in mapping:
            mapping[field] = name
            taken.add(name)
    return mapping


def _by_word(name: str) -> str:
    """Return the field of a header of two words, one for a field and one for an article; else empty.

    The word for the field stands first in Arabic and last in English («تاريخ الخبر», `post date`).
    """
    words = [_words().get(word.removeprefix("ال"), "") for word in _key(name).split()]
    if len(words) != 2 or not all(words):
        return ""
    first, second = words
    return second.strip("-") if first == "-" else first


def field_named(header: str) -> str:
    """Return the field of ours that a column's header names; empty for others."""
    return _known().get(_key(header)) or _by_word(header)


@cache
def _words() -> Mapping[str, str]:
    """Return folded header words and their fields; a dash for words that mean an article."""
    text = shipped_text("column_words.tsv")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    found: dict[str, str] = {}
    for word, field in rows:
        found.setdefault(_key(word).removeprefix("ال"), field)
    return found


@cache
def _known() -> Mapping[str, str]:
    """Return folded header names and the fields they name."""
    rows = [
        line.split("\t")
        for name in ("column_names.tsv", "header_lines.tsv")
        for line in shipped_text(name).splitlines()
        if line and not line.startswith("#")
    ]
    keys = {_key(key): field for field, names in KEYS.items() for key in names}
    return {_key(name): field for name, field in rows} | keys


def _key(header: str) -> str:
    return " ".join(fold(header).replace("_", " ").replace("-", " ").split()).rstrip(":")


def known_columns(cells: Sequence[str]) -> int:
    """Count the cells of a row that are known column names."""
    return sum(_key(cell) in _known() for cell in cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's header: what each column is called, and which holds which field."""

    names: tuple[str, ...]
    """The names as written, made distinct."""
    mapping: Mapping[str, str]
    """Our field: the name of its column; an empty name drops the field."""

    @property
    def body(self) -> str:
        """Return the name of the column that holds the text; empty if there is none."""
        return self.mapping.get("body", "")


def columns_of(header: Sequence[str], options: Options) -> Columns:
    """Read the columns of a header row: by the user's map first, then by the known names."""
    names: dict[str, None] = {}
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        names[name if name not in names else f"{name} ({number})"] = None
    mapping = dict.fromkeys(KEYS, "") | _fields_of(list(names))
    by_key = {_key(name): name for name in names}
    for field, column in options.mapping.items():
        mapping[field] = by_key.get(_key(column), column) if column else ""
    return Columns(tuple(names), {f: c for f, c in mapping.items() if c in names or f in options.mapping})
