"""Mail servers and hooks that refuse, drip, drop and lie: what fails is told and tried again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from archive.paths import DataFolder
from archive.sources import network
from archive.sources.problems import in_english
from archive.store.writer import Store
from tests.archive.support.builders import article
from tests.archive.support.raw_server import RawServer, raw_server
from tests.web.support.alerts import Desk, MailServer
from web import Settings
from web.alerts import delivery
from web.alerts.problems import WORDS


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(delivery, "_SECONDS", 1)
    folder, mail = DataFolder(tmp_path / "home"), MailServer()
    mail.start()
    settings = Settings(home=folder.home, mail_server=mail.address, mail_from="desk@example.org")
    with Store.open(folder.archive_db) as store:
        desk = Desk(folder, store, mail, settings=settings)
        desk.add(article("first", title="أول", body="نص أول عن السوق"))
        yield desk
    mail.stop()


@pytest.fixture
def server() -> Iterator[RawServer]:
    with raw_server() as one:
        yield one


def arrive(desk: Desk) -> None:
    desk.add(article("a1", title="الميناء", body="افتتح الوزير الميناء الجديد"))


def told(desk: Desk, name: str = "n") -> str:
    """What is wrong with the last delivery."""
    with desk.alerts() as alerts:
        problem = alerts.deliveries(alerts.get(name))[0].problem
    return in_english(problem, WORDS) if problem else ""


@contextmanager
def smtp(*lines: bytes, after: bytes = b"") -> Iterator[str]:
    """A mail server that says these lines, one an answer, and then goes away."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    for line in lines:
                        connection.sendall(line)
                        connection.recv(1 << 16)
                    connection.sendall(after)

    threading.Thread(target=talk, daemon=True).start()
    yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (b"HTTP/1.1 200 OK\r\n\r\n",),
        (b"220 hi\r\n", b"421 too busy\r\n"),
        (b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"452 no room\r\n"),
        (b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"),
        (
            b"220 hi\r\n",
            b"250 ok\r\n",
            b"250 ok\r\n",
            b"250 ok\r\n",
            b"354 go on\r\n",
            b"554 \xff\xd8 spam\r\n",
        ),
        (b"\xff\xfe" * 5000 + b"\r\n",),
        (b"220 " + b"x" * 100_000 + b"\r\n",),
    ],
)
def test_a_mail_server_that_fails_is_told_and_asked_again(desk: Desk, lines: tuple[bytes, ...]) -> None:
    """Under the same name, at each step of the talk."""
    desk.follow("الميناء")
    arrive(desk)
    sound = desk.settings
    with smtp(*lines) as address:
        desk.settings = Settings(home=desk.folder.home, mail_server=address, mail_from="desk@example.org")
        assert desk.round().failed == 1
    assert told(desk)
    with desk.alerts() as alerts:
        (waiting,) = alerts.deliveries(alerts.get("n"))
    desk.settings = sound
    assert desk.round(3600).sent == 1
    assert [message["Sijill-Delivery"] for message in desk.mail.messages] == [waiting.id]


def test_one_reader_whom_the_server_refuses_holds_up_no_other(desk: Desk) -> None:
    refused = "gone@example.org"
    desk.follow("الميناء", name="one", channel=f"mail:{refused}")
    desk.follow("الميناء", name="two", channel="mail:قارئ@example.org")
    desk.follow("الميناء", name="three")
    desk.mail.refused = refused
    arrive(desk)
    round_ = desk.round()
    assert (round_.sent, round_.failed) == (2, 1)
    readers = {"قارئ@example.org", "reader@example.org"}
    assert {str(message["To"]) for message in desk.mail.messages} == readers
    assert "550" in told(desk, "one")
    assert told(desk, "two") == ""


@pytest.mark.parametrize("status", ["410 Gone", "404 x", "302 Found", "500 x", "301 Moved"])
def test_a_hook_that_is_gone_is_told_and_called_again(desk: Desk, server: RawServer, status: str) -> None:
    """Redirects of a hook are not followed: they could lead anywhere with what is new."""
    address = server.body("/hook", b"", f"Location: {server.base}/elsewhere", status=status)
    desk.follow("الميناء", channel=f"webhook:{address}", private=True)
    arrive(desk)
    assert desk.round().failed == 1
    assert status[:3] in told(desk)
    assert server.asked("/elsewhere") == []
    server.body("/hook", b"thanks", status="202 Accepted")
    assert desk.round(3600).sent == 1


def test_a_hook_that_answers_too_slowly_or_too_much_is_told(
    desk: Desk, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = network.FetchLimits(sent_bytes=10_000, seconds=1, silence_seconds=1)
    monkeypatch.setattr(network, "FetchLimits", lambda: limits)

    def drip(connection: socket.socket, _: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.sendall(b"a")
            time.sleep(0.05)

    server.routes["/slow"] = drip
    server.body("/much", b"x" * 100_000)
    desk.follow("الميناء", name="slow", channel=f"webhook:{server.base}/slow", private=True)
    desk.follow("الميناء", name="much", channel=f"webhook:{server.base}/much", private=True)
    desk.follow("الميناء", name="well")
    arrive(desk)
    round_ = desk.round()
    assert (round_.sent, round_.failed) == (1, 2)
    assert "takes longer" in told(desk, "slow")
    assert "is larger than" in told(desk, "much")


def test_a_fault_of_ours_with_one_alert_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.alerts import rounds

    whole = rounds.collect

    def collect(alerts: object, alert: object, moment: object) -> int:
        if alert.name == "bad":  # type: ignore[attr-defined]
            raise ValueError("unforeseen")
        return whole(alerts, alert, moment)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "collect", collect)
    desk.follow("الميناء", name="bad")
    desk.follow("الميناء", name="good")
    arrive(desk)
    assert desk.round().sent == 1
    problem = desk.alert("bad").problem
    assert problem is not None
    assert "ValueError: unforeseen" in in_english(problem, WORDS)
    monkeypatch.setattr(rounds, "collect", whole)
    assert desk.round(60).sent == 1
