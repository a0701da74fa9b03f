"""All readers together: any bytes under any name end in drafts and rejects."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.readers import choose_reader, readers
from archive.readers.base import Draft, Options, Reader, Rejected, Source
from tests.archive.support import samples

PAGE = samples.page().encode()
FILES = {
    "html": ("page", PAGE),
    "feed": ("feed", samples.rss(samples.rss_item()).encode()),
    "warc": ("crawl", samples.warc([{"url": samples.URL, "payload": PAGE}])),
    "csv": ("export", samples.table([["العنوان", "النص"], ["أ", samples.LEAD]])),
    "xlsx": ("book", samples.xlsx({"a": [["title", "body"], ["أ", samples.LEAD]]})),
    "mhtml": ("saved", samples.mhtml(samples.page())),
    "docx": ("digest", samples.docx([samples.LEAD])),
    "zip": ("dump", samples.packed({"page.html": PAGE})),
    "jsonl": ("records", f'{{"title": "أ", "body": "{samples.LEAD}"}}\n'.encode()),
    "text": ("report", f"{samples.TITLE}\n\n{samples.LEAD}\n".encode()),
}
#: How files of each format begin: random bytes seldom get that far.
BEGINNINGS = [
    b"", b"PK\x03\x04", b"%PDF-1.7\n", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"<!doctype html>",
    b"<?xml version='1.0'?><rss>", b"title,body\n", b'{"body": ', "العنوان;النص\n".encode(), b"\xff\xfe",
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
]  # fmt: skip


@pytest.mark.parametrize(("name", "file"), FILES.items(), ids=FILES)
def test_a_file_is_known_by_its_content(name: str, file: tuple[str, bytes]):
    """No suffix tells it."""
    reader = choose_reader(file[1][:65_536], file[0])
    assert reader is not None
    assert reader.name == name


@pytest.mark.parametrize("suffix", [".txt", ".html", ".csv", ".zip", ".pdf"])
def test_a_wrong_suffix_does_not_mislead(suffix: str):
    for name, (stem, data) in FILES.items():
        reader = choose_reader(data[:65_536], stem + suffix)
        if name != "text":
            assert reader is not None
            assert reader.name == name


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
@given(
    beginning=st.sampled_from(BEGINNINGS),
    rest=st.binary(max_size=400),
    name=st.sampled_from(["a", "a.txt", "a.csv"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.differing_executors])
def test_any_bytes_end_in_drafts_and_rejects(reader: Reader, beginning: bytes, rest: bytes, name: str):
    """No reader lets an exception escape, recognised or not."""
    data = beginning + rest
    assert 0 <= reader.recognises(data[:65_536], name) <= 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for found in reader.read(path, Source(name), Options()):
            assert isinstance(found, Draft | Rejected)
            assert not isinstance(found, Rejected) or (found.reason and found.remedy)


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_an_empty_file_ends(reader: Reader, tmp_path: Path):
    assert not any(isinstance(found, Draft) for found in samples.read(reader, b"", tmp_path, "empty"))
