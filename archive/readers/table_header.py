"""Which column of a table is which of our fields, from its header in Arabic or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from archive.lexicon.loader import shipped_text
from archive.readers.base import Options
from archive.readers.fields import KEYS
from archive.text.arabic import fold


@cache
def _known() -> Mapping[str, str]:
    """Folded header names and the fields they name."""
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
    """How many of a row's cells are names of columns that are known without a map."""
    return sum(_key(cell) in _known() for cell in cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's header: what each column is called, and which holds which field."""

    names: tuple[str, ...]
    """As written, made distinct."""
    mapping: Mapping[str, str]
    """Our field: the name of its column; an empty name drops the field."""

    @property
    def body(self) -> str:
        """The name of the column that holds the text; empty if there is none."""
        return self.mapping.get("body", "")


def columns_of(header: Sequence[str], options: Options) -> Columns:
    """The columns of a header row: the user's map first, then the names that are known."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    mapping = dict.fromkeys(KEYS, "")
    for name in names:
        field = _known().get(_key(name))
        if field and not mapping.get(field):
            mapping[field] = name
    by_key = {_key(name): name for name in names}
    for field, column in options.mapping.items():
        mapping[field] = by_key.get(_key(column), column) if column else ""
    return Columns(tuple(names), {f: c for f, c in mapping.items() if c in names or f in options.mapping})
