"""Nearness: how near each article's passages are to a vector, by one product of 8-bit numbers."""

from __future__ import annotations

import numpy as np

from index.meaning.choice import is_installed
from index.meaning.published import Vectors
from index.meaning.rows import quantized
from index.segment.array_file import Array

#: Rows that are widened at once where the library for 8-bit numbers is not installed.
_BLOCK = 16_384


#: Rows whose cosines tell how near rows are by chance, spread over all of them.
SAMPLE = 4_096


def row_cosines(vectors: Vectors, query: Array) -> Array:
    """Return the cosine of every row with a vector (float32), exact but for the 8 bits of each number.

    Where a graph leads to the nearest rows, those of others are -inf, but for the sample.
    """
    asked = quantized(query[None, :].astype(np.float32))
    length = float(np.linalg.norm(asked.astype(np.float32)))
    if not len(vectors.matrix) or not length:
        return np.zeros(len(vectors.matrix), np.float32)
    if vectors.graph is None:
        cosines: Array = _products(asked, vectors.matrix) * vectors.inverse_lengths / np.float32(length)
        return cosines
    rows = np.union1d(vectors.graph.nearest(asked[0]), np.arange(len(vectors.matrix))[_sample(vectors)])
    products = _products(asked, np.ascontiguousarray(vectors.matrix[rows]))
    cosines = np.full(len(vectors.matrix), -np.inf, np.float32)
    cosines[rows] = products * vectors.inverse_lengths[rows] / np.float32(length)
    return cosines


def spread(vectors: Vectors, rows: Array) -> tuple[float, float]:
    """Return the mean and the standard deviation of the cosines of all rows, by a sample; zeros of none."""
    some = rows[_sample(vectors)]
    return (float(some.mean()), float(some.std())) if len(some) else (0.0, 0.0)


def _sample(vectors: Vectors) -> slice:
    return slice(None, None, max(1, len(vectors.matrix) // SAMPLE))


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
