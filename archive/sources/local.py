"""Polls of a folder's files and of a mailbox's messages."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.errors import ArchiveError
from archive.ingest.discover import walk
from archive.paths import DataFolder
from archive.readers.base import Rejected
from archive.small_database import SmallDatabase
from archive.sources.captures import GOES, STAYS, Captures
from archive.sources.clock import Clock
from archive.sources.followed import FollowedSource
from archive.sources.network import AddressRefused, FetchFailed, is_public, looked_up
from archive.sources.poll_log import Found, keep, log_poll, write_state
from archive.sources.problems import Problem

#: A file that was changed within so many seconds may still be written: the next poll takes it.
SETTLING = 5.0
#: Messages that one poll takes; where there are more, the mailbox is asked again when others had their turn.
MOST_MESSAGES = 500
_IMAP_PORT = 993
#: The largest message that is fetched, in bytes.
LARGEST_MESSAGE = 50_000_000
#: As IMAP writes them, whatever the machine's language is.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DEFAULT_PASSWORD_VARIABLE = "SIJILL_IMAP_PASSWORD"  # noqa: S105 - a variable's name


class FolderPoller:
    """Takes the files of a folder that are new or have changed; the folder itself is only read."""

    def __init__(self, database: SmallDatabase, folder: DataFolder, clock: Clock, random: Random) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock
        self._random = random

    def poll(self, source: FollowedSource) -> str:
        """Look through the folder; what it came to is on disk on return. Returns the poll's status."""
        now = self._clock.now()
        root = Path(source.address)
        if not root.is_dir():
            found = Found("failed", problem=Problem("no_folder", {"path": str(root)}))
            return self._write_down(source, found, [], now)
        known = {
            row["key"]: row["version"]
            for row in self._database.rows("SELECT key, version FROM items WHERE source = ?", (source.name,))
        }
        fresh: list[tuple[str, str]] = []
        problem = None
        try:
            for path in walk([root], apart=self._folder.home):
                if isinstance(path, Rejected):
                    problem = Problem("file_left", {"path": str(path.source), "why": path.reason})
                    continue
                if not is_text(path):
                    problem = Problem("name_no_text", {"path": os.fsencode(path).decode("utf-8", "replace")})
                    continue
                status = path.stat()
                version = f"{status.st_size}:{status.st_mtime_ns}"
                if known.get(str(path)) != version and abs(now - status.st_mtime) >= SETTLING:
                    fresh.append((str(path), version))
        except OSError as error:
            found = Found("failed", problem=Problem("folder_unreadable", {"why": str(error)}))
            return self._write_down(source, found, [], now)
        found = Found("articles" if fresh else "unchanged", problem=problem)
        return self._write_down(source, found, fresh, now)

    def _write_down(
        self, source: FollowedSource, found: Found, fresh: list[tuple[str, str]], now: float
    ) -> str:
        with self._database.transaction() as connection:
            poll = log_poll(connection, source, found, now, len(fresh))
            write_state(connection, source, found, now, self._random)
            for path, version in fresh:
                note(connection, source, path, version, now)
                connection.execute(
                    "INSERT INTO captures (source, poll, path, fate, state) VALUES (?, ?, ?, ?, 'kept')",
                    (source.name, poll, path, STAYS),
                )
        return found.status


@dataclass(frozen=True, slots=True)
class _Message:
    """A message that is new."""

    uid: int
    key: str
    data: bytes


