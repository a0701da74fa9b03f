"""Packed files: every entry by its own reader, and nothing outside, without end or too deep."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from archive.readers.base import Draft, Limits, Options, Rejected
from archive.readers.containers.zip import ZipReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused

PAGE = samples.page().encode()


def drafts(found: list[Draft | Rejected]) -> dict[str, str]:
    """Where each draft stands, and its type."""
    return {str(one.source): one.media_type for one in found if isinstance(one, Draft)}


def test_entries_of_every_format_are_read(tmp_path: Path):
    data = samples.packed(
        {
            "folder/page.html": PAGE,
            "report.txt": f"{samples.TITLE}\n\n{samples.LEAD}\n{samples.SECOND}".encode(),
            "records.jsonl": f'{{"title": "أ", "body": "{samples.LEAD}"}}\n'.encode(),
            "feed.xml": samples.rss(samples.rss_item()).encode(),
            "table.csv": samples.table([["العنوان", "النص"], ["أ", samples.LEAD]]),
            "crawl.warc.gz": samples.warc([{"url": samples.URL, "payload": PAGE}]),
            "saved.mhtml": samples.mhtml(samples.page()),
            "digest.docx": samples.docx([samples.TITLE, samples.LEAD]),
            "book.xlsx": samples.xlsx({"a": [["title", "body"], ["أ", samples.LEAD]]}),
            "inner.zip": samples.packed({"again.html": PAGE}),
        }
    )
    assert sorted(drafts(read(ZipReader(), data, tmp_path, "dump.zip"))) == [
        "dump.zip!book.xlsx:2",
        "dump.zip!crawl.warc.gz:1",
        "dump.zip!digest.docx",
        "dump.zip!feed.xml:1",
        "dump.zip!folder/page.html",
        "dump.zip!inner.zip!again.html",
        "dump.zip!records.jsonl:1",
        "dump.zip!report.txt",
        "dump.zip!saved.mhtml",
        "dump.zip!table.csv:2",
    ]


def test_a_saved_page_s_folder_is_passed_over(tmp_path: Path):
    data = samples.packed({"page.html": PAGE, "page_files/frame.html": PAGE, "__MACOSX/page.html": b"x"})
    found = read(ZipReader(), data, tmp_path, "dump.zip")
    assert list(drafts(found)) == ["dump.zip!page.html"]
    assert [(one.code, "2 parts" in one.reason) for one in found if isinstance(one, Rejected)] == [
        ("skipped", True)
    ]


@pytest.mark.parametrize(
    "name", ["../out.html", "/etc/out.html", "a/../../out.html", "C:\\out.html", "..\\out.html"]
)
def test_a_path_that_leads_out_is_refused_and_the_next_read(name: str, tmp_path: Path):
    first, second = read(ZipReader(), samples.packed({name: PAGE, "page.html": PAGE}), tmp_path, "dump.zip")
    assert isinstance(first, Rejected)
    assert first.code == "unsafe_path"
    assert isinstance(second, Draft)
    assert {path.name for path in tmp_path.rglob("*")} == {"dump.zip"}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    data = samples.packed({"zeros.txt": bytes(80_000_000)})
    options = Options(limits=Limits(unpacked_ratio=10))
    assert refused(read(ZipReader(), data, tmp_path, "dump.zip", options)).code == "bomb"


def test_bombs_within_share_one_budget(tmp_path: Path):
    """Ten files that are harmless each unpack to too much together."""
    inner = samples.packed({"zeros.txt": bytes(2_000_000)})
    data = samples.packed({f"{n}.zip": inner for n in range(10)})
    options = Options(limits=Limits(unpacked_bytes=6_000_000))
    found = read(ZipReader(), data, tmp_path, "dump.zip", options)
    assert sum(isinstance(one, Rejected) and one.code == "bomb" for one in found) == 8


def test_too_deep_is_refused(tmp_path: Path):
    data = PAGE
    for level in range(6):
        data = samples.packed({f"{level}.zip" if level else "page.html": data})
    assert refused(read(ZipReader(), data, tmp_path, "dump.zip")).code == "bomb"


def test_too_many_entries_are_refused(tmp_path: Path):
    data = samples.packed({f"{n}.txt": b"x" for n in range(20)})
    assert (
        refused(read(ZipReader(), data, tmp_path, "dump.zip", Options(limits=Limits(entries=10)))).code
        == "bomb"
    )


def test_an_entry_that_nothing_reads_is_named(tmp_path: Path):
    found = refused(
        read(ZipReader(), samples.packed({"a.bin": bytes(range(256)) * 20}), tmp_path, "dump.zip")
    )
    assert (found.code, str(found.source)) == ("unknown_format", "dump.zip!a.bin")


def test_a_name_in_another_encoding_is_read(tmp_path: Path):
    """As old Windows tools wrote Arabic names."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("name.html", PAGE)
    data = out.getvalue().replace(b"name.html", "خبر1.html".encode("cp1256"))
    assert list(drafts(read(ZipReader(), data, tmp_path, "dump.zip"))) == ["dump.zip!خبر1.html"]


def test_a_broken_file_is_read_or_refused(tmp_path: Path):
    whole = samples.packed({"page.html": PAGE, "table.csv": samples.table([["title", "body"], ["أ", "ب"]])})
    for data in samples.broken(whole):
        found = read(ZipReader(), data, tmp_path, "dump.zip")
        assert all(isinstance(one, Draft | Rejected) for one in found)
        assert found
