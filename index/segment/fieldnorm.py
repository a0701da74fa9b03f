"""Field lengths in one byte each, as Whoosh 2.7.4 rounds them: exact if short, 3.3 % apart if long."""

from __future__ import annotations

import numpy as np

from index.segment.array_file import Array

#: float64: the length that each byte means.
LENGTHS = np.round(27 * (1.033 ** np.arange(256) - 1))


def length_bytes(lengths: Array) -> Array:
    """Round field lengths up to those that a byte can mean; return the bytes, 255 for all that is longer."""
    return np.minimum(LENGTHS.searchsorted(lengths), 255).astype(np.uint8)
