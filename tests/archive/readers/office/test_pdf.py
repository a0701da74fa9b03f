"""PDF files: full text in reading order, marked as uncertain."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.readers.base import Draft, Rejected
from archive.readers.office.pdf import UNCERTAIN, PdfReader, Placed, _line, paragraphs_of, plain_letters
from tests.archive.support import samples
from tests.archive.support.samples import read, refused


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample page, printed by Chromium."""
    return samples.pdf(samples.page(), tmp_path_factory.mktemp("pdf"))


def test_a_printed_page_is_read_in_order_and_marked(printed: bytes, tmp_path: Path):
    found = samples.only(read(PdfReader(), printed, tmp_path, "a.pdf"))
    for paragraph in samples.BODY:
        assert paragraph in found.text
    assert samples.TITLE in found.text
    assert found.fields["title"].startswith(samples.TITLE)
    assert "published" not in found.fields
    assert (found.warnings, found.extra["layout"]) == ((UNCERTAIN,), "uncertain")
    assert found.original == printed


def test_pictures_of_pages_are_refused(tmp_path: Path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    with (tmp_path / "blank.pdf").open("wb") as file:
        writer.write(file)
    found = refused(read(PdfReader(), (tmp_path / "blank.pdf").read_bytes(), tmp_path, "a.pdf"))
    assert found.code == "no_body"
    assert "OCR" in found.remedy


def test_a_locked_file_is_refused(tmp_path: Path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "locked.pdf").open("wb") as file:
        writer.write(file)
    assert (
        refused(read(PdfReader(), (tmp_path / "locked.pdf").read_bytes(), tmp_path, "a.pdf")).code
        == "encrypted"
    )


def test_a_broken_file_is_read_or_refused(printed: bytes, tmp_path: Path):
    for data in samples.broken(printed):
        assert all(isinstance(one, Draft | Rejected) for one in read(PdfReader(), data, tmp_path, "a.pdf"))


LINES = [
    ("Arabic words from the left", ["العالم", " ", "كل", " ", "يقرأ"], "يقرأ كل العالم"),
    ("a number among them", ["زائر", " ", "300 ", "إلى"], "إلى 300 زائر"),
    ("Latin words together", ["تطبيق", " ", "Big", " ", "News", " ", "عبر"], "عبر Big News تطبيق"),
    ("a full stop at the left", [".", "النهاية"], "النهاية."),
    ("a line of Latin", ["Big", " ", "News"], "Big News"),
]


@pytest.mark.parametrize(("pieces", "line"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
def test_the_pieces_of_a_line_are_put_in_order(pieces: list[str], line: str):
    assert _line([Placed(x * 10.0, 0, 12, text) for x, text in enumerate(pieces)]) == line


def test_presentation_forms_become_letters():
    assert plain_letters("ﺍﻟﻌﺮﺑﻴﺔ ﻻ … ½") == "العربية لا … ½"


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_other_letters_stay(text: str):
    """Only presentation forms change, and into no presentation forms."""
    assert unicodedata.normalize("NFKC", plain_letters(text)) == unicodedata.normalize("NFKC", text)


def test_lines_are_joined_to_paragraphs():
    long = "سطر طويل من نص يمتد إلى آخر العمود"
    assert paragraphs_of(["عنوان", long, long, "نهاية الفقرة.", long + ".", long]) == [
        "عنوان",
        f"{long} {long} نهاية الفقرة.",
        f"{long}.",
        long,
    ]


def test_pdfs_are_recognised_by_their_first_bytes():
    assert PdfReader().recognises(b"%PDF-1.7", "a") == 1
    assert PdfReader().recognises(b"junk\n%PDF-1.4", "a") > 0.5
    assert PdfReader().recognises(b"text", "a.txt") == 0


def bookmarked(folder: Path, *titles: str, share: bool = False) -> bytes:
    """Printed articles in one file, a bookmark for each."""
    import io

    import pypdf

    writer = pypdf.PdfWriter()
    for number, title in enumerate(titles, start=1):
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in samples.BODY)
        day = f'<p dir="ltr">{number} February 2016</p>'
        html = f'<html lang="ar" dir="rtl"><h1>{title}</h1>{day}{paragraphs}</html>'
        for page in pypdf.PdfReader(io.BytesIO(samples.pdf(html, folder))).pages:
            writer.add_page(page)
        writer.add_outline_item(title, 0 if share else len(writer.pages) - 1)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_digest_is_cut_at_its_bookmarks(tmp_path: Path):
    found = read(PdfReader(), bookmarked(tmp_path, "First report", "Second report"), tmp_path, "a.pdf")
    assert [getattr(one, "fields", {}).get("title") for one in found] == ["First report", "Second report"]
    assert all("First report" not in getattr(one, "text", "") for one in found)


def test_bookmarks_that_share_a_page_cut_nothing(tmp_path: Path):
    data = bookmarked(tmp_path, "First report", "Second report", share=True)
    assert len(read(PdfReader(), data, tmp_path, "a.pdf")) == 1
