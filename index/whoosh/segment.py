"""Whoosh segments: written from inverted arrays, as an ordinary index that stock Whoosh opens.

Whoosh's own writer makes a Python object of every token and calls a method for every posting; most of a
build goes there. Here the postings are already sorted, so a term's blocks are written at once, in the
format of Whoosh 2.7.4's `codec.whoosh3`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import formats
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.system import pack_ushort

from index.segment.buffer import Accumulator
from index.segment.entry import Part
from index.segment.inverter import Inverted, Layout
from index.whoosh.postings import write_postings
from index.whoosh.schema import schema

INDEX_NAME = "MAIN"
#: Fields whose lengths count in scores.
SCORED = ("byline", "surface", "text", "title")
#: Fields in the order of their names, as the term index wants them.
_FIELDS = ("byline", "id", "outlet", "platform", "surface", "text", "title", "url")


@dataclass(frozen=True, slots=True)
class WhooshPart:
    """A segment of the Whoosh index, for its table of contents."""

    name: str
    documents: int
    lengths: dict[str, int]
    """The sum of the lengths of each scored field."""
    deleted: tuple[int, ...] = ()
    """The documents that are hidden, rising."""


def write_whoosh_segment(
    folder: Path, source: Accumulator, layout: Layout, inverted: dict[str, Inverted]
) -> Part:
    """Write one segment's files into `folder`; return its name, documents and field lengths."""
    storage = FileStorage(str(folder))
    codec = W3Codec()
    segment = codec.new_segment(storage, INDEX_NAME)
    _write_documents(codec, storage, segment, source, inverted)
    fields = schema()
    writer = codec.field_writer(storage, segment)
    for name in _FIELDS:
        field = inverted[name]
        writer.start_field(name, fields[name])
        _write_field(writer, field, layout, fields[name].format)
        writer.finish_field()
    writer.close()
    segment.set_doc_count(len(source))
    segment.create_compound_file(storage)
    lengths = {name: sum(lengths_of(inverted[name])) for name in SCORED}
    return Part(str(segment.segment_id()), len(source), lengths)


def _write_documents(
    codec: Any, storage: Any, segment: Any, source: Accumulator, inverted: dict[str, Inverted]
) -> None:
    fields = schema()
    writer = codec.per_document_writer(storage, segment)
    scored = [(name, fields[name], lengths_of(inverted[name])) for name in SCORED]
    columns = (("published_from", source.published_from), ("published_to", source.published_to))
    for document, article_id in enumerate(source.ids):
        writer.start_doc(document)
        writer.add_field("id", fields["id"], article_id, 0)
        for name, field, lengths in scored:
            writer.add_field(name, field, None, lengths[document])
        for name, days in columns:
            writer.add_column_value(name, fields[name].column_type, days[document])
        writer.finish_doc()
    writer.close()


def lengths_of(field: Inverted) -> list[int]:
    """Return a field's length in each document."""
    return [int(length) for length in field.lengths]


def _write_field(writer: Any, field: Inverted, layout: Layout, format_: formats.Format) -> None:
    prefix = pack_ushort(writer._fieldid)
    entries = write_postings(writer._postfile, field, layout, format_)
    for term, entry in zip(field.terms, entries, strict=True):
        writer._tindex.add(prefix + term, entry)


def write_table_of_contents(folder: Path, parts: Iterable[WhooshPart], number: int) -> None:
    """Make the segments in `folder` one Whoosh index, and remove what Whoosh left from writing them.

    Whoosh pickles its table of contents. It is written anew from what the manifest says, and never read:
    a pickle in a data folder may be anybody's.
    """
    shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
    TOC(schema(), [_segment(part) for part in parts], number).write(FileStorage(str(folder)), INDEX_NAME)


def table_of_contents(number: int) -> str:
    """Return the file name of a generation's table of contents."""
    return str(TOC._filename(INDEX_NAME, number))


def _segment(part: WhooshPart) -> Any:
    """Build Whoosh's own object of a segment that is written."""
    segid = part.name.removeprefix(f"{INDEX_NAME}_")
    segment = W3Segment(W3Codec(), INDEX_NAME, part.documents, segid, set(part.deleted) or None)
    segment.compound = True
    # Whoosh's writer leaves these in its pickle, and its scorers ask the segment for them.
    segment._fieldlengths = dict(part.lengths)
    return segment
