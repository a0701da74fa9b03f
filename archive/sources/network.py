"""Requests over HTTP that lead nowhere else: every address is checked where it is connected to.

A name is looked up once, its addresses are judged, and the connection goes to the very address that was
judged, so that a name which answers otherwise the next time (DNS rebinding) leads nowhere. Redirects are
followed one by one, each as a request of its own. Bytes and time are bounded, packed and unpacked.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urljoin, urlsplit

from archive.readers.containers.http_body import UndecodableBody, body_of
from archive.sources.problems import Troubled

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_UNPACKED_BYTES = 60_000_000
#: What a name's IPv6 address may hide: an IPv4 address behind a translator (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchFailed(Troubled):
    """A request that brought nothing, with the reason in words."""


class AddressRefused(FetchFailed):
    """An address that is not fetched: private, or not one of the web."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one request."""

    sent_bytes: int = 20_000_000
    """The most bytes read of an answer, as it is sent."""
    unpacked_bytes: int = _UNPACKED_BYTES
    """The most bytes it may unpack to."""
    seconds: float = 120.0
    connect_seconds: float = 15.0
    silence_seconds: float = 30.0
    """The longest that a server may say nothing."""
    hops: int = 5


@dataclass(frozen=True)
class Fetched:
    """An answer: where it came from, its headers, and its bytes as they were sent, chunks joined."""

    address: str
    """The address that answered, after redirects."""
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    sent: bytes
    is_moved: bool = False
    """Whether every redirect on the way was a permanent one."""
    most: int = _UNPACKED_BYTES

    def header(self, name: str) -> str:
        """Return the value of a header; empty if it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @cached_property
    def body(self) -> bytes:
        """The bytes unpacked; FetchFailed for those that do not unpack, or to too much."""
        try:
            stream = io.BytesIO(self.sent)
            data = body_of(stream, encoding=self.header("Content-Encoding"), chunked=False, most=self.most)
        except UndecodableBody as error:
            raise FetchFailed("not_unpacked", why=str(error)) from error
        if len(data) > self.most:
            raise FetchFailed("unpacks_large", bytes=self.most)
        return data


def host_of(address: str) -> str:
    """Return the host of an address with its port where it is none of the usual, in lower case."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    name = (parts.hostname or "").lower()
    return name if parts.port in (None, usual) else f"{name}:{parts.port}"


def require_web(address: str) -> None:
    """Raise AddressRefused unless this is an http or https address without a password in it."""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise AddressRefused("not_web", address=address)
    if parts.username or parts.password:
        raise AddressRefused("password_in_address")


