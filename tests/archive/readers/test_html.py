"""Web pages: what they state about themselves, and their text without the page around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.boilerplate import clean
from archive.readers.base import Draft, Limits, Options, Rejected, Source
from archive.readers.html import READER, draft_of_page, text_of_fragment
from tests.archive.support import samples


def draft(html: str, encoding: str = "utf-8") -> Draft:
    found = draft_of_page(html.encode(encoding), Source("page.html"), Options())
    assert isinstance(found, Draft), found
    return found


def test_a_page_becomes_a_draft_of_its_article(tmp_path: Path):
    html = samples.page()
    found = samples.only(samples.read(READER, html.encode(), tmp_path, "page.html"))
    assert found.fields == {
        "title": samples.TITLE,
        "outlet": "صحيفة النهر",
        "published": "2016-02-07T09:30:00+03:00",
        "url": samples.URL,
        "language": "ar",
    }
    assert (found.origin, found.media_type, found.has_furniture) == ("metadata", "text/html", True)
    assert found.original == html.encode()
    cleaned = clean(found.text, title=found.fields["title"])
    assert cleaned.body == "\n\n".join(samples.BODY)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
def test_the_encoding_is_recognised(encoding: str):
    body = [line.replace("ُ", "") for line in samples.BODY]
    meta = {name: value.replace("ً", "") for name, value in samples.META.items()}
    html = samples.page(charset=encoding, body=[b.replace("ً", "") for b in body], meta=meta).replace("ً", "")
    found = draft(html, encoding)
    assert found.fields["title"] == samples.TITLE.replace("ً", "")
    assert samples.SECOND[:40].replace("ً", "") in found.text


def test_json_ld_goes_before_meta_tags():
    head = samples.json_ld(
        headline="عنوان من الوصف",
        datePublished="2016-02-06",
        author=[{"@type": "Person", "name": "سامر عيسى"}, {"@type": "Person", "name": "ريم خالد"}],
        publisher={"@type": "Organization", "name": "النهر"},
    )
    fields = draft(samples.page(head=head)).fields
    assert fields["title"] == "عنوان من الوصف"
    assert fields["published"] == "2016-02-06"
    assert fields["byline"] == "سامر عيسى، ريم خالد"
    assert fields["outlet"] == "النهر"
    assert fields["url"] == samples.URL


def test_an_article_is_found_in_a_graph():
    node = '{"@graph": [{"@type": "WebSite", "name": "النهر"}, {"@type": ["Article"], "headline": "عنوان"}]}'
    head = f'<script type="application/ld+json">{node}</script>'
    assert draft(samples.page(head=head)).fields["title"] == "عنوان"


METADATA = [
    ("citation tags", {"citation_title": "أ ب ج", "citation_publication_date": "2016/02/07"}, "2016/02/07"),
    ("Dublin Core", {"DC.title": "أ ب ج", "DC.date.issued": "2016-02-07"}, "2016-02-07"),
    ("an Arabic date", {"pubdate": "٧ شباط ٢٠١٦"}, "٧ شباط ٢٠١٦"),
]


@pytest.mark.parametrize(("meta", "published"), [case[1:] for case in METADATA], ids=[c[0] for c in METADATA])
def test_dates_are_kept_as_they_are_written(meta: dict[str, str], published: str):
    assert draft(samples.page(meta=meta)).fields["published"] == published


def test_a_page_without_metadata_has_its_heading_and_no_date():
    fields = draft(samples.page(meta={})).fields
    assert fields["title"] == samples.TITLE
    assert "published" not in fields


def test_broken_metadata_is_passed_over():
    """Addresses are no names, words no dates, and broken JSON no description."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    meta = {"article:author": "https://social.example/writer", "date": "اليوم"}
    fields = draft(samples.page(head=head, meta=meta)).fields
    assert "byline" not in fields
    assert "published" not in fields


