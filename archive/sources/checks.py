"""Checks of what is followed: `sources.db`, and the web archives that polls brought."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.paths import DataFolder
from archive.small_database import SmallDatabase
from archive.small_salvage import check_small
from archive.sources.mending import owner_problems
from archive.sources.problems import WORDS, worded
from archive.sources.tables import VERSIONS

#: Hexadecimal digits of a capture's SHA-256 that stand in its name.
DIGITS = 12


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