def is_public(ip: str) -> bool:
    """Tell whether an IP address is of the open internet: not private, loopback, link-local or reserved."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is None and address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return address.is_global and not address.is_multicast


def looked_up(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the IP addresses of a host that may be connected to; AddressRefused if there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("no_lookup", host=host, why=str(error)) from error
    ips = list(dict.fromkeys(str(row[4][0]) for row in found))
    allowed = [ip for ip in ips if allow_private or is_public(ip)]
    if not allowed:
        raise AddressRefused("private", host=host, ips=", ".join(ips))
    return allowed


def connect(host: str, port: int, timeout: float | None, *, allow_private: bool) -> socket.socket:
    """Connect to the first address of a host that may be connected to; AddressRefused if there is none."""
    last: OSError | None = None
    for ip in looked_up(host, port, allow_private=allow_private):
        try:
            return socket.create_connection((ip, port), timeout)
        except OSError as error:
            last = error
    raise FetchFailed("unreachable", host=host, why=str(last)) from last


class Client:
    """Fetches with GET, and posts to hooks. Nothing is kept open between requests."""

    def __init__(self, *, allow_private: bool = False, limits: FetchLimits | None = None) -> None:
        self._limits = limits or FetchLimits()
        self._pools = _pool_classes(self._opened, allow_private=allow_private)
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def get(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        *,
        before: Callable[[str], None] = lambda _: None,
    ) -> Fetched:
        """Fetch an address, following redirects; FetchFailed in words where nothing comes.

        `before` is called with each address ahead of its request: it may wait, or raise to stop.
        """
        here, moved = address, True
        for hop in range(self._limits.hops + 1):
            require_web(here)
            before(here)
            answer = self._ask("GET", here, headers or {})
            target = answer.header("Location")
            if answer.status not in REDIRECTS or not target:
                return Fetched(
                    here, answer.status, answer.reason, answer.headers, answer.sent,
                    bool(hop) and moved, self._limits.unpacked_bytes,
                )  # fmt: skip
            moved = moved and answer.status in PERMANENT
            here = _redirected(here, target)
        raise FetchFailed("redirects", address=address, count=self._limits.hops)

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Fetched:
        """Post bytes to an address; redirects are not followed. FetchFailed in words."""
        require_web(address)
        return self._ask("POST", address, headers, body)

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Fetched:
        import urllib3

        timeout = urllib3.Timeout(self._limits.connect_seconds, self._limits.silence_seconds)
        given = {"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate, br", **headers}
        manager = urllib3.PoolManager(num_pools=1, timeout=timeout, retries=False)
        manager.pool_classes_by_scheme = self._pools
        self._is_cut = False
        # A server that sends its headers letter by letter is never silent.
        alarm = threading.Timer(self._limits.seconds, self._cut)
        alarm.daemon = True
        alarm.start()
        try:
            answer = manager.request(
                method, address, body=body, headers=given, redirect=False, preload_content=False,
                decode_content=False,
            )  # fmt: skip
            try:
                sent = self._read(answer)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if self._is_cut:
                raise self._too_slow() from error
            raise FetchFailed("no_answer", address=address, why=_words(error)) from error
        finally:
            alarm.cancel()
            manager.clear()
            self._let_go()
        if self._is_cut:
            raise self._too_slow()
        pairs = tuple((str(key), str(value)) for key, value in answer.headers.iteritems())
        reason = str(answer.reason or "").encode("ascii", "replace").decode()
        return Fetched(address, answer.status, reason, pairs, sent)

    def _too_slow(self) -> FetchFailed:
        return FetchFailed("too_slow", seconds=round(self._limits.seconds))

    def _opened(self, connection: socket.socket) -> None:
        """Note a connection of this request: a second handle, which outlives that TLS takes the first."""
        self._sockets.append(connection.dup())

    def _cut(self) -> None:
        """End every connection of this request, from the alarm's thread."""
        self._is_cut = True
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        while self._sockets:
            self._sockets.pop().close()

    def _read(self, answer: Any) -> bytes:
        """Read an answer within the bounds of bytes and time."""
        until = time.monotonic() + self._limits.seconds
        pieces: list[bytes] = []
        size = 0
        while piece := answer.read1(1 << 16, decode_content=False):
            size += len(piece)
            if size > self._limits.sent_bytes:
                raise FetchFailed("too_large", bytes=self._limits.sent_bytes)
            if time.monotonic() > until:
                raise self._too_slow()
            pieces.append(piece)
        return b"".join(pieces)


def user_agent() -> str:
    """Return the name under which Sijill asks."""
    try:
        return f"Sijill/{version('sijill')}"
    except PackageNotFoundError:
        return "Sijill"


def _redirected(here: str, target: str) -> str:
    """Return the address that a Location header names; FetchFailed where it is none.

    Headers come as Latin-1, and servers write addresses in UTF-8.
    """
    with suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(here, target).partition("#")[0]
    except ValueError as error:
        raise FetchFailed("bad_redirect", address=here, target=target) from error


def _words(error: Exception) -> str:
    """Return what an error of urllib3 says, without the objects that it names."""
    return str(error).rpartition(">: ")[2] or type(error).__name__


def _pool_classes(opened: Callable[[socket.socket], None], *, allow_private: bool) -> dict[str, Any]:
    """Return urllib3's pools by scheme, with connections that go only to addresses that were checked."""
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _checked(self, opened, allow_private=allow_private)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _checked(self, opened, allow_private=allow_private)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _checked(
    connection: Any, opened: Callable[[socket.socket], None], *, allow_private: bool
) -> socket.socket:
    timeout = connection.timeout if isinstance(connection.timeout, int | float) else None
    found = connect(connection.host.strip("[]"), connection.port, timeout, allow_private=allow_private)
    opened(found)
    return found
