"""Spans: stretches of text that mean a value or an interval, as columns in the order of the documents.

Numbers have a value (`low` and `high` are one), times have the ordinals of their first and last day. They are
looked through whole: that is one comparison of arrays, and needs no further order.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from index.analysis.numbers import Place
from index.segment.array_file import Array


@dataclass(slots=True)
class SpanColumns:
    """Spans of a segment under way."""

    typecode: str
    """`d` for values, `i` for day ordinals."""
    documents: array[int] = field(default_factory=lambda: array("i"))
    positions: array[int] = field(default_factory=lambda: array("i"))
    lengths: array[int] = field(default_factory=lambda: array("H"))
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def put(self, document: int, place: Place, low: float, high: float) -> None:
        """Append one span; `place` counts positions within the document."""
        self.documents.append(document)
        self.positions.append(place.first)
        self.lengths.append(min(place.length, 65_535))
        self.low.append(low)
        self.high.append(high)

    def arrays(self, name: str) -> dict[str, Array]:
        """Return the columns as arrays to write, under names that begin with `name`."""
        kind = np.float64 if self.typecode == "d" else np.int32
        return {
            f"{name}.documents": np.asarray(self.documents, np.int32),
            f"{name}.positions": np.asarray(self.positions, np.int32),
            f"{name}.lengths": np.asarray(self.lengths, np.uint16),
            f"{name}.low": np.asarray(self.low, kind),
            f"{name}.high": np.asarray(self.high, kind),
        }


#: Every row.
ALL = slice(0, None)


class Spans:
    """Spans of a segment, to read."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self.documents = arrays[f"{name}.documents"]
        self.positions = arrays[f"{name}.positions"]
        self.lengths = arrays[f"{name}.lengths"]
        self.low = arrays[f"{name}.low"]
        self.high = arrays[f"{name}.high"]

    def __len__(self) -> int:
        return len(self.documents)

    def overlapping(self, low: float, high: float, rows: slice = ALL) -> Array:
        """Return those of the rows whose interval overlaps [low, high], as row numbers, rising."""
        return np.asarray(np.flatnonzero((self.low[rows] <= high) & (self.high[rows] >= low)) + rows.start)

    def within(self, low: float, high: float, rows: slice = ALL) -> Array:
        """Return those of the rows whose interval lies in [low, high], as row numbers, rising."""
        return np.asarray(np.flatnonzero((self.low[rows] >= low) & (self.high[rows] <= high)) + rows.start)

    def of(self, document: int) -> slice:
        """Return the rows of one document."""
        first, stop = np.searchsorted(self.documents, [document, document + 1])
        return slice(int(first), int(stop))
