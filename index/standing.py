"""Standing: where terms stand in a few documents, looked up once a term for all of them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.container import Array
from index.gathering import positions_at, rows_of
from index.nodes import Expanded
from index.postings import SegmentArrays

_NOWHERE = np.zeros(0, np.int64)


class Standing:
    """The positions of terms in some documents of a segment, those of a page's hits.

    A term's postings are searched once and not once a hit: a pattern stands for up to 200 terms.
    """

    def __init__(self, segment: SegmentArrays, documents: Sequence[int]) -> None:
        self._segment = segment
        self._documents = np.unique(np.asarray(documents, np.int32))
        self._known: dict[tuple[str, bytes] | Expanded, dict[int, Array]] = {}

    def positions(self, name: str, term: bytes, document: int) -> Array:
        """A term's positions within one of the documents, from 0."""
        held = self._known.get((name, term))
        if held is None:
            held = self._known[name, term] = self._look_up(name, term)
        return held.get(document, _NOWHERE)

    def expanded(self, node: Expanded, numbers: Sequence[int], document: int) -> Array:
        """The positions of any of a pattern's terms within one of the documents, from 0."""
        held = self._known.get(node)
        if held is None:
            held = self._known[node] = self._look_up_all(node.fieldname, numbers)
        return held.get(document, _NOWHERE)

    def _look_up_all(self, name: str, numbers: Sequence[int]) -> dict[int, Array]:
        postings = self._segment.fields[name]
        wanted = np.zeros(self._segment.documents, bool)
        wanted[self._documents] = True
        rows, _ = rows_of(postings, numbers)
        positions, owners = positions_at(postings, rows[wanted[postings.documents[rows]]])
        base = postings.base
        return {d: positions[owners == d] - int(base[d]) for d in self._documents.tolist()}

    def _look_up(self, name: str, term: bytes) -> dict[int, Array]:
        postings = self._segment.fields[name]
        number = postings.find(term)
        if number < 0:
            return {}
        own, _ = postings.postings(number)
        at = own.searchsorted(self._documents)
        at[at == len(own)] = 0
        held = own[at] == self._documents
        first = at[held] + postings.pointers[number]
        documents = self._documents[held]
        bounds = zip(
            documents.tolist(), postings.base[documents].tolist(), postings.position_pointers[first].tolist(),
            postings.position_pointers[first + 1].tolist(), strict=True,
        )  # fmt: skip
        return {document: postings.positions[start:stop] - base for document, base, start, stop in bounds}