class MailboxPoller:
    """Takes the messages of a mailbox's folder that are new; nothing there is changed or marked read."""

    def __init__(
        self,
        database: SmallDatabase,
        captures: Captures,
        clock: Clock,
        random: Random,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._database = database
        self._captures = captures
        self._clock = clock
        self._random = random
        self._environment = environment
        self._too_large = 0
        """Messages that this poll passed over."""

    def poll(self, source: FollowedSource) -> str:
        """Fetch what came; each message is on disk with its place. Returns the poll's status."""
        count = seen = self._too_large = 0
        problem: Problem | None = None
        try:
            for message, mark in self._new_messages(source):
                count += message is not None
                seen += 1
                self._keep(source, message, mark)
                if seen == MOST_MESSAGES:
                    break
        except FetchFailed as error:
            problem = error.problem
        except Exception as error:  # the server's, the library's and the network's errors are many
            problem = Problem("mailbox_silent", {"why": f"{type(error).__name__}: {error}"})
        found = Found("failed" if problem else "articles" if count else "unchanged", problem=problem)
        if self._too_large and problem is None:
            values = {"count": self._too_large, "bytes": LARGEST_MESSAGE}
            found.problem = Problem("messages_left", values)
        now = self._clock.now()
        with self._database.transaction() as connection:
            log_poll(connection, source, found, now, count)
            write_state(connection, source, found, now, self._random)
            if seen == MOST_MESSAGES and found.status != "failed":
                connection.execute("UPDATE sources SET next_at = ? WHERE name = ?", (now, source.name))
        return found.status

    def _new_messages(self, source: FollowedSource) -> Iterator[tuple[_Message | None, str]]:
        """Yield what came since the last mark, each with its own mark; None for one that is passed over."""
        client, folder = self._opened(source)
        try:
            selected = client.select_folder(folder, readonly=True)
            validity = int(selected[b"UIDVALIDITY"])
            before, _, uid = source.mark.partition(":")
            last = int(uid) if before == str(validity) else 0  # else the server numbered its messages anew
            criteria = ["UID", f"{last + 1}:*"] + (["SINCE", _imap_day(source.since)] if source.since else [])
            for number in sorted(number for number in client.search(criteria) if number > last):
                yield self._message(client, source, number), f"{validity}:{number}"
        finally:
            client.shutdown()

    def _opened(self, source: FollowedSource) -> tuple[Any, str]:
        """Log in; return the client and the name of the mailbox's folder."""
        from imapclient import IMAPClient

        parts = urlsplit(source.address)
        variable = source.password_variable or DEFAULT_PASSWORD_VARIABLE
        password = self._environment.get(variable)
        if password is None:
            raise FetchFailed("no_password", variable=variable)
        looked_up(parts.hostname or "", parts.port or _IMAP_PORT, allow_private=source.private)
        client = IMAPClient(
            parts.hostname, port=parts.port, ssl=parts.scheme == "imaps", timeout=60, use_uid=True
        )
        ip = str(client.socket().getpeername()[0])
        if not (source.private or is_public(ip)):
            client.shutdown()
            raise AddressRefused("private", host=parts.hostname, ips=ip)
        client.login(unquote(parts.username or ""), password)
        return client, unquote(parts.path.strip("/")) or "INBOX"

    def _message(self, client: Any, source: FollowedSource, uid: int) -> _Message | None:
        """Fetch one message; None for one that was taken before, under another number, or is too large."""
        head = "BODY[HEADER.FIELDS (MESSAGE-ID)]"
        said = client.fetch([uid], ["RFC822.SIZE", head.replace("BODY", "BODY.PEEK")]).get(uid)
        if said is None:
            return None
        if int(said[b"RFC822.SIZE"]) > LARGEST_MESSAGE:
            self._too_large += 1
            return None
        id_ = bytes(said.get(head.encode()) or b"").partition(b":")[2].strip().decode("utf-8", "replace")
        if id_ and self._knows(source, id_):
            return None
        whole = client.fetch([uid], ["BODY.PEEK[]"]).get(uid)
        data = bytes(whole[b"BODY[]"]) if whole else b""
        key = id_ or hashlib.sha256(data).hexdigest()
        return None if not data or self._knows(source, key) else _Message(uid, key, data)

    def _knows(self, source: FollowedSource, key: str) -> bool:
        query = "SELECT 1 FROM items WHERE source = ? AND key = ?"
        return self._database.row(query, (source.name, key)) is not None

    def _keep(self, source: FollowedSource, message: _Message | None, mark: str) -> None:
        """Keep a message and how far the mailbox is read, in one transaction."""
        now = self._clock.now()
        capture = None
        if message is not None:
            capture = self._captures.write(source.name, message.data, now, ending="eml")
        with self._database.transaction() as connection:
            connection.execute("UPDATE sources SET mark = ? WHERE name = ?", (mark, source.name))
            if message is not None and capture is not None:
                found = Found("message", bytes=len(message.data))
                poll = log_poll(connection, source, found, now, 1)
                note(connection, source, message.key, "", now)
                keep(connection, capture, poll)
                # The message itself is the original of its article.
                connection.execute("UPDATE captures SET fate = ? WHERE number = ?", (GOES, capture.number))


def is_text(path: Path) -> bool:
    """Tell whether a path's bytes are UTF-8, as what is kept of it must be."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def note(connection: sqlite3.Connection, source: FollowedSource, key: str, version: str, now: float) -> None:
    """Note a file or a message as known."""
    connection.execute(
        "INSERT INTO items (source, key, address, version, state, next_at) VALUES (?, ?, '', ?, 'named', ?)"
        " ON CONFLICT (source, key) DO UPDATE SET version = excluded.version",
        (source.name, key, version, now),
    )


def require_mailbox(address: str) -> None:
    """Raise ArchiveError unless an address names a mailbox, its user, and no password."""
    parts = urlsplit(address)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username or parts.password:
        remedy = "Write imaps://USER@HOST/FOLDER; the password stands in the environment"
        raise ArchiveError(f"{address} names no mailbox", remedy=remedy)


def _imap_day(day: str) -> str:
    year, month, number = day.split("-")
    return f"{number}-{_MONTHS[int(month) - 1]}-{year}"
