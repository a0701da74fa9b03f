"""The body of an HTTP answer as a browser has it: chunks joined, gzip, deflate, Brotli and zstd undone.

warcio undoes these too, but stops a whole archive at its first Brotli page: its buffered reader looks for
bytes after a Brotli stream, which that library never tells.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from warcio.bufferedreaders import ChunkedDataReader

from archive.readers.containers.zstd import zstd_decompressor

#: How much is read at once, in bytes.
_CHUNK = 1 << 16


class Stream(Protocol):
    """A record's bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class UndecodableBody(ValueError):
    """A body that its own Content-Encoding does not fit."""


def body_of(stream: Stream, *, encoding: str, chunked: bool, most: int) -> bytes:
    """Return the decoded body, at most `most + 1` bytes; UndecodableBody if it cannot be decompressed.

    `encoding` is the header Content-Encoding. A body that is not compressed after all is taken as it is.
    """
    raw: Stream = ChunkedDataReader(stream, decomp_type=None) if chunked else stream
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if not names:
        return _read(raw, most + 1)
    data = _read(raw, most + 1)
    for name in reversed(names):
        data = _decoded(data, name, most + 1)
    return data


def _read(stream: Stream, most: int) -> bytes:
    pieces, left = [], most
    while left > 0 and (piece := stream.read(min(left, _CHUNK))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _decoded(data: bytes, name: str, most: int) -> bytes:
    makers = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    maker = makers.get(name)
    if maker is None:
        raise UndecodableBody(f"the page is packed as {name!r}, which is not known here")
    try:
        return b"".join(_bounded(maker(data, most), most))
    except Exception as error:  # each library's own
        if _is_plain(data):
            return data
        raise UndecodableBody(f"the page does not unpack as {name}: {error}") from error


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[:most]
        most -= len(piece)
        if most <= 0:
            return


def _is_plain(data: bytes) -> bool:
    """Tell whether a body is markup, JSON or text although a header says that it is compressed."""
    return data.lstrip()[:1] in (b"<", b"{", b"[") and b"\0" not in data[:1000]


def _gzip(data: bytes, most: int) -> Iterator[bytes]:
    return _zlib(data, most, lambda: zlib.decompressobj(16 + zlib.MAX_WBITS))


def _deflate(data: bytes, most: int) -> Iterator[bytes]:
    """Decompress deflate data, with a zlib header or, as some servers send it, without; yield its chunks."""
    try:
        zlib.decompressobj().decompress(data[:64], 1)
    except zlib.error:
        return _zlib(data, most, lambda: zlib.decompressobj(-zlib.MAX_WBITS))
    return _zlib(data, most, zlib.decompressobj)


def _zlib(data: bytes, most: int, new: Callable[[], zlib._Decompress]) -> Iterator[bytes]:
    """Decompress zlib data and yield its chunks; of a body that is cut off, what there is."""
    current = new()
    while data:
        yield current.decompress(data, min(most, _CHUNK))
        data = current.unconsumed_tail
        if current.eof:
            data = current.unused_data
            current = new()
            if not data.startswith(b"\x1f\x8b"):
                return


def _brotli(data: bytes, most: int) -> Iterator[bytes]:
    import brotli

    current = brotli.Decompressor()
    piece = current.process(data, output_buffer_limit=most)
    yield piece
    while piece and not current.is_finished() and not current.can_accept_more_data():
        piece = current.process(b"", output_buffer_limit=most)
        yield piece


def _zstd(data: bytes, most: int) -> Iterator[bytes]:
    current = zstd_decompressor()
    piece = current.decompress(data, most)
    yield piece
    while piece and not current.eof and not current.needs_input:
        piece = current.decompress(b"", most)
        yield piece
