"""Posting blocks as Whoosh 2.7.4's `codec.whoosh3` reads them, a whole field at a time.

What the headers of blocks and terms say (heaviest weight, shortest length …) is computed for all of them at
once; what remains for each block is to pickle it. Whoosh's own writer pickles by protocol 2, which has no
bytes and spells each value as a call; every Python 3 reads protocol 3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pickle import dumps
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC
from whoosh.system import pack_uint

from index.segment.array_file import Array
from index.segment.fieldnorm import length_bytes
from index.segment.inverter import Inverted, Layout

_BLOCK = 128
_PROTOCOL = 3
_COMPRESSION = 1
#: Small blocks gain nothing from compression, and most terms are rare.
_WORTH_COMPRESSING = 32
#: Blocks that are encoded together.
_TOGETHER = 4_096
_SIZE = struct.Struct("!i")
#: `W3TermInfo` with the extent of the term's postings: big-endian, unpadded.
_INFO = np.dtype(
    [
        ("inlined", "u1"), ("weight", ">f4"), ("documents", ">u4"), ("low", "u1"), ("high", "u1"),
        ("heaviest", ">f4"), ("first", ">u4"), ("last", ">u4"), ("start", ">i8"), ("size", ">i4"),
    ]
)  # fmt: skip
#: How a weight is kept that all postings of a block have: weights of one are not kept.
_SAME = {1: None}


def write_postings(file: Any, field: Inverted, layout: Layout, format_: formats.Format) -> list[bytes]:
    """Write a field's postings; return each term's entry for the term index."""
    if not field.terms:
        return []
    lengths = _posting_lengths(field)
    blocks = _Blocks.of(field, lengths)
    starts, sizes = _write_blocks(file, blocks, field, layout, format_)
    infos = _infos(field, lengths)
    infos["start"], infos["size"] = starts, sizes
    raw, width = infos.tobytes(), _INFO.itemsize
    return [raw[at : at + width] for at in range(0, len(raw), width)]


def _posting_lengths(field: Inverted) -> Array:
    """Return the byte of the field's length in each posting's document; 0 where the field has no lengths."""
    if not len(field.lengths):
        return np.zeros(len(field.documents), np.uint8)
    return np.asarray(length_bytes(field.lengths)[field.documents])


def _infos(field: Inverted, lengths: Array) -> Array:
    """Return the statistics of each term's postings as `_INFO`, still without where they are."""
    first, stop = field.pointers[:-1], field.pointers[1:]
    infos = np.zeros(len(field.terms), _INFO)
    infos["weight"] = np.add.reduceat(field.weights, first, dtype=np.float64)
    infos["documents"] = stop - first
    infos["low"] = np.minimum.reduceat(lengths, first)
    infos["high"] = np.maximum.reduceat(lengths, first)
    infos["heaviest"] = np.maximum.reduceat(field.weights, first)
    infos["first"], infos["last"] = field.documents[first], field.documents[stop - 1]
    return infos


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The blocks of a field; every array has one entry a block."""

    first: Array
    stop: Array
    opens: Array
    """Whether it is its term's first block."""
    closes: Array
    """Whether it is its term's last block."""
    heaviest: Array
    lightest: Array
    low: Array
    """The shortest field length among its documents, as a byte."""
    high: Array

    @classmethod
    def of(cls, field: Inverted, lengths: Array) -> _Blocks:
        """Cut every term's postings into blocks."""
        counts = -(-np.diff(field.pointers) // _BLOCK)
        term = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(term)) - np.repeat(np.cumsum(counts) - counts, counts)
        first = field.pointers[term] + within * _BLOCK
        weights = field.weights.astype(np.int64)
        return cls(
            first=first,
            stop=np.minimum(first + _BLOCK, field.pointers[term + 1]),
            opens=within == 0,
            closes=within == counts[term] - 1,
            heaviest=np.maximum.reduceat(weights, first),
            lightest=np.minimum.reduceat(weights, first),
            low=np.minimum.reduceat(lengths, first),
            high=np.maximum.reduceat(lengths, first),
        )

    def in_turn(self) -> Iterator[_Blocks]:
        """Yield the blocks some thousands at a time: Python's numbers take ten times an array's memory."""
        for start in range(0, len(self.first), _TOGETHER):
            yield _Blocks(*(getattr(self, name)[start : start + _TOGETHER] for name in self.__slots__))

    def extremes(self) -> tuple[Array, Array, Array, Array]:
        """Return heaviest and lightest weights, shortest and longest lengths, one of each a block."""
        return self.heaviest, self.lightest, self.low, self.high


