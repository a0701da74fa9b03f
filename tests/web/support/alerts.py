"""A desk whose searches are followed: archive, index, mail server and hook, with a clock of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.writer.rebuild import Plan
from index.writer.update import update
from web import Settings, create_app
from web.alerts.alert_store import AlertStore
from web.alerts.matching import read_search
from web.alerts.model import Alert
from web.alerts.rounds import Round, Rounds


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class MailServer:
    """Keeps what it is sent; `refusing` is what it answers instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = ""
        self.refused = ""
        """A receiver whom it does not know."""
        self._is_stopped = False
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802
        if self.refusing:
            return self.refusing
        if address == self.refused:
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 ok"

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        if not self._is_stopped:
            self._is_stopped = True
            self._controller.stop()


def part(message: EmailMessage, kind: str) -> str:
    """Return the text of a message's part, `plain` or `html`."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@dataclass
class Desk:
    """What the tests hold."""

    folder: DataFolder
    store: Store
    mail: MailServer
    now: float = 1_769_904_000.0
    settings: Settings = field(default_factory=Settings)

    def add(self, *articles: Article, index: bool = True) -> None:
        """Take articles in, and index them."""
        self.store.add_all(articles)
        if index:
            update(self.folder, Plan(1))

    def follow(self, search: str, **values: Any) -> Alert:
        """Follow a search from now on."""
        sequence = self.store.sequence
        row = {
            "name": "n", "search": read_search(search), "every": 0.0, "minute": 420, "language": "ar",
            "channel": "mail:reader@example.org", "private": False, "added_at": self.now, "next_at": self.now,
            "cursor": sequence, "cursor_at": self.store.time_of(sequence), **values,
        }  # fmt: skip
        with self.alerts() as alerts:
            return alerts.add(row)

    @contextmanager
    def alerts(self) -> Iterator[AlertStore]:
        store = AlertStore.open(self.folder)
        try:
            yield store
        finally:
            store.close()

    def alert(self, name: str = "n") -> Alert:
        with self.alerts() as alerts:
            return alerts.get(name)

    def round(self, later: float = 0.0) -> Round:
        """Look and deliver, so many seconds later."""
        self.now += later
        return Rounds(self.folder, self.settings, create_app, lambda: self.now).run()

    def hits(self, name: str = "n") -> list[str]:
        """The ids of all that was ever new."""
        with self.alerts() as alerts:
            return [hit.article for hit in alerts.hits(alerts.get(name))]


@contextmanager
def hook(status: int = 200) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A webhook on 127.0.0.1: its address, and what it was sent."""
    posts: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((dict(self.headers), body))
            self.send_response(status if len(posts) == 1 else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", posts
    finally:
        server.shutdown()
        server.server_close()
