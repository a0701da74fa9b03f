"""Damage in `alerts.db`: named; what damaged rows held is found and told again, and the rest is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from archive.paths import DataFolder
from archive.row_seals import is_sound
from archive.small_database import SmallDatabase
from archive.small_salvage import check_small
from archive.sources.clock import stamp
from archive.sources.problems import Problem, worded
from archive.store.reader import StoreReader
from web.alerts.alert_store import VERSIONS, AlertStore
from web.alerts.problems import WORDS


def owner_problems(alerts: AlertStore) -> list[Problem]:
    """Return what only the owner can mend: alerts that are damaged, and those whose rows are gone."""
    rows = alerts.database.rows("SELECT * FROM alerts ORDER BY number")
    names = [str(row["name"]) for row in rows if not is_sound("alerts", row)]
    query = "SELECT count(DISTINCT alert) FROM hits WHERE alert NOT IN (SELECT number FROM alerts)"
    gone = int(alerts.database.rows(query)[0][0])
    return [
        *(Problem("alert_damaged", {"name": name}) for name in names),
        *([Problem("alerts_lost", {"count": gone})] if gone and not names else []),
    ]


def mend(alerts: AlertStore, archive: StoreReader) -> list[Problem]:
    """Forget damaged hits and deliveries and have them found and told again; return what to say.

    What was new since an alert began is looked for anew: what is known already stays known. A delivery
    whose row is damaged is made again, under another name.
    """
    database = alerts.database
    rows = [(table, number) for table, number, _ in database.damaged() if table != "alerts"]
    for table, number in rows:
        database.forget(table, number)
    if not rows:
        return owner_problems(alerts)
    with database.transaction() as connection:
        known = "SELECT number FROM deliveries"
        connection.execute(f"UPDATE hits SET delivery = NULL WHERE delivery NOT IN ({known})")  # noqa: S608
        for alert in alerts.all():
            # A second earlier: the archive's times are whole seconds, and told twice is better than lost.
            begun = min(alert.cursor, archive.sequence_at(stamp(alert.added_at - 1)))
            connection.execute(
                "UPDATE alerts SET cursor = ?, cursor_at = ? WHERE number = ?",
                (begun, archive.time_of(begun), alert.number),
            )
    return [Problem("hits_forgotten", {"count": len(rows)}), *owner_problems(alerts)]


def check_alerts(folder: DataFolder) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the alerts of a data folder, and how to mend it."""
    found = list(check_small(folder.alerts_db, VERSIONS))
    yield from found
    if folder.alerts_db.exists() and not found:
        with closing(SmallDatabase(folder.alerts_db, VERSIONS, readonly=True)) as database:
            for problem in owner_problems(AlertStore(database)):
                yield worded(problem, WORDS)
