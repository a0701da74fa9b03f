"""Published vectors: what readers map into memory, replaced in one step when a run of `sijill embed` ends."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from archive.files import scratch_folder, sync
from archive.text.encodings import from_utf8, utf8
from index.errors import BadGeneration
from index.meaning.graph import open_graph, write_graph
from index.meaning.rows import damaged, mapped
from index.meaning.store import AGAIN, PUBLISHED, ROWS, VectorStore
from index.segment.array_file import Array, Container, write_container

#: Rows that are read at once.
_BLOCK = 16_384


def publish(store: VectorStore, model: str) -> int:
    """Write what readers map; return how many articles have vectors."""
    ids: list[bytes] = []
    rows: list[tuple[int, int, int]] = []
    for id_, *row in store.articles():
        ids.append(utf8(id_))
        rows.append((row[0], row[1], row[2]))
    first, passages, noted = np.array(rows, np.int64).reshape(-1, 3).T
    matrix = mapped(store.folder / ROWS, store.rows, store.dimension)
    write_graph(store.folder, matrix)
    arrays: dict[str, Array] = {
        "ids": np.frombuffer(b"".join(ids), np.uint8),
        "id_ends": np.cumsum([len(id_) for id_ in ids], dtype=np.int64),
        "first": first,
        "passages": passages,
        "noted": noted,
        "inverse_lengths": _inverse_lengths(matrix),
    }
    meta: dict[str, Any] = {
        "model": model, "rows": store.rows, "dimension": store.dimension, "sequence": store.sequence,
    }  # fmt: skip
    meta["checksum"] = _checksum(arrays, meta)
    with scratch_folder(store.folder) as scratch:
        draft = scratch / PUBLISHED
        write_container(draft, arrays, meta)
        sync(draft)
        draft.replace(store.folder / PUBLISHED)
    sync(store.folder)
    return len(ids)


def _checksum(arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> int:
    """Return the checksum of all that is published, itself left out."""
    told = {name: value for name, value in meta.items() if name != "checksum"}
    checksum = zlib.crc32(json.dumps(told, sort_keys=True).encode())
    for name in sorted(arrays):
        checksum = zlib.crc32(np.ascontiguousarray(arrays[name]).data, zlib.crc32(name.encode(), checksum))
    return checksum


def _inverse_lengths(matrix: Array) -> Array:
    """Return 1 / length of every row of 8-bit numbers (float32); 0 for rows of zeros."""
    lengths = np.zeros(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        block = matrix[start : start + _BLOCK].astype(np.float32)
        lengths[start : start + _BLOCK] = np.sqrt(np.einsum("ij,ij->i", block, block))
    return np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The identity of the published file, another after each publication; `modified` is in nanoseconds."""

    inode: int
    modified: int
    size: int


def stamp_of(folder: Path) -> Stamp | None:
    """Return the stamp of a model's published vectors; None if there are none."""
    try:
        status = (folder / PUBLISHED).stat()
    except OSError:
        return None
    return Stamp(status.st_ino, status.st_mtime_ns, status.st_size)


class Vectors:
    """The published vectors of one model, mapped into memory, to read; threads may share them."""

    def __init__(self, folder: Path) -> None:
        try:
            container = Container(folder / PUBLISHED)
        except BadGeneration as error:
            raise damaged(folder, error.what) from error
        arrays, meta = container.arrays, container.meta
        if meta.get("checksum") != _checksum(arrays, meta):
            raise damaged(folder, f"{PUBLISHED} is not as it was written", AGAIN)
        self.model: str = meta["model"]
        self.sequence: int = meta["sequence"]
        """The archive's change up to which every article has its vectors."""
        self.dimension: int = meta["dimension"]
        self.first, self.passages = arrays["first"], arrays["passages"]
        self.noted = arrays["noted"]
        """The archive's change that each article's vectors are of, where it is past `sequence`."""
        self.inverse_lengths = arrays["inverse_lengths"]
        self._ids, self._ends = arrays["ids"], arrays["id_ends"]
        self.matrix = mapped(folder / ROWS, int(meta["rows"]), self.dimension)
        self.graph = open_graph(folder, len(self.matrix))

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the place of each article that has vectors, by id."""
        blob, ends = self._ids.tobytes(), self._ends.tolist()
        bounds = zip([0, *ends], ends, strict=False)
        return {from_utf8(blob[start:end]): number for number, (start, end) in enumerate(bounds)}
