"""Connections to the store's SQLite file: one way for the writer, one for readers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool, StaticPool

from archive.errors import ArchiveError, NoArchive
from archive.store.migrations import migrate, require_current

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 60


def open_for_writing(path: Path) -> Engine:
    """An engine on the archive at `path`, made or migrated where needed; see `writing`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(lambda: _connect(path, "rwc"))
    _check(writing(engine), path, lambda connection: migrate(connection, path))
    return engine


def open_for_reading(path: Path) -> Engine:
    """A read-only engine, safe to share between threads; NoArchive, ArchiveTooOld or ArchiveTooNew."""
    if not path.is_file():
        raise NoArchive(f"there is no archive in {path.parent}", remedy="Add articles: sijill add PATH")
    engine = _engine(lambda: _connect(path, _reading_mode(path)))
    _check(engine, path, lambda connection: require_current(connection, path))
    return engine


def open_in_memory() -> Engine:
    """An engine on an empty archive that lives in memory, for trials that store nothing."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = _engine(lambda: connection, StaticPool)
    _check(engine, Path(":memory:"), lambda opened: migrate(opened, Path(":memory:")))
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: they wait for other writers when they begin.

    A transaction that reads first and writes later would fail where another one wrote in between.
    """
    return engine.execution_options(sijill_begin="BEGIN IMMEDIATE")


def _reading_mode(path: Path) -> str:
    """SQLite needs to write beside a WAL file even to read it; where it may not, nothing else writes."""
    readonly = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return "ro&immutable=1" if readonly else "ro"


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
    if mode == "rwc":
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _engine(
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

    return engine


def _check(engine: Engine, path: Path, check: Callable[[Connection], object]) -> None:
    try:
        with engine.begin() as connection:
            check(connection)
    except DatabaseError as error:
        engine.dispose()
        raise ArchiveError(
            f"{path} cannot be read as an archive: {error.orig}",
            remedy="If it is damaged, restore a dump: sijill load FOLDER --home NEW",
        ) from error
    except ArchiveError:
        engine.dispose()
        raise
