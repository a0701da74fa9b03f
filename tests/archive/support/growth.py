"""How the time of a call grows with its input, for inputs that people made to be slow."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import TypeVar

T = TypeVar("T")

#: Linear work grows fourfold, quadratic sixteenfold; the bound lies between, wide enough for a busy machine.
MOST_GROWTH = 9.0
#: Shorter times are noise, in seconds.
LEAST_TIME = 0.02


def grows_linearly(make: Callable[[int], T], call: Callable[[T], object], size: int) -> bool:
    """Whether four times the input takes less than nine times as long; the best of three tries counts."""
    return min(_growth(make, call, size) for _ in range(3)) <= MOST_GROWTH


def _growth(make: Callable[[int], T], call: Callable[[T], object], size: int) -> float:
    small, large = (_time(call, make(count)) for count in (size, 4 * size))
    return large / max(small, LEAST_TIME)


def _time(call: Callable[[T], object], given: T) -> float:
    start = process_time()
    call(given)
    return process_time() - start
