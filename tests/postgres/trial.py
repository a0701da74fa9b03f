"""What every trial of a server's faults needs: homes, commands that run, and judging what came of them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import select

from archive.paths import DataFolder
from archive.store.damage import server as damage
from archive.store.schema import EVENTS
from archive.store.writer import Store
from tests.postgres.address import own_schema
from tests.postgres.server import Server

WORDS = "افتتح الوزير الجسر الجديد صباح السبت بحضور سكان الحي في المدينة القديمة قرب النهر"
#: Articles of an input.
ARTICLES = 1_500


@dataclass
class Trial:
    """One fault: what was done, what came of it, and what is wrong about that."""

    name: str
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def expect(self, what: str, holds: bool) -> None:
        """Note what is wrong unless it holds."""
        if not holds:
            self.wrong.append(what)

    def line(self) -> str:
        """The trial as a row of a table."""
        told = "; ".join(dict.fromkeys(self.told))
        return f"| {self.name} | {told} | {'; '.join(self.wrong) or 'nothing'} |"


def write_input(path: Path, first: int, last: int) -> Path:
    """Write articles of these numbers, one a line."""
    words = WORDS.split()
    with path.open("w", encoding="utf-8") as lines:
        for number in range(first, last):
            body = " ".join(random.Random(number).choices(words, k=120))
            record = {"id": f"n{number}", "title": f"خبر {number}", "body": f"{body} {number}."}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


Adding = subprocess.Popen[str]


class Homes:
    """A server, and archives in it, each with a database and a data folder of its own."""

    def __init__(self, server: Server, folder: Path, seed: int) -> None:
        self._server = server
        self._folder = folder
        self._random = random.Random(seed)
        self._input = write_input(folder / "all.jsonl", 0, ARTICLES)

    @contextmanager
    def _home(self, name: str) -> Iterator[DataFolder]:
        with own_schema(self._server.address) as address:
            yield DataFolder(self._folder / name, address)

    def _start(self, home: DataFolder, *verb: object) -> Adding:
        assert home.database is not None
        return subprocess.Popen(
            [sys.executable, "-m", "web", "--home", str(home.home), *map(str, verb)],
            env={**os.environ, "SIJILL_DATABASE": home.database.url},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def _run(self, home: DataFolder, *verb: object) -> tuple[int, str]:
        process = self._start(home, *verb)
        said = process.communicate(timeout=600)[0]
        return process.returncode, said

    def _kill_when(self, ready: Callable[[], bool]) -> None:
        """Kill the server once something is so, and start it again."""
        until = time.monotonic() + 120
        while not ready() and time.monotonic() < until:
            time.sleep(0.02)
        self._server.end(signal.SIGKILL)
        time.sleep(self._random.random() * 3)
        self._server.start()

    def _live(self, home: DataFolder) -> str:
        return self._run(home, "search", "الجسر", "--json")[1].partition('"generation"')[2][:12]

    @staticmethod
    def _judge_failure(trial: Trial, code: int, said: str) -> None:
        last = said.strip().splitlines()[-1] if said.strip() else ""
        trial.expect(f"it ended with {code}", code == 1)
        trial.expect(f"a traceback: {last[-200:]}", "Traceback" not in said)
        is_told = "does not answer" in said or "Nothing was changed" in said
        trial.expect(f"it does not say what to do: {last[-300:]}", is_told)
        trial.told.append("the command ends with 1 and says what to look at")

    @staticmethod
    def _check_log(trial: Trial, home: DataFolder) -> int:
        """Note gaps of the log and rows that contradict each other; return its last sequence."""
        assert home.database is not None
        with Store.open_reader(home.archive) as store, store.connection() as connection:
            seen = list(connection.scalars(select(EVENTS.c.sequence).order_by(EVENTS.c.sequence)))
        trial.expect("the log has gaps", seen == list(range(1, len(seen) + 1)))
        problem = damage.find_problem(home.database)
        trial.expect(f"damaged: {problem}", problem is None)
        return len(seen)


#: The server's process for a session of this archive that has written something and not committed.
WRITING = """
SELECT pid FROM pg_stat_activity
WHERE application_name = %s AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def wait_for_an_end(server: int, process: int) -> None:
    """Wait until a server has noticed that a process of its own was killed, and answers again."""
    until = time.monotonic() + 60
    while time.monotonic() < until and Path(f"/proc/{process}").exists():
        time.sleep(0.05)
    time.sleep(1)


@contextmanager
def watched(home: DataFolder) -> Iterator[Callable[[], int]]:
    """Tell the last sequence that is acknowledged, over one connection, so that a look takes no time."""
    assert home.database is not None
    with psycopg.connect(home.database.url.replace("+psycopg", ""), autocommit=True) as connection:

        def look() -> int:
            try:
                row = connection.execute("SELECT coalesce(max(sequence), 0) FROM events").fetchone()
            except psycopg.errors.UndefinedTable:
                return 0
            return int(row[0]) if row else 0

        yield look