def _write_blocks(
    file: Any, blocks: _Blocks, field: Inverted, layout: Layout, format_: formats.Format
) -> tuple[list[int], list[int]]:
    """Write the blocks; return where each term's postings start and how many bytes they take."""
    starts, ends, singles = [], [], _Singles()
    for few in blocks.in_turn():
        origin, out = file.tell(), bytearray()
        postings = slice(int(few.first[0]), int(few.stop[-1]))
        values = encode_values(field, layout, format_, postings, singles)
        rows = zip(few.opens.tolist(), few.closes.tolist(), encoded_blocks(few, field, values), strict=True)
        for opens, closes, (info, data) in rows:
            if opens:
                starts.append(origin + len(out))
                out += WHOOSH3_HEADER_MAGIC
            size = len(info) + len(data)
            out += _SIZE.pack(-size if closes else size)
            out += info
            out += data
            if closes:
                ends.append(origin + len(out))
        file.write(out)
    return starts, [end - start for start, end in zip(starts, ends, strict=True)]


def encoded_blocks(
    blocks: _Blocks, field: Inverted, values: list[bytes] | bytes
) -> Iterator[tuple[bytes, bytes]]:
    """Yield the header and the content of each block; `values` are those of the blocks' postings."""
    origin, end = int(blocks.first[0]), int(blocks.stop[-1])
    numbers = field.documents[origin:end]
    gaps = np.diff(numbers, prepend=0)
    gaps[blocks.first - origin] = numbers[blocks.first - origin]
    steps, weights = gaps.tolist(), field.weights[origin:end].astype(np.int64).tolist()
    last_documents = field.documents[blocks.stop - 1].tolist()
    width = len(values) // (end - origin) if isinstance(values, bytes) else 1
    columns = (blocks.first - origin, blocks.stop - origin, *blocks.extremes())
    for last, first, stop, heaviest, lightest, low, high in zip(
        last_documents, *(column.tolist() for column in columns), strict=True
    ):
        kept = tuple(weights[first:stop]) if heaviest > lightest else _SAME.get(heaviest, float(heaviest))
        held = values[first * width : stop * width]
        data = dumps((tuple(steps[first:stop]), kept, held or None), _PROTOCOL)
        compression = _COMPRESSION if stop - first > _WORTH_COMPRESSING else 0
        if compression:
            data = zlib.compress(data, compression)
        yield dumps((stop - first, last, heaviest, compression, low, high), _PROTOCOL), data


def encode_values(
    field: Inverted, layout: Layout, format_: formats.Format, postings: slice, singles: _Singles
) -> list[bytes] | bytes:
    """Encode the values of these postings as the format wants them.

    Returns a list with one value a posting, or one string where all are of one size.
    """
    if isinstance(format_, formats.Existence):
        return []
    documents = field.documents[postings]
    if not field.has_positions:
        return bytes(pack_uint(1)) * len(documents)
    bounds = field.position_pointers[postings.start : postings.stop + 1]
    counts = np.diff(bounds)
    origin = (field.base if len(field.base) else layout.base)[documents]
    local = field.positions[bounds[0] : bounds[-1]].astype(np.int64) - np.repeat(origin, counts)
    bounds = bounds - bounds[0]
    delta = np.diff(local, prepend=0)
    delta[bounds[:-1]] = local[bounds[:-1]]
    encoded = [singles[position] for position in delta[bounds[:-1]].tolist()]
    deltas = delta.tolist()
    several = np.flatnonzero(counts > 1)
    for at, low, high in zip(
        several.tolist(), bounds[several].tolist(), bounds[several + 1].tolist(), strict=True
    ):
        encoded[at] = pack_uint(high - low) + dumps(deltas[low:high], _PROTOCOL)
    return encoded


class _Singles(dict[int, bytes]):
    """A cache of the values of single positions: most words stand once in an article."""

    def __missing__(self, position: int) -> bytes:
        value: bytes = pack_uint(1) + dumps([position], _PROTOCOL)
        self[position] = value
        return value
