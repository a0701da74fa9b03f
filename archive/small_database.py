"""Small SQLite files beside the archive: one a room, with its own version, written in whole transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from archive import row_seals
from archive.errors import ArchiveError, ArchiveTooNew, DamagedArchive
from archive.files import is_forbidden, use_write_ahead_log
from archive.row_seals import Sealed

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 60
#: What SQLite says of a file that makes no sense.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
#: What to do about a damaged one.
REPAIR = "Stop sijill work, then: sijill repair saves what can be read of it"


class SmallDatabase:
    """One SQLite file. Threads may share it; they take turns.

    `versions` make each version out of the one before: statements, or the tables that get seals. The file
    knows how many ran.
    """

    def __init__(self, path: Path, versions: Sequence[str | Sealed], *, readonly: bool = False) -> None:
        self.path = path
        self._tables = tuple(
            table for version in versions if isinstance(version, Sealed) for table in version.tables
        )
        self._lock = RLock()
        self._connection = _connect(path, readonly=readonly)
        try:
            self._migrate(versions, readonly=readonly)
        except sqlite3.Error as error:
            self._connection.close()
            raise _told(error, path) from error
        except ArchiveError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction: on disk as a whole when the `with` block ends, undone if it fails."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise _told(error, self.path) from error

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Read in the `with` block as of one moment, whatever others write meanwhile."""
        with self._lock:
            try:
                self._connection.execute("BEGIN")
                yield
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise _told(error, self.path) from error

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise _told(error, self.path) from error

    def row(self, query: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        """Return the first row of a query; None if there is none."""
        found = self.rows(query, values)
        return found[0] if found else None

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one statement in a transaction of its own; return how many rows it changed."""
        with self.transaction() as connection:
            return connection.execute(statement, values).rowcount

    def problem(self) -> str | None:
        """Return what is wrong with the file's pages; None if they are sound. Reads all of it."""
        try:
            said = str(self.row_of("PRAGMA integrity_check(1)")[0])
        except DamagedArchive as error:
            return error.what
        return None if said == "ok" else " ".join(said.split()).removeprefix("*** in database main *** ")

    def row_of(self, query: str) -> sqlite3.Row:
        """Return the one row of a query that always has one."""
        return self.rows(query)[0]

    def damaged(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Return the rows that are not as they were written: table, number, what is left of the row."""
        with self._lock:
            try:
                return list(row_seals.damaged(self._connection, self._tables))
            except sqlite3.Error as error:
                raise _told(error, self.path) from error

    def forget(self, table: str, number: int) -> None:
        """Delete a row by its number, damaged or not."""
        self.write(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608 - names of ours

    def _migrate(self, versions: Sequence[str | Sealed], *, readonly: bool) -> None:
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        if found > len(versions):
            what = f"{self.path} was written by a newer Sijill (version {found})"
            raise ArchiveTooNew(
                what, remedy="Install the newer Sijill, or open another data folder with --home"
            )
        if found == len(versions) or readonly:
            return
        with self.transaction() as connection:
            # Another process may have done it in between.
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            for version in versions[found:]:
                if isinstance(version, Sealed):
                    for table in version.tables:
                        row_seals.seal(connection, table)
                    continue
                for statement in version.split(";"):
                    if statement.strip():
                        connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(versions)}")


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    if not readonly:
        path.parent.mkdir(parents=True, exist_ok=True)
    mode = "ro" if readonly else "rwc"
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,
        )
        connection.row_factory = sqlite3.Row
        # A damaged text is still read, so that its row can be named.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        row_seals.register(connection)
        if not readonly:
            use_write_ahead_log(connection, BUSY_SECONDS)
            connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged outlives a power cut
    except sqlite3.Error as error:
        raise _told(error, path) from error
    return connection


def _told(error: sqlite3.Error, path: Path) -> ArchiveError:
    kind = (getattr(error, "sqlite_errorcode", None) or -1) & 0xFF
    if kind in _DAMAGED or any(said in str(error) for said in ("is damaged", "already exists", "no such")):
        return DamagedArchive(f"{path} is damaged: {error}", remedy=REPAIR)
    remedy = "Look whether the disk is full, the file may be written, and whether another process holds it"
    if is_forbidden(error):
        remedy = f"Give this user the right to read and write in {path.parent}, or run as its owner"
    return ArchiveError(f"{path} could not be read or written: {error}", remedy=remedy)
