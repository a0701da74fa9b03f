"""Feeds: RSS and Atom files, an entry an article, by feedparser.

Dates are handed on as they are written: «الأحد، 07 فبراير 2016» is for the archive's own grammar.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.errors import Undecodable
from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import sound_text
from archive.readers.html import text_of_fragment
from archive.text.encodings import HEAD, decode

#: A feed is parsed as a whole; past this many bytes it is refused.
MOST_BYTES = 50_000_000
_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<[!?][^>]{0,1000}>\s*)*<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE
)
_ENTRY = re.compile(rb"<(item|entry|atom:entry)(?=[\s>])", re.IGNORECASE)
_DECLARED = re.compile(rb"""encoding=["']([\w-]{2,40})""")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_BROKEN = ArticleWarning(WarningCode.BROKEN_INPUT, "the feed is broken XML; read as far as possible")
#: What a WordPress export holds besides posts and pages.
_NO_ARTICLES = frozenset(
    [
        "attachment",
        "nav_menu_item",
        "revision",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
        "acf-field",
        "acf-field-group",
    ]
)
_WHOLE = "Export the articles there as JSON Lines, CSV, RIS or BibTeX, which come back whole"
#: What the kinds of a Blogger export begin with: posts, comments, settings, templates.
_BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
#: WordPress's shortcodes: a caption goes with its picture, of others the text within stays.
_CAPTION = re.compile(r"\[caption[^\]]{0,500}\].{0,2000}?\[/caption\]", re.DOTALL)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_\w+|vc_\w+|et_pb_\w+|fusion_\w+|su_\w+)\b[^\]\n]{0,1000}\]"
)
_MEND = "Fetch the feed again and save it as it comes"


def is_feed(data: bytes) -> bool:
    """Tell by the root element whether bytes are RSS, Atom or RDF."""
    head = data[:HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    return _START.match(head) is not None


class FeedReader:
    """Reads the entries of a feed file; it never fetches one."""

    name = "feed"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- the seam's signature
        """Return the confidence, 0 to 1, by the root element."""
        return 0.97 if is_feed(head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield a draft for each entry; its number is its place in the feed."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield Rejected(source, "too_large", f"the feed has {size:,} bytes", "Split it into smaller files")
            return
        data = path.read_bytes()
        if re.search(rb"<!ENTITY", data, re.IGNORECASE):
            reason = "the feed defines entities of its own, which can unpack without end"
            yield Rejected(source, "bomb", reason, "Take the <!ENTITY …> definitions out", data)
            return
        yield from _entries(data, source, options)


def _entries(data: bytes, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    import feedparser  # loads slowly

    try:
        text, encoding = _text_of(data, options)
        # A stream, for feedparser would open a file or an address that it is given as a string.
        parsed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), resolve_relative_uris=False)
    except Undecodable as error:
        yield Rejected(source, "undecodable", error.what, error.remedy, data)
        return
    except Exception as error:  # a parser's own errors must not end a run
        yield Rejected(source, "broken_xml", f"the feed cannot be parsed: {error}", _MEND, data)
        return
    if parsed.feed.get("generator") == "Sijill":
        yield Rejected(
            source, "no_body", "the feed is a Sijill's: it holds beginnings of texts", _WHOLE, data
        )
        return
    if not parsed.entries:
        what = parsed.get("bozo_exception", "it holds none")
        yield Rejected(source, "broken_xml", f"no entries can be read from the feed: {what}", _MEND, data)
    warnings = (_BROKEN,) if parsed.bozo else ()
    pieces = _pieces(data, len(parsed.entries))
    shared = _shared_links(parsed.entries)
    passed: Counter[str] = Counter()
    for number, entry in enumerate(parsed.entries, start=1):
        if left_out := _left_out(entry):
            passed[left_out] += 1
            continue
        draft = _draft(entry, parsed.feed, replace(source, record=number), pieces[number - 1], options)
        if isinstance(draft, Draft):
            draft = replace(
                draft, encoding=encoding, warnings=warnings, fields=_own(draft.fields, entry, shared)
            )
        yield draft
    if passed:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
        mend = "Nothing needs mending: they are no published articles"
        yield Rejected(source, "skipped", f"passed over: {counts}", mend)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Holds what an entry says of itself, for those who follow a feed."""

    number: int
    """Its place in the feed, from 1, as in the source of its draft."""
    link: str
    guid: str
    title: str
    changed: str
    has_text: bool
    piece: bytes
    """Its own bytes."""


def feed_entries(data: bytes) -> list[FeedEntry] | None:
    """Return the entries of a feed (RSS or Atom); None for bytes that are none. Undecodable for no text."""
    import feedparser  # loads slowly

    if re.search(rb"<!ENTITY", data, re.IGNORECASE) or not is_feed(data):
        return None
    text, _ = _text_of(data, Options())
    parsed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), resolve_relative_uris=False)
    pieces = _pieces(data, len(parsed.entries))
    return [
        FeedEntry(
            number,
            str(entry.get("link") or "").strip(),
            str(entry.get("id") or "").strip(),
            _line(entry.get("title")),
            str(entry.get("updated") or entry.get("published") or ""),
            bool(_body(entry).strip()),
            piece,
        )
        for number, (entry, piece) in enumerate(zip(parsed.entries, pieces, strict=True), start=1)
        if not _left_out(entry)
    ]


def only_entry(data: bytes, entry: FeedEntry) -> bytes:
    """Return the feed with this entry alone, between what stands before the first and after the last."""
    first = _ENTRY.search(data)
    if first is None or entry.piece == data:
        return entry.piece
    last = max(data.rfind(close) + len(close) for close in (b"</item>", b"</entry>", b"</atom:entry>"))
    return data[: first.start()] + entry.piece + data[last:]


def _left_out(entry: Mapping[str, Any]) -> str:
    """Return what a WordPress entry is if it is no published article; else empty."""
    if entry.get("app_draft") == "yes":
        return "with the status draft"
    kinds = [str(tag.get("term")).partition(_BLOGGER) for tag in entry.get("tags") or ()]
    if other := next((kind for _, is_kind, kind in kinds if is_kind and kind not in ("post", "page")), ""):
        return f"of the kind {other}"
    kind, status = str(entry.get("wp_post_type") or ""), str(entry.get("wp_status") or "publish")
    if kind in _NO_ARTICLES:
        return f"of the kind {kind}"
    return f"with the status {status}" if kind and status != "publish" else ""


def _shared_links(entries: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the links that entries with different titles or summaries share."""
    told: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        link, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
        if link and (not guid or guid != link):
            told.setdefault(link, set()).add((str(entry.get("title")), str(entry.get("summary"))))
    return frozenset(link for link, texts in told.items() if len(texts) > 1)


def _own(fields: Mapping[str, str], entry: Mapping[str, Any], shared: frozenset[str]) -> Mapping[str, str]:
    """Return the fields, with an id of its own for an entry that shares its link with others."""
    link, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
    if link not in shared:
        return fields
    title = " ".join(str(entry.get("title") or "").split())
    own = guid or (hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:12] if title else "")
    return {**fields, "id": f"{link}#{own}"} if own else fields


