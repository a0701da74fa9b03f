"""The clock of polling, so that tests can live through a month in seconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; less than a second's part where `seconds` is not positive."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))


def stamp(at: float) -> str:
    """Return a time as ISO 8601 in UTC, to the second: `2026-02-01T07:00:00Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
