"""The store of what is followed: sources with their settings and their state, and the log of their polls."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import ArchiveError, DamagedArchive
from archive.row_seals import SEAL, is_sound
from archive.small_database import SmallDatabase
from archive.sources.damage import owner_problems
from archive.sources.intervals import HOUR, MINUTE, NOTICE, interval_words
from archive.sources.network import host_of
from archive.sources.problems import WORDS, Problem, read_problem, worded

#: Seconds between two requests to one host.
DELAY = 10.0
#: The shortest interval of a source on the open internet, in seconds.
SHORTEST = 5 * MINUTE


class SourceKind(StrEnum):
    """Names what a source is."""

    FEED = "feed"
    """RSS, Atom or JSON Feed."""
    SITEMAP = "sitemap"
    """A sitemap, one of news, or an index of them."""
    PAGE = "page"
    """One page, which changes."""
    LISTING = "listing"
    """A page that links to articles, whose addresses fit a pattern."""
    FOLDER = "folder"
    MAILBOX = "mailbox"
    """A folder of messages, by IMAP."""


#: Kinds that are fetched over HTTP.
WEB_KINDS = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.PAGE, SourceKind.LISTING)


@dataclass(frozen=True, slots=True)
class FollowedSource:
    """A source: what its owner said of it, and how it stands."""

    name: str
    kind: SourceKind
    address: str
    """A web address, `imaps://user@host/FOLDER`, or a folder's path."""
    every: float = HOUR
    """Seconds between polls."""
    full_text: bool = False
    """Whether the pages of a feed's entries are fetched."""
    pattern: str = ""
    """The addresses of a listing or sitemap are articles: `*` stands for anything, `|` between several."""
    since: str = ""
    """The first day, ISO 8601, of what is taken from a sitemap; empty for all."""
    private: bool = False
    """Whether addresses of the owner's own network are fetched."""
    delay: float = DELAY
    """Seconds between requests to its host."""
    password_variable: str = ""
    """The environment variable that holds a mailbox's password."""
    added_at: float = 0.0
    paused: bool = False
    etag: str = ""
    modified: str = ""
    digest: str = ""
    """SHA-256 of what it said last."""
    mark: str = ""
    """A mailbox's `UIDVALIDITY:UID` of the last message that was taken."""
    next_at: float = 0.0
    last_at: float | None = None
    answered_at: float | None = None
    """The time it last answered well."""
    failures: int = 0
    """In a row."""
    failing_since: float | None = None
    problem: Problem | None = None
    """The last failure; None while all is well."""

    @property
    def host(self) -> str:
        """Return the host that is asked; empty for a folder."""
        return "" if self.kind is SourceKind.FOLDER else host_of(self.address)

    def needs_notice(self, now: float) -> bool:
        """Tell whether it has failed for so long that its owner should look."""
        return self.failing_since is not None and now - self.failing_since >= NOTICE


@dataclass(frozen=True, slots=True)
class Poll:
    """One line of the log of polls."""

    source: str
    at: float
    status: str
    """`articles`, `unchanged`, `failed`; `page` for one page of a source."""
    found: int
    new: int
    changed: int
    rejected: int
    bytes: int
    problem: Problem | None


