"""Metadata of a page: JSON-LD first, then OpenGraph, citation and Dublin Core tags, then HTML.

The values stay strings as the page has them; dates are read by the archive's own grammar later.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import html

from archive.model.identity import web_address
from archive.model.warning import ArticleWarning, WarningCode
from archive.paths import shipped_text
from archive.readers.page.address import chosen_address, declared_addresses, saved_address, saved_at
from archive.readers.page.dates import page_dates, written
from archive.readers.page.json_ld import Linked, Node, read_blocks

_YEAR = re.compile(r"\d{4}|[\u0660-\u0669]{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
#: Letters of a headline; less is a placeholder.
_SHORTEST_TITLE = 4
_ISSUED = ("datePublished", "dateCreated", "uploadDate", "dateIssued")
_UNREAD_BLOCK = ArticleWarning(
    WarningCode.BROKEN_INPUT, "what the page says of its article in JSON-LD cannot be read"
)
#: Web archives, which publish nothing of their own.
_ARCHIVES = re.compile(r"archive\.\w{2,5}|wayback machine|internet archive", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\s)\s+[|–—-]\s+|(?<!\s)\s*[|»]\s*")
#: One value of metadata has at most this many characters; longer is an error of the page.
LONGEST = 1000

Values = dict[str, str]
Names = Mapping[str, list[str]]


@cache
def _names() -> tuple[Names, Names]:
    """Return the meta names of our fields and of further values."""
    data = json.loads(shipped_text("page_tags.json"))
    return data["fields"], data["extra"]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata that a page states about its article."""

    fields: Values
    """By our names; a field is absent where the page does not state it."""
    extra: Values
    date_lines: tuple[str, ...] = ()
    """Lines that may print the article's day, the likeliest first."""
    warnings: tuple[ArticleWarning, ...] = ()


def page_metadata(tree: html.HtmlElement, *, markup: str = "", address: str | None = None) -> PageMetadata:
    """Read our fields and further values from a page's metadata.

    `markup` is the page's text, in which archivers leave their comments; `address` is the one by which the
    page was fetched, which counts last.
    """
    names, more = _names()
    metas = _metas(tree)
    stated = _from_metas(metas, names)
    in_html = _from_html(tree)
    titles = [title for title in (stated.get("title"), *_headings(tree)) if title]
    declared = [saved_address(markup), *declared_addresses(tree), stated.get("url")]
    linked = read_blocks(_blocks(tree))
    about = _About(frozenset(map(_key, titles)), _same_page(chosen_address(declared)))
    article = _chosen(linked, about)
    described = _article_fields(article, linked) if article is not None else {}
    if len(_key(described.get("title", ""))) < _SHORTEST_TITLE:
        described.pop("title", None)
    fields = {**in_html, **stated, **described}
    if url := chosen_address([*declared, fields.get("url"), address]):
        fields["url"] = url
    if "title" not in fields and (title := _document_title(tree, fields.get("outlet"))):
        fields["title"] = title
    dates = page_dates(tree, fields.get("title"))
    fields.setdefault("published", next(iter(dates.values), ""))
    if fields["published"].isdecimal():  # seconds of a clock
        fields["published"] = written(fields["published"])
    extra = _from_metas(metas, more) | _captured(markup)
    modified = _tidy((article or {}).get("dateModified")) or extra.get("modified", "")
    return PageMetadata(
        {name: value for name, value in fields.items() if value},
        extra | ({"modified": modified} if _DIGIT.search(modified) else {}),
        dates.lines,
        (_UNREAD_BLOCK,) if linked.unread else (),
    )


def _captured(markup: str) -> Values:
    moment = saved_at(markup)
    return {"captured": moment} if moment else {}


def _key(text: str) -> str:
    """Return a title's letters and digits, equal for its spellings within one page."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _same_page(url: object) -> str:
    """Return a key that is equal for the addresses of a page and of its AMP copy."""
    address = web_address(url) if isinstance(url, str) else None
    return re.sub(r"/amp(?=/|$)|^amp\.", "", address or "")


def _headings(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the texts of main headings, and the document's title, whole and in parts."""
    yield from (_tidy(heading.text_content()) for heading in tree.iter("h1"))
    title = _tidy(next((element.text_content() for element in tree.iter("title")), ""))
    yield title
    yield from _BETWEEN.split(title)


def _tidy(value: object) -> str:
    """Return a string or number as one line of text; empty for other values and for overlong ones."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = " ".join(entities.unescape(str(value)).split())
    return text if len(text) <= LONGEST else ""


def _fits(field: str, value: str) -> bool:
    """Tell whether a value may belong to its field: a date has digits, a name is no address."""
    if field == "published":
        return bool(_DIGIT.search(value))
    if field == "url":
        return bool(_WEB.match(value))
    if field == "outlet" and _ARCHIVES.fullmatch(value):
        return False
    return bool(value) and not (
        field in ("byline", "outlet") and (_WEB.match(value) or value.startswith("@"))
    )


# --- meta elements ------------------------------------------------------------------------------------


def _metas(tree: html.HtmlElement) -> dict[str, list[str]]:
    """Return the contents of all meta elements by lower-case name, in the page's order."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = _tidy(meta.get("content"))
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := meta.get(key)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _from_metas(metas: Mapping[str, list[str]], wanted: Names) -> Values:
    fields: Values = {}
    for field, names in wanted.items():
        for name in names:
            fit = [value for value in metas.get(name, ()) if _fits(field, value)]
            if fit:
                several = field == "byline" or name == "article:tag"
                fields[field] = "، ".join(dict.fromkeys(fit)) if several else fit[0]
                break
    if "language" in fields:
        fields["language"] = fields["language"].replace("_", "-").split("-")[0].lower()
    return fields


