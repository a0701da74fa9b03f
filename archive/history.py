"""History: the log of an article, entry by entry, and the words it uses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can happen to an article."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CORRECTED = "corrected"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to an article."""

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
