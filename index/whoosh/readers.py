"""Whoosh's readers of a segment: its terms with their postings, and what is kept of each document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.reading import TermInfo

from index.segment.array_file import Array
from index.segment.fieldnorm import LENGTHS
from index.segment.impacts import lengths_of, weights_of
from index.segment.postings import FieldPostings
from index.segment.reader import SegmentArrays
from index.whoosh.matcher import PostingsMatcher
from index.whoosh.schema import DAYS, INDEXED


class TermsReader(base.TermsReader):
    """The terms of a segment's fields, in the order of the fields' names and of the terms' bytes."""

    def __init__(self, segment: SegmentArrays) -> None:
        self._fields = {name: segment.fields[name] for name in INDEXED}

    def _number(self, fieldname: str, text: bytes) -> int:
        """Return a term's number; KeyError if there is none."""
        number = self._fields[fieldname].find(text)
        if number < 0:
            raise KeyError((fieldname, text))
        return number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        return fieldname in self._fields and self._fields[fieldname].find(text) >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields that have terms."""
        return [name for name, field in self._fields.items() if len(field)]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term with its field."""
        for name in self._fields:
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield a field's terms from one on."""
        field = self._fields[fieldname]
        first = bisect_left(range(len(field)), prefix, key=field.term)
        return ((fieldname, field.term(number)) for number in range(first, len(field)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield a field's terms from one on, with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return a term's statistics; KeyError if there is no such term."""
        return info_of(self._fields[fieldname], self._number(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return the sum of a term's weights."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return the number of documents that hold a term."""
        return self._fields[fieldname].frequency(self._number(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """Return a matcher over a term's postings; KeyError if there is no such term."""
        number = self._number(fieldname, text)
        return PostingsMatcher(self._fields[fieldname], number, format_, (fieldname, text), scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor:
        """Return a cursor over a field's terms."""
        return Cursor(self._fields[fieldname], fieldobj)

    def close(self) -> None:
        """Let go of the file."""
        self._fields = {}


def info_of(field: FieldPostings, number: int) -> TermInfo:
    """Return the statistics of a term, by its number."""
    start, stop = field.bounds(number)
    codes = field.codes[start:stop]
    weights, lengths = weights_of(field.triples).take(codes), lengths_of(field.triples).take(codes)
    documents = field.documents_between(start, stop)
    return TermInfo(
        weight=float(weights.sum()),
        df=stop - start,
        minlength=int(LENGTHS[lengths.min()]),
        maxlength=int(LENGTHS[lengths.max()]),
        maxweight=float(weights.max()),
        minid=int(documents[0]),
        maxid=int(documents[-1]),
    )


class Cursor(base.FieldCursor):
    """A place among a field's terms."""

    def __init__(self, field: FieldPostings, fieldobj: Any) -> None:
        self._field, self._fieldobj = field, fieldobj
        self._number = 0

    def first(self) -> str | None:
        """Go to the first term; return it, None if there is none."""
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term from this one on; return it, None if there is none."""
        self._number = bisect_left(
            range(len(self._field)), self._fieldobj.to_bytes(term), key=self._field.term
        )
        return self.text()

    def next(self) -> str | None:
        """Go to the next term; return it, None if there is none."""
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        """Return the term here; None behind the last."""
        text: str = self._fieldobj.from_bytes(self._field.term(self._number)) if self.is_valid() else ""
        return text or None

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term here; None behind the last."""
        return info_of(self._field, self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Tell whether there is a term here."""
        return self._number < len(self._field)


class DocumentReader(base.PerDocumentReader):
    """Ids, lengths and days of a segment's documents; `listed` is the segment as Whoosh lists it."""

    def __init__(self, segment: SegmentArrays, listed: base.Segment) -> None:
        self._segment, self._listed = segment, listed
        self._days = {
            "published_from": segment.published_from,
            "published_to": segment.published_to,
        }

    def close(self) -> None:
        """Do nothing: the file is let go of with the reader."""

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return int(self._listed.doc_count())

    def doc_count_all(self) -> int:
        """Return the number of documents."""
        return self._segment.documents

    def has_deletions(self) -> bool:
        """Tell whether any document is deleted."""
        return bool(self._listed.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        return bool(self._listed.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Return the deleted documents."""
        return iter(self._listed.deleted_docs())

    def supports_columns(self) -> bool:
        """Return True: days are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Tell whether a field is a column."""
        return fieldname in DAYS

    def list_columns(self) -> list[str]:
        """Return the names of the columns."""
        return list(DAYS)

    def column_reader(self, fieldname: str, column: Any) -> DayColumn:  # noqa: ARG002 (Whoosh's)
        """Return a column of days."""
        return DayColumn(self._days[fieldname])

    def _lengths(self, fieldname: str) -> Array | None:
        """Return the byte of the field's length by document; None for a field that is not scored."""
        field = self._segment.fields.get(fieldname)
        return field.lengths if field is not None and len(field.lengths) else None

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return a field's length in a document, rounded as Whoosh does; `default` if it is not scored."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(LENGTHS[lengths[docnum]])

    def field_length(self, fieldname: str) -> int:
        """Return the sum of a field's lengths in all documents."""
        field = self._segment.fields.get(fieldname)
        return field.total if field is not None else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the least length of a field."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(LENGTHS[lengths.min()])

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length of a field."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(LENGTHS[lengths.max()])

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return the id of a document's article, which is what the schema stores."""
        return {"id": self._segment.id(docnum)}


class DayColumn(ColumnReader):
    """The days of documents as ordinals, 0 where none is known."""

    def __init__(self, days: Array) -> None:
        self._values = days
        self._reverse = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._values.tolist())

    def sort_key(self, docnum: int) -> int:
        """Return what a document is sorted by."""
        return -self[docnum] if self._reverse else self[docnum]

    def set_reverse(self) -> None:
        """Turn the order round."""
        self._reverse = True
