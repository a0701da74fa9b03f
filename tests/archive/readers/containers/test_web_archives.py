"""Web archives of other kinds: Brotli within, feeds, JSON, texts and documents, WET, ARC and WACZ."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import brotli
import pytest

from archive.readers.base import Draft, Rejected
from archive.readers.containers.http_body import UndecodableBody, body_of
from archive.readers.containers.warc import WarcReader
from archive.readers.containers.zip import ZipReader
from tests.archive.support import samples
from tests.archive.support.samples import read

PAGE = samples.page(meta={}).encode()
SITE = "http://paper.example"


def record(
    url: str, body: bytes, *, kind: str = "response", headers: str = "Content-Type: text/html"
) -> bytes:
    """One record as a crawler writes it, the answer's headers as they are given."""
    if kind == "response":
        http = "application/http; msgtype=response"
        answer = f"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n".encode() + body
    else:
        http, answer = "text/plain", body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-03-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Type: {http}\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def drafts(found: list[Any]) -> list[Draft]:
    return [one for one in found if isinstance(one, Draft)]


PACKED = "Content-Type: text/html; charset=utf-8\r\nContent-Encoding: "


def test_pages_packed_by_any_method_are_read_and_those_behind_them_too(tmp_path: Path):
    data = b"".join(
        [
            record(f"{SITE}/1", brotli.compress(PAGE), headers=f"{PACKED}br"),
            record(f"{SITE}/2", gzip.compress(PAGE), headers=f"{PACKED}gzip"),
            record(f"{SITE}/3", brotli.compress(PAGE)[:40], headers=f"{PACKED}br"),
            record(f"{SITE}/4", PAGE, headers=f"{PACKED}br"),
            record(f"{SITE}/5", PAGE, headers=f"{PACKED}unheard-of"),
            record(f"{SITE}/6", brotli.compress(PAGE), headers=f"{PACKED}br"),
        ]
    )
    found = read(WarcReader(), data, tmp_path, "crawl.warc")
    assert [draft.fields["url"][-1] for draft in drafts(found)] == ["1", "2", "4", "6"]
    assert [(one.source.record, one.code) for one in found if isinstance(one, Rejected)][-1] == (
        5,
        "broken_record",
    )


def test_chunks_are_joined_before_they_are_unpacked():
    packed = brotli.compress(PAGE)
    chunks = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:50], packed[50:])) + b"0\r\n\r\n"
    )
    assert body_of(io.BytesIO(chunks), encoding="br", chunked=True, most=1_000_000) == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_a_body_gives_no_more_than_asked_for(encoding: str):
    import zlib

    pack = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress}[encoding]
    packed = pack(bytes(50_000_000))
    assert len(body_of(io.BytesIO(packed), encoding=encoding, chunked=False, most=1_000)) == 1_001


def test_a_body_that_is_no_brotli_is_told():
    with pytest.raises(UndecodableBody):
        body_of(io.BytesIO(b"\x8f\xff\x00" * 9), encoding="br", chunked=False, most=1_000)


def test_feeds_json_and_texts_are_read_and_machine_s_files_are_counted(tmp_path: Path):
    feed = samples.rss(samples.rss_item()).encode()
    article = json.dumps({"title": samples.TITLE, "body": samples.LEAD}).encode()
    data = b"".join(
        [
            record(f"{SITE}/rss", feed, headers="Content-Type: application/rss+xml"),
            record(f"{SITE}/api/1", article, headers="Content-Type: application/json"),
            record(f"{SITE}/api/2", b'{"ok": true}', headers="Content-Type: application/json"),
            record(
                f"{SITE}/a.txt", samples.SECOND.encode(), headers="Content-Type: text/plain; charset=utf-8"
            ),
            record(f"{SITE}/robots.txt", b"User-agent: *\nDisallow: /", headers="Content-Type: text/plain"),
            record(f"{SITE}/a.js", b"let a = 1", headers="Content-Type: application/javascript"),
        ]
    )
    *found, told = read(WarcReader(), data, tmp_path, "crawl.warc")
    assert [draft.text.strip()[:20] for draft in drafts(found)] == [
        samples.LEAD[:20], samples.LEAD[:20], samples.SECOND[:20]
    ]  # fmt: skip
    assert drafts(found)[2].fields["url"] == f"{SITE}/a.txt"
    assert all(draft.extra["captured"] == "2020-03-01T10:00:00Z" for draft in drafts(found))
    assert isinstance(told, Rejected)
    assert "1 feeds, JSON, texts and documents that hold no article" in told.reason
    assert "2 pictures, scripts and other parts of pages" in told.reason


def test_the_texts_of_a_wet_file_are_articles(tmp_path: Path):
    text = f"{samples.TITLE}\n{samples.LEAD}\n".encode()
    [draft] = read(WarcReader(), record(f"{SITE}/1", text, kind="conversion"), tmp_path, "crawl.wet")
    assert isinstance(draft, Draft)
    assert (draft.fields["url"], samples.LEAD in draft.text) == (f"{SITE}/1", True)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_an_arc_file_is_read(packed: bool, tmp_path: Path):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE
    first = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    data = b"filedesc://a.arc 127.0.0.1 20160207100000 text/plain %d\n%s\n" % (
        len(first),
        first,
    ) + b"%s/1 127.0.0.1 20160207100000 text/html %d\n%s\n" % (SITE.encode(), len(answer), answer)
    [draft] = read(WarcReader(), gzip.compress(data) if packed else data, tmp_path, "crawl.arc")
    assert isinstance(draft, Draft)
    assert draft.fields["url"] == f"{SITE}/1"
    assert samples.TITLE in draft.fields["title"]
    assert draft.extra["captured"]


def test_behind_a_broken_member_of_a_gzipped_archive_reading_goes_on(tmp_path: Path):
    members = [gzip.compress(record(f"{SITE}/{n}", PAGE)) for n in range(4)]
    middle = bytearray(members[1])
    middle[len(middle) // 2 : len(middle) // 2 + 20] = bytes(20)
    members[1] = bytes(middle)
    found = read(WarcReader(), b"".join(members), tmp_path, "crawl.warc.gz")
    assert [draft.fields["url"][-1] for draft in drafts(found)] == ["0", "2", "3"]
    assert [one.code for one in found if isinstance(one, Rejected)] == ["broken_warc"]


def test_of_a_wacz_the_web_archives_are_read_and_the_rest_is_counted(tmp_path: Path):
    data = samples.packed(
        {
            "archive/data.warc.gz": gzip.compress(record(f"{SITE}/1", PAGE)),
            "indexes/index.cdx.gz": gzip.compress(b"example,paper)/1 20200301100000 {}\n"),
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "a", "title": "b", "text": "c"}\n',
            "datapackage.json": b'{"profile": "data-package"}',
        }
    )
    draft, told = read(ZipReader(), data, tmp_path, "crawl.wacz")
    assert isinstance(draft, Draft)
    assert draft.fields["url"] == f"{SITE}/1"
    assert isinstance(told, Rejected)
    assert (told.code, "3 indexes and lists" in told.reason) == ("skipped", True)
