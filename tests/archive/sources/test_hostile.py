"""What hostile, broken and strange servers send: nothing ends the work, nothing is lost, all is told."""

from __future__ import annotations

import gzip
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import brotli
import pytest

from archive.paths import DataFolder
from archive.sources import local
from archive.sources.followed import FollowedSource, SourceKind
from archive.sources.intervals import DAY, HOUR, read_retry_after
from archive.sources.network import AddressRefused, Client, FetchFailed, FetchLimits
from archive.sources.poller import WebPoller
from archive.sources.worker import Machinery, Worker
from archive.store.writer import Store
from tests.archive.sources.test_worker import Desk, message
from tests.archive.support.imap_server import imap_server
from tests.archive.support.news_server import (
    START,
    StoppedClock,
    Story,
    news_server,
    rss,
    sitemap,
    sitemap_index,
)
from tests.archive.support.raw_server import RawServer, raw_server

LIMITS = FetchLimits(seconds=2, connect_seconds=2, silence_seconds=1)
FEED = SourceKind.FEED


@pytest.fixture
def server() -> Iterator[RawServer]:
    with raw_server() as one:
        yield one


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder, clock = DataFolder(tmp_path / "home"), StoppedClock()
    with news_server(clock) as site, Store.open(folder.archive_db) as store:
        desk = Desk(folder, store, site, Worker(folder, store, Machinery(clock, Random(1), LIMITS)))
        yield desk
        desk.worker.close()


def item(number: int, base: str, *, link: str = "", guid: str = "") -> str:
    """An entry with a text of its own."""
    text = f"وصلت السفينة رقم {number} إلى الميناء محملة بالقمح بعد رحلة من {number * 37} ميلاً"
    return (
        f"<item><title>خبر {number}</title><link>{link or f'{base}/a/{number}'}</link>"
        f"<guid>{guid or number}</guid><description>{text}</description></item>"
    )


def feed(server: RawServer, *numbers: int) -> bytes:
    return rss([item(number, server.base) for number in numbers])


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


_TWICE = gzip.compress(gzip.compress(b"\0" * 80_000_000, 1))
BROKEN = {
    "no HTTP": b"<rss></rss>",
    "nothing": b"",
    "another protocol": b"SSH-2.0-x\r\n",
    "strange status": b"HTTP/1.1 99999 x\r\n\r\n",
    "thousands of headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    "a huge header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    "a length below zero": head("Content-Length: -5") + b"abc",
    "two lengths": head("Content-Length: 3", "Content-Length: 4") + b"abcd",
    "endless 100": b"HTTP/1.1 100 Continue\r\n\r\n" * 300,
    "chunks without a number": head("Transfer-Encoding: chunked") + b"ZZ\r\nabc",
    "a chunk below zero": head("Transfer-Encoding: chunked") + b"-5\r\nabc\r\n",
    "a chunk that is cut": head("Transfer-Encoding: chunked") + b"5\r\nabc",
    "a body that is cut": head("Content-Length: 900") + b"<rss></rss>",
    "204": head("Content-Length: 0", status="204 No Content"),
    "206": head("Content-Length: 3", status="206 Part") + b"abc",
    "304 unasked": head(status="304 Not Modified"),
    "a brotli bomb": head("Content-Encoding: br") + brotli.compress(b"\0" * 80_000_000, quality=1),
    "a bomb in a bomb": head("Content-Encoding: gzip, gzip") + _TWICE,
    "too many entries": head("Connection: close") + rss(["<item><title>x</title></item>"] * 50_001),
    "entities": head() + b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel>&a;</channel></rss>',
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_fails_and_is_told(desk: Desk, server: RawServer, name: str) -> None:
    """And the next good one makes all well."""
    desk.follow("f", FEED, server.serve("/f", BROKEN[name]))
    assert desk.later(0) == {}
    assert desk.state("f").failures == 1
    assert desk.problem("f")
    server.body("/f", feed(server, 1))
    assert desk.later(DAY) == {"new": 1}


@pytest.mark.parametrize(
    "target", ["http://[::1", "//", "http://a..b/", "http://x:99999/", "javascript:x", "\x01"]
)
def test_a_redirect_to_nowhere_is_told(desk: Desk, server: RawServer, target: str) -> None:
    desk.follow(
        "f", FEED, server.serve("/f", head(f"Location: {target}", "Content-Length: 0", status="302 x"))
    )
    assert desk.later(0) == {}
    assert desk.problem("f")


def test_a_redirect_in_utf_8_is_followed(desk: Desk, server: RawServer) -> None:
    server.body("/%D8%AE%D8%A8%D8%B1", feed(server, 1))
    desk.follow("f", FEED, server.serve("/f", head("Location: /خبر", "Content-Length: 0", status="301 x")))
    assert desk.later(0) == {"new": 1}


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_letters_one_by_one_end_in_time(desk: Desk, server: RawServer, start: bytes) -> None:
    """Neither headers nor body may be dripped for ever, though the server is never silent."""

    def drip(connection: socket.socket, _: str) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"a")
            time.sleep(0.05)

    server.routes["/f"] = drip
    desk.follow("f", FEED, f"{server.base}/f")
    desk.later(0)
    assert "takes longer than 2 seconds" in desk.problem("f")


