"""The segments to merge, side by side: their arrays by name, and their fields with the terms merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from index.segment.array_file import Array, Container
from index.segment.merge_positions import Source, Take, merge_terms, merged_bounds
from index.segment.reader import ARRAYS_VERSION
from index.segment.writer import in_bare_order, term_arrays


class Segments:
    """The segments to merge, mapped into memory."""

    def __init__(self, containers: Sequence[Container]) -> None:
        self._containers = containers
        self._fields: dict[str, Field] = {}

    @property
    def names(self) -> list[str]:
        """Return the names of the arrays, in order."""
        return list(self._containers[0].arrays)

    @property
    def meta(self) -> dict[str, object]:
        """Return the metadata of the merged segment."""
        metas = [container.meta for container in self._containers]
        return {
            "version": ARRAYS_VERSION,
            "documents": self.documents,
            "totals": {name: sum(meta["totals"][name] for meta in metas) for name in metas[0]["totals"]},
            "labels": {outlet: label for meta in metas for outlet, label in meta["labels"].items()},
        }

    def arrays(self, name: str) -> list[Array]:
        """Return the array of this name of each segment."""
        return [container.arrays[name] for container in self._containers]

    @property
    def documents(self) -> int:
        """Return the number of documents in all segments."""
        return sum(container.meta["documents"] for container in self._containers)

    @property
    def documents_before(self) -> list[int]:
        """Return for each segment the number of documents in those before it."""
        return before(container.meta["documents"] for container in self._containers)

    def field(self, name: str) -> Field:
        """Return the field to which the array of this name belongs; its terms are merged once."""
        field = name.rpartition(".")[0]
        if field not in self._fields:
            self._fields[field] = Field(self._containers, field)
        return self._fields[field]


class Field:
    """One field of the segments: its terms merged, and where the postings of each term begin."""

    def __init__(self, containers: Sequence[Container], name: str) -> None:
        # Not the segments that hold this field: in no circle, all files are let go of at once.
        self._containers = containers
        self._name = name
        blobs = zip(self.arrays("terms"), self.arrays("term_ends"), strict=True)
        self.terms, self._ranks = merge_terms([_splitter(*blob) for blob in blobs])
        takes = [as_they_are(values) for values in self.arrays("documents")]
        self.pointers = merged_bounds(len(self.terms), self.sources(takes))

    def arrays(self, part: str) -> list[Array]:
        """Return one of the field's arrays of each segment."""
        return [container.arrays[f"{self._name}.{part}"] for container in self._containers]

    def sources(self, takes: Iterable[Take]) -> list[Source]:
        """Return each segment's postings as a source of values, of which each posting has one."""
        rows = zip(self._ranks, self.arrays("pointers"), takes, strict=True)
        return [Source(ranks, pointers, take) for ranks, pointers, take in rows]

    @cached_property
    def term_arrays(self) -> dict[str, Array]:
        """Return the arrays of the merged terms, by the last part of their names."""
        return term_arrays(self.terms)

    @cached_property
    def bare_order(self) -> tuple[Array, Array]:
        """Return the merged numbers of the terms with clitics in bare order, and the bytes of these."""
        cuts: dict[int, int] = {}
        for ranks, bare, lengths in zip(self._ranks, self.arrays("bare"), self.arrays("cuts"), strict=True):
            cuts.update(zip(ranks[bare].tolist(), lengths.tolist(), strict=True))
        return in_bare_order(self.terms, cuts.items())


def before(counts: Iterable[int]) -> list[int]:
    """Return for each count the sum of those before it."""
    return list(accumulate(counts, initial=0))[:-1]


def as_they_are(values: Array) -> Take:
    """Return a `Take` of values that mean the same in any segment."""
    return lambda first, stop: values[first:stop]


def _splitter(blob: Array, term_ends: Array) -> Callable[[], list[bytes]]:
    def split() -> list[bytes]:
        held, ends = blob.tobytes(), term_ends.tolist()
        return [held[first:stop] for first, stop in zip([0, *ends], ends, strict=False)]

    return split
