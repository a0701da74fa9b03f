"""`python -m tests.faults`: kill, fill, damage and attack, and print what it came to."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.attacks import run_attacks
from tests.faults.damages import run_damages
from tests.faults.disks import run_disks
from tests.faults.following import run_following
from tests.faults.kills import run_builds, run_kills
from tests.faults.report import Row, lines
from tests.faults.segments import run_segments

KINDS: dict[str, tuple[Callable[[Path, int, int], list[Row]], int]] = {
    "kills": (run_kills, 200),
    "builds": (run_builds, 60),
    "damages": (run_damages, 100),
    "segments": (run_segments, 100),
    "following": (run_following, 60),
    "disks": (run_disks, 20),
    "requests": (run_attacks, 10_000),
}


def run(counts: dict[str, int], seed: int) -> list[Row]:
    """Run so many trials of each kind, each kind in a folder of its own that is gone afterwards."""
    rows: list[Row] = []
    for kind, count in counts.items():
        if count:
            with tempfile.TemporaryDirectory(prefix="sijill-faults-") as folder:
                rows += KINDS[kind][0](Path(folder), seed, count)
    return rows


def main() -> None:
    """Read the counts, run, print the table; exit code 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    for kind, (_, count) in KINDS.items():
        parser.add_argument(f"--{kind}", type=int, help=f"how many {kind}; {count:,} unless others are named")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same faults")
    given = vars(parser.parse_args())
    named = {kind: given[kind] for kind in KINDS if given[kind] is not None}
    rows = run(named or {kind: count for kind, (_, count) in KINDS.items()}, given["seed"])
    print("\n".join(lines(rows)))
    sys.exit(1 if any(row.wrongs for row in rows) else 0)


if __name__ == "__main__":
    main()
