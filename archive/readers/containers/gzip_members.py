"""A gzipped web archive as one stream; behind a broken member, reading goes on with the next whole one."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed

MAGIC = b"\x1f\x8b"
_BLOCK = 16_384


class GzipMembers:
    """A gzipped file of one or many members, to read from.

    It gives what it can before it raises ArchiveLoadFailed, where the file is cut off, broken, or unpacks to
    more than `most` bytes.
    """

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most
        self._member = new_member()
        self._packed = b""
        self._count = 0

    def tell(self) -> int:
        """Return the number of bytes unpacked so far."""
        return self._count

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`; empty at the end."""
        data = b""
        while not data and self._more():
            data = self._member.decompress(self._packed, size)
            self._packed = self._member.unconsumed_tail
        self._count += len(data)
        if self._count > self._most:
            raise ArchiveLoadFailed(f"it unpacks to more than {self._most:,} bytes")
        return data

    def resume(self) -> bool:
        """Go on with the next member that begins a record; return False if there is none."""
        data = self._packed
        while True:
            at = data.find(MAGIC + b"\x08", 1)
            if at < 0:
                more = self._file.read(_BLOCK)
                if not more:
                    return False
                data = data[-2:] + more
                continue
            data = data[at:]
            if len(data) < _BLOCK:
                data += self._file.read(_BLOCK)
            if beginning(data).startswith((b"WARC/", b"http", b"filedesc:")):
                self._member, self._packed = new_member(), data
                return True

    def _more(self) -> bool:
        """Begin the next member where one ends; tell whether there are packed bytes left."""
        if self._member.eof:
            rest = self._member.unused_data.lstrip(b"\0")  # some writers pad with zeros
            self._packed = rest or self._file.read(_BLOCK).lstrip(b"\0")
            self._member = new_member() if self._packed else self._member
            return bool(self._packed)
        self._packed = self._packed or self._file.read(_BLOCK)
        if not self._packed:
            raise ArchiveLoadFailed("the file is cut off")
        return True


def new_member() -> zlib._Decompress:
    """Return a decompressor for one gzip member."""
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


def beginning(packed: bytes) -> bytes:
    """Return the first bytes that a gzip beginning unpacks to; empty if it is no gzip."""
    try:
        return new_member().decompress(packed[:8192], 512).lstrip()
    except zlib.error:
        return b""
