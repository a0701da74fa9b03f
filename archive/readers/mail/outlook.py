"""Outlook's messages (MSG) by python-oxmsg, which the extra `formats` brings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.containers.members import deeper, read_member
from archive.readers.fields import sound_text
from archive.readers.html import draft_of_page
from archive.readers.safety import told

_RESAVE = "Open it in Outlook and save it as .eml or .txt, or drag it into a mail program that writes .eml"


def read_outlook(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield the message of an MSG file, then what its attachments hold; a reject without python-oxmsg."""
    try:
        from oxmsg import Message
    except ImportError:
        reason = "it is an Outlook message (.msg), which the extra part `formats` reads"
        remedy = "Install it with: pip install '.[formats]' in Sijill's folder, or pip install python-oxmsg"
        yield Rejected(source, "missing_part", reason, remedy)
        return
    data = path.read_bytes()
    try:
        message = Message.load(io.BytesIO(data))
        attached = [(item.file_name or "attachment", item.file_bytes) for item in message.attachments]
        found = _draft(message, data, source, options)
    except Exception as error:  # the file's own structure may be broken anywhere
        yield Rejected(
            source, "broken_msg", f"the Outlook message cannot be read: {told(error)}", _RESAVE, data
        )
        return
    if isinstance(found, Draft) or not attached:
        yield found
    for name, content in attached:
        if content and not name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".ics", ".vcf")):
            within = Source(f"{source.name}!{name}")
            stream = io.BytesIO(content)
            yield from read_member(stream, within, deeper(options), most=len(content), code="broken_msg")


def _draft(message: Any, data: bytes, source: Source, options: Options) -> Draft | Rejected:
    plain, markup = message.body or "", message.html_body or ""
    found: Draft | Rejected = Draft(source, sound_text(plain), data)
    if markup:
        page = draft_of_page(markup.encode("utf-8", "replace"), source, options)
        found = page if isinstance(page, Draft) and len(page.text) > len(plain) / 2 else found
    if isinstance(found, Rejected) or not found.text.strip():
        return Rejected(source, "no_body", "no text is in the message", _RESAVE, data)
    sent = message.sent_date
    stated = {
        "title": message.subject or "",
        "published": sent.isoformat() if sent and sent.year > 1970 else "",
    }
    fields = {**found.fields, **{name: value for name, value in stated.items() if value}}
    return replace(
        found,
        original=data,
        fields={name: value for name, value in fields.items() if options.mapping.get(name) != ""},
        origin="metadata",
        media_type="application/vnd.ms-outlook",
        extra={**found.extra, **({"sender": message.sender} if message.sender else {})},
    )
