"""Tables of articles in HTML, as spreadsheets and databases export them: a row an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import sound_text
from archive.readers.html import declared_encoding, parse, text_of_fragment, too_large, visible_text
from archive.readers.table import read_sheet
from archive.readers.table_header import columns_of, known_columns
from archive.text.encodings import decode, recognise

_MOST_BYTES = 100_000_000
_ROW = re.compile(r"<tr\b[^>]{0,500}>(.{0,4000}?)</tr", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]{0,500}>(.{0,500}?)</t[hd]", re.IGNORECASE | re.DOTALL)
#: So many rows of a page are looked at for a header.
_LOOKED_AT = 5


class HtmlTableReader:
    """Reads a page whose table has a header that names a column for texts."""

    name = "html_table"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the names in one of the first rows of a table."""
        if b"<table" not in head.lower():
            return 0.0
        text = head.decode(recognise(head) or "utf-8", "replace")
        for row in list(_ROW.finditer(text))[:_LOOKED_AT]:
            if _is_header([text_of_fragment(cell) for cell in _CELL.findall(row[1])], Options()):
                return 0.965
        return 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft or a reject for each row below a header."""
        size = path.stat().st_size
        if size > _MOST_BYTES:
            yield too_large(source, size, _MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            text = decode(data, given=options.encoding, declared=declared_encoding(data)).text
        except Undecodable as error:
            yield Rejected(source, "undecodable", error.what, error.remedy, data)
            return
        tree = parse(sound_text(text))
        for table in tree.iter("table") if tree is not None else ():
            rows = [_cells(row) for row in table.iter("tr")]
            if any(_is_header(row, options) for row in rows[:_LOOKED_AT]):
                yield from read_sheet(rows, source, options)


def _cells(row: Any) -> list[str]:
    return [visible_text(cell) for cell in row.iterchildren("td", "th")]


def _is_header(cells: list[str], options: Options) -> bool:
    """Tell whether cells name columns: a text's, and two more."""
    if not 2 <= len(cells) <= 60 or any(len(cell) > 60 for cell in cells):
        return False
    return known_columns(cells) >= min(3, len(cells)) and bool(columns_of(cells, options).body)
