"""A crash before or after each single write, from the request to the mail: nothing is lost or doubled.

The kills of `tests.web.alerts.kills` come at random moments; these come at every one that matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archive.paths import DataFolder
from archive.small_database import SmallDatabase
from archive.sources import captures
from archive.sources.followed import FollowedSource, SourceKind
from archive.sources.worker import Machinery, Worker
from archive.store.writer import Store
from index.writer.rebuild import Plan
from index.writer.update import update
from tests.archive.support.news_server import START, Answer, NewsServer, Story, news_server, rss
from tests.web.support.alerts import Desk, MailServer, part
from web import Settings
from web.alerts import rounds


class Crash(BaseException):
    """The process is gone."""


class Fuse:
    """Crashes at one of the writes, before or after it."""

    def __init__(self) -> None:
        self.count = 0
        self.at = 0

    def light(self, at: int) -> None:
        """Crash at this one of the next points; every write is two of them."""
        self.count, self.at = 0, at

    def burn(self) -> None:
        self.count += 1
        if self.count == self.at:
            self.at = 0
            raise Crash

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.burn()
            result = function(*given, **named)
            self.burn()
            return result

        return called


@pytest.fixture
def fuse(monkeypatch: pytest.MonkeyPatch) -> Fuse:
    """A fuse at every commit of the small databases and of the archive, at every file, and at the mail."""
    fuse = Fuse()
    commit = SmallDatabase.transaction

    @contextmanager
    def transaction(self: SmallDatabase) -> Iterator[Any]:
        fuse.burn()
        with commit(self) as connection:
            yield connection
        fuse.burn()

    monkeypatch.setattr(SmallDatabase, "transaction", transaction)
    monkeypatch.setattr(Store, "add_all", fuse.around(Store.add_all))
    monkeypatch.setattr(captures, "write_atomically", fuse.around(captures.write_atomically))
    monkeypatch.setattr(rounds, "send_mail", fuse.around(rounds.send_mail))
    return fuse


class Day:
    """A site that is followed by its feed, with whole texts and without, and a search that is followed."""

    def __init__(self, folder: DataFolder, store: Store, server: NewsServer, mail: MailServer) -> None:
        self.server = server
        self.stories: list[Story] = []
        settings = Settings(home=folder.home, mail_server=mail.address, mail_from="desk@example.org")
        self.desk = Desk(folder, store, mail, settings=settings)
        server.routes["/feed"] = lambda: Answer(rss([story.item(full=True) for story in self.stories[::2]]))
        server.routes["/pages"] = lambda: Answer(
            rss([story.item(full=False) for story in self.stories[1::2]])
        )

    def publish(self) -> None:
        story = Story(len(self.stories) + 1, START, self.server.base)
        self.server.serve(story.path, story.page())
        self.stories.append(story)

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A worker as a new process would make it."""
        worker = Worker(self.desk.folder, self.desk.store, Machinery(self.server.clock, Random(1)))
        try:
            yield worker
        finally:
            worker.close()

    def go_on(self) -> None:
        """A round of `sijill work` in a new process."""
        self.server.clock.sleep(7200)
        with self.worker() as worker:
            worker.poll_once()
        update(self.desk.folder, Plan(1))
        self.desk.round(7200)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    folder, mail = DataFolder(tmp_path / "home"), MailServer()
    mail.start()
    with news_server() as server, Store.open(folder.archive_db) as store:
        day = Day(folder, store, server, mail)
        with day.worker() as worker:
            for name in ("feed", "pages"):
                kind, address = SourceKind.FEED, f"{server.base}/{name}"
                source = FollowedSource(
                    name, kind, address, private=True, delay=0.0, full_text=name == "pages"
                )
                worker.registry.add(source, server.clock.now())
        day.publish()
        day.publish()
        day.go_on()
        day.desk.follow("حديقة")
        yield day
    mail.stop()


def test_a_crash_at_any_write_loses_and_doubles_nothing(day: Day, fuse: Fuse) -> None:
    """Each point of a round has its crash, after which a new process goes on; some crash again first."""
    fuse.light(0)
    day.publish()
    day.publish()
    day.go_on()
    points, crashes = fuse.count, 0
    for at in range(1, points + 1):
        day.publish()
        day.publish()
        for again in (at, at // 2) if at % 5 == 0 else (at,):
            fuse.light(again)
            with suppress(Crash):
                day.go_on()
            crashes += fuse.at == 0
        fuse.light(0)
        day.go_on()
    assert points >= 40
    assert crashes >= points
    expected = {story.address for story in day.stories}
    held = [article.url for article in day.desk.store.iterate()]
    assert len(held) == len(expected)
    assert set(held) == expected
    with day.worker() as worker:
        polls = worker.registry.polls(limit=10_000)
    assert sum(poll.new for poll in polls) == len(expected)
    assert {request.status for request in day.server.requests} <= {200, 304, 404}
    _judge_what_was_told(day)


def _judge_what_was_told(day: Day) -> None:
    """Each article after the first two is a hit once, and told by one delivery; mails may repeat."""
    ids = [article.id for article in day.desk.store.iterate()]
    assert sorted(day.desk.hits()) == sorted(ids[2:])
    mails = {str(message["Sijill-Delivery"]): message for message in day.desk.mail.messages}
    assert len(mails) < len(day.desk.mail.messages)  # one was sent before the crash, and again after it
    told = [
        id_
        for message in mails.values()
        for id_ in set(re.findall(r"/articles/([\w.-]+)\?", part(message, "plain")))
    ]
    assert sorted(told) == sorted(ids[2:])
