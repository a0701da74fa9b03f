"""Plain text: a file is an article, with header lines at its top where someone wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive.errors import Undecodable
from archive.lexicon.loader import shipped_text
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.fields import sound_text
from archive.text.arabic import fold
from archive.text.encodings import decode, recognise

#: A header's value is a line of this many characters at most; longer ones are prose.
_LONGEST_VALUE = 400
_HEADER = re.compile(
    r"[\s*#_>-]{0,8}([^\W\d_](?:[^\W\d_]|[ \u0640\u064b-\u0652-]){1,24}?)[\s*_]{0,3}[:：](.*)"
)
_NAMES = frozenset({".txt", ".text", ".md"})


class TextReader:
    """Reads what nothing else recognises and is text."""

    name = "text"

    def recognises(self, head: bytes, name: str) -> float:
        """Any text, less surely than a reader that knows its format; binary data not at all."""
        named = Path(name).suffix.lower() in _NAMES
        if not head.strip():
            return 0.1
        whole = head if len(head) < 1024 else head[: head.rfind(b"\n") + 1] or head[:-4]
        if b"\0" in whole and recognise(whole) is None:
            return 0.0
        return 0.4 if named else 0.2 if _is_text(whole) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """One draft, or the reason why there is none."""
        size = path.stat().st_size
        if size > options.limits.record_bytes:
            reason = f"the file has {size:,} bytes, more than {options.limits.record_bytes:,}"
            yield Rejected(source, "too_large", reason, "Split it into articles")
            return
        yield draft_of_text(path.read_bytes(), source, options)


def draft_of_text(original: bytes, source: Source, options: Options) -> Draft | Rejected:
    """The draft of these bytes as plain text, header lines read off."""
    try:
        decoded = decode(original, given=options.encoding)
    except Undecodable as error:
        return Rejected(source, "undecodable", error.what, error.remedy, original)
    text = sound_text(decoded.text)
    if not text.strip():
        return Rejected(source, "empty", "the file holds no text", "Leave it out", original)
    fields, rest = split_headers(text)
    if not rest.strip():
        reason = "the file has header lines and no body"
        return Rejected(source, "no_body", reason, "Write the text below its header lines", original)
    kept = {field: value for field, value in fields.items() if options.mapping.get(field) != ""}
    return Draft(source, rest, original, kept, encoding=decoded.encoding)


def split_headers(text: str) -> tuple[dict[str, str], str]:
    """The fields of the header lines at a text's top, and the text after them.

    Header lines stand together before anything else: «العنوان: …», `Date: …`. One alone that reads like a
    sentence counts only if an empty line follows it. The first of two for one field counts.
    """
    fields: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    read = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        field, value = _header(line)
        if field is None:
            break
        if value:
            fields.setdefault(field, value)
        read = at + 1
    followed = bool(lines[read:]) and bool(lines[read].strip())
    if followed and len(fields) == 1 and any(map(_is_sentence, fields.values())):
        return {}, text
    return fields, "".join(lines[read:])


def _is_sentence(value: str) -> bool:
    return len(value) > 120 or value.endswith((".", "؟", "!", "،", ":", "…"))


def _header(line: str) -> tuple[str | None, str]:
    found = _HEADER.match(line.rstrip())
    if found is None or len(found[2]) > _LONGEST_VALUE:
        return None, ""
    return _header_names().get(" ".join(fold(found[1]).split())), found[2].strip(" \t*_")


@cache
def _header_names() -> dict[str, str]:
    text = shipped_text("header_lines.tsv")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(name): field for name, field in rows}


def _is_text(data: bytes) -> bool:
    """Whether the bytes decode, and hardly any of their characters are controls."""
    encoding = recognise(data)
    if encoding is None:
        return False
    text = data.decode(encoding)
    return len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)) <= len(text) / 100
