"""Refusals of files that are no articles, or in no format that is read, with the way to convert them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from lxml.html import defs

from archive.paths import shipped_text
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.xml import root_name
from archive.text.encodings import HEAD

_OTHER = "unknown_format"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One thing that is refused: the name to tell, what to do, and its signs."""

    what: str
    remedy: str
    code: str
    magic: tuple[bytes, ...]
    """Bytes that a file begins with."""
    pattern: re.Pattern[bytes] | None
    """The pattern of a file's beginning."""
    roots: frozenset[str]
    """Names of root elements, in lower case."""
    endings: tuple[str, ...]
    """Endings of names, where content says nothing."""


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            what=row["what"],
            remedy=row["remedy"],
            code=row.get("code", "not_an_article"),
            magic=tuple(bytes.fromhex(sign) for sign in row.get("magic", ())),
            pattern=re.compile(row["pattern"].encode("latin-1"), re.DOTALL) if "pattern" in row else None,
            roots=frozenset(row.get("roots", ())),
            endings=tuple(row.get("endings", ())),
        )
        for row in json.loads(shipped_text("refused_formats.json"))["formats"]
    )


@cache
def _packed_kinds() -> dict[bytes, tuple[str, str]]:
    """Return the kinds of ZIP files that are no archives of articles, by a name within."""
    rows = json.loads(shipped_text("refused_formats.json"))["packed"]
    return {row["name"].encode(): (row["what"], row["remedy"]) for row in rows}


class Refusals:
    """A reader that recognises what no other reads, rejects it, and says what it is."""

    name = "refused"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1: sure by content; by the name's ending for plain text."""
        if _packed(head) or any(_matches(kind, head) for kind in _kinds()):
            return 0.93
        if root := _unknown_root(head):
            return 0.55 if root.lower() in defs.tags else 0.9
        return 0.65 if _by_ending(name) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield one reject that names the format and how to convert it."""
        with path.open("rb") as file:
            head = file.read(HEAD)
        packed = _packed(head)
        kind = next((kind for kind in _kinds() if _matches(kind, head)), None) or _by_ending(source.name)
        if packed:
            what, remedy, code = *packed, _OTHER
        elif kind is not None:
            what, remedy, code = kind.what, kind.remedy, kind.code
        else:
            root = _unknown_root(head)
            what, remedy, code = (
                f"XML of a kind that is not read (<{root}>)",
                "Convert it to a feed, CSV or JSON Lines",
                _OTHER,
            )
        is_article = "no article" if code == "not_an_article" else "in no format that is read"
        yield Rejected(source, code, f"it is {what}, {is_article}", remedy, _original(path, head, options))


def _original(path: Path, head: bytes, options: Options) -> bytes:
    """Return the file's bytes for the quarantine; of one past the limit, the beginning."""
    return path.read_bytes() if path.stat().st_size <= options.limits.record_bytes else head


def _matches(kind: _Kind, head: bytes) -> bool:
    if kind.magic and head.startswith(kind.magic):
        return True
    if kind.pattern is not None and kind.pattern.match(head):
        return True
    return (
        bool(kind.roots)
        and head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
        and root_name(head).lower() in kind.roots
    )


def _unknown_root(head: bytes) -> str:
    """Return the root element of a file that says or shows that it is XML; else nothing."""
    plain = head.replace(b"\0", b"")
    begin = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if begin.startswith(b"<?xml"):
        return root_name(head)
    root = root_name(head) if begin.startswith(b"<") else ""
    closed = re.search(rb"</(?:[\w.-]{1,60}:)?" + re.escape(root.encode()) + rb"\s{0,5}>", plain)
    return root if root and closed and root.lower() not in defs.tags else ""


def _by_ending(name: str) -> _Kind | None:
    last = PurePosixPath(name.rpartition("!")[2].replace("\\", "/")).name.lower()
    return next((kind for kind in _kinds() if kind.endings and last.endswith(kind.endings)), None)


def _packed(head: bytes) -> tuple[str, str] | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    return next((told for name, told in _packed_kinds().items() if name in head), None)
