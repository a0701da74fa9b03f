"""Header lines at a text's top, where someone wrote them: «العنوان: …», `Date: …`."""

from __future__ import annotations

import re
from functools import cache

from archive.paths import shipped_text
from archive.text.arabic import fold

#: A header's value is a line of this many characters at most; longer ones are prose.
_LONGEST_VALUE = 400
_HEADER = re.compile(r"[\s*#_>-]{0,8}([^\W\d_](?:[^\W\d_]|[ \u064b-\u0652-]){1,24}?)[\s*_]{0,3}[:：](.*)")


def split_headers(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the header lines at a text's top, and the text after them.

    Header lines stand together before anything else: «العنوان: …», `Date: …`. One alone that reads like a
    sentence counts only if an empty line follows it. The first of two for one field counts.
    """
    fields: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    read = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        field, value = header_line(line)
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


def header_line(line: str) -> tuple[str | None, str]:
    """Return the field that a header line names and its value; None and an empty text for other lines."""
    found = _HEADER.match(line.rstrip())
    if found is None or len(found[2]) > _LONGEST_VALUE:
        return None, ""
    return _header_names().get(" ".join(fold(found[1]).split())), found[2].strip(" \t*_")


@cache
def _header_names() -> dict[str, str]:
    text = shipped_text("header_lines.tsv")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(name): field for name, field in rows}
