"""Web addresses as terms: an article is found by its address in any spelling, or by its host."""

from __future__ import annotations

from collections.abc import Iterator

from archive.model.identity import web_address

#: Terms of hosts begin with it; no address does.
HOST_SIGN = "//"


def address_terms(url: str) -> Iterator[str]:
    """Yield the terms of an article's address: the address itself, and its host with each domain above it."""
    address = web_address(url)
    if address is None:
        yield url.strip()
        return
    yield address
    labels = _host(address).split(".")
    for at in range(max(len(labels) - 1, 1)):
        yield HOST_SIGN + ".".join(labels[at:])


def host_or_address(text: str) -> str:
    """Return the term that a typed address asks for: a host's where it has no path, else the address's."""
    address = web_address(text)
    if address is None:
        return text.strip()
    return HOST_SIGN + _host(address) if _is_host(address) else address


def _host(address: str) -> str:
    return address.partition("/")[0].partition("?")[0].partition(":")[0]


def _is_host(address: str) -> bool:
    return not any(sign in address for sign in "/?")
