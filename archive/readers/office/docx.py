"""Word documents: paragraphs, tables, content controls and text boxes in their order; digests are cut.

Dates in the document's properties are the template's or the typist's, never the article's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import Block, drafts_of_blocks, text_of
from archive.readers.fields import sound_text
from archive.readers.html import declared_encoding, parse, too_large, visible_text
from archive.readers.safety import problem_of_zip, told
from archive.readers.table import read_sheet
from archive.readers.table_header import columns_of
from archive.text.encodings import decode

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
#: The share of a document's text that a table of articles holds at least.
_MOST_OF = 0.8
#: What stands between the cells of a table's row.
CELL = " | "
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RESAVE = "Open it in a word processor and save it again as DOCX, or as plain text"


class DocxReader:
    """Reads the text of a DOCX file: an article, or the articles of a digest."""

    name = "docx"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, that it is a ZIP that begins with a document's parts."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        named = name.lower().endswith((".docx", ".docm"))
        return 0.96 if b"word/" in head or (named and b"[Content_Types].xml" in head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts, or a reject that says why there are none."""
        if refused := problem_of_zip(path, source, options.limits):
            yield refused
            return
        try:
            yield from _drafts(path, source, options)
        except Exception as error:  # a broken part anywhere in the package
            yield Rejected(source, "broken_docx", f"the document cannot be read: {told(error)}", _RESAVE)


def _drafts(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    import docx  # loads slowly

    size = path.stat().st_size
    if size > 10 * options.limits.record_bytes:
        yield too_large(source, size, 10 * options.limits.record_bytes)
        return
    document = docx.Document(str(path))
    if (rows := _article_table(document, options)) is not None:
        yield from read_sheet(rows, source, options)
        return
    levels = _levels(document)
    blocks = [
        Block(sound_text(line), *_heading(element, levels)) for element, line in _lines(document.element.body)
    ]
    blocks += [Block(line) for line in _embedded(document)]
    text = text_of(blocks)
    original = path.read_bytes()
    if not text.strip():
        yield Rejected(source, "no_body", "no text is in the document", _RESAVE, original)
    elif len(text) > 10 * options.limits.record_bytes:
        yield too_large(source, len(text), 10 * options.limits.record_bytes)
    else:
        title = " ".join((document.core_properties.title or "").split())
        stated = {"title": title} if title and options.mapping.get("title") != "" else {}
        whole = Draft(source, text, original, stated, origin="metadata", media_type=_MEDIA_TYPE)
        yield from drafts_of_blocks(blocks, whole)


def _article_table(document: Any, options: Options) -> list[list[str]] | None:
    """Return the rows of a table that holds an article a row and most of the document's text; else None."""
    body = document.element.body
    for table in body.iterchildren(f"{_W}tbl"):
        rows = [
            ["\n".join(line for _, line in _lines(cell)) for cell in row.iterchildren(f"{_W}tc")]
            for row in table.iterchildren(f"{_W}tr")
        ]
        columns = columns_of(rows[0], options) if rows else None
        if columns is not None and columns.body and columns.mapping.get("title") and len(rows) > 1:
            within = sum(len(cell) for row in rows for cell in row)
            whole = sum(len(line) for _, line in _lines(body))
            return rows if within > _MOST_OF * whole else None
    return None


def _embedded(document: Any) -> Iterator[str]:
    """Yield the lines of pages embedded whole (`altChunk`), as converters from HTML write them."""
    for chunk in document.element.body.iter(f"{_W}altChunk"):
        part = document.part.related_parts.get(chunk.get(f"{_R}id"))
        if part is None or "html" not in part.content_type:
            continue
        tree = parse(sound_text(decode(part.blob, declared=declared_encoding(part.blob)).text))
        yield from visible_text(tree).split("\n") if tree is not None else ()


def _levels(document: Any) -> dict[str, int]:
    """Return the heading level of each style that has one, by the style's id."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iterchildren(f"{_W}style"):
        named = style.find(f"{_W}name")
        name = (named.get(f"{_W}val") or "").lower() if named is not None else ""
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if name.startswith("heading ") and name[8:].isdigit():
            levels[style.get(f"{_W}styleId")] = int(name[8:])
        elif outline is not None and (outline.get(f"{_W}val") or "").isdigit():
            levels[style.get(f"{_W}styleId")] = int(outline.get(f"{_W}val")) + 1
    return levels


def _heading(paragraph: Any, levels: Mapping[str, int]) -> tuple[int, bool]:
    """Return a paragraph's heading level, and whether it begins a page."""
    if paragraph is None:
        return 0, False
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    level = levels.get(style.get(f"{_W}val"), 0) if style is not None else 0
    if outline is not None and (outline.get(f"{_W}val") or "").isdigit():
        level = int(outline.get(f"{_W}val")) + 1
    breaks = paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None
    return (0 if level > 9 else level), breaks


def _lines(block: Any) -> Iterator[tuple[Any, str]]:
    """Yield the lines of a body, cell, control or box, with their paragraphs; None for a table's row."""
    for element in block.iterchildren():
        if element.tag == f"{_W}p":
            yield from ((element, line) for line in _paragraph(element))
        elif element.tag == f"{_W}tbl":
            yield from ((None, line) for line in _table(element))
        elif element.tag != _FALLBACK and not str(element.tag).endswith("Pr"):
            yield from _lines(element)


def _paragraph(paragraph: Any) -> Iterator[str]:
    """Yield a paragraph's lines, then those of the boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, pieces, boxes)
    yield from (line.strip() for line in "".join(pieces).split("\n") if line.strip())
    for box in boxes:
        yield from (line for _, line in _lines(box))


def _collect(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Collect the text of a paragraph's runs, links, fields and insertions; deleted text has another tag."""
    for child in element.iterchildren():
        if child.tag == _BOX:
            boxes.append(child)
        elif child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif child.tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
            pieces.append(" " if child.tag == f"{_W}tab" else "-")
        elif child.tag not in (_FALLBACK, f"{_W}pPr", f"{_W}rPr"):
            _collect(child, pieces, boxes)


def _table(table: Any) -> Iterator[str]:
    """Yield a table's rows, a line each."""
    for row in table.iterchildren(f"{_W}tr"):
        cells = (
            " ".join(line for _, line in _lines(cell))
            for cell in row.iter(f"{_W}tc")
            if cell.getparent() is row or _control(cell, row)
        )
        line = CELL.join(text for text in cells if text)
        if line:
            yield line


def _control(cell: Any, row: Any) -> bool:
    """Tell whether a cell stands in a content control of this very row."""
    parent = cell.getparent()
    return parent.tag == f"{_W}sdtContent" and parent.getparent().getparent() is row
