"""The graph of a very large archive's vectors, which leads to the nearest rows without a look at all of them.

Hierarchical navigable small worlds (Malkov and Yashunin, 2016), as the package usearch keeps them. Up to
`EXACT_ROWS` rows one product is quick enough and misses nothing; without the package it is used beyond too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from archive.files import scratch_folder, sync
from index.meaning.choice import is_installed
from index.segment.array_file import Array

GRAPH, PACKAGE = "graph", "usearch"
#: Rows up to which all are looked at.
EXACT_ROWS = 1_000_000
#: Rows that the graph is asked for: filters and withdrawn articles take some away.
ASKED = 2_000
#: Rows that are read at once.
_BLOCK = 65_536


class Graph:
    """A graph mapped into memory, to search; threads may share it."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def nearest(self, asked: Array) -> Array:
        """Return the numbers of about `ASKED` rows that are nearest to a row of 8-bit numbers, rising."""
        found = self._index.search(asked, min(ASKED, len(self._index)))
        return np.sort(np.asarray(found.keys, np.int64))


def write_graph(folder: Path, matrix: Array) -> None:
    """Write the graph of all rows, or remove what is there if it is not needed or its package lacks."""
    path = folder / GRAPH
    if len(matrix) <= EXACT_ROWS or not is_installed(PACKAGE):
        path.unlink(missing_ok=True)
        return
    from usearch.index import Index

    index = Index(ndim=matrix.shape[1], metric="cos", dtype="i8")
    for start in range(0, len(matrix), _BLOCK):
        block = np.ascontiguousarray(matrix[start : start + _BLOCK])
        index.add(np.arange(start, start + len(block)), block)
    with scratch_folder(folder) as scratch:
        draft = scratch / GRAPH
        index.save(str(draft))
        sync(draft)
        draft.replace(path)


def open_graph(folder: Path, rows: int) -> Graph | None:
    """Return the graph of so many rows; None where there is none, or it is of others."""
    path = folder / GRAPH
    if rows <= EXACT_ROWS or not path.exists() or not is_installed(PACKAGE):
        return None
    from usearch.index import Index

    index = Index.restore(str(path), view=True)
    return Graph(index) if index is not None and len(index) == rows else None
