"""Connections to a store in a SQLite file: one way for the writer, one for readers.

What SQLite refuses comes out as an ArchiveError: a damaged file, a full disk, a missing permission and
another writer are told apart, each with its own remedy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool, StaticPool

from archive.errors import (
    REPAIR,
    ArchiveBusy,
    ArchiveError,
    ArchiveUnwritable,
    DamagedArchive,
)
from archive.files import use_write_ahead_log
from archive.store.migrations import migrate, no_archive, require_current

#: How a write transaction begins: one that reads first and writes later would fail where another wrote
#: in between.
BEGIN_WRITING = "BEGIN IMMEDIATE"
#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 60


def open_for_writing(path: Path) -> Engine:
    """Return an engine on the archive at `path`, made or migrated where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(path, lambda: _connect(path, "rwc"))
    _check(
        engine.execution_options(sijill_begin=BEGIN_WRITING),
        path,
        lambda connection: migrate(connection, path),
    )
    return engine


def open_for_reading(path: Path) -> Engine:
    """Return a read-only engine that threads may share; NoArchive, ArchiveTooOld or ArchiveTooNew."""
    if not path.is_file():
        raise no_archive(path.parent)
    engine = _engine(path, lambda: _connect(path, _reading_mode(path)))
    _check(engine, path, lambda connection: require_current(connection, path))
    return engine


def beside(path: Path) -> tuple[Path, Path]:
    """Return the paths of what SQLite keeps beside its file while it is open, or was killed."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def gather_into_file(path: Path, name: Path) -> None:
    """Move what stands beside a closed archive's file into it, so that the file alone is the whole archive.

    Raises ArchiveUnwritable, which calls it `name`, where the disk is full.
    """
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        try:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise in_words(error, name) from error
    if is_busy:
        raise ArchiveBusy(f"another process reads {name}", remedy="Run the command again when it has ended")


def open_in_memory() -> Engine:
    """Return an engine on an empty archive in memory, for trials that store nothing."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.text_factory = _text
    path = Path(":memory:")
    engine = _engine(path, lambda: connection, StaticPool)
    _check(engine, path, lambda opened: migrate(opened, path))
    return engine


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Return a plain read-only sqlite3 connection, for salvage where SQLAlchemy's would stop."""
    return _connect(path, _reading_mode(path))


def _reading_mode(path: Path) -> str:
    """Return the mode in which SQLite opens the archive for reading; immutable where nobody can write.

    SQLite needs to write beside a WAL file even to read it; where it may not, nothing else writes.
    """
    readonly = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return "ro&immutable=1" if readonly else "ro"


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
    connection.text_factory = _text
    if mode == "rwc":
        use_write_ahead_log(connection, BUSY_SECONDS)
        # What was acknowledged outlives a power cut: in this mode each commit is forced to disk.
        connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _text(value: bytes) -> str:
    """Decode a text of the file; invalid UTF-8 is replaced, so that its checksum fails."""
    return value.decode("utf-8", "replace")


def _engine(
    path: Path,
    connect: Callable[[], sqlite3.Connection],
    pool: type[QueuePool] | type[StaticPool] = QueuePool,
) -> Engine:
    # A streamed export keeps its connection: a pool with an upper bound could run dry.
    bounds = {"max_overflow": -1} if pool is QueuePool else {}
    engine = create_engine("sqlite://", creator=connect, poolclass=pool, **bounds)

    # Python's driver would begin transactions by its own rules: ours begin when SQLAlchemy says so.
    @event.listens_for(engine, "connect")
    def _leave_transactions_alone(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sijill_begin", "BEGIN"))

    @event.listens_for(engine, "handle_error")
    def _tell(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error):
            raise in_words(context.original_exception, path) from context.original_exception

    return engine


def in_words(error: sqlite3.Error, path: Path) -> ArchiveError:
    """Return the ArchiveError for what SQLite reported of the file at `path`, with the fitting remedy."""
    # The lower byte of an extended code is its kind; errors of Python's own driver have none.
    kind = getattr(error, "sqlite_errorcode", -1) & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        what = f"another process is writing {path}"
        return ArchiveBusy(what, remedy="Wait until it ends, then run the command again")
    if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        what = f"{path} could not be written or read: {error}; nothing that was stored is lost"
        return ArchiveUnwritable(what, remedy="Make room on the disk, then run the command again")
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        what = f"{path} may not be opened or written by this user: {error}"
        remedy = f"Give this user the right to read and write in {path.parent}, or run as its owner"
        return ArchiveUnwritable(what, remedy=remedy)
    state = "cannot be read as an archive" if kind == sqlite3.SQLITE_NOTADB else "is damaged"
    return DamagedArchive(f"{path} {state}: {error}", remedy=REPAIR)


def _check(engine: Engine, path: Path, check: Callable[[Connection], object]) -> None:
    try:
        with engine.begin() as connection:
            check(connection)
    except UnicodeError as error:
        engine.dispose()
        # Words of SQLite's own that are no text any more.
        raise DamagedArchive(f"{path} is damaged: {error}", remedy=REPAIR) from error
    except sqlite3.Error as error:
        engine.dispose()
        raise in_words(error, path) from error
    except ArchiveError:
        engine.dispose()
        raise
