"""Full disks: a writing verb runs on a small file system of its own that has too little room left.

The file system is mounted in a namespace of its own (Linux); elsewhere there are no such trials.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

from tests.faults.homes import PATIENCE, ROOT, ask, sijill
from tests.faults.report import Row
from tests.faults.states import Expected, leftovers, state_of, troubles
from tests.faults.verbs import Trial, prepared, trials

#: Bytes of the file system, and of room left on it at most.
SIZE, MOST_ROOM = 96_000_000, 1_500_000
_WITHIN = ("unshare", "--user", "--map-root-user", "--mount")


def are_possible() -> bool:
    """Whether this system mounts a file system for us."""
    if shutil.which("unshare") is None or not sys.platform.startswith("linux"):
        return False
    tried = subprocess.run(
        [*_WITHIN, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


def run_disks(folder: Path, seed: int, count: int) -> list[Row]:
    """So many full disks, spread over the verbs."""
    if not are_possible():
        return [Row("disk", "not possible here")]
    rows: dict[str, Row] = {}
    tried = [one for one in trials(folder, seed) if one.name != "repair"]
    for number in range(count):
        trial = tried[number % len(tried)]
        place = folder / "disk"
        place.mkdir(exist_ok=True)
        room = random.Random(seed * 100_000 + number).choice([0, 4096, 40_000, 150_000, 500_000, MOST_ROOM])
        row = rows.setdefault(trial.name, Row("disk", trial.name))
        command = [*_WITHIN, sys.executable, "-W", "ignore", "-m", "tests.faults.disks"]
        task = json.dumps(
            {"name": trial.name, "arguments": trial.arguments, "base": str(trial.base), "says": trial.says,
             "place": str(place), "room": room}
        )  # fmt: skip
        done = subprocess.run(
            [*command, task], cwd=ROOT, capture_output=True, text=True, timeout=4 * PATIENCE, check=False
        )
        came = (
            json.loads(done.stdout)
            if done.stdout.startswith("{")
            else {"note": "failed", "wrongs": [done.stderr[-800:]]}
        )
        row.count(came["note"])
        row.wrongs += [
            f"seed {seed}, disk {number} with {room:,} bytes left: {wrong}" for wrong in came["wrongs"]
        ]
    return list(rows.values())


def _try(task: dict[str, object]) -> dict[str, object]:
    """One trial, within the namespace."""
    place, room = Path(str(task["place"])), int(str(task["room"]))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    arguments = tuple(map(str, task["arguments"]))  # type: ignore[arg-type, call-overload]
    trial = Trial(str(task["name"]), arguments, Path(str(task["base"])), str(task["says"]))
    folder, asked = prepared(trial, place / "work")
    before = state_of(folder)
    filler = _fill(place, room)
    answer = sijill(folder.home, *asked)
    wrongs = _words(answer.code, answer.err, has_traceback=answer.has_traceback)
    filler.unlink()
    after_fault = state_of(folder)
    wrongs += list(troubles(folder))
    again = ask(folder.home, *asked)
    if again.has_traceback or (again.code and answer.code):
        wrongs.append(f"with room again it ended with {again.code}: {again.err[-400:]}")
    expected = Expected(before, state_of(folder))
    lost = [id_ for id_ in before if id_ not in after_fault]
    if lost:
        wrongs.append(f"{lost[0]} is lost")
    wrongs += list(expected.wrongs(folder, done=True)) + list(troubles(folder)) + list(leftovers(folder.home))
    return {"note": "told" if answer.code else "had room", "wrongs": wrongs}


def _words(code: int, said: str, *, has_traceback: bool) -> list[str]:
    if has_traceback:
        return [f"a traceback: {said[-600:]}"]
    if code == 0:
        return []
    if code != 1 or "room" not in said:
        return [f"ended with {code} and not a word of room: {said[-300:]}"]
    return []


def _fill(place: Path, room: int) -> Path:
    """Fill the file system until so many bytes are left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        left = shutil.disk_usage(place).free - room
        while left > 0:
            left -= file.write(b"\0" * min(left, 1 << 20))
    return filler


if __name__ == "__main__":
    print(json.dumps(_try(json.loads(sys.argv[1]))))
