"""Reading of feeds, sitemaps and pages that list articles: addresses, with what tells that one changed."""

from __future__ import annotations

import fnmatch
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
from lxml import etree, html

from archive.errors import Undecodable
from archive.model.identity import web_address
from archive.readers.containers.http_body import UndecodableBody, body_of
from archive.readers.feed import FeedEntry, feed_entries, only_entry
from archive.readers.html import parse
from archive.readers.xml import EntitiesDefined, find_all, local, parse_xml, text_in
from archive.sources.problems import Troubled
from archive.text.encodings import decode

#: Sitemaps within an index that are asked for in one poll.
MOST_SITEMAPS = 500
#: Entries of a feed. Those of blogs that hold everything have some thousands.
MOST_ENTRIES = 50_000
#: Bytes that a gzipped sitemap may unpack to; the protocol allows 50 MB.
_MOST_UNPACKED = 60_000_000
#: Bytes around a feed's entries with which an entry is kept by itself, till its page came.
_MOST_AROUND = 200_000
_ENTRY = re.compile(rb"<(?:[a-z]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
#: What names an entry and leads to it, and may be another at each poll.
_ADDRESSES = re.compile(rb"<(link|guid|id)\b[^>]*>(?:[^<]*</\1>)?", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


class Unreadable(Troubled):
    """An answer that is not what its source is followed as."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One article that is named."""

    key: str
    """The key that it is known by within its source."""
    address: str
    version: str
    """A text that changes with the article: its title and day; empty where nothing tells."""
    number: int = 0
    """Its place in a feed, from 1."""
    has_text: bool = False
    """Whether the listing itself holds its text."""
    document: bytes = b""
    """A feed of this entry alone, where it holds a text."""
    digest: str = ""
    """SHA-256 of a feed's entry."""
    words: str = ""
    """SHA-256 of a feed's entry without its address and guid, where it holds a text."""
    day: str = ""
    """The day that a sitemap gives it, ISO 8601; empty if none."""


def read_feed(data: bytes, base: str) -> list[Listed]:
    """Return what a feed names, RSS, Atom or JSON; Unreadable for what is no feed."""
    if len(_ENTRY.findall(data)) > MOST_ENTRIES:
        raise Unreadable("too_many_entries", count=MOST_ENTRIES)
    try:
        entries = feed_entries(data)
    except Undecodable as error:
        raise Unreadable("feed_unreadable", why=error.what) from error
    if entries is None:
        entries = _json_entries(data)
    if entries is None:
        raise Unreadable("no_feed")
    named: defaultdict[str, list[FeedEntry]] = defaultdict(list)
    for entry in entries:
        named[entry.guid].append(entry)
    own = {guid for guid, same in named.items() if _are_one(same)}
    whole = data if len(data) - sum(len(entry.piece) for entry in entries) <= _MOST_AROUND else b""
    return [_of_entry(entry, whole, base, is_own=entry.guid in own) for entry in entries]


def _are_one(entries: Sequence[FeedEntry]) -> bool:
    """Tell whether entries of one guid are one article: a guid that others share tells nothing."""
    links = {web_address(entry.link) for entry in entries}
    return len(links) == 1 or len({entry.title for entry in entries}) == 1


def _of_entry(entry: FeedEntry, data: bytes, base: str, *, is_own: bool) -> Listed:
    """Return what an entry names; a guid that several entries share tells them not apart."""
    link = _joined(base, entry.link)
    if not link and entry.guid.startswith(("http://", "https://")):
        link = entry.guid
    address = link if web_address(link) else ""
    key = entry.guid if entry.guid and is_own else web_address(address) or entry.title
    version = f"{entry.title}\n{entry.changed}"
    document = only_entry(data, entry) if entry.has_text and data else b""
    digest = hashlib.sha256(entry.piece).hexdigest()
    words = hashlib.sha256(_ADDRESSES.sub(b"", entry.piece)).hexdigest() if entry.has_text else ""
    return Listed(key, address, version, entry.number, entry.has_text, document, digest, words)


def _json_entries(data: bytes) -> list[FeedEntry] | None:
    try:
        feed = orjson.loads(data)
    except ValueError:
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        return None
    found = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            said = {name: str(item.get(name) or "") for name in ("url", "id", "title", "date_modified")}
            has_text = bool(item.get("content_html") or item.get("content_text") or item.get("summary"))
            piece = orjson.dumps({**feed, "items": [item]})
            found.append(
                FeedEntry(
                    number, said["url"], said["id"], said["title"], said["date_modified"], has_text, piece
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Holds what a sitemap names: articles, and further sitemaps with the days of their last change."""

    articles: list[Listed]
    sitemaps: list[tuple[str, str]]


def read_sitemap(data: bytes) -> Sitemap:
    """Read a sitemap, of news or not, or an index of them: XML, or a list of addresses, gzipped or not.

    Unreadable for anything else.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    listed = list(_of_lines(data))
    if listed:
        return Sitemap(listed, [])
    try:
        tree = parse_xml(data)
    except (EntitiesDefined, ValueError, etree.LxmlError) as error:
        raise Unreadable("sitemap_unreadable", why=str(error)) from error
    root = local(tree)
    if root == "sitemapindex":
        children = [(_child(one, "loc"), _child(one, "lastmod")) for one in find_all(tree, "sitemap")]
        return Sitemap([], [(place, day) for place, day in children if web_address(place)])
    if root != "urlset":
        raise Unreadable("no_sitemap", element=root)
    return Sitemap(list(_of_urls(tree)), [])


def _unpacked(data: bytes) -> bytes:
    try:
        found = body_of(io.BytesIO(data), encoding="gzip", chunked=False, most=_MOST_UNPACKED)
    except UndecodableBody as error:
        raise Unreadable("sitemap_unreadable", why=str(error)) from error
    if len(found) > _MOST_UNPACKED:
        raise Unreadable("unpacks_large", bytes=_MOST_UNPACKED)
    return found


def _of_lines(data: bytes) -> Iterator[Listed]:
    """Yield what a sitemap in plain text names, an address a line; nothing for anything else."""
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"http://", b"https://")):
        return
    for line in data.decode("utf-8-sig", "replace").split():
        if key := web_address(line):
            yield Listed(key, line, "")


def _of_urls(tree: Any) -> Iterator[Listed]:
    for url in find_all(tree, "url"):
        address = _child(url, "loc")
        key = web_address(address)
        if key:
            changed, published = _child(url, "lastmod"), _child(url, "publication_date")
            version = f"{_child(url, 'title')}\n{changed or published}"
            yield Listed(key, address, version, day=(published or changed)[:10])


def _child(element: Any, name: str) -> str:
    return next((text_in(child) for child in find_all(element, name)), "")


def read_links(data: bytes, base: str, pattern: str) -> list[Listed]:
    """Return the links of a page whose addresses fit a pattern, each once, in their order."""
    tree = _tree(data)
    if tree is None:
        raise Unreadable("no_page")
    fits = matcher(pattern)
    home = _joined(base, str(next(iter(tree.xpath("//base/@href")), ""))) or base
    found: dict[str, Listed] = {}
    for link in tree.iter("a"):
        address = _joined(home, str(link.get("href") or ""))
        key = web_address(address) if address else None
        if key and key not in found and fits(address):
            found[key] = Listed(key, address, "")
    return list(found.values())


def feeds_of_page(data: bytes, base: str) -> list[str]:
    """Return the addresses of the feeds that a page names in its head."""
    tree = _tree(data)
    if tree is None:
        return []
    links = (link for link in tree.iter("link") if "alternate" in str(link.get("rel") or "").lower().split())
    wanted = (link for link in links if str(link.get("type") or "").lower().strip() in _FEED_TYPES)
    return [address for link in wanted if (address := _joined(base, str(link.get("href") or "")))]


def matcher(pattern: str) -> Any:
    """Return a function that tells whether an address fits one of the patterns between `|`.

    `*` stands for any characters. A pattern without a scheme fits from the host or the path on.
    """
    rules = []
    for one in filter(None, (part.strip() for part in pattern.split("|"))):
        whole = one if "://" in one else f"*{one}" if one.startswith(("/", "*")) else f"*://*{one}"
        rules.append(re.compile(fnmatch.translate(re.sub(r"([\[\]?])", r"[\1]", whole))))
    return lambda address: any(rule.match(address) for rule in rules)


def _joined(base: str, href: str) -> str:
    """Return a link's whole address without its fragment; empty for what leads to no page."""
    try:
        address = urljoin(base, href.strip()).partition("#")[0]
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _tree(data: bytes) -> html.HtmlElement | None:
    try:
        text = decode(data).text
    except Undecodable:
        text = data.decode("utf-8", "replace")
    return parse(text)
