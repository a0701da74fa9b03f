"""Whoosh's writers of a segment: documents first, then postings, field by field and term by term.

Both gather in the segment's draft, and the file is written when the postings are closed. Whole fields that
are inverted already are taken as they are (`add_inverted`), which is how a build writes.
"""

from __future__ import annotations

import json
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base

from archive.text.encodings import utf8
from index.segment.inverter import Inverted
from index.segment.schema import TITLE_GAP, VALUE_FIELDS, WORD_FIELDS
from index.segment.writer import Contents, write_contents
from index.whoosh.schema import DAYS, SCORED

if TYPE_CHECKING:
    from index.whoosh.codec import ArraysSegment


class DocumentWriter(base.PerDocumentWriter):
    """Takes what is kept of each document: its id, the lengths of its fields, its days."""

    def __init__(self, segment: ArraysSegment) -> None:
        self._segment = segment
        self._ids: list[str] = []
        self._lengths = {name: array("Q") for name in SCORED}
        self._days = {name: array("i") for name in DAYS}
        self.is_closed = False

    def add_contents(self, contents: Contents) -> None:
        """Take all documents of a segment at once, with what the engine shows of them."""
        self._segment.draft = contents

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        if docnum != len(self._ids):
            raise ValueError(f"document {docnum} comes where {len(self._ids)} is expected")
        self._ids.append("")
        for column in (*self._lengths.values(), *self._days.values()):
            column.append(0)

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:  # noqa: ARG002
        """Keep the length of a field in this document, and its value if it is the id."""
        if length:
            self._lengths[fieldname][-1] = length
        if value is not None:
            if fieldname != "id":
                raise ValueError(f"this codec stores ids alone, not {fieldname!r}")
            self._ids[-1] = value

    def add_column_value(self, fieldname: str, columnobj: Any, value: int) -> None:  # noqa: ARG002
        """Keep a day of this document."""
        if fieldname not in self._days:
            raise ValueError(f"this codec has no column {fieldname!r}; it has {', '.join(DAYS)}")
        self._days[fieldname][-1] = value

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:  # noqa: ARG002
        """Raise ValueError: no field has vectors."""
        raise ValueError(f"this codec keeps no vectors, as {fieldname!r} asks for")

    def close(self) -> None:
        """Hand over to the writer of the postings."""
        if self._segment.draft is None:
            contents = self._segment.draft = Contents.bare(len(self._ids))
            records = [utf8(json.dumps({"id": id_, "title": None}, ensure_ascii=False)) for id_ in self._ids]
            contents.arrays |= {
                "records": np.frombuffer(b"".join(records), np.uint8),
                "record_ends": np.cumsum([len(record) for record in records], dtype=np.int64),
                **{name: np.asarray(days, np.int32) for name, days in self._days.items()},
            }
            contents.lengths = {name: np.asarray(held, np.int64) for name, held in self._lengths.items()}
        self.is_closed = True


class FieldWriter(base.FieldWriter):
    """Takes postings in the order of fields, terms and documents, and writes the segment's file."""

    def __init__(self, path: Path, segment: ArraysSegment) -> None:
        self._path, self._segment = path, segment
        self._fields: dict[str, Inverted] = {}
        self._spans = np.zeros(0, np.int64)
        self.is_closed = False

    def add_inverted(self, fieldname: str, field: Inverted) -> None:
        """Take a whole field at once."""
        self._fields[fieldname] = field

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        self._name, self._format = fieldname, fieldobj.format
        self._terms: list[bytes] = []
        self._pointers = array("q", [0])
        self._documents, self._weights = array("i"), array("f")
        self._positions, self._ends = array("q"), array("q", [0])

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:  # noqa: ARG002
        """Take a posting; its length is known already."""
        self._documents.append(docnum)
        self._weights.append(weight)
        if self._name in WORD_FIELDS:
            self._positions.extend(self._format.decoder("positions")(vbytes))
            self._ends.append(len(self._positions))

    def finish_term(self) -> None:
        """End a term."""
        self._pointers.append(len(self._documents))

    def finish_field(self) -> None:
        """End a field."""
        self._fields[self._name] = Inverted(
            self._terms,
            np.asarray(self._pointers, np.int64),
            np.asarray(self._documents, np.int32),
            np.asarray(self._weights, np.float32),
            *((np.asarray(self._ends), np.asarray(self._positions)) if self._name in WORD_FIELDS else ()),
        )

    def close(self) -> None:
        """Write the segment's file."""
        contents, self._segment.draft = self._segment.draft, None
        self.is_closed = True
        if contents is None:  # The writer was cancelled before it had documents.
            return
        contents.fields = self._fields if len(contents.base) else _laid_out(self._fields, contents)
        write_contents(self._path, contents)


def _laid_out(given: dict[str, Inverted], contents: Contents) -> dict[str, Inverted]:
    """Return every field that a segment has, its positions counted through the segment's documents.

    Those of a byline are counted by themselves. Sets where the segment's documents begin.
    """
    fields = {name: given.get(name) or _empty(name) for name in (*WORD_FIELDS, "gram", *VALUE_FIELDS)}
    texts = [fields[name] for name in WORD_FIELDS if name != "byline"]
    contents.arrays["base"] = contents.base = _bases(texts, contents.documents)
    fields["byline"].base = _bases([fields["byline"]], contents.documents)
    for name in WORD_FIELDS:
        field = fields[name]
        base_ = fields["byline"].base if name == "byline" else contents.base
        counts = np.diff(field.position_pointers)
        field.positions = field.positions + base_[field.documents].repeat(counts)
    for name, lengths in contents.lengths.items():
        fields[name].lengths = lengths
    fields["gram"].lengths = np.zeros(contents.documents, np.int64)
    return fields


def _empty(name: str) -> Inverted:
    """Return a field without terms."""
    field = Inverted([], np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    if name in WORD_FIELDS:
        field.position_pointers = np.zeros(1, np.int64)
    return field


def _bases(fields: list[Inverted], documents: int) -> Any:
    """Return where each document begins, for the positions of these fields to have room: documents + 1."""
    last = np.zeros(documents, np.int64)
    for field in fields:
        held = field.documents.repeat(np.diff(field.position_pointers))
        np.maximum.at(last, held, field.positions + 1)
    return np.concatenate(([0], np.cumsum(last + 2 * TITLE_GAP)))
