"""Damages: bytes of a data folder's files are changed, and every verb is asked what it makes of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from archive.errors import ArchiveError
from archive.paths import DataFolder
from tests.faults.homes import Answer, ask, make_home
from tests.faults.report import Row
from tests.faults.states import shown_of
from tests.faults.vectors import embeddings, vector_troubles

#: A verb that goes on whatever is damaged: it says what is, and ends with 0 or 1.
_GOING_ON = (
    ("doctor",),
    ("dump", "TARGET"),
    ("rebuild", "--workers", "1"),
    ("verify",),
    ("search", "*", "--json"),
)
Harm = Callable[[Path, random.Random], str]


def _change_bytes(path: Path, choice: random.Random) -> str:
    data = bytearray(path.read_bytes())
    length = min(choice.choice([1, 1, 2, 16, 64]), len(data))
    at = choice.randrange(len(data) - length + 1)
    for place in range(at, at + length):
        data[place] ^= choice.randrange(1, 256)
    path.write_bytes(data)
    return f"{length} bytes at {at}"


def _clear_page(path: Path, choice: random.Random) -> str:
    data = bytearray(path.read_bytes())
    page = choice.randrange(max(1, len(data) // 4096))
    data[page * 4096 : (page + 1) * 4096] = bytes(len(data[page * 4096 : (page + 1) * 4096]))
    path.write_bytes(data)
    return f"page {page} cleared"


def _cut(path: Path, choice: random.Random) -> str:
    size = path.stat().st_size
    kept = choice.randrange(size // 2, size)
    with path.open("r+b") as file:
        file.truncate(kept)
    return f"cut to {kept}"


#: What is done to a file, the likelier more than once.
HARMS: tuple[Harm, ...] = (_change_bytes, _change_bytes, _change_bytes, _clear_page, _cut)


def run_damages(folder: Path, seed: int, count: int) -> list[Row]:
    """So many damages: most in `archive.db`, some in originals, copies, clusters, index and vectors."""
    with embeddings():
        return _run(folder, seed, count)


def _run(folder: Path, seed: int, count: int) -> list[Row]:
    base = make_home(folder / "base", seed)
    if (answer := ask(base.home, "embed")).code:
        raise RuntimeError(f"embed failed: {answer.err}")
    rows: dict[str, Row] = {}
    sound = shown_of(base)
    for number in range(count):
        choice = random.Random(seed * 100_000 + number)
        home = folder / "try"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base.home, home)
        path = _victim(home, choice, number)
        kind = _kind(home, path)
        row = rows.setdefault(kind, Row("damage", kind))
        harm = choice.choice(HARMS)(path, choice)
        note, wrongs = _judge(DataFolder(home), path, folder / "dump", sound)
        row.count(note)
        what = f"seed {seed}, damage {number} ({path.relative_to(home)}, {harm})"
        row.wrongs += [f"{what}: {wrong}" for wrong in wrongs]
    return list(rows.values())


def _victim(home: Path, choice: random.Random, number: int) -> Path:
    """The file to damage."""
    if number % 10 < 7:
        return home / "archive.db"
    others = [home / "copies.json", home / "duplicates.db", home / "index" / "CURRENT"]
    others.append(choice.choice(sorted((home / "originals").glob("??/??/*"))))
    others.append(choice.choice(sorted(home.glob("vectors/*/[tpr]*"))))
    files = sorted(path for path in (home / "index").glob("generation-*/*") if path.stat().st_size)
    return choice.choice([*others, choice.choice(files)])


def _kind(home: Path, path: Path) -> str:
    inside = path.relative_to(home).parts
    return inside[0] if len(inside) == 1 or inside[0] in ("originals", "vectors") else "index"


def _judge(folder: DataFolder, path: Path, target: Path, sound: dict[str, str]) -> tuple[str, list[str]]:
    """What the verbs came to together, and what is wrong with it."""
    wrongs: list[str] = []
    answers: dict[str, Answer] = {}
    shutil.rmtree(target, ignore_errors=True)
    for verb in _GOING_ON:
        answer = answers[verb[0]] = ask(
            folder.home, *(str(target) if one == "TARGET" else one for one in verb)
        )
        if answer.has_traceback:
            wrongs.append(f"{verb[0]} ends by a fault: {answer.err[-600:]}")
        elif answer.code not in (0, 1):
            wrongs.append(f"{verb[0]} ends with {answer.code}")
        elif answer.code and not (answer.out + answer.err).strip():
            wrongs.append(f"{verb[0]} says nothing")
    noticed = answers["doctor"].code == 1
    wrongs += _unsaid(folder, sound, noticed=noticed)
    is_dumped = (target / "manifest.json").exists() or "no article is left" in answers["dump"].err
    if path.name == "archive.db" and not is_dumped:
        wrongs.append("nothing was dumped")
    return ("named" if noticed else "harmless"), wrongs


def _unsaid(folder: DataFolder, sound: dict[str, str], *, noticed: bool) -> list[str]:
    """Articles that say something else than before though nobody says that anything is damaged."""
    try:
        now = shown_of(folder)
    except ArchiveError:
        return [] if noticed else ["the archive cannot be read, and doctor calls it well"]
    if not noticed and (troubles := list(vector_troubles(folder))):
        return [f"{troubles[0]}, and doctor calls all well"]
    differing = [id_ for id_ in sound.keys() | now.keys() if now.get(id_) != sound.get(id_)]
    if differing and not noticed:
        return [f"{differing[0]} says something else, and doctor calls all well"]
    return []
