"""What a page states about itself: JSON-LD first, then OpenGraph, citation and Dublin Core tags, then HTML.

The values stay strings as the page has them; dates are read by the archive's own grammar later.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lxml import html

from archive.lexicon.loader import shipped_text

_ARTICLES = re.compile(r"(?:^|/)(?:\w*Article|Report|BlogPosting|LiveBlogPosting|CreativeWork)$")
_DIGIT = re.compile(r"\d")
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[|–—-]\s+|\s*[|»]\s*")
#: One value of metadata has at most this many characters; longer is an error of the page.
LONGEST = 1000

Values = dict[str, str]
Names = Mapping[str, list[str]]


@cache
def _names() -> tuple[Names, Names]:
    """The meta names of our fields and of further values."""
    data = json.loads(shipped_text("page_tags.json"))
    return data["fields"], data["extra"]


def page_metadata(tree: html.HtmlElement) -> tuple[Values, Values]:
    """Our fields and further values of a page; a field is absent where the page does not state it."""
    names, more = _names()
    metas = _metas(tree)
    linked = _from_json_ld(tree)
    fields = {**_from_metas(metas, names), **linked}
    for name, value in _from_html(tree).items():
        fields.setdefault(name, value)
    if "title" not in fields and (title := _document_title(tree, fields.get("outlet"))):
        fields["title"] = title
    return fields, _from_metas(metas, more)


def _tidy(value: object) -> str:
    """A value as one line of text; empty for what is none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = " ".join(entities.unescape(str(value)).split())
    return text if len(text) <= LONGEST else ""


def _fits(field: str, value: str) -> bool:
    """Whether a value can be what its field says: a date has digits, a name is no address."""
    if field == "published":
        return bool(_DIGIT.search(value))
    if field == "url":
        return bool(_WEB.match(value))
    return bool(value) and not (
        field in ("byline", "outlet") and (_WEB.match(value) or value.startswith("@"))
    )


# --- meta elements ------------------------------------------------------------------------------------


def _metas(tree: html.HtmlElement) -> dict[str, list[str]]:
    """The contents of all meta elements by lower-case name, in the page's order."""
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


def _from_json_ld(tree: html.HtmlElement) -> Values:
    """The fields of the first article that a page's JSON-LD describes."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if _is_article(node):
                return _article_fields(node)
    return {}


def _nodes(data: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document, through lists and graphs, not into properties."""
    queue: list[object] = [data]
    for item in queue:
        if isinstance(item, list):
            queue += item[:200]
        elif isinstance(item, dict):
            yield item
            queue += [item[key] for key in ("@graph", "mainEntity") if key in item]
        if len(queue) > 2000:
            return


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLES.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _article_fields(node: Mapping[str, Any]) -> Values:
    address = node.get("url") or _member(node.get("mainEntityOfPage"), "@id")
    found = {
        "title": _tidy(node.get("headline")) or _tidy(node.get("name")),
        "outlet": _tidy(_member(node.get("publisher"), "name")),
        "published": _tidy(node.get("datePublished")) or _tidy(node.get("dateCreated")),
        "byline": _people(node.get("author")) or _people(node.get("creator")),
        "url": _tidy(address),
        "language": _tidy(_member(node.get("inLanguage"), "alternateName")).split("-")[0].lower(),
    }
    return {field: value for field, value in found.items() if value and _fits(field, value)}


def _member(value: object, key: str) -> object:
    """The member of an object, the first of a list, or the string itself."""
    if isinstance(value, list):
        return _member(value[0], key) if value and not isinstance(value[0], list) else None
    return value.get(key) if isinstance(value, dict) else value


def _people(value: object) -> str:
    listed = value if isinstance(value, list) else [value]
    names = [_tidy(_member(person, "name")) for person in listed[:20] if not isinstance(person, list)]
    return "، ".join(dict.fromkeys(name for name in names if _fits("byline", name)))


# --- HTML itself --------------------------------------------------------------------------------------


def _from_html(tree: html.HtmlElement) -> Values:
    found: Values = {}
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and _WEB.match(href := _tidy(link.get("href"))):
            found.setdefault("url", href)
    for element in tree.iter("time", "span", "div", "p"):
        if "datepublished" in (element.get("itemprop") or "").lower() or (
            element.tag == "time" and element.get("pubdate") is not None
        ):
            value = _tidy(element.get("datetime") or element.get("content")) or _tidy(element.text_content())
            if _fits("published", value):
                found.setdefault("published", value)
    language = _tidy(tree.get("lang") or "")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)?", language):
        found["language"] = re.split("[-_]", language)[0].lower()
    return found


def _document_title(tree: html.HtmlElement, outlet: str | None) -> str:
    """The one main heading, else the document's title without the outlet's name at its end."""
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
