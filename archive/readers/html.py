"""Web pages: the text by trafilatura, what the page states about itself by `page_metadata`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from archive.errors import Undecodable
from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import sound_text
from archive.readers.html_metadata import page_metadata
from archive.readers.page.address import without_overlays
from archive.text.encodings import Decoded, decode


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: Elements that hold no reader's text, and elements that begin a line.
_SILENT = _tags(
    "script style noscript template iframe object embed svg math form button select option input textarea "
    "nav head figcaption audio video canvas"
)
_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 "
    "header hr html li main ol p pre section table tbody td tfoot th thead tr ul"
)
#: Beyond these, a page is no page that people wrote, and the extractor's rules would take minutes.
MOST_ELEMENTS, DEEPEST = 50_000, 400
#: Attributes of one element that are read.
MOST_ATTRIBUTES = 200
_LONG_TAG = re.compile(r"<([a-zA-Z][\w-]{0,40})(?=\s)((?:[^<>\"']|\"[^\"]*\"|'[^']*'){2000,}+)>")
_ATTRIBUTE = re.compile(r"""[^\s"'>/=]+(?:\s{0,5}=\s{0,5}(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}encoding=["']([\w-]{2,40})|<meta[^>]{0,200}charset=["']?\s{0,5}([\w-]{2,40})""",
    re.IGNORECASE,
)
_START = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>")
_TAG = re.compile(rb"<(?:head|body|div|p|article|meta|title|table|span|br|a)\b[^<]{0,500}>", re.IGNORECASE)
_BROKEN_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}>")
_SPACE = re.compile(r"[ \t\r\f\v\n]+")


class HtmlReader:
    """Reads a page saved as one file."""

    name = "html"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by a doctype or `html` element, or a few tags and the name."""
        plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
        if _START.match(plain, _after_comments(plain)):
            return 0.95
        tags = len(_TAG.findall(plain[:8192]))
        named = name.lower().endswith((".html", ".htm", ".xhtml", ".shtml"))
        if plain.lstrip()[:1] != b"<":
            return 0.6 if named and tags else 0.0
        return (0.9 if named else 0.7) if tags >= 2 else (0.6 if named else 0.0)

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield one draft, or a reject that says why there is none."""
        size = path.stat().st_size
        if size > options.limits.record_bytes:
            yield too_large(source, size, options.limits.record_bytes)
            return
        yield draft_of_page(path.read_bytes(), source, options)


def _after_comments(head: bytes) -> int:
    """Return where a page begins after its XML declaration and first comments, in linear time."""
    at = _after_space(head, 0)
    declared = _DECLARATION.match(head, at)
    at = _after_space(head, declared.end()) if declared else at
    while head.startswith(b"<!--", at):
        end = head.find(b"-->", at + 4)
        if end < 0:
            break
        at = _after_space(head, end + 3)
    return at


def _after_space(head: bytes, at: int) -> int:
    while head[at : at + 1].isspace():
        at += 1
    return at


def too_large(source: Source, size: int, limit: int) -> Rejected:
    """Return the reject for one article of `size` bytes, past the limit."""
    reason = f"{size:,} bytes, more than the {limit:,} that one article may have"
    return Rejected(source, "too_large", reason, "Split the file, or leave out what is not text")


@dataclass(frozen=True, slots=True)
class Carrier:
    """The metadata from a page's container (web archive, mail format); the page's own word goes first."""

    url: str | None = None
    encoding: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


def draft_of_page(
    data: bytes, source: Source, options: Options, carrier: Carrier | None = None
) -> Draft | Rejected:
    """Return the draft of a page's bytes, or a reject that says why there is none."""
    carrier = carrier or Carrier()
    declared = declared_encoding(data) or carrier.encoding
    try:
        found, warnings = _decode_page(data, options.encoding, declared)
        tree = parse(sound_text(found.text))
        if tree is not None:
            without_overlays(tree)
        said = None if tree is None else page_metadata(tree, markup=found.text, address=carrier.url)
        text = "" if tree is None else text_of_tree(tree)
    except Undecodable as error:
        return Rejected(source, "undecodable", error.what, error.remedy, data)
    except Exception as error:  # the parsers' own errors are many, and no page may end a run
        return Rejected(source, "broken_html", f"the page cannot be parsed: {error}", _RESAVE, data)
    if said is None or not text.strip():
        return Rejected(source, "no_body", "no article text is in the page", _RESAVE, data)
    return Draft(
        source=source,
        text=text,
        original=data,
        fields={name: value for name, value in said.fields.items() if options.mapping.get(name) != ""},
        origin="metadata",
        encoding=found.encoding,
        media_type="text/html",
        warnings=(*warnings, *said.warnings),
        date_lines=said.date_lines,
        extra={**said.extra, **carrier.extra},
    )


def _decode_page(
    data: bytes, given: str | None, declared: str | None
) -> tuple[Decoded, tuple[ArticleWarning, ...]]:
    """Decode a page; a few invalid bytes are replaced, as browsers do, with a warning."""
    try:
        found = decode(data, given=given, declared=declared)
    except Undecodable:
        text = data.decode("utf-8", "replace")
        astray = text.count("\ufffd")
        if given is not None or astray > max(2, len(text) // 1000):
            raise
        words = f"bytes that are not UTF-8 were replaced: {astray}"
        return Decoded(text, "utf-8"), (ArticleWarning(WarningCode.REPLACED_BYTES, words),)
    return found, found.warnings


_RESAVE = "Save the article's own page again (not a list of articles), or paste its text into a .txt file"


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page's first bytes declare; None if they declare none."""
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def parse(text: str) -> html.HtmlElement | None:
    """Parse a page to its tree; None if it is empty. Entities are never fetched or defined."""
    text = _LONG_TAG.sub(_with_few_attributes, _BROKEN_DECLARATION.sub("", text))
    if not text.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def _with_few_attributes(tag: re.Match[str]) -> str:
    """Return a long tag with its first attributes: the parser compares each with all before it."""
    parts = _ATTRIBUTE.findall(tag[2])
    return tag[0] if len(parts) <= MOST_ATTRIBUTES else f"<{tag[1]} {' '.join(parts[:MOST_ATTRIBUTES])}>"


def text_of_tree(tree: html.HtmlElement) -> str:
    """Extract the article's text, a paragraph per line; all visible text if no article stands out."""
    if _is_regular(tree):
        import trafilatura  # loads slowly

        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        text = trafilatura.extract(
            tree, output_format="txt", include_comments=False, include_tables=True, include_links=False
        )
        if text and text.strip():
            return str(text)
    return visible_text(tree)


def _is_regular(tree: html.HtmlElement) -> bool:
    """Tell whether a page has sizes for which the extractor's rules are made."""
    depth = count = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            return False
    return True


def visible_text(tree: html.HtmlElement) -> str:
    """Return all text that a page shows, a block per line."""
    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            silent += tag in _SILENT
            pieces += ["\n"] if tag in _BLOCKS else []
            pieces += [] if silent or not element.text else [_SPACE.sub(" ", element.text)]
        else:
            silent -= tag in _SILENT
            pieces += ["\n"] if tag in _BLOCKS else []
            pieces += [] if silent or not element.tail else [_SPACE.sub(" ", element.tail)]
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def text_of_fragment(markup: str) -> str:
    """Return the text of a piece of HTML in a feed or table: a block per line, entities resolved."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        tree = parse(f"<html><body>{markup}</body></html>")
    except (etree.LxmlError, ValueError, RecursionError):
        return markup.strip()
    return "" if tree is None else visible_text(tree)


READER = HtmlReader()
