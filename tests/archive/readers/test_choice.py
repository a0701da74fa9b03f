"""All readers together: any bytes under any name end in drafts and rejects."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.readers import choose_reader, readers
from archive.readers.base import Draft, Options, Reader, Rejected, Source
from archive.readers.office.ole import MAGIC
from tests.archive.readers.containers.test_compressed import tar
from tests.archive.support import samples
from tests.shared import ROOT

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

MAIL = (
    b"From: a@paper.example\nTo: b@paper.example\nSubject: x\nMessage-ID: <1@a>\n\n" + samples.LEAD.encode()
)
LINE = f'{{"title": "أ", "body": "{samples.LEAD}"}}\n'.encode()
ARC = b"filedesc://a.arc 127.0.0.1 20160207100000 text/plain 3\n1 0\n"
#: One file for each ending that the README names, and the reader that knows it.
ENDINGS: list[tuple[str, bytes, str]] = [
    *((ending, FILES["text"][1], "text") for ending in (".txt",)),
    *(
        (ending, f"---\ntitle: x\n---\n{samples.LEAD}".encode(), "markdown")
        for ending in (".md", ".markdown")
    ),
    *((ending, PAGE, "html") for ending in (".html", ".htm", ".xhtml")),
    *((ending, FILES["mhtml"][1], "mhtml") for ending in (".mhtml", ".mht")),
    *((ending, FILES["feed"][1], "feed") for ending in (".xml", ".rss", ".atom")),
    *((ending, LINE, "jsonl") for ending in (".json", ".jsonl", ".ndjson")),
    (".js", b"var news = [" + LINE.strip() + b"];", "jsonl"),
    ("result.json", b'{"name": "x", "type": "public_channel", "id": 7, "messages": []}', "jsonl"),
    ("messages.html", b'<html><div class="page_wrap"><div class="message default">', "telegram"),
    ("tweets.js", b"window.YTD.tweets.part0 = []", "twitter"),
    *((ending, FILES["csv"][1], "csv") for ending in (".csv", ".tsv")),
    *((ending, FILES["xlsx"][1], "xlsx") for ending in (".xlsx", ".xlsm")),
    *((ending, samples.packed({"mimetype": b"x"}), "odf") for ending in (".ods", ".odt")),
    *((ending, FILES["docx"][1], "docx") for ending in (".docx", ".docm")),
    (".rtf", b"{\\rtf1 x}", "rtf"),
    (".pdf", b"%PDF-1.7\n", "pdf"),
    (".epub", samples.packed({"mimetype": b"application/epub+zip"}), "epub"),
    (".eml", MAIL, "mail"),
    (".emlx", b"123\n" + MAIL, "mail"),
    (".mbox", b"From a@b Sun Feb  7 10:00:00 2016\n" + MAIL, "mbox"),
    (".ris", b"TY  - NEWS\n", "ris"),
    (".bib", b"@article{a,", "bibtex"),
    (".xml", b'<?xml version="1.0"?><nitf>', "newsml"),
    (".html", b"<html><div class='article arArticle'>", "digest"),
    (".html", b"<html><table><tr><th>title</th><th>date</th><th>text</th></tr></table></html>", "html_table"),
    *((ending, FILES["warc"][1], "warc") for ending in (".warc", ".warc.gz", ".wet")),
    (".arc", ARC, "warc"),
    *((ending, FILES["zip"][1], "zip") for ending in (".zip", ".wacz")),
    (".tar", tar({"a.txt": b"x"}), "tar"),
    *((ending, gzip.compress(b"x"), "compressed") for ending in (".gz", ".tgz")),
    (".bz2", bz2.compress(b"x"), "compressed"),
    (".xz", lzma.compress(b"x"), "compressed"),
    (".zst", b"\x28\xb5\x2f\xfd", "compressed"),
    *((ending, MAGIC, "ole") for ending in (".xls", ".msg")),
]


@pytest.mark.parametrize(("name", "file"), FILES.items(), ids=FILES)
def test_a_file_is_known_by_its_content(name: str, file: tuple[str, bytes]):
    """No suffix tells it."""
    reader = choose_reader(file[1][:65_536], file[0])
    assert reader is not None
    assert reader.name == name


def test_pages_in_a_zip_that_are_not_compressed_do_not_make_it_a_page():
    """What they hold stands in the file's beginning as it is."""
    page = "<html><body><h2>خبر</h2><hr><h2>خبر آخر</h2></body></html>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.html", page)
    reader = choose_reader(out.getvalue(), "pages.zip")
    assert reader is not None
    assert reader.name == "zip"


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


# --- what the README says -----------------------------------------------------------------------------


def formats_of_readme() -> list[str]:
    """The endings in the README's table of what is read."""
    table = (ROOT / "README.md").read_text("utf-8").split("| what | endings | how |")[1].split("\n\n")[0]
    rows = [line.split(" | ")[1] for line in table.splitlines() if line.count(" | ") == 2]
    return sorted({ending for row in rows for ending in re.findall(r"`([\w.]+)`", row)})


def test_every_reader_is_of_a_format_that_the_readme_lists():
    """Of each there is a file here, and it is known under the ending that is told."""
    listed = set(formats_of_readme())
    assert {ending for ending, _, _ in ENDINGS} == listed
    assert {name for _, _, name in ENDINGS} | {"refused"} == {reader.name for reader in readers()}


@pytest.mark.parametrize(("ending", "data", "name"), [pytest.param(*row, id=row[0]) for row in ENDINGS])
def test_a_file_of_the_readme_s_table_is_known(ending: str, data: bytes, name: str):
    file = ending if not ending.startswith(".") else f"a{ending}"
    reader = choose_reader(data[:65_536], file)
    assert reader is not None
    assert reader.name == name
