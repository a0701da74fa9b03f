"""Mailboxes (mbox): message after message, each from a line `From …` to the next, read one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.html import too_large
from archive.readers.mail.headers import header_block, mail_likeness
from archive.readers.mail.message import MOST_BYTES, read_message

#: A line that begins a message: its sender and a day. Others that begin so are text, whatever quoting says.
_FROM = re.compile(rb"From \S{0,300} .{0,20}(?:\d\d:\d\d|\d{4})[^\n]{0,60}\r?\n?$")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LONGEST_LINE = 1_000_000


class MboxReader:
    """Reads the messages of a mailbox; a message's number is its place in it."""

    name = "mbox"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by a line `From …` with header lines after it."""
        first, newline, rest = head.lstrip().partition(b"\n")
        if not newline or not _FROM.match(first + newline):
            return 0.0
        sure, likely = mail_likeness(header_block(rest))
        return 0.98 if sure + likely >= 2 else 0.6 if name.lower().endswith(".mbox") else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield what each message holds."""
        with path.open("rb") as file:
            for number, data in enumerate(_messages(file), start=1):
                here = replace(source, record=number)
                if len(data) > MOST_BYTES:
                    yield too_large(here, len(data), MOST_BYTES)
                else:
                    yield from read_message(_QUOTED.sub(rb"\1", data), here, options)


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of each message without its line `From …`; of an overlong one, the beginning."""
    lines: list[bytes] = []
    size = 0
    blank = True
    while line := file.readline(_LONGEST_LINE):
        if blank and line.startswith(b"From ") and _FROM.match(line):
            if any(part.strip() for part in lines):
                yield b"".join(lines)
            lines, size = [], 0
        elif size <= MOST_BYTES:
            lines.append(line)
            size += len(line)
        blank = not line.strip()
    if any(part.strip() for part in lines):
        yield b"".join(lines)
