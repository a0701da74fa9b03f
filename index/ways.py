"""Ways: how each array of several segments becomes one array, said once in two tables.

`SEGMENT` is for the arrays that a segment has once, `FIELD` for those that each field has. A way takes the
segments and an array's name and gives the merged array, to be written chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np

from index.codes import merged_pairs
from index.container import Array, Chunked, Container
from index.interleaving import Source, Take, interleaved, merge_terms, merged_bounds
from index.postings import ARRAYS_VERSION, bare_order, compact, term_arrays


class Segments:
    """The segments to merge, mapped into memory."""

    def __init__(self, containers: Sequence[Container]) -> None:
        self._containers = containers
        self._fields: dict[str, Field] = {}

    @property
    def names(self) -> list[str]:
        """The names of the arrays, in order."""
        return list(self._containers[0].arrays)

    @property
    def meta(self) -> dict[str, object]:
        """What is to be known of the merged segment."""
        metas = [container.meta for container in self._containers]
        return {
            "version": ARRAYS_VERSION,
            "documents": sum(meta["documents"] for meta in metas),
            "totals": {name: sum(meta["totals"][name] for meta in metas) for name in metas[0]["totals"]},
            "labels": {outlet: label for meta in metas for outlet, label in meta["labels"].items()},
        }

    def arrays(self, name: str) -> list[Array]:
        """An array of each segment."""
        return [container.arrays[name] for container in self._containers]

    @property
    def documents_before(self) -> list[int]:
        """How many documents there are before those of each segment."""
        return before(container.meta["documents"] for container in self._containers)

    def field(self, name: str) -> Field:
        """The field of an array of this name, its terms merged once."""
        field = name.rpartition(".")[0]
        if field not in self._fields:
            self._fields[field] = Field(self, field)
        return self._fields[field]


class Field:
    """One field: its terms merged, and where the postings of each of them begin."""

    def __init__(self, segments: Segments, name: str) -> None:
        self._segments = segments
        self._name = name
        blobs = zip(self.arrays("terms"), self.arrays("term_ends"), strict=True)
        self.terms, self._ranks = merge_terms([_splitter(*blob) for blob in blobs])
        takes = [_as_they_are(values) for values in self.arrays("documents")]
        self.pointers = merged_bounds(len(self.terms), self.sources(takes))

    def arrays(self, part: str) -> list[Array]:
        """One of the field's arrays of each segment."""
        return self._segments.arrays(f"{self._name}.{part}")

    def sources(self, takes: Iterable[Take]) -> list[Source]:
        """Values of which each posting has one."""
        rows = zip(self._ranks, self.arrays("pointers"), takes, strict=True)
        return [Source(ranks, pointers, take) for ranks, pointers, take in rows]

    @cached_property
    def term_arrays(self) -> dict[str, Array]:
        """The arrays of the terms themselves, by the last part of their names."""
        return term_arrays(self.terms)

    @property
    def position_dtype(self) -> np.dtype[Any]:
        """What holds every position."""
        last = sum(int(base[-1]) for base in self._bases)
        return np.dtype(np.int32 if last < 2**31 else np.int64)

    @property
    def positions_before(self) -> list[int]:
        """How many positions there are before those of each segment."""
        return before(int(base[-1]) for base in self._bases)

    @property
    def _bases(self) -> list[Array]:
        own = f"{self._name}.base"
        return self._segments.arrays(own if own in self._segments.names else "base")


Way: TypeAlias = Callable[[Segments, str], Chunked]


def before(counts: Iterable[int]) -> list[int]:
    """The sum of the counts before each."""
    return list(accumulate(counts, initial=0))[:-1]


def joined(segments: Segments, name: str) -> Chunked:
    """Values that say the same in any segment: one segment's after another's."""
    parts = segments.arrays(name)
    return Chunked(_widest(parts), sum(part.size for part in parts), parts)


def documents(segments: Segments, name: str) -> Chunked:
    """Numbers of documents."""
    return _raised(segments.arrays(name), segments.documents_before)


def ends(segments: Segments, name: str) -> Chunked:
    """Where each document's share of another array ends."""
    parts = segments.arrays(name)
    return _raised(parts, before(int(part[-1]) if len(part) else 0 for part in parts))


def bounds(segments: Segments, name: str) -> Chunked:
    """Where each document's share begins, and where the last one ends: one more than documents."""
    parts = segments.arrays(name)
    shifts = before(int(part[-1]) for part in parts)
    return _raised([parts[0], *(part[1:] for part in parts[1:])], shifts)


def bare(segments: Segments, name: str) -> Chunked:
    """The order of a field's terms after their clitics, made anew."""
    return _whole(bare_order(segments.field(name).terms))


def of_terms(segments: Segments, name: str) -> Chunked:
    """What is made anew of a field's terms."""
    return _whole(segments.field(name).term_arrays[name.rpartition(".")[2]])


def pointers(segments: Segments, name: str) -> Chunked:
    """Where each term's postings begin."""
    return _whole(compact(segments.field(name).pointers))


