"""A page's own address: declared by the page, or written down by the program that saved it.

Browsers and archivers leave a comment («saved from url», SingleFile, HTTrack, monolith); web archives wrap
the address in their own. The canonical address goes before the one of an AMP copy, and a home page is no
article's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import html

from archive.model.identity import unwrapped, web_address

_SAVED = (
    re.compile(r"saved from url=\(\d{4,}\)\s*(\S+)", re.IGNORECASE),
    re.compile(r"Page saved with SingleFileZ?\s+url:\s*(\S+)", re.IGNORECASE),
    re.compile(r"Mirrored from\s+(\S+)\s+by HTTrack", re.IGNORECASE),
    re.compile(r"Saved from\s+(\S+)\s+at\s+\S+\s+using monolith", re.IGNORECASE),
    re.compile(r"Saved URL:\s*(\S+)", re.IGNORECASE),  # UnMHT
    re.compile(r"FILE ARCHIVED ON .{0,80}?(https?://\S+)", re.IGNORECASE | re.DOTALL),
)
_SAVED_AT = re.compile(
    r"saved date:\s{0,20}([^\n]{6,60})|by HTTrack[^,]{0,80},\s{0,20}([^\n]{6,40})"
    r"|\bat\s{1,20}(\S{10,30})\s{1,20}using monolith"
    r"|FILE ARCHIVED ON\s{1,20}([\d: ]{8}\s{0,20}\w{3} \d{1,2}, \d{4})",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
#: archive.today's address of a copy, which tells nothing of the page.
_SHORTENED = re.compile(r"https?://archive\.(?:today|is|ph|li|vn|md|fo)/\w{4,6}$", re.IGNORECASE)
#: Attributes in which programs that save pages write the address (ScrapBook).
_SAVERS = ("data-scrapbook-source", "data-savepage-href")
#: What archivers lay over a page.
_OVERLAYS = (
    "bN015htcoyT__google-cache-hdr",
    "google-cache-hdr",
    "wm-ipp-base",
    "wm-ipp",
    "wm-ipp-print",
    "donato",
    "HEADER-ARCHIVE-TODAY",
)
_AMP = re.compile(
    r"(?:^|//|\.)amp\.|/amp(?:/|$|\?)|[?&](?:amp(?:=|&|$)|outputType=amp)|\.amp(?:\.html)?$", re.IGNORECASE
)
#: A comment of more characters was written by no archiver.
_LONGEST_COMMENT = 1_000


def saved_address(markup: str) -> str | None:
    """Return the address that the program which saved a page wrote into its first comments; else None."""
    for comment in _comments(markup):
        for pattern in _SAVED:
            if found := pattern.search(comment):
                address = found[1].rstrip("->,;)")
                address = address if "://" in address else f"http://{address}"
                return address if _WEB.match(address) else None
    return None


def saved_at(markup: str) -> str | None:
    """Return when a page was saved, as its archiver wrote it: a capture date, no publication date."""
    for comment in _comments(markup):
        if any(pattern.search(comment) for pattern in _SAVED) and (found := _SAVED_AT.search(comment)):
            return " ".join(next(group for group in found.groups() if group).split())
    return None


def _comments(markup: str) -> Iterable[str]:
    """Yield the short comments of a page's beginning and end, where archivers write theirs."""
    for part in (markup[:8_000], markup[max(8_000, len(markup) - 4_000) :]):
        at = part.find("<!--")
        while at >= 0:
            end = part.find("-->", at)
            if end < 0:
                break
            if end - at <= _LONGEST_COMMENT:
                yield part[at + 4 : end]
            at = part.find("<!--", end)


def without_overlays(tree: html.HtmlElement) -> None:
    """Remove from a page's tree what web archives lay over it, in place."""
    for name in _OVERLAYS:
        element = tree.find(f".//*[@id='{name}']")
        if element is not None and element.getparent() is not None:
            element.drop_tree()


def declared_addresses(tree: html.HtmlElement) -> list[str]:
    """Return the addresses that a page's links and forms declare, the surest first."""
    found: list[str] = []
    for link in tree.iter("link"):
        names = (link.get("rel") or "").lower().split()
        href = " ".join((link.get("href") or "").split())
        if ("canonical" in names or "bookmark" in names) and _WEB.match(href):
            found.append(href)
    boxes = [box for box in tree.iter("input") if box.get("name") == "q" and box.get("type") == "text"]
    values = [value for box in boxes if _WEB.match(value := (box.get("value") or "").strip())]
    if any(_SHORTENED.match(one) for one in found):
        found[:0] = values  # archive.today's own search box, and its own short address
    found += values + [value for name in _SAVERS if _WEB.match(value := (tree.get(name) or "").strip())]
    found += [
        one
        for meta in tree.iter("meta")
        if meta.get("name") == "savepage-url" and _WEB.match(one := (meta.get("content") or "").strip())
    ]
    base = tree.find(".//base")
    href = (base.get("href") or "").strip() if base is not None else ""
    if _WEB.match(href) and (unwrapped(href) != href or _is_page(href)):
        found.append(href)
    return found


def _is_page(address: str) -> bool:
    """Tell whether a base address is that of one page, and not of a folder."""
    return not _is_home(address) and not address.endswith("/")


def chosen_address(candidates: Iterable[str | None]) -> str | None:
    """Return the first address of an article, unwrapped; a home page or AMP copy only for want of others."""
    found = list(dict.fromkeys(unwrapped(one) for one in candidates if one and _WEB.match(one)))
    deep = [one for one in found if not _is_home(one)] or found
    plain = [one for one in deep if not _AMP.search(one)] or deep
    return next(iter(plain), None)


def page_key(address: object) -> str:
    """Return a key that is equal for the addresses of a page and of its AMP copy; empty for no address."""
    known = web_address(address) if isinstance(address, str) else None
    return re.sub(r"/amp(?=/|$)|^amp\.", "", known or "")


def _is_home(address: str) -> bool:
    rest = address.partition("://")[2].partition("/")[2]
    return not rest.strip("/") or rest.lower().rstrip("/") in ("ar", "en", "index.html", "index.php", "home")
