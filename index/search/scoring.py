"""Scoring: what a posting is worth in BM25F, the rarity of its term apart; as Whoosh has it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.segment.array_file import Array
from index.segment.impacts import lengths_of, weights_of
from index.segment.reader import FieldPostings
from index.whoosh.postings import LENGTHS

B = 0.75
K1 = 1.2
#: Fields that only filter.
UNSCORED = frozenset({"id", "url", "outlet", "platform", "unit", "action"})


class Worth(NamedTuple):
    """What the postings of a field are worth."""

    codes: Array
    """float64: the worth of a posting by its code."""
    norms: Array
    """float64: BM25's length part by the byte of a length."""


def worth_of(postings: FieldPostings, average: float) -> Worth:
    """The tables of a field whose documents have this average length: small, whatever the segment's size."""
    norms = K1 * ((1 - B) + B * LENGTHS / (average or 1.0))
    return Worth(saturated(weights_of(postings.pairs), norms[lengths_of(postings.pairs)]), norms)


def saturated(weights: Array, norms: Array) -> Array:
    """BM25's part of the frequency: it rises ever more slowly to K1 + 1."""
    return np.asarray(weights * (K1 + 1) / (weights + norms))
