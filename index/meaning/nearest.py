"""Nearness: how near each article's passages are to a vector, by one product of 8-bit numbers."""

from __future__ import annotations

import numpy as np

from index.meaning.choice import is_installed
from index.meaning.published import Vectors
from index.meaning.store import quantized
from index.segment.array_file import Array

#: Rows that are widened at once where the library for 8-bit numbers is not installed.
_BLOCK = 16_384


def row_cosines(vectors: Vectors, query: Array) -> Array:
    """Return the cosine of every row with a vector (float32), exact but for the 8 bits of each number."""
    asked = quantized(query[None, :].astype(np.float32))
    length = float(np.linalg.norm(asked.astype(np.float32)))
    if not len(vectors.matrix) or not length:
        return np.zeros(len(vectors.matrix), np.float32)
    cosines: Array = _products(asked, vectors.matrix) * vectors.inverse_lengths / np.float32(length)
    return cosines


def _products(asked: Array, matrix: Array) -> Array:
    """Return the product of a row of 8-bit numbers with every row of a matrix of them (float32)."""
    if is_installed("simsimd"):
        import simsimd

        products: Array = np.asarray(simsimd.cdist(asked, matrix, "dot"), np.float32)[0]
        return products
    wide = asked[0].astype(np.float32)
    blocks = [
        matrix[start : start + _BLOCK].astype(np.float32) @ wide for start in range(0, len(matrix), _BLOCK)
    ]
    return np.concatenate(blocks)


def article_cosines(vectors: Vectors, rows: Array) -> Array:
    """Return the cosine of each article's nearest passage, of the cosines of all rows."""
    if not len(vectors):
        return np.zeros(0, np.float32)
    nearest = rows.take(vectors.first)
    for number in range(1, int(vectors.passages.max(initial=1))):
        has = np.flatnonzero(vectors.passages > number)
        np.maximum.at(nearest, has, rows.take(vectors.first.take(has) + number))
    return nearest
