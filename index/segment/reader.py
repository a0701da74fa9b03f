"""A segment compiled for answering, mapped into memory.

Its fields' postings are read by `index.segment.postings`, its texts by `index.segment.bodies`, and where
their tokens stand by `index.segment.token_spans`. `docs/index-format.md` says what each array holds.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from archive.text.encodings import from_utf8, utf8
from index.errors import BadGeneration
from index.segment.array_file import REBUILD, Array, Container
from index.segment.bodies import AT_HAND, text_reader
from index.segment.intervals import Spans
from index.segment.postings import FieldPostings, within_documents
from index.segment.schema import TITLE_GAP, VALUE_FIELDS, WORD_FIELDS
from index.segment.token_spans import BLOCK, TokenSpans, blocks_of

#: Raised when the arrays' format changes; part of the fingerprint.
ARRAYS_VERSION = 11

#: Where what is kept of each document ends.
_ENDS = ("sentence_ends", "figure_ends")

_NO_DOCUMENTS = np.zeros(0, np.int32)


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
        # Of outlets by id: their order by name, their countries; a snapshot sets both.
        self.outlet_order: dict[str, int] = {}
        self.countries: Mapping[str, str] = {}
        self.base, self.title_tokens = arrays["base"], arrays["title_tokens"]
        self.published_from, self.published_to = arrays["published_from"], arrays["published_to"]
        self.arrivals = arrays["arrivals"]
        """The place of each document in the order in which the archive got its articles."""
        self.bare, self.cuts = arrays["surface.bare"], arrays["surface.cuts"]
        """Surface terms with clitics in the order of what follows these, and the bytes of the clitics."""
        self._arrays = arrays
        self._read_record, self._read_body = record_reader(arrays), text_reader(arrays)
        self._token_spans = TokenSpans(arrays)
        # Views of memory, of which one number or one stretch is taken quicker than of arrays.
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
        rank[self.fields["id"].all_documents()] = np.arange(self.documents, dtype=np.int32)
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

    def record(self, document: int) -> Mapping[str, Any]:
        """Return the fields that a hit shows of a document; BadGeneration names the file if it is damaged."""
        try:
            return self._read_record(document)
        except ValueError as error:
            raise self._damaged(document) from error

    def body(self, document: int) -> str:
        """Return a document's body; BadGeneration names the file if it is damaged there."""
        try:
            return self._read_body(document)
        except ValueError as error:
            raise self._damaged(document) from error

    def body_between(self, document: int, start: int, end: int) -> str:
        """Return a body's text from one code point to another, which may lie beyond the end.

        BadGeneration names the file if it is damaged there.
        """
        return self.body(document)[start:end]

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

    @cached_property
    def _slots(self) -> tuple[Array, Array]:
        """Return what to add to a position for its place in the token spans, in each title and each body."""
        titles = blocks_of(self.title_tokens.astype(np.int64))
        blocks = titles + blocks_of(np.diff(self.base) - self.title_tokens - 2 * TITLE_GAP)
        first = blocks.cumsum() - blocks
        return first * BLOCK, (first + titles) * BLOCK - self.title_tokens - TITLE_GAP

    def token_spans(self, document: int | Array, positions: Array) -> tuple[Array, Array, Array]:
        """Look up the tokens at positions within a document, or at each position within its own document.

        Returns whether each stands in the title, its start in title or body, and its length in code points.
        """
        in_title = positions < self.title_tokens.take(document)
        titles, bodies = self._slots
        first = np.where(in_title, titles.take(document), bodies.take(document))
        return in_title, *self._token_spans.at(first + positions)

    def positions_in(self, field: str, number: int, document: int) -> Array:
        """Return a term's positions within one document, from 0; empty if the term is not in it."""
        postings = self.fields[field]
        documents = postings.documents_of(number)
        at = int(np.searchsorted(documents, document))
        if at == len(documents) or documents[at] != document:
            return _NO_DOCUMENTS
        row = np.array([int(postings.pointers[number]) + at])
        positions, _ = postings.positions_at(row)
        return within_documents(positions)


def record_reader(arrays: Mapping[str, Array]) -> Callable[[int], Mapping[str, Any]]:
    """Return a function that reads a record by its document, for threads to share; ValueError if damaged."""
    records, ends = memoryview(arrays["records"].data), memoryview(arrays["record_ends"].data)

    @lru_cache(AT_HAND)
    def read(document: int) -> Mapping[str, Any]:
        start = ends[document - 1] if document else 0
        record: dict[str, Any] = read_json(records[start : ends[document]])
        return record

    return read


def read_json(data: memoryview) -> Any:
    """Parse bytes of JSON; Python's own parser takes the lone surrogates that orjson refuses."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(str(data, "utf-8", "surrogatepass"))
