"""RTF: letters in any code page, what is no text left out, digests cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.readers import choose_reader
from archive.readers.base import Draft, Rejected
from archive.readers.office.rtf import RtfReader, read_rtf
from tests.archive.support import samples
from tests.archive.support.samples import only, read, refused

WORD = "المتحف"
HEX = "".join(f"\\'{byte:02x}" for byte in WORD.encode("cp1256"))


def unicode(text: str) -> str:
    """Letters as Word writes them, each with a `?` for programs that do not know it."""
    return "".join(f"\\u{ord(char) if ord(char) < 32768 else ord(char) - 65536}?" for char in text)


def document(*paragraphs: str, head: str = "") -> bytes:
    body = "".join(f"\\pard\\rtlpar {paragraph}\\par " for paragraph in paragraphs)
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Arial;}}}}{head}{body}}}".encode("ascii")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(document(unicode(WORD)), WORD, id="unicode"),
        pytest.param(
            b"{\\rtf1\\ansi\\ansicpg1256 " + HEX.encode() + b"}", WORD, id="the document's code page"
        ),
        pytest.param(
            (
                "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 A;}{\\f1\\fcharset178 B;}}"
                f"\\f1 {HEX}\\f0  abc}}"
            ).encode(),
            f"{WORD} abc",
            id="the font's code page",
        ),
        pytest.param(b"{\\rtf1\\ansi\\uc0 \\u1575\\u1604 x}", "الx", id="nothing to skip"),
        pytest.param(b"{\\rtf1\\ansi\\uc2 \\u1575 ab\\u1604 \\'c7\\'e1 x}", "ال x", id="two to skip"),
        pytest.param(b"{\\rtf1\\ansi \\u-10179?\\u-8704?}", "😀", id="beyond the first plane"),
        pytest.param(b"{\\rtf1 a{\\*\\generator x;}{\\header y}{\\pict 00ff}b}", "ab", id="no text"),
        pytest.param(b"{\\rtf1 a{\\b\\*\\cs7 b}c}", "abc", id="a star within a group"),
        pytest.param(b"{\\rtf1 a{\\object{\\*\\objdata \\bin6 }}}}}}}}b}", "ab", id="bytes, no codes"),
        pytest.param(
            b"{\\rtf1 {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}}}", "link", id="a link's words"
        ),
        pytest.param(b"{\\rtf1 a\\cell b\\cell\\row}", "a | b", id="cells"),
        pytest.param(b"{\\rtf1 a\\~b\\_c\\{d\\}}", "a\u00a0b-c{d}", id="escaped signs"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_the_text(data: bytes, text: str):
    assert "\n".join(block.text for block in read_rtf(data).blocks).strip() == text


def test_notes_come_after_the_text():
    blocks = read_rtf(b"{\\rtf1 one{\\footnote a note} two\\par three}").blocks
    assert [block.text for block in blocks] == ["one two", "three", "a note"]


def test_the_title_is_taken_and_no_date(tmp_path: Path):
    head = f"{{\\info{{\\title {unicode(samples.TITLE)}}}{{\\creatim\\yr2013\\mo1\\dy1}}}}"
    draft = only(read(RtfReader(), document(unicode(samples.LEAD), head=head), tmp_path, "a.rtf"))
    assert draft.fields == {"title": samples.TITLE}


def test_a_press_review_is_cut_at_its_headings(tmp_path: Path):
    articles = [
        f"\\outlinelevel0 {unicode(f'عنوان الخبر {n}')}\\par \\pard {unicode(f'{n} شباط 2016')}\\par "
        + unicode(samples.LEAD)
        for n in (1, 2, 3)
    ]
    found = read(RtfReader(), document(*articles), tmp_path, "review.rtf")
    assert [getattr(one, "fields", {})["title"] for one in found] == [f"عنوان الخبر {n}" for n in (1, 2, 3)]


def test_a_document_without_text_is_refused(tmp_path: Path):
    assert refused(read(RtfReader(), b"{\\rtf1 {\\pict 00}}", tmp_path, "a.rtf")).code == "no_body"


def test_it_is_known_by_its_first_bytes():
    reader = choose_reader(document("x"), "report.doc")
    assert reader is not None
    assert reader.name == "rtf"


@pytest.mark.parametrize("data", samples.broken(document(unicode(samples.LEAD), HEX)))
def test_a_broken_document_ends_in_drafts_and_rejects(data: bytes, tmp_path: Path):
    for found in read(RtfReader(), data, tmp_path, "a.rtf"):
        assert isinstance(found, Draft | Rejected)


def test_groups_within_groups_end_at_a_limit(tmp_path: Path):
    assert refused(read(RtfReader(), b"{\\rtf1 " + b"{" * 5000, tmp_path, "a.rtf")).code == "broken_rtf"
