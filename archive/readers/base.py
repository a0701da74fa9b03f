"""The reader seam: what comes in, a draft or a reject, and what a reader is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from archive.model.warning import ArticleWarning


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read, in bytes or counts; past them an input is refused with a reason."""

    record_bytes: int = 10_000_000
    """One article's bytes."""
    line_bytes: int = 20_000_000
    """One line of a file of many records."""
    unpacked_bytes: int = 2_000_000_000
    """All that one packed file may unpack to."""
    unpacked_ratio: int = 200
    """Unpacked bytes for each packed byte."""
    entries: int = 200_000
    """Entries of one packed file."""
    depth: int = 4
    """Packed files within packed files; also the depth of nested structures where a format has them."""


@dataclass(slots=True)
class Budget:
    """The bytes that a packed file may still unpack to, all files within it together."""

    left: int

    def spend(self, size: int) -> bool:
        """Take `size` bytes off; False, and nothing taken, where fewer are left."""
        if size > self.left:
            return False
        self.left -= size
        return True


@dataclass(frozen=True, slots=True)
class Options:
    """The options of reading.

    `mapping` maps our fields to the input's keys (`{"body": "content"}`); an empty key drops the field.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    """Given by the user; else recognised."""
    limits: Limits = field(default_factory=Limits)
    budget: Budget | None = None
    """Set by the reader of a packed file for what stands within it; None outside of one."""


@dataclass(frozen=True, slots=True)
class Source:
    """The place of an input, for messages and for identity: a file and a record in it."""

    name: str
    """The path as given by the user; entries of packed files follow after `!`: `dump.zip!a/b.html`."""
    record: int | None = None
    """In a file of many: the line or the record's number, from 1."""

    def __str__(self) -> str:
        return self.name if self.record is None else f"{self.name}:{self.record}"


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as a reader understood it, before cleaning and extraction."""

    source: Source
    text: str
    """The text with its lines; furniture may still be in it."""
    original: bytes
    """The bytes as they came (for a file of many: the record's own bytes)."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The statements of the input, by our names: `id title outlet outlet_id url published published_precision
    published_source byline agency language note licence`; `platforms` never (they are read from the text)."""
    origin: str = "given"
    """The origin of `fields`: `given` (a record's own keys) or `metadata` (a page's tags)."""
    encoding: str = "utf-8"
    media_type: str = "text/plain"
    has_furniture: bool = True
    """False where the input is a record's body field; cleaning then only folds what is certain."""
    is_clean: bool = False
    """True where Sijill itself exported the text: nothing in it is furniture any more."""
    warnings: tuple[ArticleWarning, ...] = ()
    scope: str = ""
    """The scope that the id in `fields` is an id within, where the format says so (a channel); else empty."""
    date_lines: tuple[str, ...] = ()
    """Lines beside the text that may print the article's day, the likeliest first."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further values worth keeping, such as `captured` (a crawl's time, never a publication date)."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read: where, why, and how to mend it. Its bytes are quarantined."""

    source: Source
    code: str
    """`empty`, `no_body`, `broken_json`, `undecodable`, `too_large`, `unsafe_path`, `bomb`, `skipped` …"""
    reason: str
    remedy: str
    original: bytes = b""
    id: str = ""
    """The id that the input states, where it could be read."""


class Reader(Protocol):
    """A reader of one format. It yields, never collects, and lets no exception escape for bad input."""

    name: str
    """`text`, `jsonl`, `html` …"""

    def recognises(self, head: bytes, name: str) -> float:
        """Return how surely a file is of this reader's format, from 0 (not at all) to 1.

        `head` is its first 64 KiB; the content counts before the file's `name`.
        """
        ...

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts and rejects of one file."""
        ...


Readers = Iterable[Reader]
