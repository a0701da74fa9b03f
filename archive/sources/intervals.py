"""Times of polling: a source is asked at its interval, with jitter, and less often while it fails.

It is never given up.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from random import Random

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
#: The longest that a source is left alone, however often it failed.
LONGEST = 7 * DAY
#: The share of an interval by which it is shortened or lengthened.
JITTER = 0.1
#: From how long a source has failed its owner is told.
NOTICE = 3 * DAY
#: Tries of a page before what its feed says of it is taken instead, and before it is left.
TRIES_BEFORE_ENTRY, TRIES = 3, 10

_UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_NAMES = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}


def read_interval(text: str) -> float | None:
    """Return the seconds of `30m`, `2h`, `1d`, `hour`, `day` …; None for anything else."""
    given = text.strip().lower()
    if given in _NAMES:
        return _NAMES[given]
    found = re.fullmatch(r"([0-9]{1,6})\s?([smhdw])", given)
    return float(found[1]) * _UNITS[found[2]] if found and int(found[1]) else None


def interval_words(seconds: float) -> str:
    """Return an interval as `read_interval` reads it, in its largest whole unit."""
    for unit in ("w", "d", "h", "m"):
        if seconds >= _UNITS[unit] and seconds % _UNITS[unit] == 0:
            return f"{seconds / _UNITS[unit]:.0f}{unit}"
    return f"{seconds:.0f}s"


def after_success(every: float, random: Random) -> float:
    """Return the seconds until the next poll."""
    return every * random.uniform(1 - JITTER, 1 + JITTER)


def after_failure(every: float, failures: int, random: Random, at_least: float = 0.0) -> float:
    """Return the seconds until the next poll after so many failures in a row, from 1.

    Twice as long each time, up to a week; not before `at_least`, which the server asked for.
    """
    wait = min(every * 2.0 ** min(failures, 30), max(LONGEST, every))
    return max(wait * random.uniform(1 - JITTER, 1), min(at_least, LONGEST))


def read_retry_after(text: str, now: float) -> float:
    """Return the seconds that a Retry-After header asks for, by a number or a date; 0 for anything else."""
    given = text.strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - now)
    except (ValueError, TypeError):
        return 0.0
