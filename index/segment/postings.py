"""The postings of one field of one segment, to read: terms, documents, codes and positions.

`terms` are the terms' bytes one after another, in byte order, with `term_ends`; `crc` and `crc_term` a hash
table by binary search; `pointers` (terms + 1) say where each term's postings begin. A posting has an entry in
`documents`, numbers within the segment, and in `codes` (see `index.segment.impacts`). In a word field
`positions` holds those of one posting after another, counted within the document. How many a posting has its
code tells; where the positions of every eighth posting begin stands in `position_starts`.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from archive.text.encodings import from_utf8
from index.memory import Remembered
from index.segment.array_file import Array, Container
from index.segment.impacts import counts_of
from index.segment.schema import TITLE_GAP

#: Postings from one entry of `position_starts` to the next.
STRIDE = 8
_SHIFT = 3
_WITHIN = np.arange(STRIDE)
_NONE = np.zeros(0, np.int64)
#: Of this share of a term's postings on, all their counts are added up rather than those between two starts.
_MANY = 30
#: A global position has its document above these bits, and the position within the document in them.
_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1


def global_positions(documents: Array, positions: Array | int) -> Array:
    """Return positions within documents as global positions (int64), which rise from document to document."""
    found = documents.astype(np.int64)
    found <<= _POSITION_BITS
    found += positions
    return found


def holders_of(positions: Array) -> Array:
    """Return the documents of global positions: int64."""
    return positions >> _POSITION_BITS


def within_documents(positions: Array) -> Array:
    """Return global positions as positions within their documents: int64."""
    return positions & _POSITION


def document_dtype(documents: int) -> type[np.unsignedinteger | np.signedinteger]:
    """Return the type of document numbers in a segment of so many documents."""
    return np.uint16 if documents <= 1 << 16 else np.int32


def starts_at(rows: Array, codes: Array, counts: Array, starts: Array) -> Array:
    """Return where the positions of postings begin, given their rows, of which one may be behind the last.

    `codes` are those of all postings, `counts` the positions by code, `starts` those of every eighth posting.
    Returns int64.
    """
    if not len(codes):
        return np.zeros(len(rows), np.int64)
    blocks = rows >> _SHIFT
    at = (blocks << _SHIFT)[:, None] + _WITHIN
    between = counts.take(codes.take(at, mode="clip")) * (at < rows[:, None])
    return np.asarray(starts.take(blocks) + between.sum(axis=1))


class FieldPostings:
    """The postings of one field of one segment, to read."""

    def __init__(self, container: Container, name: str) -> None:
        arrays = container.arrays
        self.name = name
        self._blob = memoryview(arrays[f"{name}.terms"].data)
        self._ends = memoryview(arrays[f"{name}.term_ends"].data)
        self._crc = memoryview(arrays[f"{name}.crc"].data)
        self._crc_term = arrays[f"{name}.crc_term"]
        self.pointers = arrays[f"{name}.pointers"]
        self.codes = arrays[f"{name}.codes"]
        self.triples = arrays[f"{name}.triples"]
        self._documents = arrays[f"{name}.documents"]
        self._counts = counts_of(self.triples)
        self._starts = arrays.get(f"{name}.position_starts", _NONE)
        self._positions = arrays.get(f"{name}.positions", _NONE)
        self.lengths = arrays.get(f"{name}.lengths", _NONE)
        self._arrays = arrays
        self.total = int(container.meta["totals"].get(name, 0))
        self._numbers: Remembered[bytes, int] = Remembered()

    def __len__(self) -> int:
        return len(self._ends)

    @cached_property
    def title_tokens(self) -> Array:
        """Return how many positions the part of each document has that is told apart: its title, or all."""
        own = self._arrays.get(f"{self.name}.base")
        return self._arrays["title_tokens"] if own is None else np.diff(own) - 2 * TITLE_GAP

    def term(self, number: int) -> bytes:
        """Return the term of this number."""
        start = self._ends[number - 1] if number else 0
        return bytes(self._blob[start : self._ends[number]])

    def all_text(self) -> str:
        """Return all terms one after another, as one text."""
        return from_utf8(bytes(self._blob))

    def all_words(self) -> list[str]:
        """Return all terms in order, as text."""
        blob, ends = bytes(self._blob), self._ends.tolist()
        return [from_utf8(blob[start:end]) for start, end in zip([0, *ends], ends, strict=False)]

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 if the field lacks it; the number is remembered."""
        known = self._numbers.get(term)
        return self._numbers.keep(term, self.look_up(term)) if known is None else known

    def look_up(self, term: bytes) -> int:
        """Return the number of a term, -1 if the field lacks it; like `find`, but not remembered."""
        sums, crc = self._crc, zlib.crc32(term)
        at = bisect_left(sums, crc)
        while at < len(sums) and sums[at] == crc:
            number = int(self._crc_term[at])
            if self.term(number) == term:
                return number
            at += 1
        return -1

    def known(self, terms: Sequence[bytes]) -> list[bytes]:
        """Return those of many terms that the field has, looked up together."""
        asked = np.fromiter(map(zlib.crc32, terms), np.uint32, len(terms))
        sums = np.asarray(self._crc)
        at = np.minimum(sums.searchsorted(asked), max(len(sums) - 1, 0))
        likely = np.flatnonzero(sums.take(at) == asked).tolist() if len(sums) else []
        return [terms[i] for i in likely if self.look_up(terms[i]) >= 0]

    def frequency(self, number: int) -> int:
        """Return a term's document frequency, deleted documents included."""
        start, stop = self.bounds(number)
        return stop - start

    def bounds(self, number: int) -> tuple[int, int]:
        """Return where a term's postings begin and end."""
        return int(self.pointers[number]), int(self.pointers[number + 1])

    def documents_of(self, number: int) -> Array:
        """Return the documents of a term: int32, rising."""
        return self.documents_between(*self.bounds(number))

    def documents_between(self, start: int, stop: int) -> Array:
        """Return the documents of the postings from one row until another: int32."""
        return self._documents[start:stop].astype(np.int32, copy=False)

    def kept_documents(self, start: int, stop: int) -> Array:
        """Return what `documents_between` does, of the type of the file: quicker, and not to be added to."""
        return self._documents[start:stop]

    def documents_at(self, rows: Array) -> Array:
        """Return the documents of the postings in these rows: int32."""
        return self._documents.take(rows).astype(np.int32, copy=False)

    def all_documents(self) -> Array:
        """Return the documents of all postings, term by term: int32."""
        return self._documents.astype(np.int32, copy=False)

    def position_count(self, number: int) -> int:
        """Return how many positions a term has in all documents."""
        start, stop = self.bounds(number)
        return self._begin_of(stop) - self._begin_of(start)

    def positions_between(self, start: int, stop: int) -> Array:
        """Return the global positions of the postings from one row until another: int64."""
        first, last = self._begin_of(start), self._begin_of(stop)
        documents = self._documents[start:stop]
        if last - first > stop - start:  # Most words stand once in an article.
            documents = documents.repeat(self._counts.take(self.codes[start:stop]))
        return global_positions(documents, self._positions[first:last])

    def positions_at(self, rows: Array) -> tuple[Array, Array]:
        """Return the global positions of the postings in these rows, and how many each has: int64."""
        return self._gathered(rows, self._begin(rows))

    def positions_among(self, start: int, stop: int, chosen: Array) -> tuple[Array, Array]:
        """Do what `positions_at` does for chosen postings among those of a term, by their place there."""
        if len(chosen) * _MANY < stop - start:
            return self.positions_at(chosen + start)
        counts = self._counts.take(self.codes[start:stop])
        before = counts.cumsum(dtype=np.int64) - counts
        first = self._begin_of(start)
        return self._gathered(chosen + start, before.take(chosen) + first)

    def _gathered(self, rows: Array, starts: Array) -> tuple[Array, Array]:
        """Return the positions of rows and how many each has, given where they begin."""
        counts = self._counts.take(self.codes.take(rows))
        documents = self._documents.take(rows)
        ends = counts.cumsum(dtype=np.int64)
        number = int(ends[-1]) if len(ends) else 0
        if number == len(rows):  # Most words stand once in an article.
            return global_positions(documents, self._positions.take(starts)), counts
        at = (starts - ends + counts).repeat(counts)
        at += np.arange(number)
        return global_positions(documents.repeat(counts), self._positions.take(at)), counts

    def _begin(self, rows: Array) -> Array:
        """Return where the positions of these postings begin: int64; a row may be one behind the last."""
        return starts_at(rows, self.codes, self._counts, self._starts)

    def _begin_of(self, row: int) -> int:
        """Return where the positions of one posting begin; the row may be one behind the last."""
        if not len(self._starts):
            return 0
        block = row >> _SHIFT
        between = self._counts.take(self.codes[block << _SHIFT : row])
        return int(self._starts[block]) + int(between.sum())

    def starting_with(self, prefix: bytes) -> range:
        """Return the numbers of the terms that begin with these bytes."""
        return self.between(prefix, prefix + b"\xff")

    def between(self, first: bytes, stop: bytes) -> range:
        """Return the numbers of the terms from `first` on and before `stop`, in byte order."""
        low = bisect_left(range(len(self)), first, key=self.term)
        return range(low, bisect_left(range(len(self)), stop, key=self.term))
