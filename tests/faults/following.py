"""Damages of what is followed, a tenth of a file each: sources, alerts, fetched web archives."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.paths import DataFolder
from tests.archive.support.news_server import START, NewsServer, Story, news_server, rss
from tests.faults.damages import HARMS
from tests.faults.homes import ask, make_home
from tests.faults.report import Row
from web import Settings, create_app
from web.alerts.alert_store import AlertStore

#: How many parts of a file are damaged in turn.
PARTS = 10
_SOURCES, _ALERTS, _STORIES = 6, 4, 12


@dataclass(frozen=True, slots=True)
class Followed:
    """What was followed before the damage."""

    sources: frozenset[str]
    alerts: frozenset[str]
    addresses: frozenset[str]
    told: int
    """Hits of the alert that every article is new for."""


def run_following(folder: Path, seed: int, count: int) -> list[Row]:
    """So many damages; the files in turn, and in each its parts in turn."""
    with news_server() as server:
        base = make_home(folder / "base", seed, 5)
        followed = _follow(base, server)
        rows: dict[str, Row] = {}
        for number in range(count):
            choice = random.Random(seed * 100_000 + number)
            home = folder / "try"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(base.home, home)
            path = _victim(DataFolder(home), number)
            harm = choice.choice(HARMS)
            what = f"seed {seed}, damage {number} ({path.name}, "
            what += f"{_harm_part(path, number // 3 % PARTS, choice, harm)})"
            kind = path.name if path.suffix == ".db" else "capture"
            row = rows.setdefault(kind, Row("following", kind))
            note, wrongs = _judge(DataFolder(home), followed)
            row.count(note)
            row.wrongs += [f"{what}: {wrong}" for wrong in wrongs]
        return list(rows.values())


def _follow(folder: DataFolder, server: NewsServer) -> Followed:
    """Follow sites and searches, poll them once, and put everything into the files themselves."""
    stories = [Story(number, START, server.base) for number in range(1, _STORIES + 1)]
    for story in stories:
        server.serve(story.path, story.page())
    own = ("--allow-private", "--delay", "0")
    names = [f"site-{number}" for number in range(_SOURCES)]
    for number, name in enumerate(names):
        part = stories[number * 2 : number * 2 + 2]
        server.serve(f"/feed-{number}", rss([one.item(full=number % 2 == 0) for one in part]))
        full = ("--full-text",) if number % 2 else ()
        ask(folder.home, "source", "add", f"{server.base}/feed-{number}", "--name", name, *full, *own)
    alerts = ["all", *(f"search-{number}" for number in range(1, _ALERTS))]
    for name in alerts:
        ask(folder.home, "alert", "add", "*" if name == "all" else "حديقة", "--name", name)
    ask(folder.home, "poll", "--once")
    for path in (folder.sources_db, folder.alerts_db):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    store = AlertStore.open(folder)
    told = store.count(store.get("all"))
    store.close()
    return Followed(frozenset(names), frozenset(alerts), frozenset(one.address for one in stories), told)


def _victim(folder: DataFolder, number: int) -> Path:
    captures = sorted(folder.captures.glob("*/*/*"))
    return (folder.sources_db, folder.alerts_db, captures[number % len(captures)])[number % 3]


def _harm_part(path: Path, part: int, choice: random.Random, harm: object) -> str:
    """Damage one tenth of a file: some of its bytes, or all of a page's."""
    data = bytearray(path.read_bytes())
    size = max(1, len(data) // PARTS)
    if harm is HARMS[-1]:  # cut short
        path.write_bytes(data[: part * size or 1])
        return f"cut to part {part}"
    length = min(size, choice.choice([1, 2, 16, 64, 4096]))
    at = part * size + choice.randrange(max(1, size - length + 1))
    for place in range(at, min(len(data), at + length)):
        data[place] ^= choice.randrange(1, 256)
    path.write_bytes(data)
    return f"{length} bytes at {at}"


def _judge(folder: DataFolder, followed: Followed) -> tuple[str, list[str]]:
    """Ask every verb and page; nothing that was followed may be gone without a word."""
    wrongs: list[str] = []
    doctor = ask(folder.home, "doctor")
    said = doctor.out + doctor.err
    for verb in (
        ("source", "list"), ("source", "list", "--json"), ("alert", "list"), ("alert", "list", "--json"),
        ("poll", "--once", "--no-index"), ("poll", "--once"), ("search", "*", "--json"),
    ):  # fmt: skip
        answer = ask(folder.home, *verb)
        said += answer.out + answer.err
        if answer.has_traceback or answer.code not in (0, 1):
            wrongs.append(f"{' '.join(verb)} ends with {answer.code}: {answer.err[-500:]}")
        elif answer.code and not (answer.out + answer.err).strip():
            wrongs.append(f"{' '.join(verb)} says nothing")
    wrongs += _of_pages(folder)
    noticed = doctor.code == 1
    wrongs += _unsaid(folder, followed, said)
    repaired = ask(folder.home, "repair")
    if repaired.has_traceback or repaired.code not in (0, 1):
        wrongs.append(f"repair ends with {repaired.code}: {repaired.err[-500:]}")
    said += repaired.out + repaired.err
    for verb in (("source", "list"), ("alert", "list"), ("poll", "--once")):
        answer = ask(folder.home, *verb)
        said += answer.out + answer.err
        if answer.has_traceback or answer.code not in (0, 1):
            wrongs.append(f"after the repair {verb[0]} ends with {answer.code}: {answer.err[-500:]}")
    wrongs += _unsaid(folder, followed, said)
    return ("named" if noticed else "harmless"), wrongs


def _of_pages(folder: DataFolder) -> list[str]:
    client = create_app(Settings(home=folder.home)).test_client()
    wrongs = []
    for path in ("/sources", "/alerts", "/alerts/all", "/alerts/all.atom", "/api/v1/status"):
        answer = client.get(path)
        if answer.status_code not in (200, 404, 503):
            wrongs.append(f"{path} answers {answer.status_code}")
    return wrongs


def _unsaid(folder: DataFolder, followed: Followed, said: str) -> list[str]:
    """Sources and alerts that are neither there, as they were, nor named as damaged or lost."""
    told = (
        "is damaged",
        "are lost",
        "is lost",
        "are forgotten",
        "was written by a newer",
        "could not be read",
    )
    if any(words in said for words in told):
        return []
    wrongs = []
    sources = {one["name"] for one in json.loads(ask(folder.home, "source", "list", "--json").out or "[]")}
    alerts = {one["name"] for one in json.loads(ask(folder.home, "alert", "list", "--json").out or "[]")}
    if sources != followed.sources:
        wrongs.append(f"sources are {sorted(sources)}, and nothing was said")
    if alerts != followed.alerts:
        wrongs.append(f"alerts are {sorted(alerts)}, and nothing was said")
    store = AlertStore.open(folder)
    hits = len(store.hits(store.get("all"))) if "all" in alerts else followed.told
    store.close()
    if hits < followed.told:
        wrongs.append(f"{followed.told - hits} hits are gone, and nothing was said")
    return wrongs
