"""Posting arrays: a segment compiled for answering, mapped into memory.

A field's arrays: `terms` (the terms' bytes one after another, in byte order) with `term_ends`; `crc` and
`crc_term`, a hash table by binary search; `pointers` (terms + 1) into `documents` and `codes`; for word
fields `position_pointers` (postings + 1) into `positions`. Documents are int32 numbers within the segment,
positions are global within it (see `index.segment.inverter`) or, where a field has a `base`, within it. A
code stands for a posting's weight and its document's length, a pair of `pairs` (see `index.segment.impacts`).
Lengths are bytes as Whoosh rounds them, weights are whole numbers.
"""

from __future__ import annotations

import codecs
import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from archive.text.encodings import from_utf8, utf8
from index.errors import BadGeneration
from index.memory import Remembered
from index.segment.array_file import REBUILD, Array, Container
from index.segment.intervals import Spans
from index.segment.schema import TITLE_GAP, VALUE_FIELDS, WORD_FIELDS


def packed(text: str) -> tuple[int, bytes]:
    """Encode a text; return the width of its code units (1, 2 or 4 bytes) and its bytes."""
    if text.isascii():
        return 1, text.encode("ascii")
    try:
        narrow = text.encode("utf-16-le")
    except UnicodeEncodeError:  # halves of a pair, which UTF-16 would take for one character
        narrow = b""
    if len(narrow) == 2 * len(text):
        return 2, narrow
    return 4, text.encode("utf-32-le", "surrogatepass")


def unpacked(width: int, data: bytes | memoryview) -> str:
    """Decode a text that `packed` encoded, or a stretch of it."""
    # A codec that is called by itself need not be looked up by name.
    if width == 1:
        return codecs.ascii_decode(data)[0]
    decode = codecs.utf_16_le_decode if width == 2 else codecs.utf_32_le_decode
    return decode(data, "surrogatepass", True)[0]


#: Raised when the arrays' format changes; part of the fingerprint.
ARRAYS_VERSION = 10

#: Where what is kept of each document ends.
_ENDS = ("record_ends", "body_ends", "sentence_ends", "figure_ends")

_NO_DOCUMENTS = np.zeros(0, np.int32)

_NONE = np.zeros(0, np.int64)


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
        self.documents = arrays[f"{name}.documents"]
        self.codes = arrays[f"{name}.codes"]
        self.pairs = arrays[f"{name}.pairs"]
        self.position_pointers = arrays.get(f"{name}.position_pointers", _NONE)
        self.positions = arrays.get(f"{name}.positions", _NONE)
        self.lengths = arrays.get(f"{name}.lengths", _NONE)
        own = arrays.get(f"{name}.base")
        self.base = arrays["base"] if own is None else own
        self.title_tokens = arrays["title_tokens"] if own is None else np.diff(own) - 2 * TITLE_GAP
        self.total = int(container.meta["totals"].get(name, 0))
        self._numbers: Remembered[bytes, int] = Remembered()

    def __len__(self) -> int:
        return len(self._ends)

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
        return self.documents[self.pointers[number] : self.pointers[number + 1]]

    def term_positions(self, number: int) -> Array:
        """Return all global positions of a term, rising."""
        start = self.position_pointers[self.pointers[number]]
        stop = self.position_pointers[self.pointers[number + 1]]
        return self.positions[start:stop]

    def starting_with(self, prefix: bytes) -> range:
        """Return the numbers of the terms that begin with these bytes."""
        return self.between(prefix, prefix + b"\xff")

    def between(self, first: bytes, stop: bytes) -> range:
        """Return the numbers of the terms from `first` on and before `stop`, in byte order."""
        low = bisect_left(range(len(self)), first, key=self.term)
        return range(low, bisect_left(range(len(self)), stop, key=self.term))


