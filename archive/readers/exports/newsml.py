"""News agencies' XML: NITF, NewsML 1 and NewsML-G2, and Factiva's; an item an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import WITHDRAWN, sound_text
from archive.readers.html import text_of_fragment, too_large
from archive.readers.safety import told
from archive.readers.xml import EntitiesDefined, find, find_all, local, parse_xml, root_name, text_in
from archive.text.encodings import decode

MOST_BYTES = 50_000_000
_DECLARED = re.compile(rb"""encoding=["']([\w-]{2,40})""")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_MARKUP = re.compile(r"</?(?:p|br|div|span|b|i|strong|em|a|li|ul)\b[^<>]{0,300}>", re.IGNORECASE)
_MEND = "Fetch the file again and save it as it comes"
_ROOTS = frozenset(
    {"nitf", "newsml", "newsitem", "newsmessage", "packageitem", "knowledgeitem", "ppsresponse"}
)
#: Elements that hold one item, in the order they are looked for.
_ITEMS = ("newsItem", "NewsItem", "ppsarticle", "nitf", "newsitem")
_LINES = frozenset(["p", "hl1", "hl2", "li", "td", "br", "h1", "h2", "h3", "h4", "paragraph"])


class NewsmlReader:
    """Reads the items of an agency's XML."""

    name = "newsml"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the root element."""
        return 0.97 if root_name(head).lower() in _ROOTS else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each item with text."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield too_large(source, size, MOST_BYTES)
            return
        data = path.read_bytes()
        try:
            tree = parse_xml(_decoded(data, options))
            items = _items(tree)
        except EntitiesDefined as error:
            remedy = "Take the <!ENTITY …> definitions out"
            yield Rejected(source, "bomb", str(error), remedy, data)
            return
        except Exception as error:  # lxml's own, and ValueError where nothing is left
            yield Rejected(source, "broken_xml", f"the file cannot be parsed: {told(error)}", _MEND, data)
            return
        for number, item in enumerate(items, start=1):
            here = replace(source, record=number) if len(items) > 1 else source
            original = etree.tostring(item, encoding="utf-8", with_tail=False) if len(items) > 1 else data
            yield _draft(item, here, original, options)


def _decoded(data: bytes, options: Options) -> bytes:
    """Return the document in UTF-8, without its encoding declaration, which is often wrong."""
    declared = _DECLARED.search(data[:200])
    found = decode(data, given=options.encoding, declared=declared[1].decode("ascii") if declared else None)
    return _PROLOGUE.sub("", found.text, count=1).encode("utf-8", "surrogatepass")


def _items(tree: Any) -> list[Any]:
    for name in _ITEMS:
        items = [tree] if local(tree) == name else list(find_all(tree, name))
        if items:
            return [item for item in items if not any(inner is not item for inner in find_all(item, name))]
    return [tree]


def _draft(item: Any, source: Source, original: bytes, options: Options) -> Draft | Rejected:
    text = sound_text(
        "\n".join(text_of_fragment(line) if _MARKUP.search(line) else line for line in _body(item))
    )
    fields = {name: sound_text(value) for name, value in _fields(item).items() if value}
    if state := _withdrawn(item):
        reason = f"passed over: 1 with the status {state}"
        remedy = "Nothing needs mending: the agency took it back or keeps it back"
        return Rejected(source, "skipped", reason, remedy, original, fields.get("id", ""))
    if not text.strip():
        kind = _attribute(find(item, "itemClass"), "qcode") or "an item"
        reason = f"the item ({kind}) holds no text"
        return Rejected(
            source, "no_body", reason, "Add the item that holds the article", original, fields.get("id", "")
        )
    return Draft(
        source=source,
        text=text,
        original=original,
        fields={name: value for name, value in fields.items() if options.mapping.get(name) != ""},
        origin="metadata",
        media_type="application/xml",
        has_furniture=False,
    )


def _withdrawn(item: Any) -> str:
    """Return the status of an item that its agency took back or keeps back; else empty."""
    stated = (
        _attribute(find(item, "docdata"), "management-status"),
        _attribute(find(item, "pubStatus"), "qcode").removeprefix("stat:"),
        _attribute(find(item, "NewsManagement", "Status"), "FormalName"),
    )
    return next((state for state in stated if state.lower() in WITHDRAWN), "")


def _fields(item: Any) -> dict[str, str]:
    published = _attribute(find(item, "date.issue"), "norm") or _attribute(
        find(item, "pubdata"), "date.publication"
    )
    published = published or text_in(find(item, "contentCreated")) or text_in(find(item, "versionCreated"))
    published = (
        published or text_in(find(item, "FirstCreated")) or text_in(find(item, "publicationDate", "dateTime"))
    )
    provider = find(item, "infoSource") if find(item, "infoSource") is not None else find(item, "provider")
    outlet = _attribute(find(item, "pubdata"), "name") or text_in(find(item, "sourceName"))
    outlet = outlet or text_in(find(provider, "name") if provider is not None else None)
    outlet = (
        outlet or _attribute(provider, "literal") or _attribute(find(item, "Provider", "Party"), "FormalName")
    )
    outlet = outlet or text_in(find(item, "distributor"))
    language = _attribute(find(item, "language"), "tag") or text_in(find(item, "baseLanguage"))
    return {
        "id": item.get("guid")
        or text_in(find(item, "PublicIdentifier"))
        or _attribute(find(item, "doc-id"), "id-string")
        or text_in(find(item, "accessionNo")),
        "title": _first(item, "hl1", "headline", "HeadLine", "title"),
        "byline": _spaced(item, "byline", "by", "ByLine"),
        "published": _day(published),
        "outlet": outlet,
        "language": language.partition("-")[0].lower(),
        "licence": "",
    }


def _day(value: str) -> str:
    """Return `20160207T100000+0300` in ISO form; other forms as they are."""
    digits = value.partition("T")[0]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdecimal() else value


def _first(item: Any, *names: str) -> str:
    return next((text for name in names if (text := text_in(find(item, name)))), "")


def _spaced(item: Any, *names: str) -> str:
    """Return the text as `_first` does, with spaces between parts that are words of their own."""
    for name in names:
        element = find(item, name)
        if element is not None and (text := " ".join(" ".join(element.itertext()).split())):
            return text
    return ""


def _body(item: Any) -> Iterator[str]:
    """Yield the paragraphs of an item's text: NITF's and XHTML's, plain data, Factiva's paragraphs."""
    for name in ("body.content", "inlineXML", "DataContent"):
        for part in find_all(item, name):
            body = find(part, "body.content") if local(part) != "body.content" else part
            body = (
                body if body is not None else find(part, "body") if find(part, "body") is not None else part
            )
            lines = list(_paragraphs(_without_frame(body)))
            if lines:
                yield from lines
                return
    plain = [text for part in find_all(item, "inlineData") if (text := "".join(part.itertext()).strip())]
    yield from plain
    for name in ("leadParagraph", "tailParagraphs"):
        for part in find_all(item, name):
            yield from _paragraphs(part)


def _without_frame(body: Any) -> Any:
    """Return a body without header and footer, where headline and keywords stand, if text is left."""
    bare = deepcopy(body)
    etree.strip_elements(bare, "{*}header", "{*}footer", with_tail=False)
    return bare if text_in(bare) else body


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the lines of a body's paragraphs, or all its text if it has none."""
    lines = [
        text_in(part) for part in body.iter() if local(part).lower() in _LINES and not _holds_lines(part)
    ]
    kept = [line for line in lines if line]
    if kept:
        yield from kept
    elif text := text_in(body):
        yield text


def _holds_lines(element: Any) -> bool:
    return any(part is not element and local(part).lower() in _LINES for part in element.iter())


def _attribute(element: Any, name: str) -> str:
    return (element.get(name) or "").strip() if element is not None else ""
