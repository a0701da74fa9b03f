"""Killed, starved, locked out: search goes on answering, and the next rebuild succeeds.

A few trials by default; forty with `SIJILL_TEST_FULL=1`.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.paths import DataFolder
from index.arrays_engine import ArraysEngine
from index.errors import BuildFailed, WriterBusy
from index.generations.folder import Generations
from index.model import Query
from index.writer.rebuild import rebuild_from
from index.writer.verify import verify
from tests.index.support.faults import COUNT, corpus

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and limits as POSIX has them")
ROOT = Path(__file__).parent.parent.parent
TRIALS = 40 if os.environ.get("SIJILL_TEST_FULL") else 6
ALARM = 120


def start(task: str, *arguments: object) -> subprocess.Popen[str]:
    """A task in a process of its own, as the head of its own group."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.index.support.faults", task, *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An index of the first edition."""
    folder = DataFolder(tmp_path)
    rebuild_from(folder, corpus("قديم"))
    return folder


def edition(engine: ArraysEngine) -> str:
    """Which edition answers, whole."""
    counts = {word: engine.search(Query(word)).total for word in ("قديم", "جديد")}
    assert sorted(counts.values()) == [0, COUNT], counts
    return max(counts, key=lambda word: counts[word])


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition: object, seconds: float = 20) -> bool:
    """Whether a condition comes true within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_killed_rebuild_leaves_search_unharmed(folder: DataFolder, trial: int) -> None:
    """Killed at a random moment, which the trial's number decides."""
    engine = ArraysEngine(folder.index)
    assert edition(engine) == "قديم"
    process = start("rebuild", folder.home, "جديد", 1)
    wait_until_ready(process)
    time.sleep(random.Random(trial).uniform(0, 0.8))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    held = edition(engine)
    assert edition(ArraysEngine(folder.index)) == held
    assert verify(folder.index) == ()
    manifest = rebuild_from(folder, corpus("جديد"))
    assert edition(engine) == "جديد"
    # Of what the killed one began, nothing is left.
    kept = sorted(int(path.name[-6:]) for path in folder.index.glob("generation-*"))
    assert len(kept) == 2
    assert kept[-1] == manifest.number


def test_a_rebuild_killed_while_it_merges(folder: DataFolder) -> None:
    """The old generation answers, or the new one if it was done; the next build clears up."""
    process = start("rebuild", folder.home, "جديد", 2)
    wait_until_ready(process)
    seen: set[Path] = set()

    def is_merging() -> bool:
        """Whether there is, or was, a third segment besides those of the two workers."""
        seen.update(folder.index.glob("generation-000002/*.arrays"))
        return len(seen) > 2

    assert eventually(is_merging, ALARM)
    process.kill()
    process.communicate()
    edition(ArraysEngine(folder.index))
    assert verify(folder.index) == ()
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"
    assert len(list(folder.index.glob("generation-*"))) == 2


@pytest.fixture
def parallel(folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    """A rebuild by two worker processes, under way."""
    process = start("rebuild", folder.home, "جديد", 2)
    wait_until_ready(process)
    # Two workers and the process that Python tracks shared things with.
    assert eventually(lambda: len(workers_of(process)) == 2)
    yield process
    process.kill()
    process.communicate()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The worker processes of a rebuild."""
    found = []
    for child in children(process.pid):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            found.append(child)
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds processes by /proc")


@needs_proc
def test_a_killed_worker_ends_the_rebuild(folder: DataFolder, parallel: subprocess.Popen[str]) -> None:
    """With an error that says so; the old generation stays, and the lock is free."""
    os.kill(workers_of(parallel)[0], signal.SIGKILL)
    _, errors = parallel.communicate(timeout=ALARM)
    assert parallel.returncode == 1
    assert "BuildFailed" in errors
    assert "was killed" in errors
    assert edition(ArraysEngine(folder.index)) == "قديم"
    assert [path.name for path in folder.index.glob("generation-*")] == ["generation-000001"]
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"


@needs_proc
def test_workers_end_with_a_killed_rebuild(folder: DataFolder, parallel: subprocess.Popen[str]) -> None:
    """Nobody goes on building for a process that is dead."""
    orphans = workers_of(parallel)
    parallel.kill()
    assert eventually(lambda: not any(map(is_running, orphans)))
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"


@pytest.mark.parametrize("room", [0, 2_000, 50_000, 200_000])
def test_a_full_disk_leaves_the_live_index(folder: DataFolder, room: int) -> None:
    """Whichever file it is that finds no room."""
    starve(folder, room, workers=1)


def test_a_disk_that_is_full_when_segments_are_merged(folder: DataFolder) -> None:
    """There is room for what each process writes, and for one byte less than all of it together."""
    (arrays,) = Generations(folder.index).path(1).glob("*.arrays")
    starve(folder, arrays.stat().st_size - 1, workers=2)


def starve(folder: DataFolder, room: int, workers: int) -> None:
    """Have a rebuild end for want of room; the live index stays, and nothing else."""
    process = start("starved", folder.home, "جديد", workers, room)
    _, errors = process.communicate(timeout=ALARM)
    assert process.returncode == 1
    assert "BuildFailed" in errors
    assert edition(ArraysEngine(folder.index)) == "قديم"
    assert [path.name for path in folder.index.glob("generation-*")] == ["generation-000001"]
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"


def test_two_writers(folder: DataFolder) -> None:
    """The second is told so; a dead process holds nothing."""
    holder = start("lock", folder.home)
    wait_until_ready(holder)
    with pytest.raises(WriterBusy, match="another process is writing"):
        rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "قديم"
    holder.kill()
    holder.communicate()
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"


@pytest.mark.parametrize("step", ["manifest.json", "CURRENT.new", "CURRENT"])
def test_a_switch_that_fails_leaves_the_live_index(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """At every step of it: nothing is half switched."""
    write, replace = Path.write_text, Path.replace

    def failing_write(path: Path, *rest: object, **named: object) -> int:
        if path.name == step:
            raise OSError(28, "No space left on device")
        return write(path, *rest, **named)  # type: ignore[arg-type]

    def failing_replace(path: Path, target: Path) -> Path:
        if target.name == step:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "write_text", failing_write)
    monkeypatch.setattr(Path, "replace", failing_replace)
    with pytest.raises(BuildFailed, match="make room"):
        rebuild_from(folder, corpus("جديد"))
    monkeypatch.undo()
    assert edition(ArraysEngine(folder.index)) == "قديم"
    assert Generations(folder.index).manifest().number == 1
    rebuild_from(folder, corpus("جديد"))
    assert edition(ArraysEngine(folder.index)) == "جديد"
