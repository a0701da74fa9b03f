"""An IMAP server on 127.0.0.1 with one mailbox: what following a mailbox asks for (RFC 3501), and no more."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ImapServer(socketserver.ThreadingTCPServer):
    """Answers for a mailbox whose messages are `messages`, by their UIDs."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: dict[int, bytes] = {}
        self.validity = 7
        self.sent: list[int] = []
        """The UIDs whose whole messages were sent."""
        self.commands: list[str] = []

    @property
    def address(self) -> str:
        return f"imap://reader@127.0.0.1:{self.server_address[1]}/INBOX"


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A server for one test."""
    with ImapServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


class _Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say(b"* OK ready")
        for raw in self.rfile:
            tag, _, command = raw.decode().strip().partition(" ")
            self.server.commands.append(command)
            if not self._answered(tag, command):
                return

    def _answered(self, tag: str, command: str) -> bool:
        verb = command.upper()
        done = "OK done"
        if verb.startswith("CAPABILITY"):
            self._say(b"* CAPABILITY IMAP4rev1")
        elif verb.startswith("LOGIN"):
            done = "OK in" if "sesame" in command else "NO [AUTHENTICATIONFAILED] wrong password"
        elif verb.startswith("EXAMINE"):
            self._say(f"* {len(self.server.messages)} EXISTS".encode())
            self._say(f"* OK [UIDVALIDITY {self.server.validity}] valid".encode())
            done = "OK [READ-ONLY] done"
        elif verb.startswith("UID SEARCH"):
            first = int(re.findall(r"UID (\d+):\*", command)[0])
            uids = sorted(self.server.messages)
            found = [uid for uid in uids if uid >= first] or uids[-1:]  # n:* always names the last one
            self._say(f"* SEARCH {' '.join(map(str, found))}".encode())
        elif verb.startswith("UID FETCH"):
            self._fetch(int(re.findall(r"UID FETCH (\d+)", command)[0]), verb)
        elif verb.startswith("LOGOUT"):
            self._say(b"* BYE")
        self._say(f"{tag} {done}".encode())
        return not verb.startswith("LOGOUT")

    def _fetch(self, uid: int, verb: str) -> None:
        data = self.server.messages.get(uid)
        if data is None:
            return
        if "BODY.PEEK[]" in verb:
            self.server.sent.append(uid)
            self._literal(uid, f"UID {uid} BODY[]", data)
        else:
            head = b"".join(
                line for line in data.splitlines(True)[:8] if line.lower().startswith(b"message-id")
            )
            size = f"UID {uid} RFC822.SIZE {len(data)} BODY[HEADER.FIELDS (MESSAGE-ID)]"
            self._literal(uid, size, head + b"\r\n")

    def _literal(self, uid: int, what: str, data: bytes) -> None:
        number = sorted(self.server.messages).index(uid) + 1
        self._say(f"* {number} FETCH ({what} {{{len(data)}}}".encode())
        self.wfile.write(data)
        self._say(b")")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