def _text_of(data: bytes, options: Options) -> tuple[str, str]:
    """Return the feed's text without its declaration, which would contradict the encoding we hand on."""
    declared = _DECLARED.search(data[:200])
    found = decode(data, given=options.encoding, declared=declared[1].decode("ascii") if declared else None)
    return _PROLOGUE.sub("", sound_text(found.text)), found.encoding


def _pieces(data: bytes, count: int) -> list[bytes]:
    """Return the bytes of each entry; the whole feed for each if they cannot be told apart."""
    starts = list(_ENTRY.finditer(data))
    pieces = []
    for at, start in enumerate(starts):
        limit = starts[at + 1].start() if at + 1 < len(starts) else len(data)
        close = data.find(b"</" + start[1] + b">", start.end(), limit)
        pieces.append(data[start.start() : close + len(start[1]) + 3 if close >= 0 else limit])
    return pieces if len(pieces) == count else [data] * count


def _draft(
    entry: Mapping[str, Any], feed: Mapping[str, Any], source: Source, original: bytes, options: Options
) -> Draft | Rejected:
    body = _body(entry)
    if not body.strip():
        remedy = "Add the article's page instead; the feed only names it"
        return Rejected(source, "no_body", "the entry has neither content nor a summary", remedy, original)
    if len(body) > options.limits.record_bytes:
        return Rejected(source, "too_large", f"the entry has {len(body):,} characters", "Split it", original)
    fields = {name: value for name, value in _fields(entry, feed).items() if value}
    return Draft(
        source=source,
        text=body,
        original=original,
        fields={name: value for name, value in fields.items() if options.mapping.get(name) != ""},
        origin="metadata",
        media_type="application/feed+xml",
        has_furniture=False,
        extra=_extra(entry),
    )


def _body(entry: Mapping[str, Any]) -> str:
    """Return the longest of the entry's contents, else its summary, without markup."""
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    if "wp_post_type" in entry:
        contents = [_SHORTCODE.sub(" ", _CAPTION.sub(" ", content)) for content in contents]
    texts = [text_of_fragment(content) for content in contents]
    return max(texts, key=len, default="") or text_of_fragment(str(entry.get("summary") or ""))


def _fields(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, str]:
    origin = entry.get("source") or {}
    outlet = (origin.get("title") if isinstance(origin, Mapping) else "") or feed.get("publisher")
    language = re.match(r"[A-Za-z]{2,3}(?=-|$)", str(entry.get("language") or feed.get("language") or ""))
    return {
        "title": _line(entry.get("title")),
        "url": _line(entry.get("link")) if str(entry.get("link", "")).startswith("http") else "",
        "published": _line(entry.get("published") or entry.get("updated")),
        "byline": _line(entry.get("author")),
        "outlet": _line(outlet or feed.get("title")),
        "language": language[0].lower() if language else "",
        "licence": _line(entry.get("license") or feed.get("license")),
    }


def _extra(entry: Mapping[str, Any]) -> dict[str, str]:
    tags = "، ".join(_line(tag.get("term")) for tag in entry.get("tags") or ())
    found = {"guid": _line(entry.get("id")), "keywords": tags}
    return {name: value for name, value in found.items() if value and len(value) <= 1000}


def _line(value: object) -> str:
    return " ".join(text_of_fragment(str(value or "")).split())


READER = FeedReader()
