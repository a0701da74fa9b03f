"""Kills: a writing verb is killed with all its processes at a random moment, and then run again."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tests.faults.homes import PATIENCE, ask, sijill, start
from tests.faults.report import Row
from tests.faults.states import leftovers, troubles
from tests.faults.vectors import embeddings, lacking
from tests.faults.verbs import Reference, Trial, building, prepared, reference, trials


def run_kills(folder: Path, seed: int, count: int) -> list[Row]:
    """So many kills, spread over the verbs."""
    with embeddings():
        return _run(folder, seed, count)


def run_builds(folder: Path, seed: int, count: int) -> list[Row]:
    """So many kills of the verbs that write the index: while they write, merge and switch."""
    return _run(folder, seed, count, building)


def _run(folder: Path, seed: int, count: int, make: Callable[[Path, int], list[Trial]] = trials) -> list[Row]:
    references = [reference(trial, folder / "reference") for trial in make(folder, seed)]
    rows = {one.trial.name: Row("kill", one.trial.name) for one in references}
    work: dict[str, float] = {}
    for number in range(count):
        one = references[number % len(references)]
        row = rows[one.trial.name]
        try:
            work[row.what] = work.get(row.what) or _whole_work(one, folder / "try")
            choice = random.Random(seed * 100_000 + number)
            note, wrongs = _kill(one, folder / "try", work[row.what], choice)
        except Exception as error:
            note, wrongs = "a failure of the trial", [f"{type(error).__name__}: {error}"]
        row.count(note)
        row.wrongs += [f"seed {seed}, kill {number}: {wrong}" for wrong in wrongs]
    return list(rows.values())


def _kill(one: Reference, place: Path, whole: float, choice: random.Random) -> tuple[str, list[str]]:
    """Kill once; what it came to, and what is wrong afterwards."""
    folder, arguments = prepared(one.trial, place)
    scratch = place / "tmp"
    scratch.mkdir()
    # Most of a short verb's work is to start: it is killed there too, but more often later.
    seconds = whole * (choice.random() if choice.random() < 0.2 else choice.uniform(0.6, 1.0))
    ended = _killed(folder.home, arguments, scratch, seconds)
    done = one.trial.says in ended[1]
    wrongs: list[str] = []
    if one.trial.name != "repair":
        wrongs += one.expected.wrongs(folder, done=done)
        wrongs += troubles(folder)
    wrongs += _again(one, place, arguments)
    return ("ended before" if ended[0] else "said it was done" if done else "cut short"), wrongs


def _killed(home: Path, arguments: tuple[str, ...], scratch: Path, seconds: float) -> tuple[bool, str]:
    """Kill a verb after so many seconds of its work; whether it had ended before, and what it said."""
    with start(home, *arguments, TMPDIR=str(scratch)) as process:
        end = time.monotonic() + PATIENCE
        while process.poll() is None and _worked(process.pid) < seconds and time.monotonic() < end:
            time.sleep(0.002)
        ended = process.poll() is not None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate(timeout=PATIENCE)
    return ended, out


def _worked(pid: int) -> float:
    """Seconds that a process has worked: those on the clock would depend on what else the machine does."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _whole_work(one: Reference, place: Path) -> float:
    """Seconds that a verb works when it is not killed."""
    folder, arguments = prepared(one.trial, place)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    sijill(folder.home, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _again(one: Reference, place: Path, arguments: tuple[str, ...]) -> Iterator[str]:
    """What is wrong once the verb ran again, undisturbed."""
    from archive.paths import DataFolder

    folder = DataFolder(place / "home")
    if one.trial.name == "correct" and not list(one.expected.wrongs(folder, done=True)):
        return  # done already: asked for again it is a second correction, as it should be
    os.environ["TMPDIR"] = str(place / "tmp")
    import tempfile

    tempfile.tempdir = None
    try:
        answer = ask(folder.home, *arguments)
    finally:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
    refused = answer.code != 0 and not _may_refuse(one.trial.name, answer.err)
    if answer.has_traceback or refused:
        yield f"run again it ended with {answer.code}: {answer.err[-400:]}"
    yield from one.expected.wrongs(folder, done=True)
    if one.trial.name != "repair":
        yield from troubles(folder)
    if one.trial.name == "embed":
        yield from lacking(folder)
    yield from leftovers(folder.home)


def _may_refuse(name: str, said: str) -> bool:
    """Whether a verb that was done before it was killed says so when it is run again."""
    known = {"load": "holds an archive already", "undo": "no correction holds", "dump": "is not empty"}
    return name == "repair" or (name in known and known[name] in said)