# --- JSON-LD ------------------------------------------------------------------------------------------


def _blocks(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the JSON-LD blocks of a page."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text_content()


@dataclass(frozen=True, slots=True)
class _About:
    """The titles and address that tell which article a page is about."""

    titles: frozenset[str]
    address: str


def _chosen(linked: Linked, about: _About) -> Node | None:
    """Return the article node that agrees best with the page's title and address; None if all contradict it.

    A page that describes only articles of other titles and addresses describes what is related to it.
    """
    articles = linked.articles()
    rated = [(_likeness(node, linked, about), node) for node in articles]
    likely = [pair for pair in rated if pair[0] >= 0]
    best = max((rating for rating, _ in likely), default=0)
    return next((node for rating, node in likely if rating == best), None)


def _likeness(node: Node, linked: Linked, about: _About) -> int:
    """Score a node by how well title and address agree with the page's; negative if both contradict it."""
    title = _key(_tidy(node.get("headline")) or _tidy(node.get("name")))
    address = _same_page(_address(node, linked))
    same_address = bool(address) and address == about.address
    other_title = _contradicts(title, about.titles)
    same_title = bool(title) and not other_title
    other_address = bool(address and about.address) and not same_address
    if other_title and other_address:
        return -1
    return 2 * same_address + 2 * same_title + (not other_title) + (not other_address)


def _contradicts(title: str, titles: frozenset[str]) -> bool:
    """Tell whether a title differs from all of its page: it contains none and is part of none."""
    key = _key(title)
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
        text = _tidy(_member(value, "@id"))
        if _WEB.match(text):
            return text.partition("#")[0]
    return ""


def _article_fields(node: Node, linked: Linked) -> Values:
    page = linked.page_of(node)
    language = linked.follow(node.get("inLanguage") or page.get("inLanguage"))
    found = {
        "title": _tidy(node.get("headline")) or _tidy(node.get("name")),
        "outlet": _publisher(node, page, linked),
        "published": next(
            (
                day
                for part in (node, page)
                for name in _ISSUED
                if (day := _tidy(_member(part.get(name), "@value")))
            ),
            "",
        ),
        "byline": _people(node.get("author"), linked) or _people(node.get("creator"), linked),
        "url": _address(node, linked),
        "language": _tidy(_member(language, "alternateName")).split("-")[0].lower(),
    }
    return {field: value for field, value in found.items() if value and _fits(field, value)}


def _publisher(node: Node, page: Node, linked: Linked) -> str:
    """Return the name of an article's publisher, of its page's, or of the site that it is part of."""
    for part in (node, page):
        for name in ("publisher", "sourceOrganization", "copyrightHolder", "isPartOf"):
            found = linked.follow(part.get(name))
            if name == "isPartOf" and isinstance(found, Mapping):
                found = linked.follow(found.get("publisher")) if found.get("publisher") else {}
            text = _tidy(_member(found, "name"))
            if text and not _WEB.match(text):
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
    names = [_tidy(_member(person, "name")) for person in followed]
    return "، ".join(dict.fromkeys(name for name in names if _fits("byline", name)))


# --- HTML itself --------------------------------------------------------------------------------------


def _from_html(tree: html.HtmlElement) -> Values:
    found: Values = {}
    for element in tree.iter("time", "span", "div", "p", "abbr", "b", "li", "td", "a"):
        named = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        if "datepublished" in named or (element.tag == "time" and element.get("pubdate") is not None):
            attributes = (element.get(name) for name in ("datetime", "content", "title"))
            values = [*(_tidy(value) for value in attributes if value), _tidy(element.text_content())]
            value = next((written(value) for value in values if _YEAR.search(value)), "")
            if value:
                found.setdefault("published", value)
    for publisher in tree.iterfind(".//*[@itemprop='publisher']"):
        name = _named(publisher)
        if name and _fits("outlet", name):
            found.setdefault("outlet", name)
    authors = [_named(author) for author in tree.iterfind(".//*[@itemprop='author']")]
    byline = "، ".join(dict.fromkeys(name for name in authors[:20] if name and _fits("byline", name)))
    if byline:
        found.setdefault("byline", byline)
    language = _tidy(tree.get("lang") or "")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)?", language):
        found["language"] = re.split("[-_]", language)[0].lower()
    return found


def _named(element: html.HtmlElement) -> str:
    """Return the name that a microdata item gives; empty if it gives none."""
    within = next(element.iterfind(".//*[@itemprop='name']"), None)
    return "" if within is None else _tidy(within.get("content") or within.text_content())


def _document_title(tree: html.HtmlElement, outlet: str | None) -> str:
    """Return the one main heading, else the document's title without the outlet's name at its end."""
    headings = [_tidy(heading.text_content()) for heading in tree.iter("h1")]
    named = [heading for heading in headings if heading and heading != outlet]
    title = _tidy(next((element.text_content() for element in tree.iter("title")), ""))
    if len(named) == 1:
        return named[0]
    parts = [part for part in _BETWEEN.split(title) if part]
    shorn = len(parts) > 1 and outlet and outlet in (parts[0], parts[-1])
    if shorn:
        return max(parts, key=len)
    return title
