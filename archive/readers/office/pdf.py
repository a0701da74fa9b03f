"""PDF files: the full text by pypdf, marked as uncertain.

A PDF places glyphs and not text: in lines written from right to left, numbers and brackets may change place.
The text is good for searching; no figure is read from it.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import drafts_of_blocks
from archive.readers.fields import sound_text
from archive.readers.html import too_large
from archive.readers.office.pdf_bookmarks import blocks_of_pages
from archive.readers.safety import told

_RUN = re.compile(r"[^A-Za-z0-9\u0660-\u0669]+|[A-Za-z0-9\u0660-\u0669][A-Za-z0-9\u0660-\u0669.,:/%@_-]*")

_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")

_LATIN = re.compile("[A-Za-z]")

_LATIN_RUN = re.compile("[A-Za-z0-9\u0660-\u0669]")

#: A stop that lost its space to the wrong side.
_ASTRAY_STOP = re.compile(r" ([:،؛,.!؟])(?=\w)")

_ASTRAY_MARK = re.compile("(?<![ \u00a0])[ \u00a0]+(?=[\u064b-\u0652\u0670])")


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of text and where it begins, in points from the page's left and bottom."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class _Collector:
    """Collects what pypdf tells while it goes through a page."""

    pieces: list[Placed] = field(default_factory=list)

    def take(self, text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, size: float) -> None:
        """Keep one piece of text at its place, worked out from the matrices of page and text."""
        plain = text.replace("\n", "")
        if plain:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            self.pieces.append(Placed(x, y, abs(size * (cm[3] or 1)), plain))


def lines_of(page: Any) -> list[str]:
    """Return the lines of a pypdf page, in the order in which they were drawn."""
    collector = _Collector()
    page.extract_text(visitor_text=collector.take)
    return [line for pieces in _grouped(collector.pieces) if (line := _line(pieces))]


def _grouped(pieces: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Group pieces drawn one after the other at about one height, so that columns stay apart."""
    line: list[Placed] = []
    for piece in pieces:
        if line and abs(piece.y - line[0].y) > 0.4 * max(piece.size, line[0].size, 4):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _line(pieces: Sequence[Placed]) -> str:
    placed = sorted(pieces, key=lambda piece: piece.x)
    text = "".join(piece.text for piece in placed)
    if len(_ARABIC.findall(text)) < len(_LATIN.findall(text)) or not _ARABIC.search(text):
        return " ".join(text.split())
    runs = [run for piece in placed for run in _runs(piece.text)]
    ordered = _ASTRAY_MARK.sub("", "".join(_from_the_right(runs)))
    return _ASTRAY_STOP.sub(r"\1 ", " ".join(ordered.split()))


def _runs(text: str) -> Iterator[str]:
    """Split a piece into Latin runs, other runs and the white space between, from left to right."""
    for run in _RUN.findall(text):
        core = run.strip()
        start = run.find(core) if core else len(run)
        yield from (part for part in (run[:start], core, run[start + len(core) :]) if part)


def _from_the_right(runs: Sequence[str]) -> Iterator[str]:
    """Yield the runs from last to first; Latin words that stand together keep their order."""
    latin: list[str] = []
    for run in reversed(runs):
        if _LATIN_RUN.match(run) or (latin and run.isspace()):
            latin.append(run)
        else:
            yield from _read_left(latin)
            latin = []
            yield run
    yield from _read_left(latin)


def _read_left(latin: list[str]) -> Iterator[str]:
    """Yield the runs in their own order, with the white space that came last still last."""
    spaces = 0
    while spaces < len(latin) and latin[-1 - spaces].isspace():
        spaces += 1
    yield from reversed(latin[: len(latin) - spaces])
    yield from latin[len(latin) - spaces :]


#: What a draft's warnings hold for a PDF; `extra["layout"]` is `uncertain` too.
UNCERTAIN = ArticleWarning(
    WarningCode.LAYOUT, "the order of lines and words was worked out from the page's layout"
)

