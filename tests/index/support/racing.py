"""What a process of the concurrency tests runs: it searches until told to stop, then tells what it saw."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from index.arrays_engine import ArraysEngine
from tests.index.test_concurrency import QUERIES, told


def main(index: str, done: str) -> None:
    """Ask every query in turn; each different answer is one line: generation, query, answer."""
    engine, seen = ArraysEngine(Path(index)), set()
    told(engine, QUERIES[0])
    print("ready", flush=True)
    while not Path(done).exists():
        for place, query in enumerate(QUERIES):
            number, answer = told(engine, query)
            seen.add((number, place, answer))
            time.sleep(0.005)
    for number, place, answer in sorted(seen):
        print(number, place, answer, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
