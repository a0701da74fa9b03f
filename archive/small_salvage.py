"""Checks and salvage of small databases: what is wrong with the file, and what can be read around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError, ArchiveTooNew
from archive.files import scratch_folder, sync
from archive.row_seals import SEAL, Sealed, is_sound, register
from archive.small_database import REPAIR, SmallDatabase

#: Rows that are tried one by one past a damaged page before a table is taken to have ended there.
_TRIED = 5_000
_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class SmallRepair:
    """Tells what came of a repair."""

    rows: int
    """Rows that were saved."""
    problem: str
    """The fault of the file."""
    kept: Path
    """The place of the damaged file now."""


def check_small(path: Path, versions: Sequence[str | Sealed]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a small database and how to mend it: its pages, then its rows."""
    if not path.exists():
        return
    try:
        with closing(SmallDatabase(path, versions, readonly=True)) as database:
            problem = database.problem()
            if problem is not None:
                yield f"{path} is damaged: {problem}", REPAIR
                return
            for table, number, row in database.damaged():
                told = str(row.get("name") or row.get("key") or row.get("id") or number)
                named = told.encode("utf-8", "replace").decode()
                what = f"{path} is damaged: row {number} of {table} ({named}) is not as it was written"
                yield what, "sijill work mends it, or says what to do"
    except ArchiveError as error:
        yield error.what, error.remedy


def repair_small(path: Path, versions: Sequence[str | Sealed]) -> SmallRepair | None:
    """Replace a damaged small database by what can be read of it; None if its file is sound.

    The damaged file stays beside it. Rows that are not as they were written are left out. Nobody may have it
    open meanwhile.
    """
    if not path.exists():
        return None
    try:
        with closing(SmallDatabase(path, versions, readonly=True)) as database:
            problem = database.problem()
            tables = [row[0] for row in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        if problem is None and tables:
            return None
    except ArchiveTooNew:
        raise
    except ArchiveError as error:
        problem = error.what
    with scratch_folder(path.parent) as scratch:
        target = scratch / path.name
        rows = _copy(path, target, versions)
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        sync(target)
        kept = next(
            to for number in count(1) if not (to := path.with_name(f"{path.name}.damaged-{number}")).exists()
        )
        path.replace(kept)
        for end in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).replace(kept.with_name(kept.name + end))
        target.replace(path)
    sync(path.parent)
    return SmallRepair(rows, problem or "it holds no tables", kept)


def _copy(path: Path, target: Path, versions: Sequence[str | Sealed]) -> int:
    """Copy every sound row that can be read to a new database; return how many."""
    saved = 0
    with closing(SmallDatabase(target, versions)) as database:
        tables = [
            row[0]
            for row in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            register(connection)
            for table in tables:
                for values in _rows(connection, table):
                    saved += _put(database, table, values)
    return saved


def _put(database: SmallDatabase, table: str, values: dict[str, Any]) -> int:
    if not is_sound(table, values):
        return 0
    kept = {name: value for name, value in values.items() if name != SEAL}
    names, places = ", ".join(kept), ", ".join("?" * len(kept))
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
    try:
        return database.write(statement, tuple(kept.values()))
    except (ArchiveError, UnicodeError):
        return 0


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that can be read, each once, around the pages that make no sense."""
    query = f"SELECT rowid AS rowid_, * FROM {table} NOT INDEXED WHERE rowid > ? ORDER BY rowid"  # noqa: S608
    after, tried = 0, 0
    while tried < _TRIED:
        try:
            for row in connection.execute(query, (after,)):
                values = dict(row)
                number = values.pop("rowid_")
                after, tried = max(after, number), 0
                yield values
        except sqlite3.DatabaseError:
            after, tried = after + 1, tried + 1
        else:
            return
