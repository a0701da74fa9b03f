"""Articles as schema.org describes them in JSON-LD: the node of a page's own article, read to our fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.readers.page.address import page_key
from archive.readers.page.json_ld import Linked, Node
from archive.readers.page.values import WEB_ADDRESS, fits, tidy, title_key

_ISSUED = ("datePublished", "dateCreated", "uploadDate", "dateIssued")


@dataclass(frozen=True, slots=True)
class About:
    """The titles and address that tell which article a page is about."""

    titles: frozenset[str]
    address: str


def choose_article(linked: Linked, about: About) -> Node | None:
    """Return the article node that agrees best with the page's title and address; None if all contradict it.

    A page that describes only articles of other titles and addresses describes what is related to it.
    """
    articles = linked.articles()
    rated = [(_likeness(node, linked, about), node) for node in articles]
    likely = [pair for pair in rated if pair[0] >= 0]
    best = max((rating for rating, _ in likely), default=0)
    return next((node for rating, node in likely if rating == best), None)


def _likeness(node: Node, linked: Linked, about: About) -> int:
    """Score a node by how well title and address agree with the page's; negative if both contradict it."""
    title = title_key(tidy(node.get("headline")) or tidy(node.get("name")))
    address = page_key(_address(node, linked))
    same_address = bool(address) and address == about.address
    other_title = _contradicts(title, about.titles)
    same_title = bool(title) and not other_title
    other_address = bool(address and about.address) and not same_address
    if other_title and other_address:
        return -1
    return 2 * same_address + 2 * same_title + (not other_title) + (not other_address)


def _contradicts(title: str, titles: frozenset[str]) -> bool:
    """Tell whether a title differs from all of its page: it contains none and is part of none."""
    key = title_key(title)
    known = [one for one in titles if len(one) > 3]
    return bool(key and known) and not any(len(key) > 3 and (key in one or one in key) for one in known)


def _address(node: Node, linked: Linked) -> str:
    """Return an article's address: its own, that of its page, or its `@id` where that is one."""
    page = node.get("mainEntityOfPage")
    for value in (
        node.get("url"),
        _member(page, "@id"),
        _member(page, "url"),
        linked.page_of(node).get("url"),
    ):
        text = tidy(_member(value, "@id"))
        if WEB_ADDRESS.match(text):
            return text.partition("#")[0]
    return ""


def article_fields(node: Node, linked: Linked) -> dict[str, str]:
    """Return what a node says of its article, by our names; a field is absent where it says nothing of it."""
    page = linked.page_of(node)
    language = linked.follow(node.get("inLanguage") or page.get("inLanguage"))
    found = {
        "title": tidy(node.get("headline")) or tidy(node.get("name")),
        "outlet": _publisher(node, page, linked),
        "published": next(
            (
                day
                for part in (node, page)
                for name in _ISSUED
                if (day := tidy(_member(part.get(name), "@value")))
            ),
            "",
        ),
        "byline": _people(node.get("author"), linked) or _people(node.get("creator"), linked),
        "url": _address(node, linked),
        "language": tidy(_member(language, "alternateName")).split("-")[0].lower(),
    }
    return {field: value for field, value in found.items() if value and fits(field, value)}


def _publisher(node: Node, page: Node, linked: Linked) -> str:
    """Return the name of an article's publisher, of its page's, or of the site that it is part of."""
    for part in (node, page):
        for name in ("publisher", "sourceOrganization", "copyrightHolder", "isPartOf"):
            found = linked.follow(part.get(name))
            if name == "isPartOf" and isinstance(found, Mapping):
                found = linked.follow(found.get("publisher")) if found.get("publisher") else {}
            text = tidy(_member(found, "name"))
            if text and not WEB_ADDRESS.match(text):
                return text
    return ""


def _member(value: object, key: str) -> object:
    """Return the member of an object, the first of a list, or the string itself."""
    if isinstance(value, list):
        return _member(value[0], key) if value and not isinstance(value[0], list) else None
    return value.get(key) if isinstance(value, dict) else value


def _people(value: object, linked: Linked) -> str:
    listed = value if isinstance(value, list) else [value]
    followed = [linked.follow(person) for person in listed[:20] if not isinstance(person, list)]
    names = [tidy(_member(person, "name")) for person in followed]
    return "، ".join(dict.fromkeys(name for name in names if fits("byline", name)))
