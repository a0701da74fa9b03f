"""Web archives: their pages one by one, captured then and not published then."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from archive.readers.base import Draft, Limits, Options, Rejected, Source
from archive.readers.containers.warc import WarcReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused

PAGE = {"url": samples.URL, "payload": samples.page(meta={}).encode()}
RECORDS = [
    PAGE,
    {"url": "https://paper.example/a.png", "payload": b"\x89PNG", "type": "image/png"},
    {"url": "https://paper.example/old", "payload": b"", "status": "301 Moved Permanently"},
    {"url": samples.URL, "payload": b"", "kind": "revisit"},
    {"url": f"{samples.URL}/2", "payload": samples.page().encode("utf-8"), "date": "2021-05-06T07:08:09Z"},
]


@pytest.mark.parametrize("packed", [True, False], ids=["gzipped", "plain"])
def test_each_page_becomes_a_draft_and_the_rest_is_counted(packed: bool, tmp_path: Path):
    first, second, rest = read(WarcReader(), samples.warc(RECORDS, gzip=packed), tmp_path, "crawl.warc.gz")
    assert isinstance(first, Draft)
    assert (first.fields["url"], first.extra["captured"]) == (samples.URL, "2020-03-01T10:00:00Z")
    assert "published" not in first.fields
    assert first.original == PAGE["payload"]
    assert isinstance(second, Draft)
    assert (second.source.record, second.extra["captured"]) == (5, "2021-05-06T07:08:09Z")
    assert second.fields["published"].startswith("2016-02-07")
    assert isinstance(rest, Rejected)
    assert rest.code == "skipped"
    assert "1 pictures, scripts and other parts of pages" in rest.reason
    assert "1 revisits" in rest.reason


def test_a_file_packed_as_a_whole_is_read(tmp_path: Path):
    """Not each record by itself, as the standard asks."""
    data = gzip.compress(samples.warc([PAGE, PAGE], gzip=False))
    assert (
        len([found for found in read(WarcReader(), data, tmp_path, "a.warc.gz") if isinstance(found, Draft)])
        == 2
    )


def test_the_header_s_encoding_counts_where_the_page_names_none(tmp_path: Path):
    html = samples.page(meta={}).replace('<meta charset="utf-8">', "").replace("ُ", "")
    record = {
        "url": samples.URL,
        "payload": html.encode("windows-1256"),
        "type": "text/html; charset=windows-1256",
    }
    found = samples.only(read(WarcReader(), samples.warc([record]), tmp_path, "a.warc.gz"))
    assert found.encoding == "cp1256"
    assert samples.TITLE in found.fields["title"]


def test_a_cut_archive_gives_what_came_before_and_says_so(tmp_path: Path):
    data = samples.warc([PAGE, PAGE])
    first, second = read(WarcReader(), data[:-40], tmp_path, "a.warc.gz")
    assert isinstance(first, Draft)
    assert isinstance(second, Rejected)
    assert (second.code, second.source.record) == ("broken_warc", 2)


def test_a_page_cut_off_is_marked(tmp_path: Path):
    found = read(WarcReader(), samples.warc([PAGE], gzip=False)[:-100], tmp_path, "a.warc")
    assert isinstance(found[0], Draft)
    assert "cut_off" in [warning.code for warning in found[0].warnings]


def test_a_page_past_the_limit_is_refused_and_the_next_read(tmp_path: Path):
    big = {"url": samples.URL, "payload": b"<html>" + b" " * 100_000}
    options = Options(limits=Limits(record_bytes=20_000))
    first, second = read(WarcReader(), samples.warc([big, PAGE]), tmp_path, "a.warc.gz", options)
    assert isinstance(first, Rejected)
    assert first.code == "too_large"
    assert isinstance(second, Draft)


def test_a_bomb_is_refused(tmp_path: Path):
    bomb = {"url": samples.URL, "payload": bytes(30_000_000), "type": "image/png"}
    options = Options(limits=Limits(unpacked_ratio=10))
    found = read(WarcReader(), samples.warc([bomb]), tmp_path, "a.warc.gz", options)
    assert [one.code for one in found if isinstance(one, Rejected)] == ["bomb", "skipped"]


def test_an_endless_header_line_is_refused(tmp_path: Path):
    data = b"WARC/1.0\r\nWARC-Type: " + b"x" * 3_000_000
    assert refused(read(WarcReader(), data, tmp_path, "a.warc")).code == "broken_warc"


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    """Sixty megabytes of pictures and pages pass through a few."""
    picture = {"url": "https://paper.example/a.png", "payload": bytes(1_000_000), "type": "image/png"}
    path = tmp_path / "a.warc"
    path.write_bytes(samples.warc([picture] * 20 + [PAGE], gzip=False) * 3)
    tracemalloc.start()
    drafts = sum(isinstance(found, Draft) for found in WarcReader().read(path, Source("a.warc"), Options()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert drafts == 3
    assert peak < 20_000_000


def test_archives_are_recognised_by_their_first_record():
    assert WarcReader().recognises(samples.warc([PAGE])[:65_536], "crawl") > 0.9
    assert WarcReader().recognises(samples.warc([PAGE], gzip=False)[:65_536], "crawl") > 0.9
    assert WarcReader().recognises(gzip.compress(b"{}"), "a.json.gz") == 0


def test_a_broken_archive_is_read_or_refused(tmp_path: Path):
    for packed in (True, False):
        for data in samples.broken(samples.warc([PAGE, PAGE], gzip=packed)):
            found = read(WarcReader(), data, tmp_path, "a.warc.gz")
            assert all(isinstance(one, Draft | Rejected) for one in found)
