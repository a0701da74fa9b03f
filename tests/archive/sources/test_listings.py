"""What feeds, sitemaps and pages name."""

from __future__ import annotations

import json
from random import Random

import pytest

from archive.sources.intervals import (
    DAY,
    HOUR,
    LONGEST,
    after_failure,
    after_success,
    interval_words,
    read_interval,
    read_retry_after,
)
from archive.sources.listings import (
    Unreadable,
    feeds_of_page,
    matcher,
    read_feed,
    read_links,
    read_sitemap,
)

BASE = "https://garden.example/"


def feed(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def item(title: str, link: str, guid: str = "") -> str:
    named = f"<guid>{guid}</guid>" if guid else ""
    return f"<item><title>{title}</title><link>{link}</link>{named}<description>نص</description></item>"


def test_a_retitled_entry_is_known_by_its_guid() -> None:
    (first,) = read_feed(feed(item("أول", f"{BASE}1", "g1")), BASE)
    (later,) = read_feed(feed(item("ثان", f"{BASE}1?utm_source=x", "g1")), BASE)
    assert (first.key, later.key) == ("g1", "g1")
    assert first.version != later.version


def test_a_guid_that_all_entries_share_tells_nothing() -> None:
    entries = read_feed(feed(item("أول", f"{BASE}1", "same"), item("ثان", f"{BASE}2", "same")), BASE)
    assert [entry.key for entry in entries] == ["garden.example/1", "garden.example/2"]


def test_an_entry_repeated_in_one_feed_is_one() -> None:
    twice = read_feed(feed(item("أول", f"{BASE}1", "g"), item("أول", f"{BASE}1?utm_medium=y", "g")), BASE)
    assert {entry.key for entry in twice} == {"g"}


def test_json_feeds() -> None:
    items = [
        {"id": "7", "url": f"{BASE}7", "title": "خبر", "content_text": "نص"},
        {"id": "8", "url": f"{BASE}8"},
    ]
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}).encode()
    one, two = read_feed(data, BASE)
    assert (one.key, one.address, one.has_text) == ("7", f"{BASE}7", True)
    assert not two.has_text


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>x</body></html>", b"{}", b'{"items": []}', b"\0\1\2", b"<urlset/>"]
)
def test_what_is_no_feed_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable, match="feed"):
        read_feed(data, BASE)


def test_a_sitemap_with_entities_of_its_own_is_refused() -> None:
    with pytest.raises(Unreadable, match="entities"):
        read_sitemap(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>')


def test_sitemaps() -> None:
    data = (
        f"<urlset><url><loc>{BASE}1</loc><lastmod>2026-02-03T10:00:00Z</lastmod></url>"
        f"<url><loc>javascript:alert(1)</loc></url><url><loc>{BASE}2</loc></url></urlset>"
    ).encode()
    found = read_sitemap(data)
    assert [(one.address, one.day) for one in found.articles] == [
        (f"{BASE}1", "2026-02-03"),
        (f"{BASE}2", ""),
    ]
    index = read_sitemap(f"<sitemapindex><sitemap><loc>{BASE}a.xml</loc></sitemap></sitemapindex>".encode())
    assert index.sitemaps == [(f"{BASE}a.xml", "")]
    with pytest.raises(Unreadable, match="<rss>"):
        read_sitemap(feed())


def test_links_that_fit_the_pattern() -> None:
    page = '<base href="/news/"><p>'
    page += '<a href="1.html">a</a><a href="1.html#c">b</a><a href="/b">c</a><a href="mailto:x">d</a>'
    found = read_links(page.encode(), BASE, "/news/*.html")
    assert [one.address for one in found] == [f"{BASE}news/1.html"]


@pytest.mark.parametrize(
    ("pattern", "address", "fits"),
    [
        ("/a/*", "https://x.example/a/1", True),
        ("/a/*", "https://x.example/b/1", False),
        ("x.example/a*", "http://x.example/a7", True),
        ("https://x.example/*?id=*", "https://x.example/p?id=3", True),
        ("/a/*|/b/*", "https://x.example/b/1", True),
        ("/[x]/*", "https://x.example/[x]/1", True),
    ],
)
def test_patterns(pattern: str, address: str, fits: bool) -> None:
    assert matcher(pattern)(address) is fits


def test_a_page_names_its_feeds() -> None:
    page = '<head><link rel="alternate" type="application/rss+xml" href="/rss"></head>'
    assert feeds_of_page(page.encode(), BASE) == [f"{BASE}rss"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800),
        ("2h", 7200),
        ("day", DAY),
        ("1 h", HOUR),
        ("0m", None),
        ("often", None),
        ("", None),
        ("-1h", None),
    ],
)
def test_intervals(text: str, seconds: float | None) -> None:
    assert read_interval(text) == seconds
    if seconds:
        assert read_interval(interval_words(seconds)) == seconds


def test_waiting_grows_to_a_week_and_no_further() -> None:
    waits = [after_failure(HOUR, failures, Random(failures)) for failures in range(1, 60)]
    assert all(2 * HOUR * 0.9 <= wait <= LONGEST for wait in waits)
    assert all(wait >= 0.9 * LONGEST for wait in waits[8:])
    assert len({round(after_success(HOUR, Random(seed))) for seed in range(20)}) > 10


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Thu, 01 Jan 1970 00:03:20 GMT", 100),
        ("Thu, 01 Jan 1970 00:00:20 GMT", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_retry_after(text: str, seconds: float) -> None:
    assert read_retry_after(text, 100.0) == seconds
