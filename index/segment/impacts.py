"""Codes: a posting's weight and its document's length in one small number.

What BM25 makes of a posting depends on these two alone, and of pairs of the two there are a few thousand in
a segment. So a posting keeps the number of its pair, and whoever scores looks up what the pair is worth in
a table that fits the processor's nearest cache.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.segment.array_file import Array
from index.segment.fieldnorm import length_bytes


def coded(weights: Array, documents: Array, lengths: Array) -> tuple[Array, Array]:
    """Return the code of every posting, and the pair that each code stands for, rising.

    A pair is `weight * 256 + length`. Weights are whole numbers; a length is its byte as Whoosh rounds it, 0
    where the field has none.
    """
    heavy, ranks = _ranked(weights.astype(np.uint32))
    keys = ranks.astype(np.uint32) << np.uint32(8)
    if len(lengths):
        keys |= length_bytes(lengths)[documents]
    distinct, codes = _ranked(keys)
    pairs = heavy[distinct >> 8] << 8 | distinct & 255
    return codes, pairs.astype(np.min_scalar_type(pairs.max(initial=0)))


def weights_of(pairs: Array) -> Array:
    """Return the weights in pairs, as float64."""
    return np.asarray(pairs >> pairs.dtype.type(8), np.float64)


def lengths_of(pairs: Array) -> Array:
    """Return the bytes of lengths in pairs, as uint8."""
    return pairs.astype(np.uint8)


def merged_pairs(pairs: Sequence[Array]) -> tuple[Array, list[Array]]:
    """Merge the pairs of several segments; return them, and for each segment the new codes of its own."""
    merged = np.unique(np.concatenate(pairs))
    codes = np.min_scalar_type(max(len(merged) - 1, 0))
    return merged, [np.searchsorted(merged, own).astype(codes) for own in pairs]


def _ranked(numbers: Array) -> tuple[Array, Array]:
    """Return the distinct ones of some whole numbers, rising, and the place of each number among them."""
    seen = np.zeros(int(numbers.max(initial=0)) + 1, bool)
    seen[numbers] = True
    distinct = np.flatnonzero(seen)
    place = np.zeros(len(seen), np.min_scalar_type(max(len(distinct) - 1, 0)))
    place[distinct] = np.arange(len(distinct))
    return distinct, place[numbers]
