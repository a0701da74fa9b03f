"""Metadata of a page: JSON-LD first, then OpenGraph, citation and Dublin Core tags, then HTML.

The values stay strings as the page has them; dates are read by the archive's own grammar later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import html

from archive.model.warning import ArticleWarning, WarningCode
from archive.paths import shipped_text
from archive.readers.page.address import chosen_address, declared_addresses, page_key, saved_address, saved_at
from archive.readers.page.dates import page_dates
from archive.readers.page.json_ld import read_blocks
from archive.readers.page.schema_org import About, article_fields, choose_article
from archive.readers.page.script_dates import written
from archive.readers.page.values import fits, tidy, title_key

_YEAR = re.compile(r"\d{4}|[\u0660-\u0669]{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
#: Letters of a headline; less is a placeholder.
_SHORTEST_TITLE = 4
_UNREAD_BLOCK = ArticleWarning(
    WarningCode.BROKEN_INPUT, "what the page says of its article in JSON-LD cannot be read"
)
_BETWEEN = re.compile(r"(?<!\s)\s+[|–—-]\s+|(?<!\s)\s*[|»]\s*")

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
    about = About(frozenset(map(title_key, titles)), page_key(chosen_address(declared)))
    article = choose_article(linked, about)
    described = article_fields(article, linked) if article is not None else {}
    if len(title_key(described.get("title", ""))) < _SHORTEST_TITLE:
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
    modified = tidy((article or {}).get("dateModified")) or extra.get("modified", "")
    return PageMetadata(
        {name: value for name, value in fields.items() if value},
        extra | ({"modified": modified} if fits("published", modified) else {}),
        dates.lines,
        (_UNREAD_BLOCK,) if linked.unread else (),
    )


def _captured(markup: str) -> Values:
    moment = saved_at(markup)
    return {"captured": moment} if moment else {}


def _headings(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the texts of main headings, and the document's title, whole and in parts."""
    yield from (tidy(heading.text_content()) for heading in tree.iter("h1"))
    title = tidy(next((element.text_content() for element in tree.iter("title")), ""))
    yield title
    yield from _BETWEEN.split(title)


def _blocks(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the JSON-LD blocks of a page."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text_content()


# --- meta elements ------------------------------------------------------------------------------------


def _metas(tree: html.HtmlElement) -> dict[str, list[str]]:
    """Return the contents of all meta elements by lower-case name, in the page's order."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = tidy(meta.get("content"))
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := meta.get(key)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _from_metas(metas: Mapping[str, list[str]], wanted: Names) -> Values:
    fields: Values = {}
    for field, names in wanted.items():
        for name in names:
            fit = [value for value in metas.get(name, ()) if fits(field, value)]
            if fit:
                several = field == "byline" or name == "article:tag"
                fields[field] = "، ".join(dict.fromkeys(fit)) if several else fit[0]
                break
    if "language" in fields:
        fields["language"] = fields["language"].replace("_", "-").split("-")[0].lower()
    return fields


# --- HTML itself --------------------------------------------------------------------------------------


def _from_html(tree: html.HtmlElement) -> Values:
    found: Values = {}
    for element in tree.iter("time", "span", "div", "p", "abbr", "b", "li", "td", "a"):
        named = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        if "datepublished" in named or (element.tag == "time" and element.get("pubdate") is not None):
            attributes = (element.get(name) for name in ("datetime", "content", "title"))
            values = [*(tidy(value) for value in attributes if value), tidy(element.text_content())]
            value = next((written(value) for value in values if _YEAR.search(value)), "")
            if value:
                found.setdefault("published", value)
    for publisher in tree.iterfind(".//*[@itemprop='publisher']"):
        name = _named(publisher)
        if name and fits("outlet", name):
            found.setdefault("outlet", name)
    authors = [_named(author) for author in tree.iterfind(".//*[@itemprop='author']")]
    byline = "، ".join(dict.fromkeys(name for name in authors[:20] if name and fits("byline", name)))
    if byline:
        found.setdefault("byline", byline)
    language = tidy(tree.get("lang") or "")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)?", language):
        found["language"] = re.split("[-_]", language)[0].lower()
    return found


def _named(element: html.HtmlElement) -> str:
    """Return the name that a microdata item gives; empty if it gives none."""
    within = next(element.iterfind(".//*[@itemprop='name']"), None)
    return "" if within is None else tidy(within.get("content") or within.text_content())


def _document_title(tree: html.HtmlElement, outlet: str | None) -> str:
    """Return the one main heading, else the document's title without the outlet's name at its end."""
    headings = [tidy(heading.text_content()) for heading in tree.iter("h1")]
    named = [heading for heading in headings if heading and heading != outlet]
    title = tidy(next((element.text_content() for element in tree.iter("title")), ""))
    if len(named) == 1:
        return named[0]
    parts = [part for part in _BETWEEN.split(title) if part]
    shorn = len(parts) > 1 and outlet and outlet in (parts[0], parts[-1])
    if shorn:
        return max(parts, key=len)
    return title
