"""Opening an archive where it is: in a SQLite file, or in a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select

from archive.database_address import ArchiveLocation
from archive.errors import ArchiveTooOld, DamagedArchive, NoArchive
from archive.store.database import sqlite
from archive.store.migrations import no_archive

#: Rows that a streamed query holds at a time, where the server would send all of them at once.
STREAMED_ROWS = 200


def open_for_writing(location: ArchiveLocation) -> Engine:
    """Return an engine on the archive, made or migrated where needed; see `writing`."""
    if isinstance(location, Path):
        return sqlite.open_for_writing(location)
    from archive.store.database import postgres

    return postgres.open_for_writing(location)


def open_for_reading(location: ArchiveLocation) -> Engine:
    """Return a read-only engine that threads may share; NoArchive, ArchiveTooOld or ArchiveTooNew."""
    if isinstance(location, Path):
        return sqlite.open_for_reading(location)
    from archive.store.database import postgres

    return postgres.open_for_reading(location)


def open_in_memory() -> Engine:
    """Return an engine on an empty archive in memory, for trials that store nothing."""
    return sqlite.open_in_memory()


def writing(engine: Engine) -> Engine:
    """Return the same engine for write transactions, which wait for other writers when they begin."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(sijill_begin=sqlite.BEGIN_WRITING)
    from archive.store.database import postgres

    return postgres.writing(engine)


def streamed(query: Select[Any]) -> Select[Any]:
    """Return the same query for an answer that is not held in memory as a whole."""
    return query.execution_options(stream_results=True, max_row_buffer=STREAMED_ROWS)


def has_archive(location: ArchiveLocation) -> bool:
    """Tell whether there is an archive, of whatever version; ArchiveError where a server does not answer."""
    if isinstance(location, Path):
        return location.is_file()
    try:
        open_for_reading(location).dispose()
    except NoArchive:
        return False
    except ArchiveTooOld:
        return True
    return True


def require_archive(location: ArchiveLocation) -> None:
    """Raise NoArchive unless there is an archive."""
    if not has_archive(location):
        raise no_archive(location.parent if isinstance(location, Path) else location)


def bring_up_to_date(location: ArchiveLocation) -> None:
    """Migrate the archive if an older Sijill wrote it; nothing to do is no error, nor is damage."""
    if has_archive(location):
        try:
            open_for_reading(location).dispose()
        except ArchiveTooOld:
            open_for_writing(location).dispose()
        except DamagedArchive:
            return
