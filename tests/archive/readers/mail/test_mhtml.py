"""Pages saved with all their parts in one file."""

from __future__ import annotations

from pathlib import Path

from archive.readers.base import Draft, Rejected
from archive.readers.mail.mhtml import MhtmlReader
from tests.archive.support import samples
from tests.archive.support.samples import read, refused


def test_the_page_is_read_and_its_pictures_left(tmp_path: Path):
    data = samples.mhtml(samples.page(meta={}))
    found = samples.only(read(MhtmlReader(), data, tmp_path, "page.mhtml"))
    assert all(paragraph in found.text for paragraph in samples.BODY)
    assert found.fields["url"] == samples.URL
    assert found.fields["title"] == samples.TITLE
    assert found.original == data


def test_the_day_of_saving_is_no_publication_date(tmp_path: Path):
    found = samples.only(read(MhtmlReader(), samples.mhtml(samples.page(meta={})), tmp_path, "page.mhtml"))
    assert "published" not in found.fields
    assert found.extra["captured"].startswith("Sun, 1 Mar 2020")


def test_the_page_s_own_metadata_goes_first(tmp_path: Path):
    found = samples.only(
        read(MhtmlReader(), samples.mhtml(samples.page(), url="https://x.example/"), tmp_path, "p.mht")
    )
    assert found.fields["published"].startswith("2016-02-07")
    assert found.fields["url"] == samples.URL


def test_a_file_without_a_page_is_refused(tmp_path: Path):
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x--"
    assert refused(read(MhtmlReader(), data, tmp_path, "page.mhtml")).code == "no_body"


def test_parts_within_parts_without_end_are_refused(tmp_path: Path):
    data = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)
    )
    assert (
        refused(read(MhtmlReader(), b"MIME-Version: 1.0\r\n" + data, tmp_path, "page.mhtml")).code == "bomb"
    )


def test_saved_pages_are_recognised_by_their_headers():
    assert MhtmlReader().recognises(samples.mhtml(samples.page()), "page") > 0.9
    assert MhtmlReader().recognises("العنوان: خبر\nالتاريخ: 2016\n\nنص".encode(), "page.txt") == 0
    assert MhtmlReader().recognises(b"Title: a\nDate: b\n\ntext", "page.txt") == 0


def test_a_broken_file_is_read_or_refused(tmp_path: Path):
    for data in samples.broken(samples.mhtml(samples.page())):
        assert all(isinstance(one, Draft | Rejected) for one in read(MhtmlReader(), data, tmp_path, "a.mht"))
