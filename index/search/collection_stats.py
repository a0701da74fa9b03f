"""Statistics of all segments together, and the budget that a query shares over them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from index.query.ast import About, Expanded


@dataclass(slots=True)
class Budget:
    """The budget of a query: how many postings it may touch, over all segments."""

    limit: int
    touched: int = 0
    exhausted: bool = False

    def take(self, postings: int) -> bool:
        """Tell whether this many more postings may be read, and count them; once False, always False."""
        if self.exhausted or self.touched + postings > self.limit:
            self.exhausted = True
            return False
        self.touched += postings
        return True

    def affords(self, postings: int) -> bool:
        """Tell whether this many more postings may be read, without counting them."""
        return not self.exhausted and self.touched + postings <= self.limit


@dataclass(frozen=True, slots=True)
class Collection:
    """The statistics that scoring needs of all segments together."""

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
        """Return the inverse document frequency of a field's term."""
        return self.idf_of(self.frequency(name, term))

    def idf_of(self, frequency: int) -> float:
        """Return the inverse document frequency for so many documents, as Whoosh defines it; above 0."""
        return math.log(self.documents / (frequency + 1)) + 1
