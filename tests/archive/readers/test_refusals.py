"""What is no article is refused by its name, with what to do; nothing of it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.ingest.discover import read_file
from archive.readers import choose_reader
from archive.readers.base import Limits, Options, Rejected, Source
from archive.readers.refusals import Refusals
from tests.archive.support import samples
from tests.archive.support.samples import read, refused


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n", "a", "a picture", id="picture"),
        pytest.param(b"Rar!\x1a\x07\x00", "a.rar", "RAR", id="rar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\0\4", "a.7z", "7z", id="7z"),
        pytest.param(b"SQLite format 3\0", "news.db", "SQLite", id="sqlite"),
        pytest.param(b"PAR1\x15\x04", "a.parquet", "Parquet", id="parquet"),
        pytest.param(b"!BDN\x00", "mail.pst", "PST", id="pst"),
        pytest.param(b" CDX N b a m s k r M S V g\n", "a.cdx", "CDX", id="cdx"),
        pytest.param(b'example,paper)/1 20200301100000 {"url": "x"}\n', "index", "CDX", id="cdxj"),
        pytest.param(b"WEBVTT\n\n00:00.000 --> 00:02.000\nx\n", "a.txt", "subtitles", id="subtitles"),
        pytest.param(
            b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
            "a", "sitemap", id="sitemap",
        ),
        pytest.param(b"<opml version='2.0'></opml>", "feeds", "OPML", id="opml"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "a", "SVG", id="svg"),
        pytest.param(b'<?xml version="1.0"?><bill><n>1</n></bill>', "a.xml", "<bill>", id="other xml"),
        pytest.param(b'"use strict"; let a = 1;', "a", "a script", id="script"),
        pytest.param(b"body { color: red }", "style.css", "style sheet", id="style"),
        pytest.param(b"User-agent: *\nDisallow: /\n", "robots.txt", "robots", id="robots"),
        pytest.param(samples.packed({"ppt/presentation.xml": b"x"}), "a.pptx", "PowerPoint", id="slides"),
        pytest.param(b"<CHANNEL><ITEM><TITLE>x</TITLE></ITEM></CHANNEL>", "a", "<CHANNEL>", id="xml unsaid"),
        pytest.param(
            b"<?xml version='1.0'?><items><article><title>x</title><body>y</body></article></items>",
            "a.xml", "<items>", id="xml like a page",
        ),
        pytest.param(
            b"-- MySQL dump 10.13\n--\nCREATE TABLE `posts` (`id` int);\n", "a.txt", "SQL", id="sql"
        ),
        pytest.param(b"% a comment\n\\documentclass{article}\n", "a.txt", "TeX", id="tex"),
        pytest.param(
            b"\x01eca062 4 i 211 abc 061\r\n\nTalks/\r\n\x02Talks go on =\r\n", "a.txt", "wire", id="IPTC"
        ),
        pytest.param(b"\x16\x16\x01W2870\x1f_\r\n\x13\x11 BC-Talks\r\n\x02^Talks<", "a", "wire", id="ANPA"),
        pytest.param(b"FN Clarivate Analytics\nVR 1.0\nPT J\n", "a.txt", "Web of Science", id="isi"),
    ],
)  # fmt: skip
def test_it_says_what_it_is(data: bytes, name: str, says: str, tmp_path: Path):
    reader = choose_reader(data, name)
    assert reader is not None
    assert reader.name == "refused"
    found = refused(read(reader, data, tmp_path, name))
    assert says in found.reason
    assert found.code in ("not_an_article", "unknown_format")
    assert found.original == data


def test_of_a_large_file_the_beginning_is_kept(tmp_path: Path):
    data = b"\x89PNG\r\n\x1a\n" + bytes(200_000)
    found = refused(read(Refusals(), data, tmp_path, "a.png", Options(limits=Limits(record_bytes=100))))
    assert found.original == data[:65_536]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.page().encode(), "page.css.html"),
        (samples.LEAD.encode(), "report.txt"),
        (f'<?xml version="1.0" encoding="utf-8"?>{samples.page()}'.encode(), "page.xml"),
        (samples.rss(samples.rss_item()).encode(), "feed.xml"),
    ],
)
def test_articles_are_not_refused(data: bytes, name: str):
    reader = choose_reader(data, name)
    assert reader is not None
    assert reader.name != "refused"


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.html"])
def test_zero_bytes_are_refused_whatever_their_name(name: str, tmp_path: Path) -> None:
    """By its beginning: a file of gigabytes, which takes no room on a disk, is not read through."""
    with (tmp_path / name).open("wb") as file:
        file.truncate(3_000_000_000)
    (found,) = read_file(tmp_path / name, Source(name), Options())
    assert isinstance(found, Rejected)
    assert "zero bytes" in found.reason
