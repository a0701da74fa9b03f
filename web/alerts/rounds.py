"""One round of the alerts: look what is new for each, make what is due, send what waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask.ctx import RequestContext

from archive.dedup.published import Copies
from archive.errors import ArchiveError
from archive.paths import DataFolder
from archive.sources.problems import Problem
from archive.store.writer import Store
from index.engine import open_engine
from index.errors import IndexingError
from index.generations.folder import Generations
from web.alerts.alert_store import AlertStore
from web.alerts.damage import mend
from web.alerts.delivery import deliver, gather, made_at, send_mail, send_webhook
from web.alerts.mail import mail_of
from web.alerts.matching import Moment, collect
from web.alerts.model import Alert, Delivery
from web.alerts.problems import NotDelivered, problem_of
from web.alerts.view import AlertEntry, entries_of, payload_of
from web.settings import Settings

#: The address of links where no other is set: one's own machine, where the server listens by default.
LOCAL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Round:
    """The counts of a round: new hits, deliveries made, sent and failed."""

    new: int = 0
    made: int = 0
    sent: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()
    """The damage found in the alerts; told once a process."""


class Rounds:
    """The rounds of one data folder. `make_app` makes the application that renders mails, when one is due."""

    def __init__(
        self,
        folder: DataFolder,
        settings: Settings,
        make_app: Callable[[Settings], Flask],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._make_app = make_app
        self._clock = clock
        self._app: Flask | None = None
        self._is_mended = False

    def run(self) -> Round:
        """Look, make and send; what fails is kept for the next round. Nothing where nothing is followed."""
        if not self._folder.alerts_db.exists():
            return Round()
        alerts = AlertStore.open(self._folder)
        try:
            problems = self._mend(alerts)
            new = self._collect(alerts)
            made = gather(alerts, self._clock())
            with Store.open_reader(self._folder.archive) as store:
                senders = {
                    "mail": lambda alert, delivery: self._mail(alerts, store, alert, delivery),
                    "webhook": lambda alert, delivery: self._webhook(alerts, store, alert, delivery),
                }
                sent, failed = deliver(alerts, senders, self._clock)
            return Round(new, made, sent, failed, problems)
        finally:
            alerts.close()

    def _mend(self, alerts: AlertStore) -> tuple[Problem, ...]:
        """Mend what is damaged, once: it takes a reading of all rows."""
        if self._is_mended:
            return ()
        with Store.open_reader(self._folder.archive) as store:
            problems = tuple(mend(alerts, store))
        self._is_mended = True
        return problems

    def _collect(self, alerts: AlertStore) -> int:
        """Note what is new for every alert, paused ones too: what came meanwhile is there when they go on."""
        followed = alerts.all()
        if not followed:
            return 0
        try:
            # Read before the engine looks: what it answers from holds at least this.
            until = Generations(self._folder.index).manifest().sequence
            engine = open_engine(self._folder.index)
        except (IndexingError, ArchiveError):
            return 0
        try:
            with Store.open_reader(self._folder.archive) as store:
                moment = Moment(engine, store, until, self._clock())
                return sum(_looked_at(alerts, alert, moment) for alert in followed)
        finally:
            engine.close()

    def _entries(
        self, alerts: AlertStore, store: Store, alert: Alert, delivery: Delivery, *, folded: bool
    ) -> list[AlertEntry]:
        copies = Copies(self._folder.copies) if folded else None
        return entries_of(alert, alerts.hits(alert, delivery=delivery), store, copies)

    def _mail(self, alerts: AlertStore, store: Store, alert: Alert, delivery: Delivery) -> None:
        if not self._settings.mail_from:
            raise NotDelivered(Problem("no_sender"))
        with self._speaking():
            entries = self._entries(alerts, store, alert, delivery, folded=True)
            message = mail_of(alert, delivery, entries, self._settings.mail_from)
        send_mail(self._settings.mail_server, message)

    def _webhook(self, alerts: AlertStore, store: Store, alert: Alert, delivery: Delivery) -> None:
        with self._speaking():
            entries = self._entries(alerts, store, alert, delivery, folded=False)
            payload = payload_of(alert, delivery.id, made_at(delivery), entries, delivery.total)
        send_webhook(alert, delivery, payload)

    def _speaking(self) -> RequestContext:
        """Return the context in which links have the address that readers use."""
        if self._app is None:
            self._app = self._make_app(self._settings)
        return self._app.test_request_context(base_url=self._settings.public_url or LOCAL)


def _looked_at(alerts: AlertStore, alert: Alert, moment: Moment) -> int:
    """Note what is new for an alert; what nobody foresaw is noted with it, and the others are looked at."""
    try:
        return collect(alerts, alert, moment)
    except ArchiveError:
        raise
    except Exception as error:
        alerts.note(alert, (), {"problem": problem_of(error).text(), "checked_at": moment.now})
        return 0
