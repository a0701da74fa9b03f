"""One record of a web archive: which article it holds, if any."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.http_body import UndecodableBody, body_of
from archive.readers.containers.members import read_member
from archive.readers.feed import is_feed
from archive.readers.html import Carrier, draft_of_page, too_large
from archive.readers.text import draft_of_text

_CHARSET = re.compile(r"charset=[\"']?([\w-]{2,40})", re.IGNORECASE)
_CUT_OFF = ArticleWarning(WarningCode.CUT_OFF, "the web archive ends within this page")
_HTML = ("text/html", "application/xhtml")
#: What a payload is, as who fetched it found (WARC 1.1, 5.19).
IDENTIFIED = "WARC-Identified-Payload-Type"
#: What else may hold articles, by its Content-Type.
_OTHERS = re.compile(
    r"(?:application|text)/(?:[\w.+-]*xml|[\w.+-]*json|pdf|rtf|plain|csv|markdown|x-ndjson)|application/(?:"
    r"msword|vnd\.openxmlformats-officedocument[\w.-]*|vnd\.oasis\.opendocument[\w.-]*|epub\+zip)",
    re.IGNORECASE,
)
#: What is plain text by its type, and no article.
_MACHINES = re.compile(
    r"/(?:robots|ads|app-ads|humans|security|llms)\.txt$|\.(?:js|mjs|css|map|vtt|srt|m3u8|mpd|ics|wasm)$|"
    r"/(?:manifest|package)\.json$|sitemap[^/]*\.xml$",
    re.IGNORECASE,
)


def read_record(
    record: Any, source: Source, options: Options, passed: Counter[str]
) -> Iterator[Draft | Rejected]:
    """Yield the drafts and rejects of one warcio record; what holds no article is counted in `passed`."""
    if record.rec_type == "conversion":
        yield _converted(record, source, options)
    elif record.rec_type in ("response", "resource"):
        yield from _answer(record, source, options, passed)
    elif record.rec_type == "revisit":
        passed["revisits"] += 1


def _converted(record: Any, source: Source, options: Options) -> Draft | Rejected:
    """Return the draft of the text that was taken out of a page, as WET files hold it."""
    most = options.limits.record_bytes
    data = record.raw_stream.read(most + 1)
    if len(data) > most:
        return too_large(source, len(data), most)
    return _carried(draft_of_text(data, source, options), record)


def _answer(
    record: Any, source: Source, options: Options, passed: Counter[str]
) -> Iterator[Draft | Rejected]:
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    said = _header(headers, "Content-Type") if headers else record.content_type or ""
    # Who fetched it may know better than the server that sent it.
    known = _header(record.rec_headers, IDENTIFIED)
    kind = known or said
    if not status.startswith("2"):
        passed["answers without a page (redirects, errors)"] += 1
        return
    is_html = kind.lower().lstrip().startswith(_HTML)
    if record.rec_type == "resource" and not is_html and _address(record) is None:
        passed["notes of the crawler"] += 1
        return
    if not (is_html or not kind or _may_hold(kind, record, is_known=bool(known))):
        passed["pictures, scripts and other parts of pages"] += 1
        return
    most = options.limits.record_bytes
    try:
        data = _body(record, most if is_html else 10 * most)
    except UndecodableBody as error:
        remedy = "Fetch the page again; the other records are read"
        yield Rejected(source, "broken_record", str(error), remedy)
        return
    # Feeds that servers call web pages are read as what they are.
    if (is_html and not is_feed(data)) or b"<html" in data[:2000].lower():
        yield _page(data, record, said, source, options)
    elif kind:
        yield from _other(data, record, source, options, passed)
    else:
        passed["pictures, scripts and other parts of pages"] += 1


def _body(record: Any, most: int) -> bytes:
    headers = record.http_headers
    return body_of(
        record.raw_stream,
        encoding=_header(headers, "Content-Encoding"),
        chunked="chunked" in _header(headers, "Transfer-Encoding").lower(),
        most=most,
    )


def _page(data: bytes, record: Any, kind: str, source: Source, options: Options) -> Draft | Rejected:
    if len(data) > options.limits.record_bytes:
        return too_large(source, len(data), options.limits.record_bytes)
    charset = _CHARSET.search(kind)
    carrier = Carrier(_address(record), charset[1] if charset else None, _captured(record))
    found = draft_of_page(data, source, options, carrier)
    if (
        isinstance(found, Draft)
        and getattr(record.raw_stream, "limit", 0) > 0
        and not record.raw_stream.read(1)
    ):
        return replace(found, warnings=(*found.warnings, _CUT_OFF))
    return found


def _may_hold(kind: str, record: Any, *, is_known: bool) -> bool:
    path = urlsplit(_address(record) or "").path
    return bool(_OTHERS.match(kind.strip())) and (is_known or not _MACHINES.search(path))


def _other(
    data: bytes, record: Any, source: Source, options: Options, passed: Counter[str]
) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a feed, a JSON answer, a text or a document; most of those are no articles."""
    path = unquote(urlsplit(_address(record) or "").path)
    last = path.rpartition("/")[2] or "record"
    here = Source(f"{source.name}!{source.record}/{last}")
    count = 0
    for found in read_member(io.BytesIO(data), here, options, most=len(data), code="broken_record"):
        if isinstance(found, Draft):
            count += 1
            yield _carried(found, record)
    passed["feeds, JSON, texts and documents that hold no article"] += not count


def _carried(found: Draft | Rejected, record: Any) -> Draft | Rejected:
    """Return the draft with its capture time, and the record's address where it has none of its own."""
    if isinstance(found, Rejected):
        return found
    address = _address(record)
    fields = dict(found.fields)
    if (address and found.source.record is None) or record.rec_type == "conversion":
        fields.setdefault("url", address or "")
    return replace(found, fields=fields, extra={**found.extra, **_captured(record)})


def _address(record: Any) -> str | None:
    headers = record.rec_headers
    address = (_header(headers, "WARC-Target-URI") or _header(headers, "uri")).strip("<>")
    return address if address.startswith("http") else None


def _captured(record: Any) -> dict[str, str]:
    captured = _header(record.rec_headers, "WARC-Date") or _header(record.rec_headers, "archive-date")
    return {"captured": captured} if captured else {}


def _header(headers: Any, name: str) -> str:
    return (headers.get_header(name) or "") if headers else ""
