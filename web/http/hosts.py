"""The names that the server answers for: a request for another `Host` is refused, its name never shown."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from web.library import library
from web.settings import Settings

#: One's own machine; always answered for.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
#: Addresses to listen at that are no name to be asked by.
EVERYWHERE = ("", "0.0.0.0", "::", "[::]")  # noqa: S104 compared with, never bound

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]\s]+)(?::[0-9]{1,5})?")


class UnknownHost(BadRequest):
    """The request names a host that the owner of the server did not."""


def site_address() -> str:
    """Return the address of the site as readers know it, without a slash at its end."""
    return (library().settings.public_url or request.url_root).rstrip("/")


def known_hosts(settings: Settings) -> frozenset[str]:
    """Return the names that are answered for: one's own machine, `hosts`, and the host of `public_url`."""
    public = urlsplit(settings.public_url).hostname or ""
    named = (*LOOPBACK, *settings.hosts, public)
    return frozenset(bracketed(name).lower() for name in named if name)


def bracketed(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def is_known(header: str, hosts: frozenset[str]) -> bool:
    """Tell whether a `Host` header names one of the hosts; `.example.org` means all names below it."""
    match = _HOST.fullmatch(header.lower())
    if match is None:
        return False
    name = match.group(1)
    return name in hosts or any(host.startswith(".") and name.endswith(host) for host in hosts)


def register(app: Flask, settings: Settings) -> None:
    """Refuse requests for other hosts before anything else looks at them."""
    hosts = known_hosts(settings)

    def check() -> None:
        header = request.environ.get("HTTP_HOST")
        if header is not None and not is_known(header, hosts):
            raise UnknownHost

    app.before_request(check)
