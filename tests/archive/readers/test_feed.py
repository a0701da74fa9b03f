"""Feeds: each entry an article, its date as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.readers.base import Draft, Rejected
from archive.readers.feed import READER
from tests.archive.support import samples
from tests.archive.support.samples import read, refused

ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>النهر</title>'
    f'<entry><title>{samples.TITLE}</title><id>tag:1</id><link href="{samples.URL}"/>'
    f"<published>2016-02-07T09:30:00Z</published><updated>2016-02-09T00:00:00Z</updated>"
    f'<author><name>سامر عيسى</name></author><content type="html">&lt;p&gt;{samples.LEAD}&lt;/p&gt;'
    f"&lt;p&gt;{samples.SECOND}&lt;/p&gt;</content></entry></feed>"
)


def test_an_rss_item_becomes_a_draft_with_its_whole_text(tmp_path: Path):
    """`content:encoded` goes before the teaser, its HTML stripped; the Arabic date is handed on."""
    feed = samples.rss(samples.rss_item(), samples.rss_item(title="خبر آخر", url=f"{samples.URL}/2"))
    first, second = read(READER, feed.encode(), tmp_path, "feed.xml")
    assert isinstance(first, Draft)
    assert first.text == "\n".join(samples.BODY)
    assert first.fields == {
        "title": samples.TITLE,
        "url": samples.URL,
        "published": "الأحد، 07 فبراير 2016",
        "byline": "سامر عيسى",
        "outlet": "صحيفة النهر",
        "language": "ar",
    }
    assert (first.origin, first.has_furniture, str(first.source)) == ("metadata", False, "feed.xml:1")
    assert first.original.decode().startswith("<item>")
    assert samples.LEAD[:30] in first.original.decode()
    assert isinstance(second, Draft)
    assert second.fields["title"] == "خبر آخر"


def test_an_atom_entry_keeps_its_publication_and_not_its_update(tmp_path: Path):
    found = samples.only(read(READER, ATOM.encode(), tmp_path, "atom.xml"))
    assert found.fields["published"] == "2016-02-07T09:30:00Z"
    assert found.text == f"{samples.LEAD}\n{samples.SECOND}"
    assert found.fields["outlet"] == "النهر"


def test_a_summary_stands_in_for_a_missing_content(tmp_path: Path):
    item = f"<title>{samples.TITLE}</title><description>&lt;b&gt;{samples.LEAD}&lt;/b&gt;</description>"
    assert samples.only(read(READER, samples.rss(item).encode(), tmp_path, "f.xml")).text == samples.LEAD


def test_a_windows_1256_feed_is_read(tmp_path: Path):
    feed = samples.rss(f"<title>خبر</title><description>{samples.LEAD}</description>").replace(
        "utf-8", "windows-1256"
    )
    found = samples.only(read(READER, feed.replace("ُ", "").encode("windows-1256"), tmp_path, "f.xml"))
    assert (found.text, found.encoding) == (samples.LEAD, "cp1256")


def test_an_entry_without_text_is_rejected_and_the_next_read(tmp_path: Path):
    feed = samples.rss("<title>عنوان وحده</title>", samples.rss_item())
    first, second = read(READER, feed.encode(), tmp_path, "feed.xml")
    assert isinstance(first, Rejected)
    assert (first.code, first.source.record) == ("no_body", 1)
    assert "عنوان وحده" in first.original.decode()
    assert isinstance(second, Draft)


def test_an_entity_bomb_is_refused(tmp_path: Path):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + samples.rss(samples.rss_item())
    assert refused(read(READER, bomb.encode(), tmp_path, "feed.xml")).code == "bomb"


def test_a_feed_is_never_taken_for_an_address_or_a_path(tmp_path: Path):
    """The parser opens what it is given as a name."""
    for content in (b"/etc/hostname", b"http://127.0.0.1:9/feed"):
        assert refused(read(READER, content, tmp_path, "feed.xml")).code == "broken_xml"


def test_a_feed_of_broken_xml_is_read_with_a_warning(tmp_path: Path):
    feed = samples.rss(samples.rss_item()).replace("</channel>", "<br></channel>")
    assert samples.only(read(READER, feed.encode(), tmp_path, "feed.xml")).warnings


RECOGNISED = [
    ("RSS", samples.rss().encode(), True),
    ("Atom", ATOM.encode(), True),
    ("RDF", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', True),
    ("a page", samples.page().encode(), False),
    ("other XML", b"<?xml version='1.0'?><note/>", False),
]


@pytest.mark.parametrize(("head", "sure"), [case[1:] for case in RECOGNISED], ids=[c[0] for c in RECOGNISED])
def test_feeds_are_recognised_by_their_root(head: bytes, sure: bool):
    assert (READER.recognises(head, "file") > 0.5) == sure


def test_a_broken_feed_is_read_or_refused(tmp_path: Path):
    for data in samples.broken(samples.rss(samples.rss_item(), samples.rss_item()).encode()):
        assert all(isinstance(found, Draft | Rejected) for found in read(READER, data, tmp_path, "feed.xml"))


def test_entries_of_one_link_and_other_guids_are_articles_of_their_own(tmp_path: Path) -> None:
    """A live page's entries; entries that say the same are one article, whatever their guids."""
    link = "https://paper.example/live"

    def item(title: str, guid: str) -> str:
        found = samples.rss_item(title=title, url=link)
        return found.replace(f"<guid>{link}</guid>", f'<guid isPermaLink="false">{guid}</guid>')

    feed = samples.rss(item("عنوان أول", "g1"), item("عنوان ثان", "g2"))
    found = read(READER, feed.encode(), tmp_path, "feed.xml")
    assert len({one.fields["id"] for one in found if isinstance(one, Draft)}) == 2
    same = samples.rss(item("عنوان", "g1"), item("عنوان", "g2"))
    again = read(READER, same.encode(), tmp_path, "same.xml")
    assert all("id" not in one.fields for one in again if isinstance(one, Draft))


