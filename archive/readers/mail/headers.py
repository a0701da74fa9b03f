"""The headers of a message, and whether a file begins with them."""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from archive.text.encodings import recognise

_BLOCK = re.compile(rb"(?:[A-Za-z][\w-]{0,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,60}){1,60}")
_NAMES = re.compile(rb"^([A-Za-z][\w-]{0,60}):", re.MULTILINE)
#: Headers that only mail has, and those that text may begin with as well.
_SURE = frozenset(
    b"received message-id mime-version return-path delivered-to content-type content-transfer-encoding "
    b"x-mailer list-id in-reply-to references dkim-signature".split()
)
_LIKELY = frozenset(b"from to subject date cc reply-to sender".split())


def header_block(head: bytes) -> bytes:
    """Return the header lines that a file begins with; empty if it begins with none."""
    found = _BLOCK.match(head.lstrip())
    return found[0] if found else b""


def mail_likeness(block: bytes) -> tuple[int, int]:
    """Count the headers that only mail has, and those that mail usually has."""
    names = {name.lower() for name in _NAMES.findall(block)}
    return len(names & _SURE), len(names & _LIKELY)


def header(message: Message, name: str) -> str:
    """Return a header's text, decoded, on one line; empty if it is absent."""
    value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), None)
    if value is None:
        return ""
    if any("\udc80" <= char <= "\udcff" for char in value):  # bytes as they are, of an unknown encoding
        data = value.encode("utf-8", "surrogateescape")
        return " ".join(data.decode(recognise(data) or "utf-8", "replace").split())
    try:
        text = str(make_header(decode_header(str(value))))
    except (UnicodeError, LookupError, ValueError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())


def sender(message: Message) -> tuple[str, str]:
    """Return the sender's name, or else the address's domain, and the address; empty if there is none."""
    name, address = parseaddr(header(message, "From"))
    return name.strip("\"' ") or address.rpartition("@")[2], address
