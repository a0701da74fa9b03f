"""The day or month that a web address names: `/2016/02/07/`, `?date=2016-02-07`, `/2016/feb/07/`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from archive.extraction.dates.calendars import add_days, unit_span
from archive.model.article import DateSource, Precision, Published

#: Before this there were no pages on the web that an address could date.
FIRST_PAGES: Final = date(1994, 1, 1)
_ADDRESS_DAY: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/._-]?)(1[0-2]|0?[1-9])\2(3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|(?<!\d)(3[01]|[12]\d|0?[1-9])([/._-])(1[0-2]|0?[1-9])\6((?:19|20)\d\d)(?!\d)"
    r"|[/_=-]((?:19|20)\d\d)(0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])(?=\d*[/_.-])"
)
#: A month by its English name: `/2016/feb/07/`; a letter before each number: `/y2016/m02/d07/`.
_ADDRESS_NAMED: Final = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(3[01]|[12]\d|0?[1-9])(?=/)"
    r"|/y((?:19|20)\d\d)/m(\d{1,2})/d(\d{1,2})(?=/)",
    re.IGNORECASE,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ADDRESS_MONTH: Final = re.compile(r"/((?:19|20)\d\d)/(1[0-2]|0?[1-9])(?=/)")


def address_date(url: str | None, today: date) -> Published | None:
    """Return the day or month in a web address; None if there is none from 1994 to today."""
    path = _ADDRESS_NAMED.sub(_in_digits, "/" + (url or "").partition("://")[2].partition("/")[2])[1:]
    for found in _ADDRESS_DAY.finditer(f"/{path}"):
        parts = [part for part in found.groups() if part and part.isdigit()]
        year, month, day = map(int, parts if len(parts[0]) == 4 else reversed(parts))
        try:
            read = date(year, month, day)
        except ValueError:
            continue
        if FIRST_PAGES <= read <= add_days(today, 1) and _is_apart(f"/{path}", found):
            return Published(read, read, Precision.DAY, DateSource.INFERRED, found[0].strip("/_=-"))
    if in_month := _ADDRESS_MONTH.search(f"/{path}"):
        first, last = unit_span("month", date(int(in_month[1]), int(in_month[2]), 1), 0)
        if FIRST_PAGES <= first <= today:
            return Published(first, last, Precision.MONTH, DateSource.INFERRED, in_month[0].strip("/"))
    return None


def _in_digits(found: re.Match[str]) -> str:
    """Return the day of a named or lettered path in digits: `/2016/2/07`."""
    year, month, day = (part for part in found.groups() if part)
    number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else month
    return f"/{year}/{number}/{day}"


def _is_apart(path: str, found: re.Match[str]) -> bool:
    """Tell whether a date begins or ends a part of a path; amid a title's words it may be an event's."""
    before, after = path[: found.start()], path[found.end() :]
    return before.endswith(("/", "=")) or found[0][0] in "/=" or not after or after[0] in "/.?&0123456789"