def test_entries_of_one_link_without_guids_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    link = "https://paper.example/live"

    def item(title: str) -> str:
        return samples.rss_item(title=title, url=link).replace(f"<guid>{link}</guid>", "")

    feed = samples.rss(item("عنوان أول"), item("عنوان ثان")).encode()
    found = [one.fields["id"] for one in read(READER, feed, tmp_path, "feed.xml") if isinstance(one, Draft)]
    assert len(set(found)) == 2
    again = read(READER, samples.rss(item("عنوان ثان"), item("عنوان أول")).encode(), tmp_path, "feed.xml")
    assert [one.fields["id"] for one in again if isinstance(one, Draft)] == found[::-1]


def test_drafts_and_pictures_of_a_wordpress_export_are_passed_over(tmp_path: Path) -> None:
    kinds = [("post", "publish"), ("post", "draft"), ("attachment", "inherit"), ("page", "private")]
    items = [
        samples.rss_item(url=f"https://paper.example/{number}")
        + f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>"
        for number, (kind, status) in enumerate(kinds)
    ]
    space = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    feed = samples.rss(*items).replace("<rss ", f"<rss {space} ", 1)
    found = read(READER, feed.encode(), tmp_path, "export.xml")
    assert [one.fields["url"] for one in found if isinstance(one, Draft)] == ["https://paper.example/0"]
    assert "1 of the kind attachment" in next(one.reason for one in found if isinstance(one, Rejected))


def test_a_feed_of_our_own_is_refused_for_it_holds_no_whole_texts(tmp_path: Path):
    feed = ATOM.replace(
        "</title><entry>", '</title><generator uri="http://a.example/">Sijill</generator><entry>'
    )
    told = refused(read(READER, feed.encode(), tmp_path, "search.atom"))
    assert (told.code, "JSON Lines" in told.remedy) == ("no_body", True)


def test_of_a_blogger_export_only_published_posts_are_read(tmp_path: Path):
    """Comments, settings and templates are entries of it as well, and so are drafts."""
    scheme = "http://schemas.google.com/g/2005#kind"

    def entry(kind: str, more: str = "") -> str:
        term = f"http://schemas.google.com/blogger/2008/kind#{kind}"
        return (
            f'<entry><id>{kind}{more}</id><category scheme="{scheme}" term="{term}"/>{more}'
            f"<title>{samples.TITLE}</title><content>{samples.LEAD}</content></entry>"
        )

    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"><title>x</title>'
        f"{entry('post')}{entry('comment')}{entry('template')}{entry('post', draft)}</feed>"
    )
    first, told = read(READER, feed.encode(), tmp_path, "blog.xml")
    assert isinstance(first, Draft)
    assert isinstance(told, Rejected)
    assert (
        told.reason == "passed over: 1 of the kind comment, 1 of the kind template, 1 with the status draft"
    )