def test_an_etag_that_never_changes_hides_nothing_for_long(desk: Desk, server: RawServer) -> None:
    numbers = [1]

    def talk(connection: socket.socket, request: str) -> None:
        whole = feed(server, *numbers)
        answer = head('ETag: "always"', f"Content-Length: {len(whole)}") + whole
        connection.sendall(head(status="304 x") if "If-None-Match" in request else answer)

    server.routes["/f"] = talk
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 1}
    numbers.append(2)
    assert sum(desk.later(1.2 * HOUR).get("new", 0) for _ in range(24)) == 1


def test_an_etag_that_its_server_refuses_stops_nothing(desk: Desk, server: RawServer) -> None:
    numbers = [1]

    def talk(connection: socket.socket, request: str) -> None:
        whole = feed(server, *numbers)
        answer = head(f'ETag: "{"x" * 8000}"', f"Content-Length: {len(whole)}") + whole
        refusal = head("Content-Length: 0", status="400 x")
        connection.sendall(refusal if "If-None-Match" in request else answer)

    server.routes["/f"] = talk
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 1}
    numbers.append(2)
    assert sum(desk.later(3 * HOUR).get("new", 0) for _ in range(3)) == 1


@pytest.mark.parametrize("kind", ["", "image/png", "application/octet-stream", "text/html", "text/plain"])
def test_a_feed_under_a_wrong_name_is_read(desk: Desk, server: RawServer, kind: str) -> None:
    server.body("/f", feed(server, 1, 2), *([f"Content-Type: {kind}"] if kind else []))
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 2}


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "text/plain"])
def test_a_page_under_a_wrong_name_is_read(desk: Desk, server: RawServer, kind: str) -> None:
    story = Story(1, START, server.base)
    server.body(story.path, story.page(), *([f"Content-Type: {kind}"] if kind else []))
    desk.follow("p", SourceKind.PAGE, story.address)
    assert desk.later(0) == {"new": 1}
    assert story.title in {one.title for one in desk.store.iterate()}


def test_letters_that_are_no_ascii_in_the_status_line(desk: Desk, server: RawServer) -> None:
    server.serve(
        "/f", b"HTTP/1.1 200 \xd8\xae\xff\r\nX: \xd8\xae\r\nConnection: close\r\n\r\n" + feed(server, 1)
    )
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 1}


def test_cookies_are_neither_kept_nor_sent(desk: Desk, server: RawServer) -> None:
    server.serve("/f", head("Set-Cookie: a=b", "Location: /g", "Content-Length: 0", status="302 x"))
    server.body("/g", feed(server, 1), "Set-Cookie: c=d")
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 1}
    desk.later(2 * HOUR)
    assert not any("cookie" in request.lower() for request in server.requests)
    assert b"Set-Cookie" not in gzip.decompress(next(iter(desk.folder.captures.rglob("*.gz"))).read_bytes())


def test_an_entry_with_another_guid_and_session_each_time_is_one(desk: Desk, server: RawServer) -> None:
    """What is the same word for word, at the same path, is the same; nothing changes, nothing is added."""
    polls = 0

    def talk(connection: socket.socket, _: str) -> None:
        nonlocal polls
        polls += 1
        one = [
            item(n, server.base, link=f"{server.base}/a/{n}?s={polls}", guid=f"{polls}-{n}") for n in range(3)
        ]
        whole = rss(one)
        connection.sendall(head(f"Content-Length: {len(whole)}") + whole)

    server.routes["/f"] = talk
    desk.follow("f", FEED, f"{server.base}/f")
    came = [desk.later(1.2 * HOUR) for _ in range(4)]
    assert [one.get("new", 0) for one in came] == [3, 0, 0, 0]
    assert [one.get("changed", 0) for one in came] == [0, 0, 0, 0]
    assert desk.store.count() == 3


def test_the_same_words_at_other_paths_are_other_articles(desk: Desk, server: RawServer) -> None:
    """A bulletin that says the same each day is one article a day."""
    same = (
        "<item><title>نشرة</title><link>{}</link><description>نشرة الأخبار اليومية كاملة</description></item>"
    )
    server.body("/f", rss([same.format(f"{server.base}/day/{day}") for day in range(3)]))
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 3}


