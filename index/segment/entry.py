"""Segments as a generation lists them: their names, their documents, and how many of them are hidden."""

from __future__ import annotations

from dataclasses import dataclass

#: What the names of segments begin with: Whoosh's name of an index.
INDEX_NAME = "MAIN"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment of a generation."""

    name: str
    documents: int
    """Deleted ones included."""
    deleted: int = 0

    @property
    def live(self) -> int:
        """Return the number of documents that are not deleted."""
        return self.documents - self.deleted