class SegmentArrays:
    """One segment, to read. `deleted` are the documents that the opened generation hides in it."""

    def __init__(self, path: Path, deleted: Array | None = None) -> None:
        self._container = Container(path)
        arrays, meta = self._container.arrays, self._container.meta
        if meta.get("version") != ARRAYS_VERSION:
            raise BadGeneration(f"{path} is an index file of another version", remedy=REBUILD)
        self.name, self._path = path.stem, path
        self.documents: int = meta["documents"]
        self.labels: dict[str, str] = meta["labels"]
        self.outlet_order: dict[str, int] = {}  # by their names; a snapshot sets it
        self.base, self.title_tokens = arrays["base"], arrays["title_tokens"]
        self.published_from, self.published_to = arrays["published_from"], arrays["published_to"]
        self.arrivals = arrays["arrivals"]
        """The place of each document in the order in which the archive got its articles."""
        self.bare, self.cuts = arrays["surface.bare"], arrays["surface.cuts"]
        """Surface terms with clitics in the order of what follows these, and the bytes of the clitics."""
        self._arrays = arrays
        # Views of memory, of which one number or one stretch is taken quicker than of arrays.
        self._records, self._bodies = memoryview(arrays["records"].data), memoryview(arrays["bodies"].data)
        self._widths = memoryview(arrays["body_widths"].data)
        self._ends = {name: memoryview(arrays[name].data) for name in _ENDS}
        self.fields = {
            name: FieldPostings(self._container, name) for name in (*WORD_FIELDS, "gram", *VALUE_FIELDS)
        }
        self.numbers, self.times = Spans(arrays, "numbers"), Spans(arrays, "times")
        self.deleted = deleted if deleted is not None and len(deleted) else _NO_DOCUMENTS

    @cached_property
    def live(self) -> Array | None:
        """Return a mask of the documents that are not deleted; None if all are live."""
        if not len(self.deleted):
            return None
        if self.deleted.min() < 0 or self.deleted.max() >= self.documents:
            raise BadGeneration(f"{self._path} has no such articles as are hidden in it", remedy=REBUILD)
        mask = np.ones(self.documents, bool)
        mask[self.deleted] = False
        return mask

    @cached_property
    def id_rank(self) -> Array:
        """Return each document's rank among the segment's ids in byte order, to break ties."""
        rank = np.empty(self.documents, np.int32)
        rank[self.fields["id"].documents] = np.arange(self.documents, dtype=np.int32)
        return rank

    @cached_property
    def outlet_rank(self) -> Array:
        """Return the place of each document's outlet in `outlet_order`, as float64; the last for none."""
        rank = np.full(self.documents, np.inf)
        for number, outlet in enumerate(self.fields["outlet"].all_words()):
            rank[self.fields["outlet"].documents_of(number)] = self.outlet_order.get(outlet, np.inf)
        return rank

    def id(self, document: int) -> str:
        """Return a document's article id."""
        return from_utf8(self.fields["id"].term(int(self.id_rank[document])))

    def ids_up_to(self, article_id: str) -> int:
        """Return the number of the segment's ids that are this one or before it in byte order."""
        ids = self.fields["id"]
        return bisect_right(range(len(ids)), utf8(article_id), key=ids.term)

    def record(self, document: int) -> dict[str, Any]:
        """Return the fields that a hit shows of a document; BadGeneration names the file if it is damaged."""
        start, end = self._extent("record_ends", document)
        try:
            record: dict[str, Any] = read_json(self._records[start:end])
        except ValueError as error:
            raise self._damaged(document) from error
        return record

    def body(self, document: int) -> str:
        """Return a document's body; BadGeneration names the file if it is damaged there."""
        start, end = self._extent("body_ends", document)
        return self._text(document, start, end)

    def body_between(self, document: int, start: int, end: int) -> str:
        """Return a body's text from one code point to another, which may lie beyond the end.

        BadGeneration names the file if it is damaged there.
        """
        (first, last), width = self._extent("body_ends", document), self._widths[document]
        return self._text(document, first + start * width, min(first + end * width, last))

    def _text(self, document: int, start: int, end: int) -> str:
        try:
            return unpacked(self._widths[document], self._bodies[start:end])
        except ValueError as error:
            raise self._damaged(document) from error

    def _damaged(self, document: int) -> BadGeneration:
        return BadGeneration(f"{self._path} is damaged at its article {document}", remedy=REBUILD)

    def sentences(self, document: int) -> Array:
        """Return the ends of a document's sentences, in code points of its body, the last at its end."""
        start, end = self._extent("sentence_ends", document)
        return self._arrays["sentences"][start:end]

    @cached_property
    def telling(self) -> Array:
        """Return the documents in which figures were read: int32, rising."""
        return np.flatnonzero(np.diff(self._arrays["figure_ends"], prepend=0)).astype(np.int32)

    def figures(self, document: int) -> list[dict[str, Any]]:
        """Return the records of a document's figures, in order; BadGeneration if they are damaged."""
        start, end = self._extent("figure_ends", document)
        try:
            told: list[dict[str, Any]] = json.loads(self._arrays["figures"][start:end].tobytes() or b"[]")
        except ValueError as error:
            raise self._damaged(document) from error
        return told

    def _extent(self, ends: str, document: int) -> tuple[int, int]:
        bounds = self._ends[ends]
        return bounds[document - 1] if document else 0, bounds[document]

    def token_spans(self, document: int | Array, positions: Array) -> tuple[Array, Array, Array]:
        """Look up the tokens at positions within a document, or at each position within its own document.

        Returns whether each stands in the title, its start in title or body, and its length in code points.
        """
        in_title = positions < self.title_tokens.take(document)
        within = np.where(in_title, positions, positions - TITLE_GAP)
        slots = self._arrays["slot_base"].take(document) + within
        return in_title, self._arrays["starts"].take(slots), self._arrays["token_lengths"].take(slots)

    def positions_in(self, field: str, number: int, document: int) -> Array:
        """Return a term's positions within one document, from 0; empty if the term is not in it."""
        postings = self.fields[field]
        documents = postings.documents_of(number)
        at = int(np.searchsorted(documents, document))
        if at == len(documents) or documents[at] != document:
            return _NO_DOCUMENTS
        first = int(postings.pointers[number]) + at
        start, stop = postings.position_pointers[first], postings.position_pointers[first + 1]
        return postings.positions[start:stop] - int(postings.base[document])


def read_json(data: memoryview) -> Any:
    """Parse bytes of JSON; Python's own parser takes the lone surrogates that orjson refuses."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(str(data, "utf-8", "surrogatepass"))
