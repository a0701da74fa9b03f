"""Tables: a row an article, whatever the delimiter, the encoding and the language of the header."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.readers.base import Draft, Limits, Options, Rejected
from archive.readers.csv_rows import rows_of
from archive.readers.table import CsvReader, XlsxReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused

ARABIC = ["العنوان", "النص", "التاريخ", "المصدر", "الرابط", "الكاتب", "عدد المشاهدات"]
ROW = [samples.TITLE, samples.LEAD, "07 فبراير 2016", "صحيفة النهر", samples.URL, "سامر عيسى", "120"]
_CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from('"\n,;'), max_size=12)
FIELDS = {
    "title": samples.TITLE,
    "published": "07 فبراير 2016",
    "outlet": "صحيفة النهر",
    "url": samples.URL,
    "byline": "سامر عيسى",
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "windows-1256"])
def test_a_row_becomes_a_draft(delimiter: str, encoding: str, tmp_path: Path):
    """Headers in Arabic need no map, and other columns are kept beside."""
    found = samples.only(
        read(
            CsvReader(),
            samples.table([ARABIC, ROW], delimiter=delimiter, encoding=encoding),
            tmp_path,
            "a.csv",
        )
    )
    assert found.text == samples.LEAD
    assert found.fields == FIELDS
    assert (found.origin, found.has_furniture, found.media_type) == ("given", False, "text/csv")
    assert found.extra == {"عدد المشاهدات": "120"}
    assert str(found.source) == "a.csv:2"
    assert samples.LEAD in found.original.decode(found.encoding.removesuffix("-sig"))


def test_line_breaks_and_quotes_stand_within_cells(tmp_path: Path):
    body = f'{samples.LEAD}\n\n{samples.SECOND} وقال: "نعم، طبعاً".'
    data = samples.table([["title", "content"], ["أ", body], ["ب", samples.THIRD]])
    first, second = read(CsvReader(), data, tmp_path, "a.csv")
    assert isinstance(first, Draft)
    assert first.text == body
    assert isinstance(second, Draft)
    assert second.source.record == 5


def test_a_map_names_the_columns(tmp_path: Path):
    data = samples.table([["A", "B", "العنوان"], ["نص", samples.LEAD, "عنوان"]])
    found = samples.only(
        read(CsvReader(), data, tmp_path, "a.csv", Options(mapping={"body": "B", "title": ""}))
    )
    assert found.text == samples.LEAD
    assert "title" not in found.fields


def test_a_table_without_a_known_text_is_refused_with_its_columns(tmp_path: Path):
    found = refused(read(CsvReader(), samples.table([["A", "B"], ["1", "2"]]), tmp_path, "a.csv"))
    assert found.code == "no_body"
    assert "A, B" in found.reason
    assert "--map body=" in found.remedy


def test_lines_above_the_header_are_passed_over(tmp_path: Path):
    data = samples.table([["تقرير الرصد اليومي"], [], ["العنوان", "النص"], ["أ", samples.LEAD]])
    assert samples.only(read(CsvReader(), data, tmp_path, "a.csv")).text == samples.LEAD


def test_markup_in_a_cell_is_stripped(tmp_path: Path):
    data = samples.table([["title", "body"], ["أ", f"<p>{samples.LEAD}</p><p>{samples.SECOND}</p>"]])
    assert (
        samples.only(read(CsvReader(), data, tmp_path, "a.csv")).text == f"{samples.LEAD}\n{samples.SECOND}"
    )


def test_excel_s_separator_line_is_obeyed(tmp_path: Path):
    data = b"sep=;\r\n" + samples.table(
        [["title", "body"], ["a, b", "c; d"]], delimiter=";", encoding="utf-8"
    )
    assert samples.only(read(CsvReader(), data, tmp_path, "a.csv")).fields["title"] == "a, b"


BAD_ROWS = [
    ("without a text", b"x,\n", "no_body"),
    ("with too many cells", "أ,نص طويل,زيادة\n".encode(), "broken_row"),
    ("with a quote left open", 'أ,"نص بلا نهاية\n'.encode(), "broken_row"),
    ("in another encoding", b"a,\xc7\xe1\xe4\xd5\n", "undecodable"),
]


@pytest.mark.parametrize(("row", "code"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS])
def test_a_bad_row_is_rejected_with_its_bytes_and_the_rest_read(row: bytes, code: str, tmp_path: Path):
    good = f"ب,{samples.LEAD.replace('،', '')}\n".encode()
    found = read(CsvReader(), b"title,body\n" + good + row + good, tmp_path, "a.csv")
    assert [type(one) for one in found] == [Draft, Rejected, Draft]
    rejected = found[1]
    assert isinstance(rejected, Rejected)
    assert (rejected.code, rejected.source.record, rejected.original) == (code, 3, row)


def test_an_endless_line_is_refused_and_the_next_read(tmp_path: Path):
    data = b"title,body\nx," + b"a" * 50_000 + b"\ny,good\n"
    options = Options(limits=Limits(line_bytes=10_000, record_bytes=10_000))
    first, second = read(CsvReader(), data, tmp_path, "a.csv", options)
    assert isinstance(first, Rejected)
    assert first.code == "too_large"
    assert isinstance(second, Draft)


RECOGNISED = [
    ("an Arabic header", "العنوان;النص;التاريخ\n".encode(), "export", True),
    ("an English header", b"\xef\xbb\xbftitle,content,date\n1,2,3", "a.txt", True),
    ("unknown names in a table's file", b"a,b,c\n1,2,3", "a.csv", True),
    ("prose with commas", "قال، وأضاف، وختم.".encode(), "a.txt", False),
    ("JSON in a table's file", b'{"title": 1, "body": 2}', "a.csv", False),
]


@pytest.mark.parametrize(
    ("head", "name", "sure"), [c[1:] for c in RECOGNISED], ids=[c[0] for c in RECOGNISED]
)
def test_tables_are_recognised_by_their_header(head: bytes, name: str, sure: bool):
    assert (CsvReader().recognises(head, name) > 0.5) == sure


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60)
def test_rows_come_back_as_they_were_written(rows: list[list[str]]):
    """What the csv module writes, quoted line breaks included, is read back cell by cell."""
    text = samples.table(rows, encoding="utf-8").decode().replace("\r\n", "\n")
    file = StringIO(text, newline="")
    read_back = [row.cells for row in rows_of(file, ",", most=10_000, longest_line=10_000)]
    assert read_back == [tuple(cell.strip() for cell in row) for row in rows]


@given(st.text(max_size=200), st.sampled_from([",", ";", "\t"]))
@settings(max_examples=80)
def test_no_character_of_a_table_is_lost(text: str, delimiter: str):
    """Rows and what is wrong with them cover the whole text."""
    file = StringIO(text, newline="")
    assert "".join(row.text for row in rows_of(file, delimiter, most=10_000, longest_line=10_000)) == text


def test_a_workbook_s_sheets_are_read(tmp_path: Path):
    day = [samples.TITLE, samples.LEAD, datetime(2016, 2, 7), "النهر"]
    data = samples.xlsx(
        {
            "فبراير": [
                ["العنوان", "النص", "التاريخ", "المصدر"],
                day,
                [None] * 4,
                ["ب", "", date(2016, 3, 1), ""],
            ],
            "مارس": [["title", "text", "n"], ["ج", samples.SECOND, 12.0]],
        }
    )
    first, second, third = read(XlsxReader(), data, tmp_path, "book.xlsx")
    assert isinstance(first, Draft)
    assert first.fields["published"] == "2016-02-07"
    assert str(first.source) == "book.xlsx!فبراير:2"
    assert isinstance(second, Rejected)
    assert (second.code, second.source.record) == ("no_body", 4)
    assert isinstance(third, Draft)
    assert third.extra == {"n": "12"}


def test_a_workbook_is_told_from_other_packed_files():
    assert XlsxReader().recognises(samples.xlsx({"a": [["x"]]})[:65_536], "book") > 0.9
    assert XlsxReader().recognises(samples.packed({"a.html": b"<html>"}), "book.xlsx") == 0


def test_a_workbook_that_defines_entities_is_refused(tmp_path: Path):
    """The billion laughs, in the sheet's XML."""
    whole = samples.xlsx({"a": [["title", "body"], ["x", "y"]]})
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, entities + data if "sheet1" in entry.filename else data)
    assert refused(read(XlsxReader(), out.getvalue(), tmp_path, "a.xlsx")).code in {"broken_xlsx", "bomb"}


def test_a_workbook_of_empty_rows_comes_to_an_end(tmp_path: Path):
    whole = samples.xlsx({"a": [["title", "body"], ["x", "y"]]})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, data.replace(b'r="2"', b'r="999999999999"'))
    found = read(XlsxReader(), out.getvalue(), tmp_path, "a.xlsx")
    assert [one.code for one in found if isinstance(one, Rejected)] == ["bomb"]


def test_broken_tables_are_read_or_refused(tmp_path: Path):
    for data in samples.broken(samples.table([ARABIC, ROW, ROW])):
        assert all(isinstance(one, Draft | Rejected) for one in read(CsvReader(), data, tmp_path, "a.csv"))
    for data in samples.broken(samples.xlsx({"a": [ARABIC, ROW, ROW]})):
        assert all(isinstance(one, Draft | Rejected) for one in read(XlsxReader(), data, tmp_path, "a.xlsx"))
