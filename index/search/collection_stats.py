"""The collection: what a query shares over all segments, their statistics and its budget."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from index.query.ast import About, Expanded


@dataclass(slots=True)
class Budget:
    """How many postings a query may touch, over all segments."""

    limit: int
    touched: int = 0
    exhausted: bool = False

    def take(self, postings: int) -> bool:
        """Whether this many more may be read; notes that they are."""
        if self.exhausted or self.touched + postings > self.limit:
            self.exhausted = True
            return False
        self.touched += postings
        return True

    def affords(self, postings: int) -> bool:
        """Whether this many more may be read."""
        return not self.exhausted and self.touched + postings <= self.limit


@dataclass(frozen=True, slots=True)
class Collection:
    """What scoring needs to know of all segments together."""

    documents: int
    """Deleted ones included, as in Whoosh."""
    average: dict[str, float]
    """The mean length of each scored field."""
    frequency: Callable[[str, bytes], int]
    """In how many documents of all segments a field's term stands."""
    expand: Callable[[Expanded], tuple[bytes, ...]]
    """The terms of a prefix, wildcard or fuzzy node, the most frequent first."""
    count_about: Callable[[About], int]
    """In how many documents of all segments a time stands."""

    def idf(self, name: str, term: bytes) -> float:
        """The inverse document frequency of a field's term."""
        return self.idf_of(self.frequency(name, term))

    def idf_of(self, frequency: int) -> float:
        """The inverse document frequency of what stands in so many documents, as Whoosh has it; above 0."""
        return math.log(self.documents / (frequency + 1)) + 1
