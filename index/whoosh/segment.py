"""The segments of a build, written by the codec, and the table of contents that lists them for Whoosh."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.segment.buffer import Accumulator
from index.segment.entry import INDEX_NAME, SegmentEntry
from index.segment.inverter import invert_all
from index.segment.writer import contents_of
from index.whoosh.codec import ArraysCodec, ArraysSegment
from index.whoosh.schema import schema


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment for the table of contents."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()
    """The documents that are hidden, rising."""


def write_segment(folder: Path, source: Accumulator) -> SegmentEntry:
    """Write the gathered articles as one segment into `folder`, and return its entry.

    What Whoosh's writer would do one document and one posting at a time is done for all at once: its codec
    takes whole columns of documents and whole fields of postings.
    """
    layout, inverted = invert_all(source)
    codec, storage = ArraysCodec(), FileStorage(str(folder))
    segment = codec.new_segment(storage, INDEX_NAME)
    documents = codec.per_document_writer(storage, segment)
    documents.add_contents(contents_of(source, layout))
    documents.close()
    fields = codec.field_writer(storage, segment)
    for name, field in inverted.items():
        fields.add_inverted(name, field)
    fields.close()
    segment.set_doc_count(len(source))
    return SegmentEntry(str(segment.segment_id()), len(source))


def write_table_of_contents(folder: Path, listed: Iterable[Listed], number: int) -> None:
    """Make the segments in `folder` one Whoosh index, and remove what Whoosh left from writing them.

    Whoosh pickles its table of contents. It is written anew from what the manifest says, and never read by
    Sijill: a pickle in a data folder may be anybody's.
    """
    shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
    segments = [
        ArraysSegment(INDEX_NAME, one.name.removeprefix(f"{INDEX_NAME}_"), one.documents, one.deleted)
        for one in listed
    ]
    TOC(schema(), segments, number).write(FileStorage(str(folder)), INDEX_NAME)


def table_of_contents(number: int) -> str:
    """Return the file name of a generation's table of contents."""
    return str(TOC._filename(INDEX_NAME, number))
