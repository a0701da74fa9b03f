"""Salvage: what can be read of a damaged archive, as a whole archive, with the names of what is lost.

SQLite stops at the first page that makes no sense. Here each table is read row by row around such pages, and
what one table lost is put together again from the others: an article's row from its revisions, an entry of
the log from what refers to it. A record that is lost leaves its article without a text, with a warning.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Integer, Table, insert

from archive.database_address import ArchiveLocation
from archive.errors import REPAIR, DamagedArchive
from archive.files import scratch_folder
from archive.store.checksums import NONE, row_checksum, write_row_counts
from archive.store.damage import server
from archive.store.damage.mender import Mender
from archive.store.damage.problems import Row, find_problem, has_checksums
from archive.store.database.sqlite import connect_for_reading
from archive.store.records import agrees_with_digest
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, META, REVISIONS, RUNS
from archive.store.writer import Store

#: What reading a damaged file raises: SQLite's errors, and those of words of its that are no text any more.
_BROKEN = (sqlite3.DatabaseError, UnicodeError)
#: What to do about an archive in a database that is damaged.
_RESTORE = (
    "Restore the database from its last backup. Or: sijill dump FOLDER writes what can be read, "
    "and sijill load FOLDER makes an archive of it in a new database"
)
#: Rows that are tried one by one past a damaged page before a table is taken to have ended there.
_TRIED = 20_000


@dataclass(slots=True)
class Salvaged:
    """A sound archive of what could be read, and what could not."""

    location: ArchiveLocation
    lost: list[str] = field(default_factory=list)
    """The losses: what is gone or was put together again, a line each; empty if the archive is sound."""
    remedy: str = REPAIR


@contextmanager
def sound_archive(location: ArchiveLocation) -> Iterator[Salvaged]:
    """Give the archive's own location if it is sound, else that of a temporary copy of what can be read.

    DamagedArchive where nothing can be read.
    """
    problem = find_problem(location) if isinstance(location, Path) else server.find_problem(location)
    if problem is None:
        yield Salvaged(location)
        return
    with scratch_folder() as folder:
        target = folder / "archive.db"
        lost = salvage(location, target)
        remedy = REPAIR if isinstance(location, Path) else _RESTORE
        yield Salvaged(target, [f"{location} is damaged: {problem}", *lost], remedy)


def salvage(location: ArchiveLocation, target: Path) -> list[str]:
    """Copy what can be read of an archive to a new archive's file; return what is lost, a line each.

    DamagedArchive where nothing can be read.
    """
    if isinstance(location, Path):
        with scratch_folder() as folder, closing(_open(location, folder)) as connection:
            tables = {table: list(_rows_of(connection, table)) for table in _TABLES}
            ids = _ids(connection)
        _fill_checksums(tables)
    else:
        tables = server.read_rows(location, _TABLES)
        ids = {row["number"]: row["id"] for row in tables[ARTICLES]}
    if not tables[ARTICLES] and not tables[REVISIONS]:
        what = f"{location} cannot be read as an archive: no article is left in it"
        raise DamagedArchive(what, remedy="Load the last dump into a new folder: sijill load DUMP --home NEW")
    rows, lost = Mender(tables, ids).mend()
    with Store.open(target) as store, store.writing() as connection:
        for table in _TABLES:
            if rows[table]:
                connection.execute(insert(table), rows[table])
        write_row_counts(connection, {table.name: len(rows[table]) for table in _TABLES})
    return lost


def _open(path: Path, folder: Path) -> sqlite3.Connection:
    """Open the damaged file; with an unreadable first page, a copy in `folder` with a new archive's.

    The first page says where the tables begin, and all archives of one version make them in the same order.
    """
    connection = connect_for_reading(path)
    with suppress(*_BROKEN):
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if names >= {table.name for table in _TABLES}:
            return connection
    connection.close()
    with Store.open(folder / "new.db"):
        pass
    page = bytearray((folder / "new.db").read_bytes()[:PAGE])
    # How many pages there are, and that none of them is free.
    page[28:40] = (path.stat().st_size // PAGE).to_bytes(4, "big") + bytes(8)
    copy = folder / "copy.db"
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        file.write(page)
    if (log := path.with_name(f"{path.name}-wal")).exists():
        shutil.copyfile(log, folder / "copy.db-wal")
    return connect_for_reading(copy)


#: Bytes of a page of SQLite's, as our archives have them.
PAGE = 4096

#: In an order in which each row's references are there before it.
_TABLES = (ARTICLES, REVISIONS, EVENTS, CORRECTIONS, RUNS, META)


def _rows_of(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    """Yield the rows of a table that can be read and are whole, each once."""
    names = [column.name for column in table.columns]
    is_checked = True
    with suppress(*_BROKEN):
        is_checked = has_checksums(connection)
    columns = ", ".join(names if is_checked else [*names[:-1], "''"])
    query = f"SELECT rowid, {columns} FROM {table.name} WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - our own names
    seen: set[int] = set()
    after, tried = 0, 0
    while tried < _TRIED:
        try:
            for rowid, *values in connection.execute(query, (after,)):
                after, tried = max(after, rowid), 0
                row = dict(zip(names, values, strict=True))
                row["checksum"] = row["checksum"] if isinstance(row["checksum"], str) else NONE
                if rowid not in seen and _is_whole(table, row):
                    seen.add(rowid)
                    yield row
        except _BROKEN:
            after, tried = after + 1, tried + 1
        else:
            return


def _fill_checksums(tables: dict[Table, list[Row]]) -> None:
    """Give rows their checksums where none has one: an archive of the first version has none."""
    if any(row["checksum"] for rows in tables.values() for row in rows):
        return
    for table, rows in tables.items():
        for row in rows:
            if table is not REVISIONS or agrees_with_digest(row):
                row["checksum"] = row_checksum(table, row)


def _is_whole(table: Table, row: Row) -> bool:
    """Tell whether each value is of its column's type."""
    for column in table.columns:
        value = row[column.name]
        kind = str if column.type.python_type is str else int
        if not (isinstance(value, kind) or (value is None and column.nullable)):
            return False
        if isinstance(value, int) and isinstance(column.type, Integer) and value < 0:
            return False
    return True


def _ids(connection: sqlite3.Connection) -> dict[int, str]:
    """Return articles' ids by number, from the index over ids, which has pages apart from the table's."""
    ids: dict[int, str] = {}
    with suppress(*_BROKEN):
        # Row by row: what came before a page that makes no sense is kept.
        for number, id_ in connection.execute("SELECT number, id FROM articles ORDER BY id"):
            ids |= {number: id_} if isinstance(number, int) and isinstance(id_, str) else {}
    return ids
