"""The proxy of docs/deploy.md, as the page has it, before two processes that die, come back and break off."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.certificates import certificate
from tests.postgres.server import free_port
from tests.test_deploy import files

HOST = "archive.example.org"
#: One process answers, requests are written nowhere, and all that is written stands in one folder.
AROUND = """
daemon off;
master_process off;
pid {0}/pid;
error_log {0}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {0}/body;
    proxy_temp_path {0}/proxy;
    fastcgi_temp_path {0}/fastcgi;
    uwsgi_temp_path {0}/uwsgi;
    scgi_temp_path {0}/scgi;
    include {0}/sijill;
}}
"""

#: Ports of processes that have no index.
SILENT: set[int] = set()


class Process(BaseHTTPRequestHandler):
    """Answers as a process would: what it was sent, or an export that breaks off in the middle."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/broken":
            self.break_off()
            return
        if self.connection.getsockname()[1] in SILENT:
            self.send_error(503)
            return
        told = "".join(f"{name}: {value}\n" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.send_header("X-Port", str(self.connection.getsockname()[1]))
        self.end_headers()
        self.wfile.write(told)

    def break_off(self) -> None:
        """Begin an answer and end; who speaks HTTP/1.0 knows no pieces, and takes the end for its end."""
        in_pieces = self.request_version != "HTTP/1.0"
        self.send_response(200)
        if in_pieces:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nid,ti\r\n" if in_pieces else b"id,ti")
        self.close_connection = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@dataclass
class Proxy:
    """An nginx over the page's block, and the processes behind it by their ports."""

    folder: Path
    tls: int
    plain: int
    behind: tuple[int, int]
    authority: Path
    servers: dict[int, ThreadingHTTPServer] = field(default_factory=dict)

    def start(self, port: int) -> None:
        """Start the process of a port."""
        ThreadingHTTPServer.allow_reuse_address = True
        made = self.servers[port] = ThreadingHTTPServer(("127.0.0.1", port), Process)
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def end(self, port: int) -> None:
        """End the process of a port: nobody listens there any more."""
        gone = self.servers.pop(port)
        gone.shutdown()
        gone.server_close()

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Return status, headers and text of an answer over TLS; raises IncompleteRead for half of one."""
        context = ssl.create_default_context(cafile=str(self.authority))
        with socket.create_connection(("127.0.0.1", self.tls), timeout=10) as plain:
            connection = http.client.HTTPConnection(HOST)
            connection.sock = context.wrap_socket(plain, server_hostname=HOST)
            connection.request("POST" if body else "GET", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The block with ports and certificates of this test, all else as it stands."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs nginx")
    folder = tmp_path_factory.mktemp("nginx")
    held = certificate(folder / "tls", f"DNS:{HOST}")
    tls, plain, *behind = (free_port() for _ in range(4))
    made = Proxy(folder, tls, plain, (behind[0], behind[1]), held.authority)
    (block,) = files("nginx").values()
    for ours, theirs in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("127.0.0.1:8001", f"127.0.0.1:{behind[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{behind[1]}"),
        ("/etc/ssl/archive.pem", str(held.certificate)),
        ("/etc/ssl/archive.key", str(held.key)),
    ):
        assert block.count(ours) == 1
        block = block.replace(ours, theirs)
    (folder / "sijill").write_text(block)
    (folder / "nginx.conf").write_text(AROUND.format(folder))
    for port in behind:
        made.start(port)
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        until = time.monotonic() + 10
        while socket.socket().connect_ex(("127.0.0.1", tls)):
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < until
            time.sleep(0.02)
        yield made
    finally:
        process.terminate()
        process.wait(10)
        for port in tuple(made.servers):
            made.end(port)


def test_a_reader_is_who_the_proxy_says(proxy: Proxy) -> None:
    forged = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"}
    status, _, told = proxy.ask("/", headers=forged)
    assert status == 200
    assert f"Host: {HOST}\n" in told
    assert "X-Forwarded-For: 127.0.0.1\n" in told
    assert "X-Forwarded-Proto: https\n" in told
    assert "192.0.2.1" not in told


def test_one_reader_comes_to_one_process(proxy: Proxy) -> None:
    assert len({proxy.ask(f"/{number}")[1]["X-Port"] for number in range(5)}) == 1


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/help/../metrics", "/metrics?a"])
def test_figures_are_for_nobody_outside(proxy: Proxy, path: str) -> None:
    assert proxy.ask(path)[0] == 404


def test_long_lists_and_long_addresses_come_through(proxy: Proxy) -> None:
    from web.lists.entries import ROOM

    assert proxy.ask("/screen", b"x" * ROOM)[0] == 200
    assert proxy.ask(f"/compare?q={'%D8%AA' * 4_000}")[0] == 200


def test_half_an_export_is_told_from_a_whole_one(proxy: Proxy) -> None:
    with pytest.raises(http.client.IncompleteRead):
        proxy.ask("/broken")


def test_processes_are_restarted_one_after_the_other(proxy: Proxy) -> None:
    """Readers notice nothing; where both are down they are told, and not a moment longer."""
    one, other = proxy.behind
    for first, then in ((one, other), (other, one)):
        proxy.end(first)
        assert {proxy.ask("/")[1]["X-Port"] for _ in range(3)} == {str(then)}
        proxy.start(first)
    for port in (one, other):
        proxy.end(port)
    assert proxy.ask("/")[0] == 502
    for port in (one, other):
        proxy.start(port)
    assert proxy.ask("/")[0] == 200


def test_who_has_no_index_leaves_readers_to_who_has(proxy: Proxy) -> None:
    for port in proxy.behind:
        SILENT.add(port)
        assert {proxy.ask("/")[0] for _ in range(3)} == {200}
        SILENT.clear()
    SILENT.update(proxy.behind)
    assert proxy.ask("/")[0] == 503
    SILENT.clear()


def test_a_reader_without_tls_is_sent_to_it(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    connection.request("GET", "/search?q=%D8%AA", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/search?q=%D8%AA")
    connection.close()
