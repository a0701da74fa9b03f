"""The verbs that write, each with a data folder to write to and what comes of it when nothing goes wrong."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from archive.paths import DataFolder
from index.writer.segment_builder import ONE_PROCESS
from index.writer.update import SMALL_SEGMENTS
from tests.faults.homes import ask, make_home, records, write_records
from tests.faults.states import Expected, state_of


@dataclass(frozen=True, slots=True)
class Trial:
    """A verb with its arguments, and the data folder that it is tried on."""

    name: str
    arguments: tuple[str, ...]
    base: Path
    """A data folder to copy."""
    says: str
    """What the verb says on standard output when it has done what it was asked."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A trial with what the archive holds before and after it."""

    trial: Trial
    expected: Expected


def trials(folder: Path, seed: int, count: int = 60) -> list[Trial]:
    """Every writing verb; makes what they need in `folder`."""
    base = folder / "base"
    make_home(base, seed, count)
    behind = folder / "behind"
    shutil.copytree(base, behind)
    more = write_records(folder / "more.jsonl", records(seed + 1, 150))
    for verb in (("add", str(more), "--no-index"),):
        ask(behind, *verb)
    gathered = folder / "gathered"
    shutil.copytree(base, gathered)
    for number in range(SMALL_SEGMENTS):
        ask(gathered, "add", write_records(folder / "two.jsonl", records(seed + 10 + number, 2)))
    two = write_records(folder / "two.jsonl", records(seed + 9, 2))
    dumped = folder / "dumped"
    ask(base, "dump", dumped)
    broken = folder / "broken"
    shutil.copytree(base, broken)
    _break(broken / "archive.db")
    first = f"s{seed}-5"
    return [
        Trial("add", ("add", str(more)), base, " rejected"),
        Trial("add --no-index", ("add", str(more), "--no-index", "--workers", "2"), base, " rejected"),
        Trial("update", ("update",), behind, "answers from"),
        Trial("update, merging", ("add", str(two)), gathered, " rejected"),
        Trial("rebuild", ("rebuild", "--workers", "1"), behind, "answers from"),
        Trial("remove", ("remove", first, "--why", "x"), base, "is withdrawn"),
        Trial("restore", ("restore", f"s{seed}-2"), base, "is back"),
        Trial("correct", ("correct", first, "note=y", "--why", "x"), base, "is now"),
        Trial("undo", ("undo", f"s{seed}-3"), base, "is no longer"),
        Trial("reread", ("reread",), base, "say something else"),
        Trial("duplicates", ("duplicates",), behind, "clusters"),
        Trial("embed", ("embed",), behind, "articles have them"),
        Trial("dump", ("dump", "TARGET"), base, "articles"),
        Trial("load", ("load", str(dumped)), folder / "none", "revisions are in"),
        Trial("repair", ("repair",), broken, "articles are in"),
    ]


def building(folder: Path, seed: int) -> list[Trial]:
    """The verbs that write the index alone, among them a build of segments by processes, which are merged."""
    many = folder / "many"
    short = [{**one, "body": one["body"][:200]} for one in records(seed + 2, ONE_PROCESS + 100)]
    ask(many, "add", write_records(folder / "many.jsonl", short), "--no-index")
    own = [one for one in trials(folder, seed) if one.name.startswith(("update", "rebuild"))]
    return [*own, Trial("rebuild, merging", ("rebuild", "--workers", "2"), many, "answers from")]


def prepared(trial: Trial, place: Path) -> tuple[DataFolder, tuple[str, ...]]:
    """A copy of the trial's data folder below `place`, and the verb's arguments for it."""
    home = place / "home"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    if trial.base.exists():
        shutil.copytree(trial.base, home)
    else:
        home.mkdir()
    return DataFolder(home), tuple(str(place / "dump") if one == "TARGET" else one for one in trial.arguments)


def reference(trial: Trial, place: Path) -> Reference:
    """What comes of a trial where nothing goes wrong."""
    folder, arguments = prepared(trial, place)
    before = {} if trial.name == "repair" else state_of(folder)
    answer = ask(folder.home, *arguments)
    if answer.code and trial.name != "repair":
        raise RuntimeError(f"{trial.name} fails without a fault: {answer.err}")
    return Reference(trial, Expected(before, state_of(folder)))


def _break(path: Path) -> None:
    """Damage a page in the middle."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 8192 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)
