"""A container of arrays: one file, a header that names them, mapped into memory to read.

Layout: the magic, the length of the header as eight bytes little-endian, the header as JSON, then each
array's bytes at a multiple of 64. Readers share pages through the operating system's cache, and a process
holds none of it privately.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import BadGeneration

MAGIC = b"SIJILL1\n"
_ALIGN = 64
Array = np.ndarray[Any, Any]


def write_container(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Write arrays and what is to be known of them to a new file."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, values in arrays.items():
        table[name] = (values.dtype.str, offset, values.size)
        offset += -(-values.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"meta": meta, "arrays": table}, ensure_ascii=False).encode("utf-8")
    with path.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(b"\0" * (-file.tell() % _ALIGN))
        for values in arrays.values():
            file.write(np.ascontiguousarray(values).data)
            file.write(b"\0" * (-values.nbytes % _ALIGN))


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
