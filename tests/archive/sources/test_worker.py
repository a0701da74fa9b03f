"""Polls of each kind of source: what comes, what is said where nothing comes, and what a kill leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from archive.errors import ArchiveError
from archive.paths import DataFolder
from archive.sources.followed import FollowedSource, SourceKind, name_of
from archive.sources.intervals import DAY, HOUR
from archive.sources.network import host_of
from archive.sources.problems import in_english
from archive.sources.worker import AlreadyAtWork, Machinery, Worker, at_work
from archive.store.writer import Store
from tests.archive.support.imap_server import imap_server
from tests.archive.support.news_server import START, Answer, NewsServer, StoppedClock, Story, news_server, rss


@dataclass
class Desk:
    """A data folder whose sources are followed, and a site."""

    folder: DataFolder
    store: Store
    server: NewsServer
    worker: Worker

    @property
    def clock(self) -> StoppedClock:
        return self.server.clock

    def follow(self, name: str, kind: SourceKind, address: str, **values: object) -> FollowedSource:
        source = FollowedSource(name, kind, address, private=True, **values)  # type: ignore[arg-type]
        return self.worker.registry.add(source, self.clock.now())

    def later(self, seconds: float) -> dict[str, int]:
        """Poll once, so much later."""
        self.clock.sleep(seconds)
        return dict(self.worker.poll_once())

    def reopen(self) -> None:
        self.worker.close()
        self.worker = Worker(self.folder, self.store, Machinery(self.clock, Random(1)))

    def state(self, name: str) -> FollowedSource:
        return self.worker.registry.get(name)

    def problem(self, name: str) -> str:
        """What is wrong with a source, in English."""
        found = self.state(name).problem
        return "" if found is None else in_english(found)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder, clock = DataFolder(tmp_path / "home"), StoppedClock()
    with news_server(clock) as server, Store.open(folder.archive_db) as store:
        desk = Desk(folder, store, server, Worker(folder, store, Machinery(clock, Random(1))))
        yield desk
        desk.worker.close()


def stories(desk: Desk, count: int, first: int = 1) -> list[Story]:
    """Stories with their pages."""
    found = [Story(number, START, desk.server.base) for number in range(first, first + count)]
    for story in found:
        desk.server.serve(story.path, story.page())
    return found


def test_a_feed_without_texts_is_read_by_its_pages(desk: Desk) -> None:
    """An entry that only names its page is no loss; neither is one beside it that holds its text."""
    one, two = stories(desk, 2)
    bare = one.item(full=False).replace(f"<description>{one.summary}</description>", "")
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss([bare, two.item(full=True)])))
    assert desk.later(0) == {"new": 2}
    assert one.paragraphs[1] in {a.url: a.body for a in desk.store.iterate()}[one.address]
    assert len(list((desk.folder.quarantine).glob("*"))) == 0
    assert desk.server.asked(two.path) == []


def test_an_unchanged_source_costs_one_small_answer(desk: Desk) -> None:
    items = [story.item(full=True) for story in stories(desk, 3)]
    desk.server.routes["/feed"] = lambda: Answer(rss(items), "application/rss+xml", has_etag=True)
    desk.follow("f", SourceKind.FEED, f"{desk.server.base}/feed")
    assert desk.later(0) == {"new": 3}
    assert desk.later(2 * HOUR) == {}
    assert [request.status for request in desk.server.asked("/feed")] == [200, 304]
    assert desk.worker.registry.polls()[0].status == "unchanged"


def test_a_summary_does_not_replace_a_page(desk: Desk) -> None:
    """The page that a sitemap named stays, whatever a feed says of it later."""
    (story,) = stories(desk, 1)
    desk.follow(
        "pages",
        SourceKind.LISTING,
        desk.server.serve("/", f'<a href="{story.path}">x</a>'),
        pattern="/article/*",
    )
    desk.later(0)
    desk.follow("feed", SourceKind.FEED, desk.server.serve("/feed", rss([story.item(full=False)])))
    assert desk.later(1) == {}
    assert story.paragraphs[2] in next(desk.store.iterate()).body


def test_one_page_under_many_addresses_is_one_article(desk: Desk) -> None:
    (story,) = stories(desk, 1)
    for number in range(5):
        desk.server.serve(f"{story.path}?session={number}", story.page())
    links = "".join(f'<a href="{story.path}?session={number}">x</a>' for number in range(5))
    desk.follow("l", SourceKind.LISTING, desk.server.serve("/", links), pattern="/article/*")
    assert desk.later(0) == {"new": 1}
    assert desk.store.count() == 1


def test_a_page_is_followed_through_its_changes(desk: Desk) -> None:
    (story,) = stories(desk, 1)
    desk.follow("p", SourceKind.PAGE, story.address)
    assert desk.later(0) == {"new": 1}
    assert desk.later(2 * HOUR) == {}
    desk.server.serve(story.path, story.page().replace("حديقة جديدة".encode(), "حديقة كبيرة".encode()))
    assert desk.later(2 * HOUR) == {"changed": 1}


def test_a_guid_that_is_given_again_to_another_article_overwrites_nothing(desk: Desk) -> None:
    one, two = stories(desk, 2)
    desk.server.serve("/feed", rss([one.item(full=True)]))
    desk.follow("f", SourceKind.FEED, f"{desk.server.base}/feed")
    desk.later(0)
    other = "<item><title>قمة</title><link>{}</link><guid>story-1</guid><description>{}</description></item>"
    text = "اجتمع الوزراء أمس لبحث ارتفاع حرارة البحار وأثرها في الصيد"
    desk.server.serve("/feed", rss([other.format(two.address, text)]))
    assert desk.later(2 * HOUR) == {"new": 1}
    assert desk.store.count() == 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"x", status=403), "does not let Sijill in"),
        (Answer(b"x", status=404), "nothing at this address"),
        (Answer(b"x", status=410), "gone for good"),
        (Answer(b"x", status=500), "answers 500"),
        (Answer(b"<html><body>welcome</body></html>"), "no feed at this address"),
        (Answer(b"\x00\x01", headers={"Content-Encoding": "strange"}), "packed as 'strange'"),
    ],
)
def test_what_goes_wrong_is_said_and_tried_again(desk: Desk, answer: Answer, words: str) -> None:
    """Less and less often, over restarts, and for ever; the first good answer makes all well."""
    desk.server.routes["/feed"] = lambda: answer
    desk.follow("f", SourceKind.FEED, f"{desk.server.base}/feed", every=HOUR)
    waits = []
    for _ in range(12):
        before = desk.state("f").next_at
        desk.clock.time = max(before, desk.clock.time)
        desk.worker.poll_once()
        desk.reopen()
        waits.append(desk.state("f").next_at - desk.clock.time)
    state = desk.state("f")
    assert words in desk.problem("f")
    assert state.failures == 12
    assert state.needs_notice(desk.clock.now())
    assert all(HOUR <= wait <= 7 * DAY for wait in waits)
    assert waits[-1] > 6 * DAY
    (story,) = stories(desk, 1)
    desk.server.serve("/feed", rss([story.item(full=True)]))
    assert desk.later(8 * DAY) == {"new": 1}
    assert (desk.state("f").failures, desk.state("f").problem) == (0, None)


def test_robots_that_cannot_be_fetched_mean_no(desk: Desk) -> None:
    desk.server.serve("/robots.txt", status=503)
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss([])))
    desk.later(0)
    assert "cannot be fetched, so nothing is asked: the server is out of service" in desk.problem("f")
    assert desk.server.asked("/feed") == []


def test_a_pause_that_robots_ask_for_is_kept(desk: Desk) -> None:
    desk.server.serve("/robots.txt", "User-agent: Sijill\nCrawl-delay: 40\n", kind="text/plain")
    found = stories(desk, 2)
    links = "".join(f'<a href="{story.path}">x</a>' for story in found)
    desk.follow("l", SourceKind.LISTING, desk.server.serve("/", links), pattern="/article/*")
    desk.later(0)
    times = [request.at for request in desk.server.requests if request.path.startswith("/article")]
    assert times[1] - times[0] >= 40


def test_courtesy_outlives_a_kill(desk: Desk) -> None:
    """The pause was written down before the request."""
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss([])))
    desk.later(0)
    at = desk.server.requests[-1].at
    desk.reopen()
    desk.worker.poll_once(["f"])
    assert desk.server.requests[-1].at - at >= 10


def test_what_was_not_yet_taken_in_counts_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the articles went in and before that was written down: taken again, still told as new."""
    items = [story.item(full=True) for story in stories(desk, 4)]
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss(items)))
    captures = desk.worker._captures
    with monkeypatch.context() as patch:
        patch.setattr(type(captures), "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.worker.poll_once()
    assert desk.store.count() == 4
    desk.reopen()
    assert desk.later(0) == {"new": 4}
    assert sum(poll.new for poll in desk.worker.registry.polls()) == 4
    assert desk.store.count() == 4


def test_a_file_that_nobody_was_told_of_goes(desk: Desk) -> None:
    """Killed between writing the web archive and deciding the poll: the poll is made again."""
    desk.worker._captures.write("f", b"half a poll", desk.clock.now())
    assert len(list(desk.folder.captures.rglob("*.warc.gz"))) == 1
    desk.reopen()
    assert list(desk.folder.captures.rglob("*.warc.gz")) == []


def test_a_folder_is_followed(desk: Desk, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.txt").write_text("العنوان: خبر أول\n\nنص الخبر الأول عن الميناء الجديد.", "utf-8")
    desk.follow("box", SourceKind.FOLDER, str(inbox))
    assert desk.later(0) == {"new": 1}
    fresh = inbox / "two.txt"
    fresh.write_text("العنوان: خبر ثان\n\nنص الخبر الثاني عن المطار القديم.", "utf-8")
    os.utime(fresh, (desk.clock.now() + 2 * HOUR,) * 2)  # still being written at the next poll
    assert desk.later(2 * HOUR) == {}
    assert desk.later(2 * HOUR) == {"new": 1}
    assert desk.later(2 * HOUR) == {}
    inbox.rename(tmp_path / "away")
    desk.later(2 * HOUR)
    assert "is it mounted?" in desk.problem("box")
    assert (tmp_path / "away" / "one.txt").exists()


def message(number: int) -> bytes:
    return (
        f"Message-ID: <m{number}@garden.example>\r\nFrom: desk@garden.example\r\nSubject: news {number}\r\n"
        "Date: Sun, 01 Feb 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"وصلت السفينة رقم {number} إلى الميناء محملة بالقمح.\r\n"
    ).encode()


def test_a_mailbox_is_followed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message comes once, is left unread, and is not fetched again when the server numbers anew."""
    with imap_server() as mail:
        mail.messages = {1: message(1), 5: message(5)}
        desk.follow("mail", SourceKind.MAILBOX, mail.address)
        desk.later(0)
        assert "SIJILL_IMAP_PASSWORD" in desk.problem("mail")
        monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "wrong")
        desk.later(3 * HOUR)
        assert "does not answer" in desk.problem("mail")
        monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "sesame")
        assert desk.later(DAY) == {"new": 2}
        assert desk.later(2 * HOUR) == {}
        mail.messages[6] = message(6)
        assert desk.later(2 * HOUR) == {"new": 1}
        mail.validity, mail.messages = 8, {1: message(5), 2: message(6), 3: message(7)}
        assert desk.later(2 * HOUR) == {"new": 1}
        assert mail.sent == [1, 5, 6, 3]
        assert any(command.startswith("EXAMINE") for command in mail.commands)
        assert not any(command.startswith(("SELECT", "STORE", "UID STORE")) for command in mail.commands)
    assert desk.store.count() == 4
    assert list(desk.folder.captures.rglob("*.eml")) == []


def test_one_process_at_a_time(desk: Desk) -> None:
    with at_work(desk.folder), pytest.raises(AlreadyAtWork, match="another process"), at_work(desk.folder):
        pass


def test_what_is_paused_or_removed_is_not_asked(desk: Desk) -> None:
    found = stories(desk, 1)
    desk.follow("f", SourceKind.FEED, desk.server.serve("/feed", rss([found[0].item(full=True)])))
    desk.worker.registry.pause("f", paused=True, now=desk.clock.now())
    assert desk.later(DAY) == {}
    assert desk.server.requests == []
    desk.worker.registry.pause("f", paused=False, now=desk.clock.now())
    assert desk.later(0) == {"new": 1}
    desk.worker.registry.remove("f")
    assert desk.later(DAY) == {}
    assert desk.store.count() == 1


def test_what_does_not_fit_is_refused(desk: Desk) -> None:
    source = desk.follow("f", SourceKind.FEED, "https://garden.example/feed")
    registry = desk.worker.registry
    for wrong, words in [
        (source, "already"),
        (replace(source, name="g"), "already, as f"),
        (replace(source, name="a/b", address="x"), "no name"),
        (replace(source, name="g", address="y", kind=SourceKind.LISTING), "pattern"),
        (replace(source, name="g", address="y", private=False, every=60.0), "too often"),
        (replace(source, name="g", address="y", private=False, delay=1.0), "too much"),
    ]:
        with pytest.raises(ArchiveError, match=words):
            registry.add(wrong, 0.0)
    with pytest.raises(ArchiveError, match="Followed are: f"):
        registry.get("h")


def test_names_are_made_of_addresses() -> None:
    assert name_of("https://www.garden.example/feed", ()) == "garden.example"
    assert name_of("https://garden.example/feed", ["garden.example"]) == "garden.example-2"
    assert name_of("/srv/news folder", ()) == "news-folder"
    assert host_of("https://Garden.example:443/x") == "garden.example"
