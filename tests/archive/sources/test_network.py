"""Requests lead where they may, and no further; what a server sends is bounded."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from archive.sources import network
from archive.sources.network import AddressRefused, Client, FetchFailed, FetchLimits, is_public, require_web
from tests.archive.support.news_server import Answer, NewsServer, news_server


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with news_server() as one:
        yield one


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::7", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_private_addresses(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_public_addresses(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hosts", "ftp://news.example/x", "gopher://news.example", "news.example", "http://", ""],
)
def test_only_the_web(address: str) -> None:
    with pytest.raises(AddressRefused):
        require_web(address)


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(AddressRefused, match="password"):
        require_web("https://reader:secret@news.example/feed")


def test_ones_own_machine_is_asked_only_where_it_may_be(server: NewsServer) -> None:
    address = server.serve("/page", "good morning")
    with pytest.raises(AddressRefused, match="private address"):
        Client().get(address)
    assert server.requests == []
    assert Client(allow_private=True).get(address).body == b"good morning"


def test_a_redirect_inwards_is_refused(server: NewsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address may be asked, the second not, and nobody connects to it."""
    monkeypatch.setattr(network, "is_public", lambda ip: ip == "127.0.0.1")
    with news_server(host="127.0.0.2") as inside:
        secret = inside.serve("/secret", "the keys")
        address = server.serve("/story", status=302, headers={"Location": secret})
        with pytest.raises(AddressRefused, match="private address"):
            Client().get(address)
        assert [request.path for request in server.requests] == ["/story"]
        assert inside.requests == []


def test_a_redirect_to_a_file_is_refused(server: NewsServer) -> None:
    address = server.serve("/story", status=302, headers={"Location": "file:///etc/hosts"})
    with pytest.raises(AddressRefused, match="no address of the web"):
        Client(allow_private=True).get(address)


def test_a_name_that_answers_otherwise_the_second_time_leads_nowhere(
    server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is checked, private when it is connected to. There is but one look-up."""
    looked_up: list[str] = []
    connected: list[Any] = []
    port = int(server.host.rpartition(":")[2])

    def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        ip = "93.184.215.14" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        connected.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchFailed, match="cannot be reached"):
        Client().get(f"http://news.example:{port}/feed")
    assert connected == [("93.184.215.14", port)]
    assert server.requests == []


def test_redirects_are_followed_and_end(server: NewsServer) -> None:
    here = server.serve("/there", "found")
    first = server.serve("/first", status=301, headers={"Location": "/second#top"})
    server.serve("/second", status=308, headers={"Location": here})
    loop = server.serve("/loop", status=302, headers={"Location": "/loop"})
    answer = Client(allow_private=True).get(first)
    assert (answer.address, answer.body, answer.is_moved) == (here, b"found", True)
    assert not Client(allow_private=True).get(here).is_moved
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        Client(allow_private=True).get(loop)
    assert len(server.asked("/loop")) == 6


@pytest.mark.parametrize("packed", [True, False])
def test_an_endless_answer_is_not_read_to_its_end(server: NewsServer, packed: bool) -> None:
    """A bomb unpacks to much more than it is; a large answer is large as it is sent."""
    body = gzip.compress(b"\0" * 5_000_000) if packed else b"x" * 300_000
    headers = {"Content-Encoding": "gzip" if packed else "identity"}
    server.routes["/bomb"] = lambda: Answer(body, headers=headers)
    client = Client(allow_private=True, limits=FetchLimits(sent_bytes=200_000, unpacked_bytes=1_000_000))
    with pytest.raises(FetchFailed, match=r"more than 1,000,000 bytes|larger than 200,000 bytes"):
        _ = client.get(f"{server.base}/bomb").body


def test_what_does_not_unpack_is_told(server: NewsServer) -> None:
    server.routes["/broken"] = lambda: Answer(b"?", headers={"Content-Encoding": "strange"})
    with pytest.raises(FetchFailed, match="packed as 'strange'"):
        _ = Client(allow_private=True).get(f"{server.base}/broken").body


def test_silence_and_dripping_end() -> None:
    """A server that says nothing, and one that never comes to an end, are given up in time."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def drip() -> None:
        connection, _ = listener.accept()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        with suppress(OSError):
            while not stop.wait(0.05):
                connection.sendall(b"x")

    stop = threading.Event()
    threading.Thread(target=drip, daemon=True).start()
    limits = FetchLimits(seconds=0.4, silence_seconds=0.4)
    with pytest.raises(FetchFailed, match="longer than"):
        Client(allow_private=True, limits=limits).get(f"http://127.0.0.1:{port}/")
    stop.set()
    limits = FetchLimits(seconds=30, silence_seconds=0.4)
    with pytest.raises(FetchFailed, match="does not answer"):
        Client(allow_private=True, limits=limits).get(f"http://127.0.0.1:{port}/")
    listener.close()
