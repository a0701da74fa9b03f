"""The state of the sources that are followed, as terminal, page and REST show it."""

from __future__ import annotations

from typing import Any

from archive.paths import DataFolder
from archive.sources.clock import stamp
from archive.sources.followed import FollowedSource, Poll, Registry
from archive.sources.intervals import DAY, interval_words
from archive.sources.problems import Problem
from archive.sources.tables import open_sources_reader

#: Polls of so many days count as of late.
LATE_DAYS = 7


def source_records(folder: DataFolder, now: float) -> list[dict[str, Any]]:
    """Return how each source stands, in the order in which they were added; times are ISO 8601, UTC."""
    database = open_sources_reader(folder)
    if database is None:
        return []
    try:
        registry = Registry(database)
        since = now - LATE_DAYS * DAY
        rows = database.rows(
            "SELECT source, sum(new) AS new, sum(changed) AS changed, sum(rejected) AS rejected FROM polls"
            " WHERE at >= ? GROUP BY source",
            (since,),
        )
        counts = {row["source"]: row for row in rows}
        return [
            _record(source, now, registry.waiting(source.name))
            | {
                name: int(counts[source.name][name]) if source.name in counts else 0
                for name in ("new", "changed", "rejected")
            }
            for source in registry.all()
        ]
    finally:
        database.close()


def source_problems(folder: DataFolder) -> list[Problem]:
    """Return what is damaged of the sources, so that they are not asked; nothing where all is sound."""
    database = open_sources_reader(folder)
    if database is None:
        return []
    try:
        return Registry(database).problems()
    finally:
        database.close()


def _record(source: FollowedSource, now: float, waiting: int) -> dict[str, Any]:
    return {
        "name": source.name,
        "kind": str(source.kind),
        "address": source.address,
        "every": interval_words(source.every),
        "full_text": source.full_text,
        "paused": source.paused,
        "last_at": _stamp(source.last_at),
        "answered_at": _stamp(source.answered_at),
        "next_at": _stamp(source.next_at),
        "failures": source.failures,
        "failing_since": _stamp(source.failing_since),
        "needs_notice": source.needs_notice(now),
        "problem": source.problem,
        "waiting": waiting,
    }


def last_polls(folder: DataFolder, limit: int = 50) -> list[Poll]:
    """Return the last polls of all sources, the newest first."""
    database = open_sources_reader(folder)
    if database is None:
        return []
    try:
        return Registry(database).polls(limit=limit)
    finally:
        database.close()


def _stamp(at: float | None) -> str:
    return "" if at is None else stamp(at)
