"""A Whoosh segment written from inverted arrays: an ordinary index that stock Whoosh opens.

Whoosh's own writer makes a Python object of every token and calls a method for every posting; most of a
build goes there. Here the postings are already sorted, so a term's blocks are written at once, in the
format of Whoosh 2.7.4's `codec.whoosh3`.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from itertools import pairwise
from pathlib import Path
from pickle import dumps
from typing import Any

import numpy as np
from whoosh import formats
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.system import pack_int, pack_long, pack_uint, pack_ushort
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.accumulator import Accumulator
from index.container import Array
from index.inversion import Inverted, Layout
from index.schema import schema

INDEX_NAME = "MAIN"
_BLOCK = 128
_COMPRESSION = 1
_INFO: struct.Struct = W3TermInfo._struct
#: Fields in the order of their names, as the term index wants them.
_FIELDS = ("byline", "id", "outlet", "platform", "surface", "text", "title", "url")


def length_bytes(lengths: Array) -> Array:
    """Field lengths as Whoosh keeps them: one byte each, exact for short fields, rounded for long ones."""
    unique, where = np.unique(lengths, return_inverse=True)
    codes = np.array([length_to_byte(int(length)) for length in unique], np.uint8)
    return codes[where] if len(codes) else np.zeros(0, np.uint8)


#: What each byte means.
LENGTHS = np.array([byte_to_length(code) for code in range(256)], np.float64)


def write_whoosh_segment(
    folder: Path, source: Accumulator, layout: Layout, inverted: dict[str, Inverted]
) -> Any:
    """Write one segment's files into `folder`; gives Whoosh's segment object for the table of contents."""
    storage = FileStorage(str(folder))
    codec = W3Codec(compression=_COMPRESSION)
    segment = codec.new_segment(storage, INDEX_NAME)
    _write_documents(codec, storage, segment, source, inverted)
    fields = schema()
    writer = codec.field_writer(storage, segment)
    for name in _FIELDS:
        field = inverted[name]
        writer.start_field(name, fields[name])
        encoded = encode_positions(field, layout, fields[name].format)
        _write_field(writer, field, encoded)
        writer.finish_field()
    writer.close()
    segment.set_doc_count(len(source))
    segment.create_compound_file(storage)
    segment.compound = True
    return segment


def _write_documents(
    codec: Any, storage: Any, segment: Any, source: Accumulator, inverted: dict[str, Inverted]
) -> None:
    fields = schema()
    writer = codec.per_document_writer(storage, segment)
    scored = [
        (name, fields[name], lengths_of(inverted[name])) for name in ("byline", "surface", "text", "title")
    ]
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
    """A field's length in each document."""
    return [int(length) for length in field.lengths]


def encode_positions(field: Inverted, layout: Layout, format_: formats.Format) -> list[bytes]:
    """Each posting's value as the field's format encodes it; empty where the format keeps none."""
    if isinstance(format_, formats.Existence):
        return []
    if not field.has_positions:
        return [pack_uint(1)] * len(field.documents)
    bounds = field.position_pointers
    counts = np.diff(bounds)
    origin = (field.base if len(field.base) else layout.base)[field.documents]
    local = field.positions.astype(np.int64) - np.repeat(origin, counts)
    delta = np.diff(local, prepend=0)
    delta[bounds[:-1]] = local[bounds[:-1]]
    deltas = delta.tolist()
    memory: dict[int, bytes] = {}
    encoded: list[bytes] = []
    for first, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if stop - first == 1:
            position = deltas[first]
            value = memory.get(position)
            if value is None:
                value = memory[position] = pack_uint(1) + dumps([position], 2)
            encoded.append(value)
        else:
            encoded.append(pack_uint(stop - first) + dumps(deltas[first:stop], 2))
    return encoded


def _write_field(writer: Any, field: Inverted, encoded: list[bytes]) -> None:
    codes = length_bytes(field.lengths) if len(field.lengths) else None
    documents, weights = field.documents.tolist(), field.weights.tolist()
    lengths = codes[field.documents].tolist() if codes is not None else None
    pointers = field.pointers.tolist()
    prefix = pack_ushort(writer._fieldid)
    add, file = writer._tindex.add, writer._postfile
    for term, first, stop in zip(field.terms, pointers[:-1], pointers[1:], strict=True):
        start = file.tell()
        file.write(WHOOSH3_HEADER_MAGIC)
        for at in range(first, stop, _BLOCK):
            end = min(at + _BLOCK, stop)
            _write_block(
                file, documents[at:end], weights[at:end], encoded[at:end] or None,
                lengths[at:end] if lengths else None, last=end == stop,
            )  # fmt: skip
        low = min(lengths[first:stop]) if lengths else 0
        high = max(lengths[first:stop]) if lengths else 0
        info = _INFO.pack(
            False, sum(weights[first:stop]), stop - first, low, high, max(weights[first:stop]),
            documents[first], documents[stop - 1],
        )  # fmt: skip
        add(prefix + term, info + pack_long(start) + pack_int(file.tell() - start))


def _write_block(  # noqa: PLR0913 (a block is what it holds)
    file: Any,
    ids: list[int],
    weights: list[float],
    values: list[bytes] | None,
    lengths: list[int] | None,
    *,
    last: bool,
) -> None:
    heaviest = max(weights)
    kept = (
        None if heaviest == min(weights) == 1.0 else heaviest if heaviest == min(weights) else tuple(weights)
    )
    gaps = (ids[0], *(b - a for a, b in pairwise(ids)))
    data = dumps((gaps, kept, tuple(values) if values else None), 2)
    # Small blocks gain nothing from compression, and most terms are rare.
    compression = _COMPRESSION if len(ids) > 4 else 0
    if compression:
        data = zlib.compress(data, compression)
    low, high = (min(lengths), max(lengths)) if lengths else (0, 0)
    info = dumps((len(ids), ids[-1], heaviest, compression, low, high), 2)
    size = len(info) + len(data)
    file.write_int(-size if last else size)
    file.write(info)
    file.write(data)


def write_table_of_contents(folder: Path, segments: list[Any], number: int) -> None:
    """Make the segments in `folder` one Whoosh index, and remove what Whoosh left from writing them."""
    shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
    TOC(schema(), segments, number).write(FileStorage(str(folder)), INDEX_NAME)


def read_segments(folder: Path) -> list[Any]:
    """The segment objects of the index in `folder`."""
    return list(TOC.read(FileStorage(str(folder)), INDEX_NAME, schema=schema()).segments)


def open_whoosh(folder: Path) -> whoosh_index.FileIndex:
    """The Whoosh index of a generation, to read with stock Whoosh."""
    return whoosh_index.open_dir(str(folder), indexname=INDEX_NAME, schema=schema())
