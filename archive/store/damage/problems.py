"""Problems of an archive's file: pages without sense, tables that contradict each other, damaged rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from archive.store.checksums import COUNTED, counts_of, is_intact
from archive.store.database.sqlite import connect_for_reading
from archive.store.migrations import is_version
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, META, RUNS

Row = dict[str, Any]

#: Rows that do not fit together: what the tables say of the same thing differs.
_CONTRADICTIONS = (
    """SELECT count(*) FROM articles WHERE revision IS NOT
    (SELECT max(number) FROM revisions WHERE article = articles.number)""",
    """SELECT count(*) FROM articles WHERE sequence IS NOT
    (SELECT max(sequence) FROM events WHERE article = articles.number)""",
    "SELECT count(*) FROM pragma_foreign_key_check",
    """SELECT count(*) FROM revisions LEFT JOIN events USING (sequence) WHERE events.article IS NOT
    revisions.article""",
)
#: The tables whose damaged rows are mended from others or left out, and what a row is called.
NAMED = {
    ARTICLES: "the row of article {id}",
    EVENTS: "entry {sequence} of the log",
    CORRECTIONS: "correction {number}, of {field},",
    RUNS: "run {number} of the intake",
    META: "the value {key} of the archive",
}


def find_problem(path: Path) -> str | None:
    """Return what is wrong with the file or between its tables; None if sound. Records are not checked."""
    if not path.is_file():
        return None
    with closing(connect_for_reading(path)) as connection:
        try:
            return next(_problems(connection), None)
        except UnicodeError:
            return "what it says of its own tables is no text any more"
        except sqlite3.DatabaseError as error:
            # A file that is no archive yet has no such tables.
            return None if error.sqlite_errorcode == sqlite3.SQLITE_ERROR else str(error)


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        yield " ".join(str(said).split()).removeprefix("*** in database main *** ")
    for query in _CONTRADICTIONS:
        (count,) = connection.execute(query).fetchone()
        if count:
            yield f"{count} rows of its tables contradict each other"
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if version is None or not is_version(version[0]):
        yield "what version it has is not known any more"
    if not has_checksums(connection):
        return
    for table, name in NAMED.items():
        for row in _rows(connection, table):
            if not is_intact(table, row):
                yield f"{name.format(**row)} is damaged"
    yield from _missing(connection)


def has_checksums(connection: sqlite3.Connection) -> bool:
    """Tell whether the rows have checksums: those of an archive of the first version have none."""
    return any(name == "checksum" for _, name, *_ in connection.execute("PRAGMA table_info(events)"))


def _rows(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    names = [column.name for column in table.columns]
    query = f"SELECT {', '.join(names)} FROM {table.name}"  # noqa: S608 - our own names
    for values in connection.execute(query):
        yield dict(zip(names, values, strict=True))


def _missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the tables that have not as many rows as were written."""
    found = {row["key"]: row["value"] for row in _rows(connection, META)}
    wanted = counts_of(found.get("rows", ""))
    if wanted.keys() != COUNTED.keys() or ("fingerprint" not in found and wanted["events"]):
        yield "how many rows it has is not known any more"
        return
    for name, count in wanted.items():
        (there,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our own names
        if there != count:
            yield f"{there:,} rows of {name} are there, and {count:,} were written"
