"""Plain text: one article a file, header lines read off, bad files told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.readers import choose_reader
from archive.readers import text as text_reader
from archive.readers.base import Draft, Limits, Options, Rejected, Source
from archive.readers.text import TextReader, draft_of_text, split_headers
from tests.archive.support.builders import BODY, read_bytes

SECOND = "وقال المهندسون إن العمل استغرق ثلاثة أعوام."


def test_a_file_is_an_article(tmp_path: Path) -> None:
    data = f"{BODY}\n\n{SECOND}\n".encode()
    [draft] = read_bytes(TextReader(), tmp_path, data, "a.txt")
    assert isinstance(draft, Draft)
    assert (draft.text, draft.original, dict(draft.fields)) == (data.decode(), data, {})
    assert draft.has_furniture


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        pytest.param(
            "العنوان: جسر جديد\nالتاريخ: 7 شباط 2016\n",
            {"title": "جسر جديد", "published": "7 شباط 2016"},
            id="arabic",
        ),
        pytest.param(
            "Title: A bridge\nDate: 2016-02-07\n\n",
            {"title": "A bridge", "published": "2016-02-07"},
            id="latin",
        ),
        pytest.param(
            "المصدر: النهر\nالرابط: https://news.example/1\n",
            {"outlet": "النهر", "url": "https://news.example/1"},
            id="source-and-link",
        ),
        pytest.param(
            "**الكاتب:** ليلى\n## Source: النهر\n", {"byline": "ليلى", "outlet": "النهر"}, id="marked-up"
        ),
        pytest.param(
            "\n\n  TITLE : x\n\nURL: https://news.example/1\n",
            {"title": "x", "url": "https://news.example/1"},
            id="with-gaps",
        ),
        pytest.param(
            "العُنْوان: بحركات\nتاريخ النشر: ٢٠١٦\n", {"title": "بحركات", "published": "٢٠١٦"}, id="marks"
        ),
        pytest.param("العنوان: وحده\n\n", {"title": "وحده"}, id="alone-before-a-gap"),
        pytest.param("التاريخ: 2016\n", {"published": "2016"}, id="alone-and-short"),
        pytest.param("Title: first\nTitle: second\n", {"title": "first"}, id="first-counts"),
        pytest.param("Title:\nDate: 2016\n", {"published": "2016"}, id="empty-value"),
    ],
)
def test_header_lines(lines: str, fields: dict[str, str]) -> None:
    found, rest = split_headers(f"{lines}{BODY}\n{SECOND}")
    assert found == fields
    assert rest.strip() == f"{BODY}\n{SECOND}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{BODY}\nالمصدر: النهر\n", id="after-the-text"),
        pytest.param(f"المصدر: قال متحدث باسم الوزارة إن الجسر سيفتح غدا.\n{SECOND}", id="a-sentence"),
        pytest.param(f"لندن: {BODY}", id="dateline"),
        pytest.param(f"12:30 {BODY}", id="time"),
        pytest.param(f"متابعة ليلى منصور:\n{BODY}", id="credit"),
    ],
)
def test_what_is_no_header_line_stays(text: str) -> None:
    assert split_headers(text) == ({}, text)


@given(st.text(alphabet="اب:\n  العنوان：*#", max_size=80))
def test_splitting_never_fails_and_loses_no_line_of_text(text: str) -> None:
    """What goes is header lines and blank ones, from the top."""
    fields, rest = split_headers(text)
    assert text.endswith(rest)
    read = text.removesuffix(rest).split("\n")
    assert all(":" in line or "：" in line or not line.strip() for line in read)
    assert bool(fields) <= bool("".join(read).strip())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\n", "empty", id="blank"),
        pytest.param("العنوان: بلا متن\nالتاريخ: 2016\n".encode(), "no_body", id="headers-alone"),
        pytest.param(bytes(range(128, 160)) * 9, "undecodable", id="no-text"),
        pytest.param("نص".encode() * 9000, "too_large", id="too-large"),
    ],
)
def test_rejects(tmp_path: Path, data: bytes, code: str) -> None:
    options = Options(limits=Limits(record_bytes=20_000))
    [rejected] = read_bytes(TextReader(), tmp_path, data, "a.txt", options)
    assert isinstance(rejected, Rejected)
    assert (rejected.code, rejected.source) == (code, Source("a.txt"))
    assert rejected.reason
    assert rejected.remedy


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256", "iso8859_6"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    [draft] = read_bytes(TextReader(), tmp_path, f"{BODY}\n{SECOND}".encode(encoding), "a.txt")
    assert isinstance(draft, Draft)
    assert draft.text == f"{BODY}\n{SECOND}"


def test_a_given_encoding_is_used() -> None:
    draft = draft_of_text(BODY.encode("cp1256"), Source("a.txt"), Options(encoding="utf-8"))
    assert isinstance(draft, Rejected)
    assert "--encoding" in draft.remedy


def test_a_dropped_field_is_dropped() -> None:
    text = f"العنوان: جسر\nالتاريخ: 2016\n\n{BODY}".encode()
    draft = draft_of_text(text, Source("a.txt"), Options(mapping={"title": ""}))
    assert isinstance(draft, Draft)
    assert dict(draft.fields) == {"published": "2016"}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_draft_or_a_reject(data: bytes) -> None:
    read = draft_of_text(data, Source("a.txt"), Options())
    assert read.original == data
    if isinstance(read, Draft):
        read.text.encode()
        assert "\0" not in read.text


@pytest.mark.parametrize(
    ("data", "name", "reader"),
    [
        pytest.param(BODY.encode(), "a.txt", "text", id="text"),
        pytest.param(BODY.encode(), "no-suffix", "text", id="text-without-suffix"),
        pytest.param(BODY.encode("utf-16"), "a.txt", "text", id="utf-16"),
        pytest.param(f"[صورة] {BODY}".encode(), "a.txt", "text", id="text-with-bracket"),
        pytest.param("«قال»، ثم، ثم، ثم\nو، و، و، و\n".encode(), "a.txt", "text", id="text-with-commas"),
        pytest.param(b'{"body": "x"}\n', "a.txt", "jsonl", id="json-in-disguise"),
        pytest.param(b'[\n  {\n    "body": "x"', "a", "jsonl", id="array-cut-by-the-head"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0", "a.png", "refused", id="picture"),
    ],
)
def test_choosing_by_content(data: bytes, name: str, reader: str | None) -> None:
    chosen = choose_reader(data, name)
    assert (chosen.name if chosen else None) == reader


def test_empty_lines_without_end_cost_nothing(tmp_path: Path) -> None:
    """Millions of them between two sentences: the draft holds a few."""
    data = ("أول الخبر." + "\n" * 2_000_000 + "آخر الخبر.").encode()
    [draft] = read_bytes(TextReader(), tmp_path, data, "a.txt")
    assert isinstance(draft, Draft)
    assert draft.text == "أول الخبر." + "\n" * 20 + "آخر الخبر."
    assert draft.original == data


def test_a_text_of_too_many_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_reader, "_MOST_LINES", 3)
    [rejected] = read_bytes(TextReader(), tmp_path, "سطر\n".encode() * 5, "a.txt")
    assert isinstance(rejected, Rejected)
    assert (rejected.code, "5 lines" in rejected.reason) == ("too_large", True)
