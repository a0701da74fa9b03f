"""The codec: Whoosh's schema, writers and readers over the segments of `index.segment`.

`whoosh.index.open_dir` on a generation finds `ArraysSegment`s in its table of contents, and they bring this
codec: what Whoosh opens, lists and searches are the arrays that the engine answers from. Whoosh's own writer
may write with it too (`index.writer(codec=ArraysCodec())`), one document at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.codec import base

from index.segment.entry import INDEX_NAME
from index.segment.reader import SegmentArrays
from index.segment.writer import Contents
from index.whoosh.readers import DocumentReader, TermsReader
from index.whoosh.writers import DocumentWriter, FieldWriter

#: The end of a segment's file name.
EXTENSION = ".arrays"


class ArraysSegment(base.Segment):
    """A segment as Whoosh's table of contents lists it: its name, its documents, and which are deleted."""

    def __init__(
        self,
        indexname: str = INDEX_NAME,
        segid: str | None = None,
        documents: int = 0,
        deleted: Iterable[int] = (),
    ) -> None:
        super().__init__(indexname)
        self.segid: str = segid or self._random_id()
        self._documents = documents
        self._deleted = set(deleted)
        self.draft: Contents | None = None
        """What was said of its documents, until its postings are written too."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what the table of contents keeps."""
        return {**self.__dict__, "draft": None}

    def codec(self) -> ArraysCodec:
        """Return the codec that reads it."""
        return ArraysCodec()

    def should_assemble(self) -> bool:
        """Return False: it is one file."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Set the number of documents, deleted ones included."""
        self._documents = doccount

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self._documents

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Return the deleted documents."""
        return iter(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or bring it back."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        return docnum in self._deleted


class ArraysCodec(base.Codec):
    """Reads and writes segments of `index.segment` for Whoosh."""

    #: Lengths reach the postings through the segment's draft, not through a reader of half a segment.
    length_stats = False

    def per_document_writer(self, storage: Any, segment: ArraysSegment) -> DocumentWriter:  # noqa: ARG002
        """Return a writer of lengths, ids and days."""
        return DocumentWriter(segment)

    def field_writer(self, storage: Any, segment: ArraysSegment) -> FieldWriter:
        """Return a writer of postings; it writes the segment's file when it is closed."""
        return FieldWriter(path_of(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: ArraysSegment) -> TermsReader:
        """Return a reader of terms and their postings."""
        return TermsReader(SegmentArrays(path_of(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ArraysSegment) -> DocumentReader:
        """Return a reader of what is kept of each document."""
        return DocumentReader(SegmentArrays(path_of(storage, segment)), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraysSegment:  # noqa: ARG002 (Whoosh's)
        """Return a new segment, with a name of its own."""
        return ArraysSegment(indexname)


def path_of(storage: Any, segment: ArraysSegment) -> Path:
    """Return the path of a segment's file in a storage that is a folder."""
    return Path(storage.folder, str(segment.make_filename(EXTENSION)))
