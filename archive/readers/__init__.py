"""Readers: one format a file. What a file is shows in its content, and only then in its name."""

from __future__ import annotations

from functools import cache

from archive.readers.base import Reader
from archive.readers.docx import DocxReader
from archive.readers.feed import FeedReader
from archive.readers.html import HtmlReader
from archive.readers.json import JsonReader
from archive.readers.mhtml import MhtmlReader
from archive.readers.pdf import PdfReader
from archive.readers.table import CsvReader, XlsxReader
from archive.readers.text import TextReader
from archive.readers.warc import WarcReader
from archive.readers.zip import PackedReader


@cache
def readers() -> tuple[Reader, ...]:
    """All readers; where two are equally sure, the first is chosen."""
    packed = (WarcReader(), DocxReader(), XlsxReader(), PdfReader(), PackedReader())
    return (*packed, JsonReader(), FeedReader(), MhtmlReader(), HtmlReader(), CsvReader(), TextReader())


def choose_reader(head: bytes, name: str) -> Reader | None:
    """The reader that recognises a file by its first 64 KiB and its name; None if none does."""
    sure, reader = max(
        ((reader.recognises(head, name), reader) for reader in readers()), key=lambda pair: pair[0]
    )
    return reader if sure > 0 else None
