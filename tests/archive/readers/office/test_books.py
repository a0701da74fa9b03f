"""OpenDocument, books, and Excel's and Word's files before 2007."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Options
from archive.readers.office.epub import EpubReader
from archive.readers.office.odf import OdfReader
from archive.readers.office.ole import MAGIC, OleReader
from tests.archive.support import samples
from tests.archive.support.samples import only, read, refused

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style")
)


def opendocument(kind: str, inside: str, *, manifest: str = "") -> bytes:
    """An OpenDocument file of this kind: `text`, `spreadsheet` …"""
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMES}><office:body>'
        f"<office:{kind}>{inside}</office:{kind}></office:body></office:document-content>"
    )
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return samples.packed(parts)


def row(*cells: str, kind: str = "string") -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="{kind}"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def test_a_text_s_paragraphs_are_read_and_its_comments_are_not(tmp_path: Path):
    inside = (
        f"<text:h text:outline-level='1'>{samples.TITLE}</text:h><text:p>{samples.LEAD[:20]}"
        f"<text:s text:c='2'/>{samples.LEAD[20:]}<office:annotation><text:p>سر</text:p></office:annotation>"
        "</text:p><text:tracked-changes><text:p>محذوف</text:p></text:tracked-changes>"
        "<text:p>س<text:line-break/>ص</text:p>"
    )
    draft = only(read(OdfReader(), opendocument("text", inside), tmp_path, "a.odt"))
    assert draft.text.split("\n") == [samples.TITLE, f"{samples.LEAD[:20]}  {samples.LEAD[20:]}", "س", "ص"]


def test_a_sheet_s_rows_are_articles_and_what_is_repeated_is_no_bomb(tmp_path: Path):
    day = (
        '<table:table-cell office:value-type="date" office:date-value="2016-02-07"><text:p>x</text:p>'
        "</table:table-cell>"
    )
    many = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    last = row("أ", samples.LEAD).replace("</table:table-row>", f"{day}</table:table-row>")
    inside = f"<table:table table:name='s'>{row('العنوان', 'النص', 'التاريخ')}{last}{many}</table:table>"
    draft = only(read(OdfReader(), opendocument("spreadsheet", inside), tmp_path, "a.ods"))
    assert draft.fields == {"title": "أ", "published": "2016-02-07"}
    assert draft.text == samples.LEAD


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(opendocument("presentation", ""), "unknown_format", id="slides"),
        pytest.param(opendocument("text", ""), "no_body", id="empty"),
        pytest.param(opendocument("text", "x", manifest="<encryption-data/>"), "encrypted", id="locked"),
        pytest.param(opendocument("text", "</office:text><!ENTITY a>"), "broken_odf", id="entities"),
        pytest.param(
            samples.packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "broken_odf", id="torn"
        ),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, code: str, tmp_path: Path):
    assert refused(read(OdfReader(), data, tmp_path, "a.odt")).code == code


# --- books --------------------------------------------------------------------------------------------


def epub(documents: dict[str, str], spine: Sequence[str]) -> bytes:
    """An issue whose package names these documents in this order; the others stand beside them."""
    items = "".join(
        f'<item id="{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(spine)
    )
    order = "".join(f'<itemref idref="{n}"/>' for n in range(len(spine)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>عدد الربيع</dc:title><dc:publisher>مجلة النهر</dc:publisher><dc:date>2016-02-07</dc:date>"
        f"</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container.encode(),
        "OEBPS/content.opf": package.encode(),
    }
    return samples.packed(parts | {f"OEBPS/{name}": text.encode() for name, text in documents.items()})


def chapter(title: str, *paragraphs: str) -> str:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{inside}</body></html>"


def test_each_document_of_an_issue_is_an_article_and_lists_are_counted(tmp_path: Path):
    contents = chapter("المحتويات", *(f'<a href="{n}.xhtml">مقال طويل العنوان رقم {n}</a>' for n in range(4)))
    data = epub(
        {
            "first.xhtml": contents,
            "second.xhtml": chapter("المحتويات", "الأول", "الثاني", "خارج الترتيب"),
            "cover.xhtml": chapter("عدد الربيع", *samples.BODY),
            "b.xhtml": chapter("الثاني", *samples.BODY),
            "a.xhtml": chapter("الأول", *samples.BODY),
            "c.xhtml": chapter("خارج الترتيب", *samples.BODY),
        },
        ["first.xhtml", "a.xhtml", "b.xhtml"],
    )
    *found, told = read(EpubReader(), data, tmp_path, "issue.epub")
    drafts = [one for one in found if isinstance(one, Draft)]
    assert [draft.fields["title"] for draft in drafts] == ["الأول", "الثاني", "خارج الترتيب"]
    assert drafts[0].fields["outlet"] == "مجلة النهر"
    assert (drafts[0].extra["issue"], getattr(told, "code", "")) == ("عدد الربيع", "skipped")


@pytest.mark.parametrize(
    "data", samples.broken(epub({"a.xhtml": chapter("أ", samples.LEAD)}, ["a.xhtml", "b.xhtml"]))
)
def test_a_broken_book_ends_in_drafts_and_rejects(data: bytes, tmp_path: Path):
    assert all(found for found in read(EpubReader(), data, tmp_path, "a.epub"))


# --- before 2007 --------------------------------------------------------------------------------------


def biff(rows: Sequence[Sequence[str]], codepage: int = 1256) -> bytes:
    """A sheet of Excel 4 in a code page: the records BOF, CODEPAGE, LABEL and EOF of its format."""
    out = struct.pack("<HHHHH", 0x0409, 6, 0, 0x10, 0) + struct.pack("<HHH", 0x0042, 2, codepage)
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            text = cell.encode(f"cp{codepage}")
            out += struct.pack("<HHHHHH", 0x0204, 8 + len(text), number, column, 0, len(text)) + text
    return out + struct.pack("<HH", 0x000A, 0)


def test_an_old_workbook_s_rows_are_articles(tmp_path: Path):
    text = samples.LEAD.replace("ُ", "")[:200]
    data = biff([["العنوان", "النص"], ["خبر قديم", text]])
    reader = choose_reader(data, "a.xls")
    assert reader is not None
    draft = only(read(reader, data, tmp_path, "a.xls"))
    assert (draft.fields["title"], draft.text) == ("خبر قديم", text)


@pytest.mark.parametrize(
    ("stream", "name", "says"),
    [
        ("WordDocument", "a", "Word"),
        ("WordDocument", "a.doc", "Word"),
        ("", "a.doc", "Word"),
        ("PowerPoint Document", "a", "PowerPoint"),
        ("Workbook", "a", "Excel"),
        ("", "a.xls", "Excel"),
        ("BodyText", "a", "Hangul"),
        ("EncryptedPackage", "a.docx", "password"),
        ("", "a.bin", "Office"),
    ],
)
def test_what_is_not_read_is_named(stream: str, name: str, says: str, tmp_path: Path):
    data = MAGIC + bytes(504) + f"{stream}\0".encode("utf-16-le") + bytes(500)
    found = refused(read(OleReader(), data, tmp_path, name, Options()))
    assert says in found.reason
