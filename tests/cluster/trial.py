"""What the trials of a cluster's faults need: their rows of the table, and small disks that can be filled."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from archive.files import is_full

#: Marks for a small disk that others share with nobody; looked at every ten seconds.
MARKS = {
    "cluster.routing.allocation.disk.threshold_enabled": True,
    "cluster.routing.allocation.disk.watermark.low": "1mb",
    "cluster.routing.allocation.disk.watermark.high": "1mb",
    "cluster.routing.allocation.disk.watermark.flood_stage": "1mb",
    "cluster.info.update.interval": "10s",
}


@dataclass
class Trial:
    """One fault: what was done, what came of it, and what is wrong about that."""

    name: str
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The trial as a row of a table."""
        return f"| {self.name} | {'; '.join(self.told)} | {'; '.join(self.wrong) or 'nothing'} |"


#: A small disk, with room for copies of all builds that a node may hold at a time.
SMALL = "400m"


def mount(place: Path) -> bool:
    """Give a folder a small disk of its own in memory; False where this user may not."""
    place.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "sijill-faults", str(place)]
    return os.geteuid() == 0 and not subprocess.run(command, check=False, capture_output=True).returncode


def fill(path: Path) -> None:
    """Write until the disk is full, behind what stands in the file already."""
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**16))
        except OSError as error:
            if not is_full(error):
                raise