def posting_documents(segments: Segments, name: str) -> Chunked:
    """The document of each posting."""
    parts = zip(segments.arrays(name), segments.documents_before, strict=True)
    dtype = np.dtype(np.int32)
    return _by_posting(segments.field(name), [_shifted(part, shift, dtype) for part, shift in parts], dtype)


def posting_codes(segments: Segments, name: str) -> Chunked:
    """The code of each posting, by the merged pairs."""
    field = segments.field(name)
    _, codes = merged_pairs(field.arrays("pairs"))
    takes = [_translated(part, new) for part, new in zip(segments.arrays(name), codes, strict=True)]
    return _by_posting(field, takes, _widest(codes))


def posting_pairs(segments: Segments, name: str) -> Chunked:
    """What the merged codes stand for."""
    merged, _ = merged_pairs(segments.arrays(name))
    return _whole(merged)


def position_pointers(segments: Segments, name: str) -> Chunked:
    """Where each posting's positions begin: their numbers are merged, and added up again."""
    parts = segments.arrays(name)
    total = sum(int(part[-1]) for part in parts)
    numbers = _by_posting(segments.field(name), [_numbers(part) for part in parts], np.dtype(np.int64))
    dtype = compact(np.array([total])).dtype
    return Chunked(dtype, numbers.size + 1, _added_up(numbers.chunks))


def positions(segments: Segments, name: str) -> Chunked:
    """The positions of each term: each has as many as it has."""
    field = segments.field(name)
    dtype = field.position_dtype
    parts = zip(segments.arrays(name), field.positions_before, strict=True)
    of_postings = field.sources(_shifted(part, shift, dtype) for part, shift in parts)
    pointers_of = field.arrays("position_pointers")
    sources = [
        replace(source, bounds=numbers[source.bounds])
        for source, numbers in zip(of_postings, pointers_of, strict=True)
    ]
    starts = merged_bounds(len(field.terms), sources)
    return Chunked(dtype, int(starts[-1]), interleaved(sources, starts))


#: How the arrays merge that a segment has once.
SEGMENT: dict[str, Way] = {
    "title_tokens": joined,
    "slot_base": bounds,
    "base": bounds,
    "starts": joined,
    "token_lengths": joined,
    "published_from": joined,
    "published_to": joined,
    "records": joined,
    "record_ends": ends,
    "bodies": joined,
    "body_ends": ends,
    "sentences": joined,
    "sentence_ends": ends,
    "figures": joined,
    "figure_ends": ends,
    "numbers.documents": documents,
    "numbers.positions": joined,
    "numbers.lengths": joined,
    "numbers.low": joined,
    "numbers.high": joined,
    "times.documents": documents,
    "times.positions": joined,
    "times.lengths": joined,
    "times.low": joined,
    "times.high": joined,
    "surface.bare": bare,
}
#: How the arrays merge that each field has, by the last part of their names.
FIELD: dict[str, Way] = {
    "terms": of_terms,
    "term_ends": of_terms,
    "crc": of_terms,
    "crc_term": of_terms,
    "pointers": pointers,
    "documents": posting_documents,
    "codes": posting_codes,
    "pairs": posting_pairs,
    "position_pointers": position_pointers,
    "positions": positions,
    "base": bounds,
    "lengths": joined,
}


def way_of(name: str) -> Way:
    """How the array of this name merges."""
    return SEGMENT[name] if name in SEGMENT else FIELD[name.rpartition(".")[2]]


def _widest(parts: Sequence[Array]) -> np.dtype[Any]:
    return np.result_type(*(part.dtype for part in parts))


def _whole(values: Array) -> Chunked:
    return Chunked(values.dtype, values.size, (values,))


def _raised(parts: Sequence[Array], shifts: Sequence[int]) -> Chunked:
    raised = (part + part.dtype.type(shift) for part, shift in zip(parts, shifts, strict=True))
    return Chunked(_widest(parts), sum(part.size for part in parts), raised)


def _by_posting(field: Field, takes: Sequence[Take], dtype: np.dtype[Any]) -> Chunked:
    return Chunked(dtype, int(field.pointers[-1]), interleaved(field.sources(takes), field.pointers))


def _as_they_are(values: Array) -> Take:
    return lambda first, stop: values[first:stop]


def _translated(codes: Array, new: Array) -> Take:
    return lambda first, stop: np.asarray(new[codes[first:stop]])


def _shifted(values: Array, shift: int, dtype: np.dtype[Any]) -> Take:
    return lambda first, stop: np.add(values[first:stop], shift, dtype=dtype)


def _numbers(bounds: Array) -> Take:
    return lambda first, stop: np.diff(bounds[first : stop + 1])


def _added_up(chunks: Iterable[Array]) -> Iterator[Array]:
    """The sums before each value of the chunks, and the sum of all."""
    last = np.zeros(1, np.int64)
    yield last
    for values in chunks:
        sums = last[-1] + np.cumsum(values, dtype=np.int64)
        yield sums
        last = sums if len(sums) else last


def _splitter(blob: Array, term_ends: Array) -> Callable[[], list[bytes]]:
    def split() -> list[bytes]:
        held, ends = blob.tobytes(), term_ends.tolist()
        return [held[first:stop] for first, stop in zip([0, *ends], ends, strict=False)]

    return split