def test_links_keep_their_words_and_lose_their_addresses():
    body = [samples.LEAD.replace("المتحف", '<a href="https://museum.example">المتحف</a>'), *samples.BODY[1:]]
    text = draft(samples.page(body=body)).text
    assert samples.LEAD in text
    assert "museum.example" not in text


REFUSED = [
    ("no text", b"<!doctype html><html><body><script>var a = 1;</script></body></html>", "no_body"),
    ("nothing", b"", "no_body"),
    ("no encoding", b"<html><body><p>\xc3\x28\x81\x8d\x8f\x90\x9d</p></body></html>" * 3, "undecodable"),
]


@pytest.mark.parametrize(("data", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_holds_no_article_is_refused(data: bytes, code: str, tmp_path: Path):
    assert samples.refused(samples.read(READER, data, tmp_path, "page.html")).code == code


def test_a_page_past_the_limit_is_refused(tmp_path: Path):
    options = Options(limits=Limits(record_bytes=1000))
    found = samples.refused(samples.read(READER, samples.page().encode(), tmp_path, "page.html", options))
    assert found.code == "too_large"


@pytest.mark.parametrize(
    "unit", ["<div>", "<p>كلمة ", "<b><i>", "<table><tr><td>", "&amp;", "<!--", "<a href="]
)
def test_no_depth_and_no_length_hangs(unit: str):
    """A megabyte of anything comes back, as a draft or a reason."""
    found = draft_of_page((unit * (1_000_000 // len(unit))).encode(), Source("page.html"), Options())
    assert isinstance(found, Draft | Rejected)


RECOGNISED = [
    ("a doctype", b"<!DOCTYPE html><html>", "page", True),
    ("after a comment", b"\xef\xbb\xbf<!-- saved from url -->\n<html dir=rtl>", "page.txt", True),
    ("UTF-16", "<html><body><p>كلمة".encode("utf-16"), "page", True),
    ("tags alone", b"<div><p>a</p></div>", "page.html", True),
    ("plain text in a page's name", "كلمات بلا وسوم".encode(), "page.html", False),
    ("a feed", b'<?xml version="1.0"?><rss version="2.0"><channel>', "feed.xml", False),
    ("JSON", b'{"body": "<p>a</p>"}', "a.json", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "name", "sure"), [c[1:] for c in RECOGNISED], ids=[c[0] for c in RECOGNISED]
)
def test_pages_are_recognised_by_their_content(head: bytes, name: str, sure: bool):
    assert (READER.recognises(head, name) >= 0.5) == sure


def test_a_fragment_is_read_a_block_a_line():
    assert text_of_fragment("<p>أولى &amp; ثانية</p><p>ثالثة<br>رابعة</p><script>x</script>") == (
        "أولى & ثانية\nثالثة\nرابعة"
    )
    assert text_of_fragment("نص عادي") == "نص عادي"


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_markup_is_read(markup: str):
    found = draft_of_page(
        f"<html><body>{markup}</body></html>".encode("utf-8", "replace"), Source("p"), Options()
    )
    assert isinstance(found, Draft | Rejected)
    assert isinstance(text_of_fragment(markup), str)


@pytest.mark.parametrize("number", range(8))
def test_a_broken_page_is_read_or_refused(number: int):
    for at, data in enumerate(samples.broken(samples.page().encode())):
        if at % 8 == number:
            assert isinstance(draft_of_page(data, Source("page.html"), Options()), Draft | Rejected)


def test_an_author_in_microdata_is_the_byline():
    author = (
        "<span itemprop='author' itemscope itemtype='http://schema.org/Person'>"
        "<span itemprop='name'>ليلى منصور</span></span>"
    )
    body = "".join(f"<p>{line}</p>" for line in samples.BODY)
    html = f"<html><head><title>{samples.TITLE}</title></head><body>{author}{body}</body></html>"
    assert draft(html).fields["byline"] == "ليلى منصور"
