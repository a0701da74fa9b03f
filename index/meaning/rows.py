"""Rows of vectors: a byte a number, in a file that is mapped; and the error of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.errors import NoMeaning
from index.segment.array_file import Array


class DamagedVectors(NoMeaning):
    """Files of vectors that are not as they were written."""


def quantized(vectors: Array) -> Array:
    """Return rows as 8-bit numbers, the largest of each row 127 or -127."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scale = np.divide(127.0, largest, out=np.zeros_like(largest), where=largest > 0)
    small: Array = np.rint(vectors * scale).astype(np.int8)
    return small


def mapped(path: Path, rows: int, dimension: int) -> Array:
    """Map so many rows of 8-bit numbers into memory; DamagedVectors if the file is too short for them."""
    if not rows:
        return np.zeros((0, max(dimension, 1)), np.int8)
    try:
        return np.asarray(np.memmap(path, np.int8, "r", shape=(rows, dimension)))
    except (OSError, ValueError) as error:
        raise damaged(path.parent, str(error)) from error


def damaged(folder: Path, why: str, remedy: str = "") -> DamagedVectors:
    """Make the error of a model's vectors that cannot be read, with what mends it."""
    remedy = remedy or f"Delete {folder}, then run `sijill embed` to make its vectors anew"
    return DamagedVectors(f"the vectors in {folder} cannot be read: {why}", remedy=remedy)
