"""Pages that a browser saved with all their parts in one file (MHTML). The day of saving is no publication
date: it stands in `extra["captured"]`."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.html import Carrier, draft_of_page, too_large

#: A saved page carries its pictures; past this many bytes it is refused.
MOST_BYTES = 100_000_000
#: Parts within parts: browsers write two levels.
_DEEPEST = 20
_HEADERS = re.compile(rb"(?:[A-Za-z][\w-]{0,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,20}){1,40}")
_RELATED = re.compile(
    rb"^content-type:\s*multipart/(?:related|alternative|mixed)", re.IGNORECASE | re.MULTILINE
)
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary=", re.IGNORECASE)


class MhtmlReader:
    """Reads the page in a saved-page file."""

    name = "mhtml"

    def recognises(self, head: bytes, name: str) -> float:
        """By the headers of a message of several parts."""
        headers = _HEADERS.match(head.lstrip())
        named = name.lower().endswith((".mht", ".mhtml"))
        if headers and _RELATED.search(headers[0]):
            return 0.98 if named or _VERSION.search(headers[0]) else 0.6
        return 0.5 if named and headers else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """One draft, or the reason why there is none."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield too_large(source, size, MOST_BYTES)
            return
        data = path.read_bytes()
        if len(_BOUNDARY.findall(data)) > _DEEPEST:
            yield Rejected(source, "bomb", "it nests too many parts within parts", _RESAVE, data)
            return
        try:
            yield _page(data, source, options)
        except Exception as error:  # the mail parser's own errors are many
            yield Rejected(source, "broken_mhtml", f"the file cannot be parsed: {error}", _RESAVE, data)


_RESAVE = "Open the page in a browser and save it again, as one file or as HTML"


def _page(data: bytes, source: Source, options: Options) -> Draft | Rejected:
    message = email.message_from_bytes(data, policy=policy.compat32)
    address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    part = _main_part(message, address)
    if part is None:
        return Rejected(source, "no_body", "no HTML part is in the file", _RESAVE, data)
    html = part.get_payload(decode=True)
    if not isinstance(html, bytes):
        return Rejected(source, "no_body", "the HTML part is empty", _RESAVE, data)
    if len(html) > options.limits.record_bytes:
        return too_large(source, len(html), options.limits.record_bytes)
    address = address or _header(part, "Content-Location")
    saved = _header(message, "Date")
    carrier = Carrier(
        url=address if address.startswith("http") else None,
        encoding=part.get_content_charset(),
        extra={"captured": saved} if saved else {},
    )
    found = draft_of_page(html, source, options, carrier)
    if isinstance(found, Rejected):
        return replace(found, original=data)
    subject = {"title": _header(message, "Subject")} if "title" not in found.fields else {}
    return replace(
        found,
        original=data,
        media_type="multipart/related",
        fields={**found.fields, **{name: value for name, value in subject.items() if value}},
    )


def _main_part(message: Message, address: str) -> Message | None:
    """The HTML part of the page's own address, else the first; frames and advertisements come after."""
    parts = [
        part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    own = [part for part in parts if address and _header(part, "Content-Location") == address]
    return next(iter(own or parts), None)


def _header(message: Message, name: str) -> str:
    """A header's text on one line; empty where it is absent or broken."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (UnicodeError, LookupError, ValueError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())


READER = MhtmlReader()
