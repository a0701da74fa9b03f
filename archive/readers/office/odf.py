"""OpenDocument: texts (ODT) with their headings, and spreadsheets (ODS), a row an article."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import Block, drafts_of_blocks, text_of
from archive.readers.fields import sound_text
from archive.readers.html import too_large
from archive.readers.safety import problem_of_zip, told
from archive.readers.table import read_sheet
from archive.readers.xml import find, local, parse_xml, text_in

_RESAVE = "Open it in a word processor or spreadsheet and save it again, or as DOCX or CSV"
_MOST_BYTES = 100_000_000
#: A row has at most this many cells, and a space that is repeated at most this many times.
_MOST_CELLS, _MOST_SPACES = 1_000, 100
#: What is in a text and no reader's: deleted passages, comments, the contents list, forms.
_SILENT = frozenset(
    ["tracked-changes", "annotation", "table-of-content", "forms", "sequence-decls", "bibliography-source"]
)
_MIMETYPE = b"application/vnd.oasis.opendocument."


class OdfReader:
    """Reads OpenDocument texts and spreadsheets."""

    name = "odf"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, that it is a ZIP that begins with OpenDocument's media type."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        named = name.lower().endswith((".odt", ".ods", ".ott", ".ots", ".odp"))
        return 0.97 if _MIMETYPE in head[:200] or named else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts of a text, or of each row; or a reject that says why there are none."""
        if refused := problem_of_zip(path, source, options.limits):
            yield refused
            return
        try:
            yield from _read(path, source, options)
        except Exception as error:  # a broken part anywhere in the package
            yield Rejected(source, "broken_odf", f"the document cannot be read: {told(error)}", _RESAVE)


def _read(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    with zipfile.ZipFile(path) as packed:
        manifest = (
            packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in packed.namelist() else b""
        )
        if b"encryption-data" in manifest:
            yield Rejected(source, "encrypted", "the document asks for a password", "Save it without one")
            return
        if packed.getinfo("content.xml").file_size > _MOST_BYTES:
            yield too_large(source, packed.getinfo("content.xml").file_size, _MOST_BYTES)
            return
        content = parse_xml(packed.read("content.xml"))
        meta = parse_xml(packed.read("meta.xml")) if "meta.xml" in packed.namelist() else None
    if (sheets := find(content, "body", "spreadsheet")) is not None:
        yield from _sheets(sheets, source, options)
    elif (text := find(content, "body", "text")) is not None:
        breaking = frozenset(_styles_that_break(content))
        blocks = [replace(block, text=sound_text(block.text)) for block in _blocks(text, breaking)]
        title = text_in(find(meta, "title")) if meta is not None else ""
        stated = {"title": title} if title and options.mapping.get("title") != "" else {}
        media_type = "application/vnd.oasis.opendocument.text"
        whole = Draft(source, text_of(blocks), path.read_bytes(), stated, "metadata", media_type=media_type)
        yield from _drafts(blocks, whole, options)
    else:
        kind = next((local(part) for part in find(content, "body") or ()), "nothing")
        reason = f"it is an OpenDocument file that holds a {kind}, neither text nor a table"
        yield Rejected(source, "unknown_format", reason, "Save its text as ODT, DOCX or plain text")


# --- texts --------------------------------------------------------------------------------------------


def _drafts(blocks: Sequence[Block], whole: Draft, options: Options) -> Iterator[Draft | Rejected]:
    if not whole.text.strip():
        yield Rejected(whole.source, "no_body", "no text is in the document", _RESAVE, whole.original)
    elif len(whole.text) > 10 * options.limits.record_bytes:
        yield too_large(whole.source, len(whole.text), 10 * options.limits.record_bytes)
    else:
        yield from drafts_of_blocks(blocks, whole)


def _styles_that_break(content: Any) -> Iterator[str]:
    for style in content.iter():
        if local(style) == "style" and any(_attribute(part, "break-before") == "page" for part in style):
            yield _attribute(style, "name")


def _blocks(element: Any, breaking: frozenset[str]) -> Iterator[Block]:
    for child in element:
        kind = local(child)
        if kind in ("p", "h"):
            level = int(_attribute(child, "outline-level") or 1) if kind == "h" else 0
            new_page = _attribute(child, "style-name") in breaking
            for line in _inline(child).split("\n"):
                yield Block(line.strip(), level, new_page)
        elif kind == "table-row":
            cells = [" ".join(block.text for block in _blocks(cell, breaking)) for cell in child]
            if line := " | ".join(cell for cell in cells if cell.strip()):
                yield Block(line)
        elif kind not in _SILENT:
            yield from _blocks(child, breaking)


def _inline(element: Any) -> str:
    """Return a paragraph's text; notes stand in brackets where they are called."""
    pieces = [element.text or ""]
    for child in element:
        kind = local(child)
        if kind == "s":
            count = _attribute(child, "c")
            pieces.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
        elif kind in ("tab", "line-break"):
            pieces.append(" " if kind == "tab" else "\n")
        elif kind == "note":
            body = find(child, "note-body")
            pieces.append(f" [{text_in(body)}]" if body is not None else "")
        elif kind not in _SILENT:
            pieces.append(_inline(child))
        pieces.append(child.tail or "")
    return "".join(pieces).replace("\r", "")


# --- spreadsheets -------------------------------------------------------------------------------------


def _sheets(sheets: Any, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    tables = [table for table in sheets if local(table) == "table"]
    for table in tables:
        name = _attribute(table, "name")
        here = replace(source, name=f"{source.name}!{name}") if len(tables) > 1 else source
        yield from read_sheet(_rows(table), here, options)


def _rows(table: Any) -> Iterator[Sequence[str]]:
    """Yield the rows, an empty one once however often it is repeated."""
    for row in table.iter():
        if local(row) == "table-row":
            yield list(_cells(row))


def _cells(row: Any) -> Iterator[str]:
    count = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        repeated = _attribute(cell, "number-columns-repeated")
        times = min(int(repeated) if repeated.isdigit() else 1, _MOST_CELLS - count)
        value = _value(cell)
        if count >= _MOST_CELLS:
            return
        count += times
        yield from [value] * times


def _value(cell: Any) -> str:
    """Return a cell as text: days in ISO form, text as it is shown, whole numbers without a fraction."""
    kind = _attribute(cell, "value-type")
    if kind == "date":
        return _attribute(cell, "date-value")
    if kind in ("float", "currency", "percentage"):
        return _attribute(cell, "value").removesuffix(".0")
    return "\n".join(_inline(part) for part in cell if local(part) == "p").strip()


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
