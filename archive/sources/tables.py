"""The tables of `sources.db`: what is followed, what is still to be fetched, and a log of polls.

A file of its own beside the archive: state that changes with each poll neither locks the archive nor stands
in its dumps. What is fetched is on disk, and named here as `kept`, before it goes through the door; only then
is it `taken`. So a kill at any moment leaves nothing to guess: what is `kept` is taken in again, which
changes nothing where it was taken in already.

Times are seconds since 1970, UTC.
"""

from __future__ import annotations

from archive.paths import DataFolder
from archive.row_seals import Sealed
from archive.small_database import SmallDatabase

VERSIONS: tuple[str | Sealed, ...] = (
    """
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    every REAL NOT NULL,
    full_text INTEGER NOT NULL,
    pattern TEXT NOT NULL,
    since TEXT NOT NULL,
    private INTEGER NOT NULL,
    delay REAL NOT NULL,
    password_variable TEXT NOT NULL,
    added_at REAL NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL DEFAULT '',
    next_at REAL NOT NULL,
    last_at REAL,
    answered_at REAL,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since REAL,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    next_at REAL NOT NULL,
    robots TEXT,
    robots_at REAL
);
CREATE TABLE items (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    address TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL,
    entry BLOB,
    digest TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    UNIQUE (source, key)
);
CREATE INDEX items_state ON items (state, next_at);
CREATE INDEX items_page ON items (page);
CREATE INDEX items_key ON items (key);
CREATE INDEX items_digest ON items (source, digest);
CREATE TABLE polls (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    at REAL NOT NULL,
    status TEXT NOT NULL,
    found INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX polls_source ON polls (source, at);
CREATE TABLE captures (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    poll INTEGER,
    item INTEGER,
    path TEXT NOT NULL,
    fate TEXT NOT NULL,
    state TEXT NOT NULL,
    passed TEXT NOT NULL DEFAULT '',
    before INTEGER
);
CREATE INDEX captures_state ON captures (state);
CREATE INDEX captures_path ON captures (path)
""",
    """
ALTER TABLE items ADD COLUMN words TEXT NOT NULL DEFAULT '';
CREATE INDEX items_words ON items (source, words)
""",
    Sealed(("sources", "hosts", "items", "polls", "captures")),
)


def open_sources(folder: DataFolder) -> SmallDatabase:
    """Open the data folder's `sources.db` for writing, made where there is none."""
    return SmallDatabase(folder.sources_db, VERSIONS)


def open_sources_reader(folder: DataFolder) -> SmallDatabase | None:
    """Open the data folder's `sources.db` to read; None where nothing is followed yet.

    ArchiveError where it cannot be read.
    """
    if not folder.sources_db.exists():
        return None
    return SmallDatabase(folder.sources_db, VERSIONS, readonly=True)
