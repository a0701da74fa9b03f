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
from index.segment.impacts import counts_of, merged_triples
from index.segment.merge_fields import Field, Segments, as_they_are, before
from index.segment.merge_positions import Take, interleaved, merged_bounds
from index.segment.postings import STRIDE, document_dtype, starts_at
from index.segment.writer import compact, start_dtype

#: Postings whose positions are looked for at once.
_TOGETHER = 1 << 14

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


def wide_tokens(segments: Segments, name: str) -> Chunked:
    """Merge the slots of wide tokens, each raised by the number of slots before its segment."""
    return _raised(segments.arrays(name), before(len(part) for part in segments.arrays("token_codes")))


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
    dtype = np.dtype(document_dtype(segments.documents))
    return _by_posting(segments.field(name), [_shifted(part, shift, dtype) for part, shift in parts], dtype)


def posting_codes(segments: Segments, name: str) -> Chunked:
    """Merge the code of each posting; the codes are those of the merged triples."""
    field = segments.field(name)
    _, codes = merged_triples(field.arrays("triples"))
    takes = [_translated(part, new) for part, new in zip(segments.arrays(name), codes, strict=True)]
    return _by_posting(field, takes, _widest(codes))


def posting_triples(segments: Segments, name: str) -> Chunked:
    """Merge the triples that codes stand for."""
    merged, _ = merged_triples(segments.arrays(name))
    return _whole(merged)


def position_starts(segments: Segments, name: str) -> Chunked:
    """Merge where the positions of every eighth posting begin: all counts are merged and added up again."""
    field = segments.field(name)
    parts = zip(field.arrays("triples"), field.arrays("codes"), strict=True)
    takes = [_translated(codes, counts_of(triples)) for triples, codes in parts]
    numbers = _by_posting(field, takes, np.dtype(np.int64))
    dtype = np.dtype(start_dtype(sum(part.size for part in field.arrays("positions"))))
    return Chunked(dtype, numbers.size // STRIDE + 1, _sampled(numbers.chunks))


def positions(segments: Segments, name: str) -> Chunked:
    """Merge the positions of each posting, however many it has."""
    field = segments.field(name)
    parts = segments.arrays(name)
    of_postings = field.sources(as_they_are(part) for part in parts)
    columns = (field.arrays(part) for part in ("codes", "triples", "position_starts"))
    sources = [
        replace(source, bounds=_position_bounds(source.bounds, codes, counts_of(triples), starts))
        for source, codes, triples, starts in zip(of_postings, *columns, strict=True)
    ]
    merged = merged_bounds(len(field.terms), sources)
    return Chunked(_widest(parts), int(merged[-1]), interleaved(sources, merged))


#: How the arrays merge that a segment has once.
SEGMENT: dict[str, Way] = {
    "title_tokens": joined,
    "base": bounds,
    "token_codes": joined,
    "token_origins": joined,
    "wide_tokens": wide_tokens,
    "wide_gaps": joined,
    "wide_lengths": joined,
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
    "triples": posting_triples,
    "position_starts": position_starts,
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


def _position_bounds(rows: Array, codes: Array, counts: Array, starts: Array) -> Array:
    """Return where the positions of these postings begin, some thousands at a time."""
    some = (rows[at : at + _TOGETHER].astype(np.int64) for at in range(0, len(rows), _TOGETHER))
    return np.concatenate([starts_at(asked, codes, counts, starts) for asked in some])


def _sampled(chunks: Iterable[Array]) -> Iterator[Array]:
    """Yield the sum of the values before every eighth one, and of all where their number is one of eights."""
    total, seen = 0, 0
    yield np.zeros(1, np.int64)
    for values in chunks:
        sums = total + np.cumsum(values, dtype=np.int64)
        yield sums[STRIDE - 1 - seen % STRIDE :: STRIDE]
        seen += len(values)
        total = int(sums[-1]) if len(sums) else total
