"""Segments as a generation lists them: their names, and the segments of Whoosh's that they span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of the Whoosh index."""

    name: str
    documents: int
    lengths: dict[str, int] = field(default_factory=dict)
    """How many words each scored field has in all its documents, as Whoosh scores by."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment of a generation."""

    name: str
    """Of its arrays."""
    parts: tuple[Part, ...]
    """The Whoosh segments whose documents it has, in order."""
    deleted: int = 0

    @property
    def documents(self) -> int:
        """Return the number of documents, deleted ones included."""
        return sum(part.documents for part in self.parts)

    @property
    def live(self) -> int:
        """Return the number of documents that are not deleted."""
        return self.documents - self.deleted

    def in_parts(self, documents: Iterable[int]) -> Iterator[tuple[str, int]]:
        """Yield, for each of these documents of the segment, its part's name and its number in that part."""
        first = list(accumulate((part.documents for part in self.parts), initial=0))
        for document in documents:
            place = bisect_right(first, document) - 1
            yield self.parts[place].name, document - first[place]
