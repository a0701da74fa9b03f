"""The log of polls: what each came to is written down in the log, in the state, and in what was named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from archive.sources.captures import Capture
from archive.sources.followed import FollowedSource
from archive.sources.intervals import after_failure, after_success
from archive.sources.listings import Listed
from archive.sources.problems import Problem, text_of


@dataclass(slots=True)
class Found:
    """Holds what a poll found, before it is written down."""

    status: str
    """`articles`, `unchanged` or `failed`."""
    listed: list[Listed] = field(default_factory=list)
    wanted: list[Listed] = field(default_factory=list)
    """Those whose pages are to be fetched."""
    capture: Capture | None = None
    passed: list[int] = field(default_factory=list)
    """Numbers of a feed's entries that come as pages."""
    bytes: int = 0
    etag: str = ""
    modified: str = ""
    digest: str = ""
    problem: Problem | None = None
    wait: float = 0.0
    """Seconds that the server asked to be left alone for."""


def keep(
    connection: sqlite3.Connection,
    capture: Capture,
    poll: int | None,
    *,
    item: int | None = None,
    passed: Sequence[int] = (),
) -> None:
    """Let a capture count, in the transaction of all that follows from its answer."""
    connection.execute(
        "UPDATE captures SET state = 'kept', poll = ?, item = ?, passed = ? WHERE number = ?",
        (poll, item, json.dumps(list(passed)), capture.number),
    )


def write_state(
    connection: sqlite3.Connection, source: FollowedSource, found: Found, now: float, random: Random
) -> None:
    """Write how a source stands after a poll, and when it is asked again."""
    if found.status == "failed":
        failures = source.failures + 1
        next_at = now + after_failure(source.every, failures, random, found.wait)
        connection.execute(
            "UPDATE sources SET failures = ?, failing_since = coalesce(failing_since, ?), problem = ?,"
            " next_at = ?, last_at = ? WHERE name = ?",
            (failures, now, text_of(found.problem), next_at, now, source.name),
        )
        return
    connection.execute(
        "UPDATE sources SET failures = 0, failing_since = NULL, problem = ?, next_at = ?, last_at = ?,"
        " answered_at = ?, etag = ?, modified = ?, digest = ? WHERE name = ?",
        (
            text_of(found.problem), now + after_success(source.every, random), now, now, found.etag,
            found.modified, found.digest, source.name,
        ),
    )  # fmt: skip


def note_listed(
    connection: sqlite3.Connection, source: FollowedSource, one: Listed, now: float, *, is_page: bool
) -> None:
    """Note an article that was named; its page is wanted when it is new, or says that it changed."""
    entry = one.document or None if is_page else None
    state, digest = ("wanted", "") if is_page else ("named", one.digest)
    connection.execute(
        "INSERT INTO items (source, key, address, version, state, next_at, entry, digest, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (source, key) DO UPDATE SET version = excluded.version,"
        " state = CASE WHEN excluded.state = 'wanted' AND items.version != excluded.version"
        " THEN 'wanted' ELSE items.state END,"
        " tries = CASE WHEN items.version != excluded.version THEN 0 ELSE items.tries END,"
        " next_at = CASE WHEN items.version != excluded.version THEN excluded.next_at ELSE items.next_at END,"
        " entry = CASE WHEN items.version != excluded.version THEN excluded.entry ELSE items.entry END,"
        " digest = CASE WHEN excluded.state = 'named' THEN excluded.digest ELSE items.digest END,"
        " words = excluded.words",
        (source.name, one.key, one.address, one.version, state, now, entry, digest, one.words),
    )


def log_poll(
    connection: sqlite3.Connection, source: FollowedSource, found: Found, now: float, count: int = 0
) -> int | None:
    """Write a line of the log of polls, for so many articles that were named; return its number."""
    return connection.execute(
        "INSERT INTO polls (source, at, status, found, bytes, problem) VALUES (?, ?, ?, ?, ?, ?)",
        (source.name, now, found.status, count, found.bytes, text_of(found.problem)),
    ).lastrowid
