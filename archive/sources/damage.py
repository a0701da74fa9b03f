"""Damage in `sources.db` and in what polls fetched: named, and mended without dropping anything silently.

What the rows held is asked for again, which changes nothing where it was taken in already: a page, a feed,
the web archive of a capture. What only the owner can say, a source itself, is left and told.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.paths import DataFolder
from archive.row_seals import is_sound
from archive.small_database import SmallDatabase
from archive.small_salvage import check_small
from archive.sources.problems import WORDS, Problem, worded
from archive.sources.tables import VERSIONS

#: Hexadecimal digits of a capture's SHA-256 that stand in its name.
DIGITS = 12
#: The name of the poll log's lines that tell of the mending.
_NOBODY = ""


def mend(database: SmallDatabase, folder: DataFolder, now: float, delay: float) -> list[Problem]:
    """Forget damaged rows and have what they held asked for again; return what its owner should know.

    `delay` seconds pass before any host is asked again, where it is not known when one was.
    """
    rows = [(table, number) for table, number, _ in database.damaged() if table != "sources"]
    for table, number in rows:
        database.forget(table, number)
    if rows:
        with database.transaction() as connection:
            _ask_whole(connection, now, delay)
            problem = Problem("rows_forgotten", {"count": len(rows)})
            connection.execute(
                "INSERT INTO polls (source, at, status, problem) VALUES (?, ?, 'failed', ?)",
                (_NOBODY, now, problem.text()),
            )
        adopt_captures(database, folder)
        return [problem, *owner_problems(database)]
    return owner_problems(database)


def owner_problems(database: SmallDatabase) -> list[Problem]:
    """Return what only the owner can mend: sources that are damaged, and those whose rows are gone."""
    names = damaged_sources(database)
    gone = database.rows(
        "SELECT DISTINCT source FROM items WHERE source NOT IN (SELECT name FROM sources) ORDER BY source"
    )
    return [
        *(Problem("source_damaged", {"name": name}) for name in names),
        *(Problem("source_lost", {"name": row["source"]}) for row in gone if not names),
    ]


def damaged_sources(database: SmallDatabase) -> list[str]:
    """Return the names of sources whose rows are not as they were written; a name may be damaged itself."""
    rows = database.rows("SELECT * FROM sources ORDER BY rowid")
    return [str(row["name"]) for row in rows if not is_sound("sources", row)]


def _ask_whole(connection: sqlite3.Connection, now: float, delay: float) -> None:
    """Have every sound source asked whole, and no host too early."""
    for row in connection.execute("SELECT * FROM sources").fetchall():
        if is_sound("sources", row):
            connection.execute(
                "UPDATE sources SET etag = '', modified = '', digest = '', next_at = min(next_at, ?)"
                " WHERE name = ?",
                (now + delay, row["name"]),
            )


def adopt_captures(database: SmallDatabase, folder: DataFolder) -> int:
    """Have the web archives that no row names go through the door again; return how many."""
    known = {row["path"] for row in database.rows("SELECT path FROM captures")}
    found = [
        path
        for path in sorted(folder.captures.glob("*/*/*"))
        if path.is_file() and _name_in(folder, path) not in known and not path.name.startswith(".")
    ]
    with database.transaction() as connection:
        for path in found:
            connection.execute(
                "INSERT INTO captures (source, path, fate, state) VALUES (?, ?, 'stays', 'kept')",
                (path.parent.parent.name, _name_in(folder, path)),
            )
    return len(found)


def _name_in(folder: DataFolder, path: Path) -> str:
    return str(path.relative_to(folder.home))


def check_sources(folder: DataFolder) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the sources of a data folder, and how to mend it. Reads every capture."""
    found = list(check_small(folder.sources_db, VERSIONS))
    yield from found
    if folder.sources_db.exists() and not found:
        with closing(SmallDatabase(folder.sources_db, VERSIONS, readonly=True)) as database:
            for problem in owner_problems(database):
                yield worded(problem, WORDS)
            yield from _missing(folder, database)
    for path in sorted(folder.captures.glob("*/*/*")):
        if path.is_file() and not path.name.startswith(".") and not is_whole(path):
            yield f"{path} is not as it was fetched", "Delete it: its articles have originals of their own"


def is_whole(path: Path) -> bool:
    """Tell whether a capture's bytes are those that its name tells of."""
    told = path.name.partition(".")[0].rpartition("-")[2]
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS] == told


def _missing(folder: DataFolder, database: SmallDatabase) -> Iterator[tuple[str, str]]:
    """Yield the captures that were to be taken in and are not there."""
    for row in database.rows("SELECT source, path FROM captures WHERE state = 'kept' ORDER BY number"):
        if not (folder.home / row["path"]).exists():
            what = f"{row['path']}, which {row['source']} brought, is to be taken in and is missing"
            yield what, "Put it back, or: sijill source remove, and add the source again"
