"""A server on 127.0.0.1 that answers with any bytes, however wrong they are."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Writes an answer to a connection; told the path, and the whole request.
Talk = Callable[[socket.socket, str], None]


class RawServer:
    """Each connection is one request; `routes` by path say what is written. Others are a plain 404."""

    def __init__(self) -> None:
        self.routes: dict[str, Talk] = {}
        self.requests: list[str] = []
        self._is_closed = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def serve(self, path: str, *pieces: bytes) -> str:
        """Answer a path with these bytes; return its whole address."""

        def talk(connection: socket.socket, _: str) -> None:
            for piece in pieces:
                connection.sendall(piece)

        self.routes[path] = talk
        return f"{self.base}{path}"

    def body(self, path: str, body: bytes, *headers: str, status: str = "200 OK") -> str:
        """Answer a path with a whole body and further headers; return its whole address."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        return self.serve(path, "\r\n".join(lines).encode("utf-8"), body)

    def asked(self, path: str) -> list[str]:
        """Return the requests for a path."""
        return [one for one in self.requests if one.split(" ")[1] == path]

    def close(self) -> None:
        self._is_closed = True
        self._listener.close()

    def _accept(self) -> None:
        while not self._is_closed:
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(1 << 16) or b"\r\n\r\n"
            request = data.decode("latin-1")
            path = [*request.split(" "), ""][1]
            self.requests.append(request)
            missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            talk = self.routes.get(path, lambda to, _: to.sendall(missing))
            talk(connection, request)


@contextmanager
def raw_server() -> Iterator[RawServer]:
    """A server for one test."""
    server = RawServer()
    try:
        yield server
    finally:
        server.close()
