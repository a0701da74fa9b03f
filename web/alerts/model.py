"""An alert, what was new for it, and what is delivered at once, as they are kept and passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.sources.problems import Problem


@dataclass(frozen=True, slots=True)
class Alert:
    """A search that is followed."""

    number: int
    name: str
    search: str
    """The parameters of the search, as in an address: `q=…&platform=…`."""
    every: float
    """Seconds between deliveries; 0 for each time that something is new."""
    minute: int
    """The minute of the day, by the machine's clock, at which deliveries are due that are days apart."""
    channel: str
    """`mail:ADDRESS`, `atom`, or `webhook:ADDRESS`."""
    language: str
    private: bool
    """Whether a webhook in the owner's own network is called."""
    token: str
    """The secret of its receiver, which ends the alert."""
    secret: str
    """The key that a webhook's deliveries are signed with."""
    added_at: float
    paused: str
    """Why it is paused: `owner` or `reader`; empty while it is not."""
    cursor: int
    """The archive's last change that was looked at."""
    cursor_at: str
    checked_at: float | None
    next_at: float
    """From when on the next delivery is due."""
    total: int
    """How many articles match in all, when it was last looked."""
    problem: Problem | None
    """The trouble with it; None if there is none."""

    @property
    def kind(self) -> str:
        """Return the kind of its channel: `mail`, `atom` or `webhook`."""
        return self.channel.partition(":")[0]

    @property
    def target(self) -> str:
        """Return where it is delivered to; empty for a feed."""
        return self.channel.partition(":")[2]


@dataclass(frozen=True, slots=True)
class AlertHit:
    """One article that was new for an alert."""

    article: str
    sequence: int
    """The archive's sequence of its first addition."""
    at: float
    """When it was found."""
    record: dict[str, Any]
    """The record that is shown of it: see `web.alerts.matching`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hits of an alert that are delivered at once: one mail, or one request to a webhook."""

    number: int
    id: str
    """A name of its own, the same at each attempt."""
    alert: int
    at: float
    total: int
    sent_at: float | None
    attempts: int
    next_at: float
    problem: Problem | None
