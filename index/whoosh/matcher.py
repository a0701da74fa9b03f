"""A matcher over posting arrays: what Whoosh's queries walk through, a block of postings at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint

from index.segment.fieldnorm import LENGTHS
from index.segment.impacts import lengths_of, weights_of
from index.segment.postings import FieldPostings, within_documents

#: Postings whose best score is known together.
BLOCK = 128


class PostingsMatcher(LeafMatcher):
    """The postings of one term of one segment."""

    def __init__(
        self, postings: FieldPostings, number: int, format_: Any, term: tuple[str, bytes], scorer: Any
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._start, self._stop = postings.bounds(number)
        self._documents = postings.documents_between(self._start, self._stop)
        self._weights, self._lengths = weights_of(postings.triples), lengths_of(postings.triples)
        self._go(0)

    def _go(self, place: int) -> None:
        """Go to a posting, by its place among the term's."""
        self._place = place
        self._first = place - place % BLOCK
        self._ids: list[int] = self._documents[self._first : self._first + BLOCK].tolist()
        first = self._start + self._first
        self._codes = self._postings.codes[first : first + len(self._ids)]

    def reset(self) -> None:
        """Go back to the first posting."""
        self._go(0)

    def is_active(self) -> bool:
        """Tell whether there is a posting here."""
        return self._place - self._first < len(self._ids)

    def id(self) -> int:
        """Return the document of this posting."""
        return self._ids[self._place - self._first]

    def next(self) -> bool:
        """Go to the next posting; tell whether it is of another block."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        moved = self._place - self._first == BLOCK
        if moved:
            self._go(self._place)
        return moved

    def skip_to(self, id: int) -> None:  # noqa: A002 (Whoosh's name)
        """Go to the first posting from a document on."""
        if not self.is_active():
            raise ReadTooFar
        place = int(self._documents.searchsorted(id))
        if place > self._place:
            self._go(place)

    def weight(self) -> float:
        """Return the weight of this posting."""
        return float(self._weights[self._codes[self._place - self._first]])

    def positions(self) -> list[int]:
        """Return the positions of this posting, counted within its document."""
        row = np.array([self._start + self._place])
        found, _ = self._postings.positions_at(row)
        positions: list[int] = within_documents(found).tolist()
        return positions

    def value(self) -> bytes:
        """Return what the field's format keeps of this posting, as its bytes."""
        if self.format.supports("positions"):
            return bytes(self.format.encode(self.positions()))
        return bytes(pack_uint(1)) if self.format.supports("frequency") else b""

    def value_as(self, astype: str) -> Any:
        """Return what the field's format keeps of this posting."""
        return self.positions() if astype == "positions" else super().value_as(astype)

    def block_min_id(self) -> int:
        """Return the first document of this block."""
        return self._ids[0]

    def block_max_id(self) -> int:
        """Return the last document of this block."""
        return self._ids[-1]

    def block_min_length(self) -> int:
        """Return the least length of this block's documents."""
        return int(LENGTHS[self._lengths.take(self._codes).min()])

    def block_max_length(self) -> int:
        """Return the greatest length of this block's documents."""
        return int(LENGTHS[self._lengths.take(self._codes).max()])

    def block_max_weight(self) -> float:
        """Return the greatest weight of this block's postings."""
        return float(self._weights.take(self._codes).max())

    def skip_to_quality(self, minquality: float) -> int:
        """Leave blocks that cannot reach a score; return how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._go(self._first + BLOCK)
            skipped += 1
        return skipped
