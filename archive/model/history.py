"""History: the types for the log and the revisions of an article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.model.article import Article


class Kind(StrEnum):
    """The kinds of events in an article's history."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CORRECTED = "corrected"
    UNDONE = "undone"
    MENDED = "mended"
    """Its damaged record was put back from an input that says what it said."""
    DATED = "dated"
    """Its date follows from a claim that another article tells."""
    UNDATED = "undated"
    """That date was taken back: its proof was changed or removed."""
    UNREADABLE = "unreadable"
    """An entry that is damaged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in an article's history."""

    sequence: int
    at: str
    """UTC, ISO 8601."""
    kind: Kind
    who: str = ""
    why: str = ""
    revision: int | None = None
    """The revision that came of it, for `added` and `changed`."""
    fields: tuple[str, ...] = ()
    """The fields that differ from the revision before, or the field that was corrected."""
    value: str | None = None
    """The corrected value; for `undone`, the value that no longer holds."""


@dataclass(frozen=True, slots=True)
class EntryTimes:
    """The times when an article came in and when it last changed: UTC, ISO 8601."""

    added: str
    changed: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article as it was added, without corrections."""

    number: int
    at: str
    """The time it came in: UTC, ISO 8601."""
    article: Article
    current: bool
