"""Checks of `alerts.db`, for doctor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from archive.paths import DataFolder
from archive.small_database import SmallDatabase
from archive.small_salvage import check_small
from archive.sources.problems import worded
from web.alerts.alert_store import VERSIONS, AlertStore
from web.alerts.problems import WORDS


def check_alerts(folder: DataFolder) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the alerts of a data folder, and how to mend it."""
    found = list(check_small(folder.alerts_db, VERSIONS))
    yield from found
    if folder.alerts_db.exists() and not found:
        with closing(SmallDatabase(folder.alerts_db, VERSIONS, readonly=True)) as database:
            for problem in AlertStore(database).problems():
                yield worded(problem, WORDS)