_CUT_OFF = ArticleWarning(WarningCode.CUT_OFF, "the PDF's text is longer than one article may be")

MOST_BYTES, MOST_PAGES = 100_000_000, 2_000

_PRESENTED = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]+")

_FILE_NAME = re.compile(
    r"\.(?:docx?|rtf|odt|pdf|indd|qxd|html?|txt)$|^microsoft word|^untitled|^about:", re.IGNORECASE
)

_STOP = re.compile(r"[.!؟?:…][\"'»”)\]]*$")

_REPRINT = "Print or save it again as PDF, or paste its text into a .txt file"


class PdfReader:
    """Reads the text of a PDF, all pages as one article, or the articles that its bookmarks name."""

    name = "pdf"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the first bytes; some writers put others before them."""
        if head.startswith(b"%PDF-"):
            return 1.0
        return 0.9 if b"%PDF-" in head[:1024] else 0.3 if name.lower().endswith(".pdf") else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts, or a reject that says why there are none."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield too_large(source, size, MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            yield from _drafts(path, data, source, options)
        except Exception as error:  # pypdf's own errors are many, RecursionError among them
            yield Rejected(source, "broken_pdf", f"the PDF cannot be read: {told(error)}", _REPRINT, data)


def _drafts(path: Path, data: bytes, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    import pypdf  # loads slowly

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        yield Rejected(source, "encrypted", "the PDF asks for a password", "Save it without one", data)
        return
    if len(reader.pages) > MOST_PAGES:
        reason = f"the PDF has {len(reader.pages):,} pages, more than {MOST_PAGES:,}"
        yield Rejected(source, "too_large", reason, "Split it into articles", data)
        return
    pages = [sound_text(text) for text in _pages(reader, options.limits.record_bytes)]
    text = "\n\n".join(pages)
    if not text.strip():
        reason = "the PDF holds pictures of pages and no text"
        yield Rejected(source, "no_body", reason, "Recognise its text first (OCR), then add the result", data)
        return
    title = _title(reader)
    whole = Draft(
        source=source,
        text=text,
        original=data,
        fields={"title": title} if title and options.mapping.get("title") != "" else {},
        origin="metadata",
        media_type="application/pdf",
        warnings=(UNCERTAIN,) if len(pages) == len(reader.pages) else (UNCERTAIN, _CUT_OFF),
        extra={"layout": "uncertain"},
    )
    yield from drafts_of_blocks(blocks_of_pages(reader, pages), whole, is_layout=True)


def _pages(reader: Any, most: int) -> Iterator[str]:
    """Yield the text of each page, lines joined to paragraphs; at most `most` characters in all."""
    count = 0
    for page in reader.pages:
        text = "\n".join(paragraphs_of([plain_letters(line) for line in lines_of(page)]))
        count += len(text)
        if count > most:
            return
        yield text


def _title(reader: Any) -> str:
    """Return the document's title where someone gave it one; not the name of a file or a program."""
    title = " ".join(str((reader.metadata or {}).get("/Title") or "").split())
    return "" if len(title) > 300 or _FILE_NAME.search(title) else sound_text(plain_letters(title))


def plain_letters(text: str) -> str:
    """Replace presentation forms of Arabic letters, ligatures among them, by plain letters (NFKC)."""
    return _PRESENTED.sub(lambda forms: unicodedata.normalize("NFKC", forms[0]), text)


def paragraphs_of(lines: list[str]) -> list[str]:
    """Join a page's lines to paragraphs: one ends where a line is short or closes with a stop.

    Lines are short that have less than three fifths of the usual length.
    """
    kept = [" ".join(line.split()) for line in lines]
    usual = median([len(line) for line in kept if len(line) > 20] or [0])
    paragraphs: list[str] = []
    open_ended = False
    for line in kept:
        if open_ended and line:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        elif line:
            paragraphs.append(line)
        open_ended = bool(line) and len(line) >= 0.6 * usual and not _STOP.search(line)
    return paragraphs
