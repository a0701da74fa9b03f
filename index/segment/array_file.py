"""A container of arrays: one file, a header that names them, mapped into memory to read.

Layout: the magic, the length of the header as eight bytes little-endian, the header as JSON, then each
array's bytes at a multiple of 64. Readers share pages through the operating system's cache, and a process
holds none of it privately. An array may be written chunk by chunk, so that no process need ever hold one.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from index.errors import BadGeneration

MAGIC = b"SIJILL1\n"
_ALIGN = 64
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Chunked:
    """An array to be written chunk by chunk; its type and its size are known before its values are."""

    dtype: np.dtype[Any]
    size: int
    chunks: Iterable[Array]
    """Read once, when the array's turn comes."""

    @property
    def nbytes(self) -> int:
        """Return how many bytes the array takes."""
        return self.size * self.dtype.itemsize


def write_container(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Write arrays and their metadata to a new file."""
    whole = {name: Chunked(values.dtype, values.size, (values,)) for name, values in arrays.items()}
    write_chunked(path, whole, meta)


def write_chunked(path: Path, arrays: Mapping[str, Chunked], meta: Mapping[str, Any]) -> None:
    """Write arrays chunk by chunk to a new file; ValueError if one has another size than it promised."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, offset, array.size)
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"meta": meta, "arrays": table}, ensure_ascii=False).encode("utf-8")
    with path.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(b"\0" * (-file.tell() % _ALIGN))
        for name, array in arrays.items():
            if _write_chunks(file, array) != array.size:
                raise ValueError(f"the array {name} has not the {array.size} values it was to have")
            file.write(b"\0" * (-array.nbytes % _ALIGN))


def _write_chunks(file: BinaryIO, array: Chunked) -> int:
    """Write an array's chunks; return how many values were written."""
    written = 0
    for values in array.chunks:
        file.write(np.ascontiguousarray(values, array.dtype).data)
        written += values.size
    return written


class Container:
    """A container opened to read: `arrays` are read-only views of the file, `meta` is as written."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise BadGeneration(f"{path} cannot be read: {error}", remedy=REBUILD) from error
        start = len(MAGIC) + 8
        if self._map[: len(MAGIC)] != MAGIC:
            raise BadGeneration(f"{path} is no index file of this version", remedy=REBUILD)
        length = int.from_bytes(self._map[len(MAGIC) : start], "little")
        base = -(-(start + length) // _ALIGN) * _ALIGN
        try:
            header = json.loads(self._map[start : start + length])
            self.meta: dict[str, Any] = header["meta"]
            self.arrays: dict[str, Array] = {
                name: np.frombuffer(self._map, dtype=dtype, count=size, offset=base + offset)
                for name, (dtype, offset, size) in header["arrays"].items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadGeneration(f"{path} is damaged: {error}", remedy=REBUILD) from error


REBUILD = "Run `sijill rebuild` to build the index anew from the archive"
