"""Books and issues (EPUB): each document by the reader of pages, covers and lists of them left out."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.members import passed_over
from archive.readers.html import draft_of_page, parse, too_large, visible_text
from archive.readers.safety import problem_of_zip, told
from archive.readers.xml import find, find_all, local, parse_xml, text_in

_RESAVE = "Open it in a program for books (Calibre) and convert it to EPUB again"
_PAGES = ("application/xhtml+xml", "text/html")
_ENDINGS = (".xhtml", ".html", ".htm")
_MOST_BYTES = 10_000_000
#: Names of documents that are none of an issue's articles, and what stands above a list of them.
_APART = frozenset({"nav", "toc", "cover", "titlepage", "title-page", "title_page", "copyright", "contents"})
_CONTENTS = frozenset(
    {"المحتويات", "الفهرس", "فهرس المحتويات", "في هذا العدد", "contents", "table of contents"}
)
#: A line of a list of contents has fewer characters.
_LONGEST_ENTRY = 200
#: A document whose text is links to so large a share is a list of the others.
_LINKED = 0.6


class EpubReader:
    """Reads the documents of an EPUB; a source's name says which: `issue.epub!text/a.xhtml`."""

    name = "epub"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, that it is a ZIP that begins with EPUB's media type."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        return 0.97 if b"application/epub+zip" in head[:200] or name.lower().endswith(".epub") else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each document with text; covers and contents are counted in one reject."""
        if refused := problem_of_zip(path, source, options.limits):
            yield refused
            return
        passed: Counter[str] = Counter()
        try:
            with zipfile.ZipFile(path) as packed:
                yield from _documents(packed, source, options, passed)
        except Exception as error:  # a broken part anywhere in the package
            yield Rejected(source, "broken_epub", f"the book cannot be read: {told(error)}", _RESAVE)
        yield from passed_over(source, passed)


@dataclass(frozen=True, slots=True)
class _Issue:
    """The metadata that the package states for the whole book or issue."""

    documents: tuple[str, ...]
    fields: Mapping[str, str]
    title: str


def _documents(
    packed: zipfile.ZipFile, source: Source, options: Options, passed: Counter[str]
) -> Iterator[Draft | Rejected]:
    issue = _issue(packed)
    names = set(packed.namelist())
    # What stands outside the reading order is no less an article; lists of contents are known by their links.
    others = [name for name in packed.namelist() if name.lower().endswith(_ENDINGS)]
    for name in dict.fromkeys((*issue.documents, *others)):
        here = replace(source, name=f"{source.name}!{name}")
        if name not in names:
            yield Rejected(here, "broken_epub", "the book names a document that it does not hold", _RESAVE)
            continue
        size = packed.getinfo(name).file_size
        if size > _MOST_BYTES:
            yield too_large(here, size, _MOST_BYTES)
            continue
        try:
            data = packed.read(name)
        except Exception as error:  # a broken entry ends itself and not the book
            yield Rejected(here, "broken_epub", f"the document cannot be unpacked: {told(error)}", _RESAVE)
            continue
        found = None if _is_list(data, name) else draft_of_page(data, here, options)
        if isinstance(found, Draft):
            extra = {**found.extra, **({"issue": issue.title} if issue.title else {})}
            yield replace(found, fields={**issue.fields, **found.fields}, extra=extra)
        else:
            passed["covers, contents and pages without text"] += 1


def _issue(packed: zipfile.ZipFile) -> _Issue:
    container = parse_xml(packed.read("META-INF/container.xml"))
    rootfile = find(container, "rootfile")
    place = (rootfile.get("full-path") if rootfile is not None else "") or "content.opf"
    package = parse_xml(packed.read(place))
    folder = posixpath.dirname(place)
    items = {item.get("id"): item for item in find_all(package, "manifest", "item")}
    order = [
        items.get(ref.get("idref"))
        for ref in find_all(package, "spine", "itemref")
        if ref.get("linear") != "no"
    ]
    documents = [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in order
        if item is not None
        and item.get("media-type") in _PAGES
        and "nav" not in (item.get("properties") or "").split()
    ]
    metadata = find(package, "metadata")
    said = _first_texts(metadata) if metadata is not None else {}
    fields = {
        "outlet": said.get("publisher", ""),
        "published": said.get("date", ""),
        "language": said.get("language", "")[:2],
    }
    return _Issue(
        tuple(dict.fromkeys(documents)),
        {name: value for name, value in fields.items() if value},
        said.get("title", ""),
    )


def _first_texts(metadata: Any) -> dict[str, str]:
    """Return the first text of each element of the book's metadata; of dates, the one of publication."""
    found: dict[str, str] = {}
    for element in metadata:
        event = next((value for key, value in element.attrib.items() if key.endswith("event")), "publication")
        if event == "publication" and (text := text_in(element)):
            found.setdefault(local(element), text)
    return found


def _is_list(data: bytes, name: str) -> bool:
    """Tell whether a document is a cover or a contents list, by its name, its heading or a text of links."""
    if posixpath.basename(name).partition(".")[0].lower() in _APART:
        return True
    try:
        tree = parse(data.decode("utf-8", "replace"))
    except Exception:  # the reader of pages says what is wrong with it
        return False
    if tree is None:
        return True
    if any(nav.get("{http://www.idpf.org/2007/ops}type") or nav.get("epub:type") for nav in tree.iter("nav")):
        return True
    heading = text_in(next(tree.iter("h1", "h2", "title"), None)).strip(" :").lower()
    if heading in _CONTENTS and all(len(line) < _LONGEST_ENTRY for line in visible_text(tree).split("\n")):
        return True
    links = [len(text_in(link)) for link in tree.iter("a") if link.get("href")]
    return len(links) >= 3 and sum(links) > _LINKED * max(1, len(text_in(tree)))
