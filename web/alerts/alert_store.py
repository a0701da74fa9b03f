"""The database of alerts, `alerts.db`: the alerts, the hits that are new for each, and their deliveries.

Hits and the cursor that moved past them are written in one transaction, and so are a delivery and the hits
that it holds: a kill leaves either both or neither. Times are seconds since 1970, UTC, but for `cursor_at`,
which is the archive's own time of the change that the cursor stands at.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from archive.errors import ArchiveError, DamagedArchive
from archive.paths import DataFolder
from archive.row_seals import SEAL, Sealed, is_sound
from archive.small_database import SmallDatabase
from archive.sources.problems import Problem, read_problem
from web.alerts.model import Alert, AlertHit, Delivery

VERSIONS: tuple[str | Sealed, ...] = (
    """
CREATE TABLE alerts (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    every REAL NOT NULL,
    minute INTEGER NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    private INTEGER NOT NULL,
    token TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL,
    added_at REAL NOT NULL,
    paused TEXT NOT NULL DEFAULT '',
    cursor INTEGER NOT NULL,
    cursor_at TEXT NOT NULL,
    checked_at REAL,
    next_at REAL NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE hits (
    alert INTEGER NOT NULL,
    article TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at REAL NOT NULL,
    record TEXT NOT NULL,
    delivery INTEGER,
    PRIMARY KEY (alert, article)
);
CREATE INDEX hits_sequence ON hits (alert, sequence);
CREATE INDEX hits_delivery ON hits (delivery);
CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    alert INTEGER NOT NULL,
    at REAL NOT NULL,
    total INTEGER NOT NULL,
    sent_at REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_waiting ON deliveries (sent_at, next_at)
""",
    Sealed(("alerts", "hits", "deliveries")),
)
#: Why an alert is paused.
BY_OWNER, BY_READER = "owner", "reader"


class AlertStore:
    """The alerts of one data folder."""

    def __init__(self, database: SmallDatabase) -> None:
        self.database = database

    @classmethod
    def open(cls, folder: DataFolder) -> AlertStore:
        """Open for writing; made where there is none."""
        return cls(SmallDatabase(folder.alerts_db, VERSIONS))

    @classmethod
    def open_reader(cls, folder: DataFolder) -> AlertStore | None:
        """Open to read; None where nothing is followed."""
        if not folder.alerts_db.exists():
            return None
        return cls(SmallDatabase(folder.alerts_db, VERSIONS, readonly=True))

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def add(self, values: Mapping[str, Any]) -> Alert:
        """Follow a search: the fields of `Alert` that its owner chose, and where it begins."""
        if not re.fullmatch(r"[\w.-]{1,64}", str(values["name"])):
            remedy = "Letters, digits, dots and dashes, at most 64: --name NAME"
            raise ArchiveError(f"{values['name']!r} is no name for an alert", remedy=remedy)
        if self.database.row("SELECT 1 FROM alerts WHERE name = ?", (values["name"],)):
            raise ArchiveError(f"an alert is called {values['name']} already", remedy="Name it: --name OTHER")
        row = {"token": secrets.token_urlsafe(18), "secret": secrets.token_hex(32), **values}
        names, places = ", ".join(row), ", ".join("?" * len(row))
        self.database.write(f"INSERT INTO alerts ({names}) VALUES ({places})", tuple(row.values()))  # noqa: S608
        return self.get(str(values["name"]))

    def all(self) -> list[Alert]:
        """Return all alerts, in the order in which they were added; those whose rows are damaged apart."""
        rows = self.database.rows("SELECT * FROM alerts ORDER BY number")
        return [_alert(row) for row in rows if is_sound("alerts", row)]

    def get(self, name: str) -> Alert:
        """Return the alert of this name; ArchiveError if there is none."""
        row = self.database.row("SELECT * FROM alerts WHERE name = ?", (name,))
        if row is None:
            known = ", ".join(alert.name for alert in self.all()) or "none"
            raise ArchiveError(f"no alert is called {name}", remedy=f"There are: {known}")
        if not is_sound("alerts", row):
            remedy = f"sijill alert remove {name}, then add it again"
            raise DamagedArchive(f"what is kept of the alert {name} is damaged", remedy=remedy)
        return _alert(row)

    def by_token(self, token: str) -> Alert | None:
        """Return the alert that this token ends; None if there is none."""
        row = self.database.row("SELECT * FROM alerts WHERE token = ?", (token,))
        return None if row is None or not is_sound("alerts", row) else _alert(row)

    def pause(self, name: str, why: str) -> None:
        """Pause an alert (`BY_OWNER`, `BY_READER`), or go on with it (empty); what is new is still noted."""
        self.get(name)
        self.database.write("UPDATE alerts SET paused = ? WHERE name = ?", (why, name))

    def remove(self, name: str) -> None:
        """Follow a search no more, and forget what was new for it."""
        row = self.database.row("SELECT number FROM alerts WHERE name = ?", (name,))
        number = self.get(name).number if row is None else int(row[0])
        with self.database.transaction() as connection:
            for table in ("hits", "deliveries"):
                connection.execute(f"DELETE FROM {table} WHERE alert = ?", (number,))  # noqa: S608
            connection.execute("DELETE FROM alerts WHERE number = ?", (number,))

    def note(self, alert: Alert, hits: Sequence[AlertHit], values: Mapping[str, object]) -> int:
        """Write new hits and the state after them in one transaction; return how many were not known."""
        changes = ", ".join(f"{name} = ?" for name in values)
        with self.database.transaction() as connection:
            added = connection.executemany(
                "INSERT OR IGNORE INTO hits (alert, article, sequence, at, record) VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        alert.number,
                        hit.article,
                        hit.sequence,
                        hit.at,
                        json.dumps(hit.record, ensure_ascii=False),
                    )
                    for hit in hits
                ],
            ).rowcount
            statement = f"UPDATE alerts SET {changes} WHERE number = ?"  # noqa: S608 - names of ours
            connection.execute(statement, (*values.values(), alert.number))
        return max(0, added)

    def gather(self, alert: Alert, id_: str, now: float, next_at: float) -> bool:
        """Make a delivery of all that is undelivered; False if that is nothing. Sets the next time."""
        with self.database.transaction() as connection:
            mine = "alert = ? AND delivery IS NULL"
            counted = f"SELECT count(*) FROM hits WHERE {mine}"  # noqa: S608
            (total,) = connection.execute(counted, (alert.number,)).fetchone()
            if total:
                number = connection.execute(
                    "INSERT INTO deliveries (id, alert, at, total, next_at) VALUES (?, ?, ?, ?, ?)",
                    (id_, alert.number, now, total, now),
                ).lastrowid
                connection.execute(f"UPDATE hits SET delivery = ? WHERE {mine}", (number, alert.number))  # noqa: S608
            connection.execute("UPDATE alerts SET next_at = ? WHERE number = ?", (next_at, alert.number))
        return bool(total)

    def waiting(self, now: float) -> list[tuple[Alert, Delivery]]:
        """Return the deliveries that are due, of alerts that are not paused, oldest first."""
        rows = self.database.rows(
            "SELECT deliveries.* FROM deliveries JOIN alerts ON alerts.number = deliveries.alert"
            " WHERE sent_at IS NULL AND deliveries.next_at <= ? AND alerts.paused = ''"
            " ORDER BY deliveries.number",
            (now,),
        )
        alerts = {alert.number: alert for alert in self.all()}
        return [(alerts[row["alert"]], _delivery(row)) for row in rows if row["alert"] in alerts]

    def sent(self, delivery: Delivery, now: float) -> None:
        """Note that a delivery was taken."""
        statement = (
            "UPDATE deliveries SET sent_at = ?, attempts = attempts + 1, problem = '' WHERE number = ?"
        )
        self.database.write(statement, (now, delivery.number))

    def failed(self, delivery: Delivery, problem: Problem, next_at: float) -> None:
        """Note that a delivery was not taken, and when it is tried again."""
        statement = "UPDATE deliveries SET problem = ?, next_at = ?, attempts = attempts + 1 WHERE number = ?"
        self.database.write(statement, (problem.text(), next_at, delivery.number))

    def delivery(self, id_: str) -> Delivery | None:
        """Return the delivery of this name; None if there is none."""
        row = self.database.row("SELECT * FROM deliveries WHERE id = ?", (id_,))
        return None if row is None or not is_sound("deliveries", row) else _delivery(row)

    def deliveries(self, alert: Alert, limit: int = 20) -> list[Delivery]:
        """Return the last deliveries of an alert, the newest first."""
        query = "SELECT * FROM deliveries WHERE alert = ? ORDER BY number DESC LIMIT ?"
        rows = self.database.rows(query, (alert.number, limit))
        return [_delivery(row) for row in rows if is_sound("deliveries", row)]

    def hits(
        self, alert: Alert, *, delivery: Delivery | None = None, offset: int = 0, limit: int = -1
    ) -> list[AlertHit]:
        """Return what was new, of one delivery or of all, last added first."""
        of, values = ("AND delivery = ?", [delivery.number]) if delivery else ("", [])
        query = f"SELECT * FROM hits WHERE alert = ? {of} ORDER BY sequence DESC LIMIT ? OFFSET ?"  # noqa: S608
        rows = self.database.rows(query, [alert.number, *values, limit, offset])
        return [
            AlertHit(row["article"], row["sequence"], row["at"], json.loads(row["record"]))
            for row in rows
            if is_sound("hits", row)
        ]

    def count(self, alert: Alert, *, since: float = 0.0, undelivered: bool = False) -> int:
        """Count what was new since a time, or of it what was not delivered."""
        more = " AND delivery IS NULL" if undelivered else ""
        query = f"SELECT count(*) FROM hits WHERE alert = ? AND at >= ?{more}"  # noqa: S608
        row = self.database.row(query, (alert.number, since))
        return int(row[0]) if row else 0


def _alert(row: sqlite3.Row) -> Alert:
    told = {"private": bool(row["private"]), "problem": read_problem(row["problem"])}
    return Alert(**{**_values(row), **told})


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(**{**_values(row), "problem": read_problem(row["problem"])})


def _values(row: sqlite3.Row) -> dict[str, Any]:
    return {name: value for name, value in dict(row).items() if name != SEAL}
