"""Pages that a browser saved with all their parts in one file (MHTML).

The day of saving is no publication date: it stands in `extra["captured"]`.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import Message
from pathlib import Path

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.html import Carrier, draft_of_page, too_large
from archive.readers.mail.headers import header, header_block
from archive.readers.safety import told

#: A saved page carries its pictures; past this many bytes it is refused.
MOST_BYTES = 100_000_000
#: Parts within parts: browsers write two levels.
_DEEPEST = 20
_RELATED = re.compile(
    rb"^content-type:\s*multipart/(?:related|alternative|mixed)", re.IGNORECASE | re.MULTILINE
)
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
#: What browsers write at the head of a saved page, and what only mail that was sent has.
_SAVED = re.compile(
    rb"^(?:snapshot-content-location|content-location):|^from:\s*<saved by", re.IGNORECASE | re.MULTILINE
)
_SENT = re.compile(
    rb"^(?:received|message-id|to|delivered-to|return-path|list-id):", re.IGNORECASE | re.MULTILINE
)
_BOUNDARY = re.compile(rb"boundary=", re.IGNORECASE)


class MhtmlReader:
    """Reads the page in a saved-page file."""

    name = "mhtml"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the headers of a message of several parts."""
        headers = header_block(head)
        named = name.lower().endswith((".mht", ".mhtml"))
        if _SENT.search(headers) and not (_SAVED.search(headers) or named):
            return 0.0
        if _RELATED.search(headers):
            return 0.98 if named or _VERSION.search(headers) else 0.6
        return 0.5 if named and headers else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield one draft, or a reject that says why there is none."""
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
            yield Rejected(source, "broken_mhtml", f"the file cannot be parsed: {told(error)}", _RESAVE, data)


_RESAVE = "Open the page in a browser and save it again, as one file or as HTML"


def _page(data: bytes, source: Source, options: Options) -> Draft | Rejected:
    message = email.message_from_bytes(data, policy=policy.compat32)
    address = header(message, "Snapshot-Content-Location") or header(message, "Content-Location")
    part = _main_part(message, address)
    if part is None:
        return Rejected(source, "no_body", "no HTML part is in the file", _RESAVE, data)
    html = part.get_payload(decode=True)
    if not isinstance(html, bytes):
        return Rejected(source, "no_body", "the HTML part is empty", _RESAVE, data)
    if len(html) > options.limits.record_bytes:
        return too_large(source, len(html), options.limits.record_bytes)
    address = address or header(part, "Content-Location")
    saved = header(message, "Date")
    carrier = Carrier(
        url=address if address.startswith("http") else None,
        encoding=part.get_content_charset(),
        extra={"captured": saved} if saved else {},
    )
    found = draft_of_page(html, source, options, carrier)
    if isinstance(found, Rejected):
        return replace(found, original=data)
    subject = {"title": header(message, "Subject")} if "title" not in found.fields else {}
    return replace(
        found,
        original=data,
        media_type="multipart/related",
        fields={**found.fields, **{name: value for name, value in subject.items() if value}},
    )


def _main_part(message: Message, address: str) -> Message | None:
    """Return the HTML part of the page's own address, else the first; frames and advertisements follow."""
    parts = [
        part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    own = [part for part in parts if address and header(part, "Content-Location") == address]
    return next(iter(own or parts), None)
