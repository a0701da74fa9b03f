"""Courtesy: one request at a time to a host, with a pause after it, and as its robots.txt allows.

The pause is written down before the request, so that no kill and no restart shortens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from archive.small_database import SmallDatabase
from archive.sources.clock import Clock
from archive.sources.intervals import DAY, LONGEST
from archive.sources.network import AddressRefused, Client, FetchFailed, host_of
from archive.sources.problems import Problem, read_problem, status_problem

#: The name that robots.txt files know Sijill by.
AGENT = "Sijill"
#: How long what a robots.txt said holds, in seconds.
ROBOTS_SECONDS = DAY
#: The longest pause that a robots.txt may ask for, in seconds.
LONGEST_PAUSE = 300.0
_LONGEST_ROBOTS = 500_000
#: What stands for a robots.txt that could not be fetched: nothing may be asked until it can.
_UNREACHABLE = "User-agent: *\nDisallow: /\n# "


class NotAllowed(FetchFailed):
    """The site's robots.txt does not let this address be fetched."""


class Frontier:
    """Tells when which host may be asked, and for what."""

    def __init__(self, database: SmallDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def free_at(self, host: str) -> float:
        """Return from when on a host may be asked again; 0 if at once."""
        row = self._database.row("SELECT next_at FROM hosts WHERE host = ?", (host,))
        return float(row["next_at"]) if row else 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, at least."""
        until = self._clock.now() + min(seconds, LONGEST)
        self._database.write(
            "INSERT INTO hosts (host, next_at) VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET next_at = max(next_at, excluded.next_at)",
            (host, until),
        )

    def wait_for(self, host: str, delay: float) -> None:
        """Wait until a host may be asked, and keep its next pause for this request."""
        while (wait := self.free_at(host) - self._clock.now()) > 0:
            self._clock.sleep(wait)
        self.hold(host, delay)

    def ask(self, client: Client, address: str, headers: dict[str, str], delay: float) -> Any:
        """Fetch an address with courtesy; NotAllowed, or FetchFailed in words. Returns a `Fetched`."""
        asked: set[str] = set()

        def before(here: str) -> None:
            pause = self._require_allowed(client, here, delay)
            host = host_of(here)
            self.wait_for(host, pause)
            asked.add(host)

        try:
            return client.get(address, headers, before=before)
        finally:
            for host in asked:  # from the end of the request on
                self.hold(host, delay)

    def _require_allowed(self, client: Client, address: str, delay: float) -> float:
        """Return the pause that the host's robots.txt asks for; NotAllowed for what it forbids."""
        text = self._robots(client, address, delay)
        rules = _rules(text)
        if not rules.can_fetch(address, AGENT):
            if text.startswith(_UNREACHABLE):
                why = read_problem(text.removeprefix(_UNREACHABLE)) or ""
                raise FetchFailed("robots_unreachable", host=host_of(address), why=why)
            raise NotAllowed("robots_forbid", host=host_of(address), address=address)
        return max(delay, min(float(rules.crawl_delay(AGENT) or 0.0), LONGEST_PAUSE))

    def _robots(self, client: Client, address: str, delay: float) -> str:
        host, now = host_of(address), self._clock.now()
        row = self._database.row("SELECT robots, robots_at FROM hosts WHERE host = ?", (host,))
        if row is not None and row["robots_at"] is not None and now - row["robots_at"] < ROBOTS_SECONDS:
            return str(row["robots"])
        old = str(row["robots"]) if row is not None and row["robots"] is not None else ""
        text, lasts = self._fetch_robots(client, address, delay, old)
        self._database.write(
            "INSERT INTO hosts (host, next_at, robots, robots_at) VALUES (?, 0, ?, ?) ON CONFLICT (host)"
            " DO UPDATE SET robots = excluded.robots, robots_at = excluded.robots_at",
            (host, text, self._clock.now() - ROBOTS_SECONDS + lasts),
        )
        return text

    def _fetch_robots(self, client: Client, address: str, delay: float, old: str) -> tuple[str, float]:
        """Return the text of a host's robots.txt, and for how long it holds (RFC 9309)."""
        parts = urlsplit(address)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        before = self._waiting(delay)
        try:
            answer = client.get(place, before=before)
            body = answer.body[:_LONGEST_ROBOTS] if answer.status == 200 else b""
        except AddressRefused:
            raise  # what the owner may allow is not remembered
        except FetchFailed as error:
            return old or _closed(error.problem), ROBOTS_SECONDS / 24
        finally:
            self.hold(host_of(address), delay)
        if answer.status >= 500 or answer.status == 429:
            return old or _closed(status_problem(answer.status, answer.reason)), ROBOTS_SECONDS / 24
        return re.sub(r"\0", "", body.decode("utf-8", "replace")), ROBOTS_SECONDS

    def _waiting(self, delay: float) -> Callable[[str], None]:
        return lambda here: self.wait_for(host_of(here), delay)


@lru_cache(16)
def _rules(text: str) -> Any:
    """Return the rules of a robots.txt; a large one takes a second to read."""
    from protego import Protego

    return Protego.parse(text)


def _closed(why: Problem) -> str:
    """Return what stands for a robots.txt that could not be fetched, with the reason in its comment."""
    return f"{_UNREACHABLE}{why.text()}"
