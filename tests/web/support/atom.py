"""What RFC 4287 demands of an Atom feed, rule by rule; RFC 5005 of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_COMMON = {f"{_XML}base", f"{_XML}lang"}
_ANY = (0, 10**9)
#: How often each child may stand in a feed and in an entry (4.1.1, 4.1.2).
_FEED = {
    "author": _ANY, "category": _ANY, "contributor": _ANY, "generator": (0, 1), "icon": (0, 1),
    "id": (1, 1), "link": _ANY, "logo": (0, 1), "rights": (0, 1), "subtitle": (0, 1), "title": (1, 1),
    "updated": (1, 1), "entry": _ANY,
}  # fmt: skip
_ENTRY = {
    "author": _ANY, "category": _ANY, "content": (0, 1), "contributor": _ANY, "id": (1, 1), "link": _ANY,
    "published": (0, 1), "rights": (0, 1), "source": (0, 1), "summary": (0, 1), "title": (1, 1),
    "updated": (1, 1),
}  # fmt: skip
_PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
_ATTRIBUTES = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    "generator": {"uri", "version"},
    "title": {"type"}, "summary": {"type"}, "subtitle": {"type"}, "rights": {"type"},
    "content": {"type", "src"},
}  # fmt: skip
#: A date-time of RFC 3339 with an upper-case T and Z (3.3).
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MEDIA = re.compile(r"[\w.+-]+/[\w.+-]+(;.*)?")
#: What an IRI may not hold (RFC 3987): blanks, quotes and brackets of markup, controls, broken escapes.
_NO_IRI = re.compile(
    r"[\s<>\"{}|\\^`\x00-\x20\x7f-\x9f\u200e\u200f\u202a-\u202e\ue000-\uf8ff]|%(?![0-9A-Fa-f]{2})"
)


def faults(data: bytes) -> list[str]:
    """Return every rule that a feed breaks, in words; none for a valid one."""
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    return list(_of_feed(tree))


def _of_feed(feed: etree._Element) -> Iterator[str]:
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
        return
    yield from _of_children(feed, _FEED)
    yield from _of_links(feed)
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and any(one.find(f"{ATOM}author") is None for one in entries):
        yield "4.1.1: neither the feed nor each entry has an author"
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        yield "4.1.1: no link to itself"
    stamps = Counter((one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries)
    yield from (f"4.1.1: two entries {key} of one moment" for key, count in stamps.items() if count > 1)
    for entry in entries:
        yield from _of_children(entry, _ENTRY)
        yield from _of_links(entry)
        has_content = entry.find(f"{ATOM}content") is not None
        links = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
        if not has_content and "alternate" not in links:
            yield "4.1.2: an entry has neither content nor a link to it"
        if not has_content and entry.find(f"{ATOM}summary") is None:
            yield "4.1.2: an entry has neither content nor summary"


def _of_children(element: etree._Element, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    names = Counter(
        child.tag.removeprefix(ATOM)
        for child in element
        if isinstance(child.tag, str) and child.tag.startswith(ATOM)
    )
    for name in names.keys() - allowed.keys():
        yield f"{name} may not stand in {element.tag}"
    for name, (least, most) in allowed.items():
        if not least <= names[name] <= most:
            yield f"{element.tag} has {names[name]} {name}"
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(ATOM):
            yield from _of_child(child, child.tag.removeprefix(ATOM))
    if any(text.strip() for text in (element.text or "", *(child.tail or "" for child in element))):
        yield f"{element.tag} holds text"


def _of_child(child: etree._Element, name: str) -> Iterator[str]:
    own = {str(key) for key in child.attrib if not str(key).startswith("{")} - _ATTRIBUTES.get(name, set())
    if own or {str(key) for key in child.attrib if str(key).startswith("{")} - _COMMON:
        yield f"{name} has strange attributes {dict(child.attrib)}"
    text = child.text or ""
    if name in ("updated", "published"):
        yield from _of_date(name, text)
    elif name == "id":
        yield from _of_iri("4.2.6: an id", text, is_absolute=True)
    elif name in ("author", "contributor"):
        yield from _of_children(child, _PERSON)
        if not (child.findtext(f"{ATOM}name") or "").strip():
            yield "3.2.1: a person without a name"
    elif name in ("title", "summary", "subtitle", "rights"):
        yield from _of_text(child, name)
    elif name == "category" and not child.get("term"):
        yield "4.2.2.1: a category without a term"
    elif name == "generator":
        yield from _of_iri("4.2.4: the generator", str(child.get("uri", "")))


def _of_text(child: etree._Element, name: str) -> Iterator[str]:
    kind = child.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield f"3.1.1: {name} of the type {kind}"
    if kind == "text" and len(child):
        yield f"3.1.1.1: {name} is text and holds elements"
    if name == "title" and not (child.text or "").strip():
        yield "4.2.14: an empty title"


def _of_links(element: etree._Element) -> Iterator[str]:
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in element.findall(f"{ATOM}link"):
        if link.get("href") is None:
            yield "4.2.7.1: a link without an address"
        yield from _of_iri("4.2.7.1: a link", str(link.get("href")))
        rel = str(link.get("rel", "alternate"))
        if not re.fullmatch(r"[a-z][a-z0-9.-]*", rel):
            yield from _of_iri("4.2.7.2: a relation", rel, is_absolute=True)
        if link.get("type") is not None and not _MEDIA.fullmatch(str(link.get("type"))):
            yield f"4.2.7.3: no media type: {link.get('type')}"
        if rel == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    if any(count > 1 for count in alternates.values()):
        yield "4.1: two alternates of one type and language"


def _of_date(name: str, text: str) -> Iterator[str]:
    if not _DATE.fullmatch(text):
        yield f"3.3: {name} is {text!r}"
        return
    try:
        datetime.fromisoformat(text)
    except ValueError:
        yield f"3.3: {name} is {text!r}, which is no moment"


def _of_iri(what: str, text: str, *, is_absolute: bool = False) -> Iterator[str]:
    if _NO_IRI.search(text):
        yield f"{what} is no IRI: {text!r}"
        return
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        yield f"{what} is no IRI: {text!r}"
        return
    if is_absolute and not parts.scheme:
        yield f"{what} is not absolute: {text!r}"
