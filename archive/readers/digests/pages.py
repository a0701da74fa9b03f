"""Digests in HTML: Factiva's, Europresse's and Nexis's exports, and press reviews saved as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.digests import cut, drafts_of_parts, warned
from archive.readers.digests.blocks import Block, Part, text_of
from archive.readers.digests.signs import apparent_count, is_date_line
from archive.readers.fields import sound_text
from archive.readers.html import declared_encoding, draft_of_page, parse, too_large, visible_text
from archive.text.encodings import decode

_MOST_BYTES = 100_000_000
_FACTIVA = re.compile(rb"class=[\"']?article [a-z]{2}Article\b")
_EUROPRESSE = re.compile(rb"class=[\"']?(?:DocPublicationName|titreArticleVisu)\b", re.IGNORECASE)
_NEXIS = re.compile(
    rb">\s*\d[\d,]* (?:of|de|von|sur) \d[\d,]* (?:DOCUMENTS?|DOKUMENTEN?)\s*<|LXNComment|End of Document",
    re.IGNORECASE,
)
#: The database's own name at the page's head, for its styles and scripts may fill the rest.
_NAMED = re.compile(
    rb"<title>\s*(?:Dow Jones\s+)?Factiva\b|eureka\.cc|europresse\.com/|ProQuest document ID", re.IGNORECASE
)
#: What pages of the web have, and documents that people saved as a page have not.
_WEB = re.compile(
    rb"<nav[\s>]|og:|rel=[\"']?canonical|<script[^>]{0,200}src=|application/ld\+json",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    rb"urn:schemas-microsoft-com|name=[\"']?generator[\"']?[^>]{0,60}(?:libreoffice|openoffice|word)|mso-",
    re.IGNORECASE,
)
_HEADING = re.compile(rb"<h([1-6])[\s>]", re.IGNORECASE)


class DigestPageReader:
    """Reads the articles of a digest in HTML; a page that is none goes to the reader of pages."""

    name = "digest"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the marks of databases, or headings in a saved document."""
        if not head[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
            return 0.0
        if any(pattern.search(head) for pattern in (_FACTIVA, _EUROPRESSE, _NEXIS, _NAMED)):
            return 0.96
        several = len(_HEADING.findall(head)) >= 2 or head.lower().count(b"<hr") >= 1
        several = several and head.lower().count(b"<article") != 1
        is_document = _OFFICE.search(head) or (several and not _WEB.search(head))
        return 0.955 if is_document and b"<html" in head[:2000].lower() else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each article, or one for the page."""
        size = path.stat().st_size
        if size > _MOST_BYTES:
            yield too_large(source, size, _MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            found = decode(data, given=options.encoding, declared=declared_encoding(data))
            tree = parse(sound_text(found.text))
        except Undecodable as error:
            yield Rejected(source, "undecodable", error.what, error.remedy, data)
            return
        blocks = [] if tree is None else list(_blocks(tree))
        parts = [] if tree is None else _marked(tree) or cut(blocks)
        if parts:
            whole = Draft(source, text_of(blocks), data, origin="metadata", media_type="text/html")
            yield from drafts_of_parts(parts, whole)
        elif size > options.limits.record_bytes:
            yield too_large(source, size, options.limits.record_bytes)
        else:
            page = draft_of_page(data, source, options)
            yield warned(page, apparent_count(blocks)) if isinstance(page, Draft) else page


def _marked(tree: Any) -> list[Part]:
    """Return the articles of Factiva's and Europresse's pages, which stand in elements of their own."""
    factiva = [
        div for div in tree.iter("div") if re.match(r"article [a-z]{2}Article", div.get("class") or "")
    ]
    if factiva:
        return [_factiva(div) for div in factiva]
    europresse = [part for part in tree.iter("article") if _named(part, "titrearticlevisu") is not None]
    if not europresse:
        europresse = [part for part in tree.iter("td") if _named(part, "titrearticlevisu") is not None]
        europresse = [
            part for part in europresse if not any(inner in europresse for inner in part.iterdescendants())
        ]
    return [_europresse(part) for part in europresse]


def _factiva(article: Any) -> Part:
    """Read an article from Factiva's coded table, or from the lines below its headline."""
    rows = {}
    for row in article.iter("tr"):
        cells = list(row.iterchildren("td"))
        if len(cells) == 2 and re.fullmatch(r"[A-Z]{2,3}", code := cells[0].text_content().strip()):
            rows[code] = cells[1]
    accession = _accession(article)
    paragraphs = [p for p in article.iter("p") if "rticleParagraph" in (p.get("class") or "")]
    body = "\n".join(text for p in paragraphs if (text := _line(p)))
    if rows:
        named = {"title": "HD", "byline": "BY", "published": "PD", "outlet": "SN"}
        fields = {name: _line(rows[code]) for name, code in named.items() if code in rows}
        body = body or "\n".join(visible_text(rows[code]) for code in ("LP", "TD") if code in rows)
    else:
        fields = _factiva_head(article, paragraphs)
    return Part(body, _source(article), {**fields, **({"id": accession} if accession else {})})


def _factiva_head(article: Any, paragraphs: list[Any]) -> dict[str, str]:
    """Read the title from the headline, and outlet and day from the lines between it and the text."""
    headline = next(
        (part for part in article.iter("span", "b", "div") if "eadline" in (part.get("class") or "")), None
    )
    if headline is None:
        headline = next((part for part in article.iterdescendants() if part.get("id") == "hd"), None)
    fields = {"title": _line(headline)} if headline is not None else {}
    inside = {part for paragraph in paragraphs for part in paragraph.iter()}
    lines = [
        line
        for part in article.iter("div")
        if part is not article
        and part not in inside
        and not len(part.findall("div"))
        and (line := _line(part))
    ]
    lines = [line for line in lines if line != fields.get("title")]
    at = next((at for at, line in enumerate(lines) if is_date_line(line)), None)
    if at is not None:
        fields["published"] = lines[at]
        above = [line for line in reversed(lines[:at]) if _may_be_outlet(line)]
        below = [line for line in lines[at + 1 : at + 4] if _may_be_outlet(line)]
        # A count of words stands above the day, and the outlet then below it.
        counted = any(_COUNT.search(line) for line in lines[:at])
        if named := (below or above if counted else above or below):
            fields["outlet"] = named[0]
    author = next((part for part in article.iter("div", "span") if _class(part) == "author"), None)
    return fields | ({"byline": _line(author)} if author is not None else {})


_COUNT = re.compile(r"\d (?:words|mots|palabras|Wörter|كلمة|كلمات)\b", re.IGNORECASE)


def _may_be_outlet(line: str) -> bool:
    """Tell whether a line may name a newspaper: no time, word count, code, language or rights."""
    return (
        not re.search(
            r"^\d|\d (?:words|mots|كلمة|كلمات)|^[A-Z0-9]{3,8}$|copyright|©|\(c\)|^by ", line, re.IGNORECASE
        )
        and len(line) < 80
    )


def _accession(article: Any) -> str:
    for part in article.iter("p", "td", "div"):
        if (found := re.search(r"Document ([A-Z][A-Za-z0-9]{10,40})\s*$", _line(part)[-80:])) and len(
            _line(part)
        ) < 80:
            return found[1]
    return ""


def _europresse(article: Any) -> Part:
    """Read outlet, day, title and text by their classes."""
    wanted = {"outlet": "docpublicationname", "published": "docheader", "title": "titrearticlevisu"}
    found = {field: named for field, name in wanted.items() if (named := _named(article, name)) is not None}
    fields = {field: _line(part) for field, part in found.items() if field != "published"}
    heads = [_line(part) for part in article.iterdescendants() if _class(part) == "docheader"]
    fields["published"] = " ".join(heads)
    body = next((part for part in article.iterdescendants() if _class(part).startswith("doctext")), None)
    text = visible_text(body) if body is not None else _after_title(article, found.get("title"))
    return Part(text, _source(article), {field: value for field, value in fields.items() if value})


def _after_title(article: Any, title: Any) -> str:
    """Return the lines below the title, up to the certificate."""
    lines = visible_text(article).split("\n")
    start = next((at for at, line in enumerate(lines) if title is not None and line == _line(title)), -1)
    kept = []
    for line in lines[start + 1 :]:
        if re.match(r"(?:©|Numéro de document|Document number|Ce certificat|This certificate)", line):
            break
        kept.append(line)
    return "\n".join(kept)


def _named(tree: Any, name: str) -> Any:
    return next((part for part in tree.iterdescendants() if _class(part) == name), None)


def _class(part: Any) -> str:
    return (part.get("class") or "").strip().lower() if isinstance(part.tag, str) else ""


def _line(part: Any) -> str:
    return " ".join(part.text_content().split()) if part is not None else ""


def _source(part: Any) -> str:
    from lxml import html

    return str(html.tostring(part, encoding="unicode", with_tail=False))


def _blocks(tree: Any) -> Iterator[Block]:
    """Yield the lines of a page as blocks, with the levels of headings, and rules as ruled lines."""
    heads = {_line(part): int(part.tag[1]) for part in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")}
    for rule in list(tree.iter("hr")):
        rule.tag = "p"
        rule.text = "=" * 5
    for line in visible_text(tree).split("\n"):
        yield Block(line, heads.get(" ".join(line.split()), 0))