def test_a_sitemap_that_is_missing_costs_the_others_nothing(desk: Desk, server: RawServer) -> None:
    story = Story(1, START, server.base)
    server.body(story.path, story.page())
    server.body("/good", sitemap([story]))
    server.body("/i", sitemap_index([f"{server.base}/none", f"{server.base}/good"]))
    desk.follow("s", SourceKind.SITEMAP, f"{server.base}/i")
    assert desk.later(0) == {"new": 1}
    assert "1 sitemaps within it were not read" in desk.problem("s")
    server.body("/i", sitemap_index([f"{server.base}/none"]))
    desk.later(2 * HOUR)
    assert desk.state("s").failures == 1


def test_indexes_within_indexes_end(desk: Desk, server: RawServer) -> None:
    """Those that name themselves and each other are asked for once."""
    story = Story(1, START, server.base)
    server.body(story.path, story.page())
    server.body("/good.gz", gzip.compress(sitemap([story])))
    server.body("/a", sitemap_index([f"{server.base}/a", f"{server.base}/b"]))
    server.body("/b", sitemap_index([f"{server.base}/{name}" for name in ("a", "b", "good.gz")]))
    desk.follow("s", SourceKind.SITEMAP, f"{server.base}/a")
    assert desk.later(0) == {"new": 1}
    assert len(server.asked("/b")) == 1


def test_a_sitemap_in_plain_text(desk: Desk, server: RawServer) -> None:
    story = Story(1, START, server.base)
    server.body(story.path, story.page())
    server.body("/s.txt", f"\ufeff{story.address}\r\n".encode())
    desk.follow("s", SourceKind.SITEMAP, f"{server.base}/s.txt")
    assert desk.later(0) == {"new": 1}


def test_more_sitemaps_than_are_read_are_told(
    desk: Desk, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.sources.sitemaps.MOST_SITEMAPS", 2)
    for number in range(4):
        server.body(f"/{number}", sitemap([]))
    server.body("/i", sitemap_index([f"{server.base}/{number}" for number in range(4)]))
    desk.follow("s", SourceKind.SITEMAP, f"{server.base}/i")
    desk.later(0)
    assert "names more than 2 sitemaps" in desk.problem("s")


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /x\n# " + b"z" * 3_000_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 40 + b"*b$\n",
        b"\0" * 1000,
        b"<html>welcome</html>",
        b"User-agent: *\nCrawl-delay: nan\n",
        b"User-agent: *\nCrawl-delay: 1e400\n",
        b"User-agent: *\nCrawl-delay: -5\nRequest-rate: 1/0\n",
    ],
)
def test_strange_robots_stop_nothing(desk: Desk, server: RawServer, rules: bytes) -> None:
    server.body("/robots.txt", rules)
    server.body(f"/f?{'a' * 2000}", feed(server, 1))
    desk.follow("f", FEED, f"{server.base}/f?{'a' * 2000}")
    began = time.process_time()
    assert desk.later(0) == {"new": 1}
    assert time.process_time() - began < 20


@pytest.mark.parametrize("status", ["500 x", "503 x", "429 x"])
def test_robots_that_fail_mean_no_till_they_answer(desk: Desk, server: RawServer, status: str) -> None:
    server.body("/robots.txt", b"", status=status)
    server.body("/f", feed(server, 1))
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {}
    assert server.asked("/f") == []
    server.body("/robots.txt", b"", status="404 x")
    assert desk.later(DAY) == {"new": 1}


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f.1", "127.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0", "017700000001"],
)
def test_every_spelling_of_ones_own_machine_is_refused(server: RawServer, host: str) -> None:
    port = server.base.rpartition(":")[2]
    with pytest.raises(FetchFailed) as caught:
        Client(limits=LIMITS).get(f"http://{host}:{port}/f")
    assert isinstance(caught.value, AddressRefused) or "looked up" in str(caught.value)
    assert server.requests == []


