"""Mails (EML): the message an article, and what is attached by the reader that recognises it.

A mail's subject is its title, its date the day of publication; a newsletter's sender is its outlet.
"""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import Message
from pathlib import Path, PurePosixPath

from archive.errors import Undecodable
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.members import deeper, read_member, too_deep
from archive.readers.digests import blocks_of, warned
from archive.readers.digests.signs import apparent_count
from archive.readers.fields import sound_text
from archive.readers.html import Carrier, draft_of_page, too_large
from archive.readers.mail.headers import header, header_block, mail_likeness, sender
from archive.readers.safety import told
from archive.text.encodings import decode

#: A mail carries its attachments; past this many bytes it is refused.
MOST_BYTES = 100_000_000
#: Parts of one message that are looked at.
_MOST_PARTS = 1_000
_BOUNDARY = re.compile(rb"boundary=", re.IGNORECASE)
_MOST_NESTED = 200
#: Apple Mail writes the message's length in bytes before it, and its own notes behind.
_EMLX = re.compile(rb"\s{0,5}(\d{1,10})[ \t]{0,10}\r?\n(?=[A-Za-z][\w-]{0,60}:)")
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|رد|إعادة توجيه|تحويل)\s*:\s*)+", re.IGNORECASE)
_RESAVE = "Save the message again from the mail program, or paste its text into a .txt file"
#: Attachments that are passed over: pictures, signatures, cards.
_NO_TEXT = ("image/", "audio/", "video/", "font/", "text/calendar", "text/vcard", "text/x-vcard")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)


class MailReader:
    """Reads a message saved as one file."""

    name = "mail"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by header lines that only mail has, or any in an `.eml` file."""
        sure, likely = mail_likeness(header_block(_EMLX.sub(b"", head)))
        if sure and likely:
            return 0.97
        named = name.lower().endswith((".eml", ".emlx"))
        return 0.9 if named and sure + likely else 0.6 if likely >= 3 else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the message's draft, then what its attachments hold."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            yield too_large(source, size, MOST_BYTES)
            return
        data = path.read_bytes()
        if counted := _EMLX.match(data):
            data = data[counted.end() :][: int(counted[1])]
        yield from read_message(data, source, options)


def read_message(data: bytes, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield the drafts and rejects of one message's bytes, attachments included."""
    if refused := too_deep(source, options):
        yield refused
        return
    if len(_BOUNDARY.findall(data)) > _MOST_NESTED:
        yield Rejected(source, "bomb", "it nests too many parts within parts", _RESAVE, data)
        return
    try:
        message = email.message_from_bytes(data.lstrip(), policy=policy.compat32)
        bodies, attached = _parts(message)
        found = _draft(message, bodies, data, source, options)
        if isinstance(found, Draft):
            found = warned(found, apparent_count(list(blocks_of(found.text))))
        inner = _attachments(attached, source, deeper(options))
        first = next(inner, None)
        if isinstance(found, Draft) or first is None:
            yield found
        if first is not None:
            yield first
        yield from inner
    except Exception as error:  # the mail parser's own errors are many
        yield Rejected(source, "broken_mail", f"the mail cannot be parsed: {told(error)}", _RESAVE, data)


def _parts(message: Message) -> tuple[list[Message], list[Message]]:
    """Return the parts that may be the message's text, and those that are attached to it."""
    bodies: list[Message] = []
    attached: list[Message] = []
    queue = [message]
    for part in queue:
        if len(queue) > _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/rfc822":
            attached.append(part)
        elif part.is_multipart():
            queue += [inner for inner in part.get_payload() if isinstance(inner, Message)]
        elif part.get_content_disposition() == "attachment" or part.get_filename():
            attached.append(part)
        elif kind in ("text/plain", "text/html"):
            bodies.append(part)
    return bodies, attached


def _draft(
    message: Message, bodies: list[Message], data: bytes, source: Source, options: Options
) -> Draft | Rejected:
    drafts = [found for part in bodies if isinstance(found := _of_body(part, source, options), Draft)]
    if not drafts:
        return Rejected(source, "no_body", "no text is in the mail", _RESAVE, data)
    # A newsletter's plain part is often a line that sends its reader to the other one.
    best = max(drafts, key=lambda draft: (len(draft.text), draft.media_type == "text/html"))
    name, address = sender(message)
    is_letter = any(header(message, listed) for listed in ("List-Id", "List-Unsubscribe", "List-Post"))
    stated = {
        "title": _REPLY.sub("", header(message, "Subject")),
        "published": header(message, "Date"),
        "outlet": name if is_letter else "",
    }
    fields = {**best.fields, **{field: value for field, value in stated.items() if value}}
    extra = {"sender": name, "sender_address": address, "message_id": header(message, "Message-ID")}
    return replace(
        best,
        original=data,
        fields={field: value for field, value in fields.items() if options.mapping.get(field) != ""},
        origin="metadata",
        media_type="message/rfc822",
        extra={**best.extra, **{key: value for key, value in extra.items() if value}},
    )


def _of_body(part: Message, source: Source, options: Options) -> Draft | Rejected:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return Rejected(source, "no_body", "the part is empty", _RESAVE)
    if len(data) > options.limits.record_bytes:
        return too_large(source, len(data), options.limits.record_bytes)
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        return draft_of_page(data, source, options, Carrier(encoding=charset))
    try:
        decoded = decode(data, given=options.encoding, declared=charset)
    except Undecodable as error:
        return Rejected(source, "undecodable", error.what, error.remedy, data)
    text = sound_text(_unwrapped(decoded.text, part))
    return Draft(source, text, data, encoding=decoded.encoding, warnings=decoded.warnings)


def _unwrapped(text: str, part: Message) -> str:
    """Join the lines of paragraphs that were broken for sending (`format=flowed`, RFC 3676)."""
    if part.get_param("format") != "flowed":
        return text
    return re.sub(r"(?<=\S) \r?\n(?!\s|>|-- )", " ", text)


def _decoded_message(part: Message, inner: Message) -> bytes:
    """Return an attached message's bytes; some programs encode it, though RFC 2046 has it sent as it is."""
    data = inner.as_bytes()
    encoding = header(part, "Content-Transfer-Encoding").lower()
    if encoding not in {"base64", "quoted-printable"}:
        return data
    plain = Message()
    plain["Content-Transfer-Encoding"] = encoding
    plain.set_payload(data.lstrip().decode("ascii", "surrogateescape"))
    decoded = plain.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else data


def _attachments(parts: list[Message], source: Source, options: Options) -> Iterator[Draft | Rejected]:
    for number, part in enumerate(parts, start=1):
        kind = part.get_content_type()
        if kind.startswith(_NO_TEXT) or kind in _SIGNATURES:
            continue
        name = PurePosixPath((part.get_filename() or "").replace("\\", "/")).name
        if kind == "message/rfc822":
            inner = part.get_payload()
            within = replace(source, name=f"{source.name}!{name or f'message-{number}.eml'}")
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield from read_message(_decoded_message(part, inner[0]), within, options)
            continue
        within = Source(f"{source}!{name or f'part-{number}'}")
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.strip():
            stream = io.BytesIO(data)
            yield from read_member(stream, within, options, most=len(data), code="broken_mail")