class Registry:
    """The sources of one data folder."""

    def __init__(self, database: SmallDatabase) -> None:
        self._database = database

    def add(self, source: FollowedSource, now: float) -> FollowedSource:
        """Follow a source from now on; ArchiveError for one that does not fit, or whose name is taken."""
        _require_sound(source)
        if self._database.row("SELECT 1 FROM sources WHERE name = ?", (source.name,)):
            raise ArchiveError(
                f"a source called {source.name} is followed already", remedy="Name it: --name OTHER"
            )
        twin = self._database.row("SELECT name FROM sources WHERE address = ?", (source.address,))
        if twin is not None:
            what = f"{source.address} is followed already, as {twin['name']}"
            raise ArchiveError(
                what, remedy=f"sijill source list shows it; sijill source remove {twin['name']}"
            )
        columns = {
            "name": source.name, "kind": str(source.kind), "address": source.address, "every": source.every,
            "full_text": source.full_text, "pattern": source.pattern, "since": source.since,
            "private": source.private, "delay": source.delay, "password_variable": source.password_variable,
            "added_at": now, "next_at": now,
        }  # fmt: skip
        names, places = ", ".join(columns), ", ".join("?" * len(columns))
        self._database.write(f"INSERT INTO sources ({names}) VALUES ({places})", tuple(columns.values()))  # noqa: S608
        return self.get(source.name)

    def get(self, name: str) -> FollowedSource:
        """Return the source of this name; ArchiveError if there is none."""
        row = self._database.row("SELECT * FROM sources WHERE name = ?", (name,))
        if row is not None and not is_sound("sources", row):
            what, remedy = worded(Problem("source_damaged", {"name": name}), WORDS)
            raise DamagedArchive(what, remedy=remedy)
        if row is None:
            known = ", ".join(source.name for source in self.all()) or "none"
            raise ArchiveError(f"no source is called {name}", remedy=f"Followed are: {known}")
        return _source(row)

    def all(self) -> list[FollowedSource]:
        """Return all sources, in the order in which they were added; those whose rows are damaged apart."""
        rows = self._database.rows("SELECT * FROM sources ORDER BY added_at, name")
        return [_source(row) for row in rows if is_sound("sources", row)]

    def problems(self) -> list[Problem]:
        """Return what is damaged of what is followed, and only the owner can mend."""
        return owner_problems(self._database)

    def pause(self, name: str, *, paused: bool, now: float) -> None:
        """Pause a source, or go on with it, with its next poll now; ArchiveError if there is none."""
        self.get(name)
        if paused:
            self._database.write("UPDATE sources SET paused = 1 WHERE name = ?", (name,))
        else:
            self._database.write("UPDATE sources SET paused = 0, next_at = ? WHERE name = ?", (now, name))

    def remove(self, name: str) -> None:
        """Follow a source no more; its articles stay, and so does its log. ArchiveError if there is none.

        A damaged one goes too, and one that is lost is forgotten.
        """
        known = "SELECT 1 FROM sources WHERE name = ? UNION SELECT 1 FROM items WHERE source = ?"
        if self._database.row(known, (name, name)) is None:
            self.get(name)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sources WHERE name = ?", (name,))
            connection.execute("DELETE FROM items WHERE source = ?", (name,))

    def polls(self, name: str | None = None, limit: int = 50) -> list[Poll]:
        """Return the last polls, of one source or of all, the newest first."""
        where, values = ("WHERE source = ?", [name]) if name else ("", [])
        query = f"SELECT * FROM polls {where} ORDER BY number DESC LIMIT ?"  # noqa: S608 - no words of others
        rows = self._database.rows(query, [*values, limit])
        return [_poll(row) for row in rows if is_sound("polls", row)]

    def waiting(self, name: str) -> int:
        """Return how many pages of a source are still to be fetched."""
        row = self._database.row("SELECT count(*) FROM items WHERE source = ? AND state = 'wanted'", (name,))
        return int(row[0]) if row else 0


def name_of(address: str, taken: Sequence[str]) -> str:
    """Return a name for a source, made of its address, that is not among those taken."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    stem = host if parts.scheme else Path(address).name
    plain = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "source"
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


def _source(row: sqlite3.Row) -> FollowedSource:
    values = {name: value for name, value in dict(row).items() if name != SEAL}
    for name in ("full_text", "private", "paused"):
        values[name] = bool(values[name])
    told = {"kind": SourceKind(values["kind"]), "problem": read_problem(values["problem"])}
    return FollowedSource(**{**values, **told})


def _poll(row: sqlite3.Row) -> Poll:
    values = {name: value for name, value in dict(row).items() if name not in ("number", SEAL)}
    return Poll(**{**values, "problem": read_problem(values["problem"])})


def _require_sound(source: FollowedSource) -> None:
    if not re.fullmatch(r"[\w.-]{1,64}", source.name):
        raise ArchiveError(
            f"{source.name!r} is no name for a source", remedy="Letters, digits, dots and dashes, at most 64"
        )
    if source.kind is SourceKind.LISTING and not source.pattern:
        remedy = "--pattern 'https://news.example/article/*'"
        raise ArchiveError("a page that lists articles needs the pattern of their addresses", remedy=remedy)
    if source.every < SHORTEST and not source.private and source.kind in WEB_KINDS:
        what = f"{interval_words(source.every)} is too often for a server of others"
        raise ArchiveError(what, remedy=f"The shortest interval is {interval_words(SHORTEST)}")
    if source.delay < DELAY and not source.private:
        what = f"requests {source.delay:g} seconds apart are too much for a server of others"
        raise ArchiveError(what, remedy=f"{DELAY:g} seconds is the least, but in your own network")
