"""Anchors: on which days a text can have been written whose relative date means given days.

«قبل أسبوعين» resolves against the day of writing. Asked the other way round, with the days that it must mean,
it says when the text was written. No rule of the grammar is turned around: each day of a window is tried as
the anchor, so that both directions agree.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from archive.extraction.dates import DateInterval, find_dates
from archive.extraction.dates.calendars import add_days
from archive.model.article import Precision

#: How long after an event a text may speak of it with a relative date: «في يناير الماضي», «قبل عام».
_REACH = 800
#: A text can be dated a day before what it calls today: papers date the next morning's print.
_BEFORE = 2
#: Days by which a date may miss what it means, by its precision: sharp (أمس) and rounded (قبل أسبوعين).
_SHARP = {Precision.DAY: 1, Precision.INTERVAL: 2, Precision.MONTH: 1, Precision.YEAR: 1}
_ROUNDED = {Precision.DAY: 4, Precision.INTERVAL: 4, Precision.MONTH: 15, Precision.YEAR: 183}

Days = tuple[date, date]


def slack(found: DateInterval) -> timedelta:
    """Return by how much a date may miss, on each side, what it means; zero for a sharp date in full."""
    if not found.relative:
        return timedelta(days=3 if found.fuzzy else 0)
    return timedelta(days=(_ROUNDED if found.fuzzy else _SHARP).get(found.precision, 0))


def read_whole(expression: str, anchor: date) -> DateInterval | None:
    """Return the date that an expression is, read on a day; None if it is none, or more than one."""
    found = list(find_dates(expression, anchor))
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=512)
def anchors_of(expression: str, first: date, last: date) -> Days | None:
    """Return the first and last day on which a relative date can mean a day from `first` to `last`.

    The dates' own slack is allowed for on both sides. None if it is no relative date, or never means them.
    """
    start = add_days(first, -_BEFORE)
    fitting: list[date] = []
    for step in range((last - first).days + _BEFORE + _REACH):
        day = add_days(start, step)
        found = read_whole(expression, day)
        if found is None or not found.relative:
            return None
        spare = slack(found)
        if found.start - spare <= last and found.end + spare >= first:
            fitting.append(day)
    return (fitting[0], fitting[-1]) if fitting else None
