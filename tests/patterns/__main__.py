"""Measures patterns in a process of its own, one a line of standard output, so that none can hang the tests.

Reads uses as JSON lines; tells of each the growth from n to 4n, its seconds, and its text's beginning.
"""

from __future__ import annotations

import json
import re
import sys
from collections import deque
from time import process_time

from tests.patterns.adversary import Shape, compiled, shapes

#: Characters of the smaller text; the larger has four times as many. A growth that is seen at the first size
#: is tried again at the second, for bounds in a pattern show only past them.
SIZES = (1_000, 4_000)
#: Seconds of work, at the first size, below which a growth is noise.
NOISE = 0.0004
#: How much longer a text four times as long may take: linear is 4, quadratic 16.
MOST_GROWTH = 8.0


def measure(use: dict[str, object]) -> dict[str, object]:
    """The growth of the first text that shows too much of it; 0 where none does."""
    pattern, flags, method = str(use["pattern"]), int(str(use["flags"])), str(use["method"])
    regex = compiled(pattern, flags)
    for shape in shapes(pattern, flags):
        growth, seconds = _growth(regex, method, shape, SIZES[0])
        if growth > MOST_GROWTH:
            growth, seconds = _growth(regex, method, shape, SIZES[1])
        if growth > MOST_GROWTH:
            text = shape.text(100)
            return {"growth": growth, "seconds": seconds, "text": text[:40], "end": text[-10:]}
    return {"growth": 0.0}


def _growth(regex: re.Pattern[str], method: str, shape: Shape, size: int) -> tuple[float, float]:
    """How many times longer a text four times as long takes, and for how long it is read."""
    small = shape.text(size)
    before = _seconds(regex, method, small)
    if before < NOISE:
        return 0.0, before
    before = min(before, _seconds(regex, method, small))
    seconds = _seconds(regex, method, shape.text(4 * size))
    return seconds / max(before, 1e-6), seconds


def _seconds(regex: re.Pattern[str], method: str, text: str) -> float:
    """Seconds of this process's work alone: how busy the machine is does not matter."""
    began = process_time()
    if method == "search":
        deque(regex.finditer(text), maxlen=0)
    else:
        getattr(regex, method)(text)
    return process_time() - began


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(measure(json.loads(line))), flush=True)
