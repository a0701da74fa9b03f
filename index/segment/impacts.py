"""Codes: a posting's weight, its document's length and its number of positions in one small number.

What BM25 makes of a posting depends on weight and length alone, and of these with the number of positions
there are a few thousand in a segment. So a posting keeps the number of its triple: whoever scores looks up
what the triple is worth in a table that fits the processor's nearest cache, and no posting needs a pointer
to its positions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segment.array_file import Array
from index.segment.fieldnorm import length_bytes

#: Where a triple's parts begin, in bits: the length fills the lowest eight.
_WEIGHT, _COUNT = np.uint64(8), np.uint64(40)


def coded(
    weights: Array, documents: Array, lengths: Array, counts: Array | None = None
) -> tuple[Array, Array]:
    """Return the code of every posting, and the triple that each code stands for, rising.

    A triple is `count << 40 | weight << 8 | length`. Weights are whole numbers; a length is its byte as
    Whoosh rounds it, 0 where the field has none; a count is 0 in a field without positions.
    """
    heavy, kinds = _ranked(weights.astype(np.uint32))
    many, held = np.zeros(1, np.int64), np.arange(len(heavy))
    if counts is not None:
        many, places = _ranked(counts.astype(np.uint32))
        held, kinds = _ranked(places.astype(np.uint32) * np.uint32(max(len(heavy), 1)) + kinds)
    keys = kinds.astype(np.uint32) << np.uint32(8)
    if len(lengths):
        keys |= length_bytes(lengths)[documents]
    distinct, codes = _ranked(keys)
    kind = held[distinct >> 8]
    count, weight = many[kind // max(len(heavy), 1)], heavy[kind % max(len(heavy), 1)]
    triples = count.astype(np.uint64) << _COUNT | weight.astype(np.uint64) << _WEIGHT
    triples |= (distinct & 255).astype(np.uint64)
    return codes, triples.astype(np.min_scalar_type(triples.max(initial=0)))


def weights_of(triples: Array) -> Array:
    """Return the weights in triples, as float64."""
    return np.asarray((triples.astype(np.uint64) >> _WEIGHT).astype(np.uint32), np.float64)


def lengths_of(triples: Array) -> Array:
    """Return the bytes of lengths in triples, as uint8."""
    return triples.astype(np.uint8)


def counts_of(triples: Array) -> Array:
    """Return the numbers of positions in triples, as int64."""
    return (triples.astype(np.uint64) >> _COUNT).astype(np.int64)


def merged_triples(triples: Sequence[Array]) -> tuple[Array, list[Array]]:
    """Merge the triples of several segments; return them, and for each segment the new codes of its own."""
    merged = np.unique(np.concatenate(triples))
    codes = np.min_scalar_type(max(len(merged) - 1, 0))
    return merged, [np.searchsorted(merged, own).astype(codes) for own in triples]


def _ranked(numbers: Array) -> tuple[Array, Array]:
    """Return the distinct ones of some whole numbers, rising, and the place of each number among them."""
    seen = np.zeros(int(numbers.max(initial=0)) + 1, bool)
    seen[numbers] = True
    distinct = np.flatnonzero(seen) if len(numbers) else np.zeros(0, np.int64)
    place = np.zeros(len(seen), np.min_scalar_type(max(len(distinct) - 1, 0)))
    place[distinct] = np.arange(len(distinct))
    return distinct, place[numbers]
