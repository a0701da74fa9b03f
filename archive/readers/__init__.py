"""Readers: one format a file. What a file is shows in its content, and only then in its name."""

from __future__ import annotations

from functools import cache

from archive.readers.base import Reader


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers; of two that are equally sure of a file, the first is chosen."""
    return (*_packed(), *_documents(), *_exports(), *_texts())


def _packed() -> tuple[Reader, ...]:
    from archive.readers.containers.compressed import CompressedReader
    from archive.readers.containers.tar import TarReader
    from archive.readers.containers.warc import WarcReader
    from archive.readers.containers.zip import ZipReader

    return WarcReader(), CompressedReader(), TarReader(), ZipReader()


def _documents() -> tuple[Reader, ...]:
    from archive.readers.office.docx import DocxReader
    from archive.readers.office.epub import EpubReader
    from archive.readers.office.odf import OdfReader
    from archive.readers.office.ole import OleReader
    from archive.readers.office.pdf import PdfReader
    from archive.readers.office.rtf import RtfReader
    from archive.readers.table import XlsxReader

    return DocxReader(), XlsxReader(), PdfReader(), OdfReader(), EpubReader(), RtfReader(), OleReader()


def _exports() -> tuple[Reader, ...]:
    from archive.readers.digests.pages import DigestPageReader
    from archive.readers.exports.newsml import NewsmlReader
    from archive.readers.exports.references import BibtexReader, RisReader
    from archive.readers.exports.telegram import TelegramHtmlReader
    from archive.readers.exports.twitter import TwitterReader
    from archive.readers.mail.mbox import MboxReader
    from archive.readers.mail.message import MailReader
    from archive.readers.mail.mhtml import MhtmlReader

    mail = (MhtmlReader(), MboxReader(), MailReader())
    records = (RisReader(), BibtexReader(), NewsmlReader())
    return (TwitterReader(), TelegramHtmlReader(), *mail, *records, DigestPageReader())


def _texts() -> tuple[Reader, ...]:
    from archive.readers.feed import FeedReader
    from archive.readers.html import HtmlReader
    from archive.readers.html_table import HtmlTableReader
    from archive.readers.json import JsonReader
    from archive.readers.markdown import MarkdownReader
    from archive.readers.refusals import Refusals
    from archive.readers.table import CsvReader
    from archive.readers.text import TextReader

    return (
        JsonReader(),
        FeedReader(),
        HtmlTableReader(),
        HtmlReader(),
        CsvReader(),
        Refusals(),
        MarkdownReader(),
        TextReader(),
    )


def choose_reader(head: bytes, name: str) -> Reader | None:
    """Return the reader most sure of a file by its first 64 KiB and its name; None if none recognises it."""
    sure, reader = max(
        ((reader.recognises(head, name), reader) for reader in readers()), key=lambda pair: pair[0]
    )
    return reader if sure > 0 else None