def test_dates_that_are_none_cost_no_article(desk: Desk, server: RawServer) -> None:
    dates = [
        "Fri, 01 Jan 2190 00:00:00 GMT", "Fri, 99 Foo 9999 99:99:99 GMT", "0001-01-01", "-5", "9" * 30,
        "Fri, 31 Dec 9999 23:59:59 -2359", "٢٠٢٦",
    ]  # fmt: skip
    items = [
        item(n, server.base).replace("<guid>", f"<pubDate>{day}</pubDate><guid>")
        for n, day in enumerate(dates)
    ]
    server.body("/f", rss(items))
    desk.follow("f", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": len(dates)}


@pytest.mark.parametrize(
    "text",
    [
        "1e400",
        "nan",
        "-5",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Mon, 99 Foo",
        "Wed, 21 Oct 2015 07:28:00 +9999999",
        "\0",
    ],
)
def test_a_wait_that_is_none_is_none(text: str) -> None:
    assert read_retry_after(text, 1.7e9) == 0.0


def test_a_fault_of_ours_in_one_answer_stops_no_other(
    desk: Desk, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = WebPoller.look

    def look(self: WebPoller, source: object) -> object:
        if source.name == "bad":  # type: ignore[attr-defined]
            raise RecursionError("too deep")
        return whole(self, source)  # type: ignore[arg-type]

    monkeypatch.setattr(WebPoller, "look", look)
    server.body("/f", feed(server, 1))
    desk.follow("bad", FEED, f"{server.base}/bad")
    desk.follow("good", FEED, f"{server.base}/f")
    assert desk.later(0) == {"new": 1}
    assert "RecursionError: too deep" in desk.problem("bad")
    assert desk.state("bad").failures == 1


@pytest.mark.skipif(os.name != "posix", reason="names and pipes as POSIX has them")
def test_a_folder_of_strange_files(desk: Desk, tmp_path: Path) -> None:
    """A pipe, a loop, a link to nowhere and a name that is no text; what is left out is told."""
    box = tmp_path / "box"
    box.mkdir()
    (box / "a.txt").write_text("العنوان: خبر\n\nنص الخبر عن الميناء الجديد.", "utf-8")
    os.mkfifo(box / "pipe.txt")
    (box / "loop").symlink_to(box)
    Path(os.fsdecode(os.fsencode(box) + b"/b\xff.txt")).write_text("العنوان: خبر\n\nنص آخر.", "utf-8")
    desk.follow("box", SourceKind.FOLDER, str(box))
    assert desk.later(0) == {"new": 1}
    assert "rename it" in desk.problem("box")


def test_a_mailbox_of_broken_messages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is taken or in the quarantine, none stops the next; one that is too large is told."""
    monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "sesame")
    monkeypatch.setattr(local, "LARGEST_MESSAGE", 100_000)
    start = b"Message-ID: <%d@x>\r\nSubject: =?utf-8?q?=FF=FE?=\r\n"
    broken = [
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=x\r\n\r\n",
        b"Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfe\x00",
        b"",
        b'Content-Type: multipart/alternative; boundary=""\r\n\r\n----\r\n',
        b"Content-Type: message/rfc822\r\n\r\n" * 200,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 15_000,
        b"\r\n" + b"x" * 200_000,
    ]
    with imap_server() as mail:
        mail.messages = {number + 1: start % number + data for number, data in enumerate(broken)}
        mail.messages[90] = message(90)
        desk.follow("m", SourceKind.MAILBOX, mail.address)
        came = desk.later(0)
        assert came.get("new", 0) >= 1
        assert "1 messages are larger than 100,000 bytes" in desk.problem("m")
        assert desk.state("m").failures == 0
        assert desk.later(2 * HOUR) == {}


def test_a_mailbox_that_is_full_keeps_nobody_waiting(
    desk: Desk, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poll takes some of its messages, then the others have their turn; all come in."""
    monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "sesame")
    monkeypatch.setattr(local, "MOST_MESSAGES", 2)
    with imap_server() as mail:
        mail.messages = {number: message(number) for number in range(1, 6)}
        desk.follow("a", SourceKind.MAILBOX, mail.address)
        desk.follow("f", FEED, server.body("/f", feed(server, 1)))
        assert desk.later(0) == {"new": 6}
    asked = [poll.source for poll in reversed(desk.worker.registry.polls()) if poll.status != "message"]
    assert asked == ["a", "f", "a", "a"]


def test_a_mailbox_in_ones_own_network_is_not_connected_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "sesame")
    with imap_server() as mail:
        source = FollowedSource("m", SourceKind.MAILBOX, mail.address)
        desk.worker.registry.add(source, desk.clock.now())
        desk.later(0)
        assert "private address" in desk.problem("m")
        assert mail.commands == []


@pytest.mark.parametrize("said", [b"\xff\xff\r\n", b"* OK hi\r\n* BYE\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_what_is_no_mailbox_is_told(
    desk: Desk, server: RawServer, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setenv("SIJILL_IMAP_PASSWORD", "sesame")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        import threading

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        desk.follow("m", SourceKind.MAILBOX, f"imap://a@127.0.0.1:{listener.getsockname()[1]}/INBOX")
        desk.later(0)
    assert "does not answer" in desk.problem("m")
