"""The articles that came into the archive today, as page and REST show them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive.model.history import EntryTimes
from archive.sources.clock import stamp
from index.errors import IndexingError
from index.model import Hit, Query, Sort
from web.library import library


@dataclass(frozen=True, slots=True)
class CameIn:
    """Articles that were added today and can be searched, the last first."""

    since: str
    """The midnight of this machine's clock, ISO 8601, UTC."""
    hits: tuple[Hit, ...] = ()
    times: Mapping[str, EntryTimes] = field(default_factory=dict)
    """When each came in, by its id."""
    more: bool = False
    """Whether there may be more than these."""


def came_today(now: float, most: int) -> CameIn:
    """Return what came in today, at most so many articles; nothing where no index answers."""
    local = datetime.fromtimestamp(now, UTC).astimezone()
    since = stamp(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    with suppress(IndexingError):
        asked = Query(sort=Sort.ADDED, per_page=most, passages=0, meaning=False)
        found = library().engine.search(asked).hits
        times = library().articles.entry_times([hit.id for hit in found])
        hits = tuple(hit for hit in found if hit.id in times and times[hit.id].added >= since)
        return CameIn(since, hits, times, len(hits) == most)
    return CameIn(since)
