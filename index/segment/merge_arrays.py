"""Ways to merge: how each array of several segments becomes one array, listed in two tables.

`SEGMENT` is for the arrays that a segment has once, `FIELD` for those that each field has. A way takes the
segments and an array's name and gives the merged array, to be written chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from index.segment.array_file import Array, Chunked
from index.segment.impacts import merged_pairs
from index.segment.merge_fields import Field, Segments, before
from index.segment.merge_positions import Take, interleaved, merged_bounds
from index.segment.writer import compact

#: `way(segments, name)`.
Way: TypeAlias = Callable[[Segments, str], Chunked]


def joined(segments: Segments, name: str) -> Chunked:
    """Merge values that mean the same in any segment: one segment's after another's."""
    parts = segments.arrays(name)
    return Chunked(_widest(parts), sum(part.size for part in parts), parts)


def documents(segments: Segments, name: str) -> Chunked:
    """Merge document numbers, each raised by the number of documents before its segment."""
    return _raised(segments.arrays(name), segments.documents_before)


def ends(segments: Segments, name: str) -> Chunked:
    """Merge the ends of each document's share of another array."""
    parts = segments.arrays(name)
    return _raised(parts, before(int(part[-1]) if len(part) else 0 for part in parts))


def bounds(segments: Segments, name: str) -> Chunked:
    """Merge the bounds of each document's share of another array; they are one more than documents."""
    parts = segments.arrays(name)
    shifts = before(int(part[-1]) for part in parts)
    return _raised([parts[0], *(part[1:] for part in parts[1:])], shifts)


def bare(segments: Segments, name: str) -> Chunked:
    """Merge the order of a field's terms after their clitics, or with it the bytes of these."""
    numbers, cuts = segments.field(name).bare_order
    return _whole(numbers if name.endswith("bare") else cuts)


def of_terms(segments: Segments, name: str) -> Chunked:
    """Make an array of a field's terms anew from the merged terms."""
    return _whole(segments.field(name).term_arrays[name.rpartition(".")[2]])


def pointers(segments: Segments, name: str) -> Chunked:
    """Merge the pointers to where each term's postings begin."""
    return _whole(compact(segments.field(name).pointers))


def posting_documents(segments: Segments, name: str) -> Chunked:
    """Merge the document of each posting."""
    parts = zip(segments.arrays(name), segments.documents_before, strict=True)
    dtype = np.dtype(np.int32)
    return _by_posting(segments.field(name), [_shifted(part, shift, dtype) for part, shift in parts], dtype)


def posting_codes(segments: Segments, name: str) -> Chunked:
    """Merge the code of each posting; the codes are those of the merged pairs."""
    field = segments.field(name)
    _, codes = merged_pairs(field.arrays("pairs"))
    takes = [_translated(part, new) for part, new in zip(segments.arrays(name), codes, strict=True)]
    return _by_posting(field, takes, _widest(codes))


def posting_pairs(segments: Segments, name: str) -> Chunked:
    """Merge the pairs that codes stand for."""
    merged, _ = merged_pairs(segments.arrays(name))
    return _whole(merged)


def position_pointers(segments: Segments, name: str) -> Chunked:
    """Merge the pointers to each posting's positions: their counts are merged and added up again."""
    parts = segments.arrays(name)
    total = sum(int(part[-1]) for part in parts)
    numbers = _by_posting(segments.field(name), [_numbers(part) for part in parts], np.dtype(np.int64))
    dtype = compact(np.array([total])).dtype
    return Chunked(dtype, numbers.size + 1, _added_up(numbers.chunks))


def positions(segments: Segments, name: str) -> Chunked:
    """Merge the positions of each posting, however many it has."""
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
    "arrivals": joined,
    "records": joined,
    "record_ends": ends,
    "bodies": joined,
    "body_ends": ends,
    "body_widths": joined,
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
    "surface.cuts": bare,
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
    """Return how the array of this name is merged."""
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


def _translated(codes: Array, new: Array) -> Take:
    return lambda first, stop: np.asarray(new[codes[first:stop]])


def _shifted(values: Array, shift: int, dtype: np.dtype[Any]) -> Take:
    return lambda first, stop: np.add(values[first:stop], shift, dtype=dtype)


def _numbers(bounds: Array) -> Take:
    return lambda first, stop: np.diff(bounds[first : stop + 1])


def _added_up(chunks: Iterable[Array]) -> Iterator[Array]:
    """Yield the sum before each value of the chunks, and the sum of all at the end."""
    last = np.zeros(1, np.int64)
    yield last
    for values in chunks:
        sums = last[-1] + np.cumsum(values, dtype=np.int64)
        yield sums
        last = sums if len(sums) else last
