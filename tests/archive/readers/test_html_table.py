"""Tables of articles in HTML and in Word documents: a row an article."""

from __future__ import annotations

from pathlib import Path

from archive.readers import choose_reader
from archive.readers.base import Draft
from archive.readers.html_table import HtmlTableReader
from archive.readers.office.docx import DocxReader
from tests.archive.support import samples
from tests.archive.support.samples import read

HEADER = ["العنوان", "المصدر", "النص", "التاريخ"]
ROWS = [[samples.TITLE, "النهر", samples.LEAD, "7/2/2016"], ["خبر ثان", "النهر", samples.SECOND, "13/2/2016"]]


def page(rows: list[list[str]]) -> bytes:
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<html><head><meta charset="utf-8"></head><body><table>{table}</table></body></html>'.encode()


def test_a_table_of_a_page_is_read_by_rows(tmp_path: Path) -> None:
    data = page([HEADER, *ROWS])
    reader = choose_reader(data, "export.xls")  # as many sites call it
    assert isinstance(reader, HtmlTableReader)
    first, second = read(reader, data, tmp_path, "export.xls")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.fields["title"], first.fields["outlet"], first.text) == (
        samples.TITLE,
        "النهر",
        samples.LEAD,
    )
    assert second.fields["published"] == "13/2/2016"


def test_a_table_for_the_layout_is_none_of_articles() -> None:
    data = page([["القائمة", samples.LEAD]])
    assert not isinstance(choose_reader(data, "page.html"), HtmlTableReader)


def test_a_table_of_a_document_is_read_by_rows(tmp_path: Path) -> None:
    data = samples.docx(["نشرة", "آخرها"], table=[HEADER, *ROWS])
    found = read(DocxReader(), data, tmp_path, "review.docx")
    assert [one.fields["title"] for one in found if isinstance(one, Draft)] == [samples.TITLE, "خبر ثان"]
