"""Dates that a field of the input states: ISO, RFC 822, two ends, numbers in a column's order, Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from archive.extraction.dates import parse_date
from archive.extraction.dates.calendars import unit_span
from archive.extraction.printed_dates import published
from archive.model.article import DateSource, Precision, Published
from archive.model.warning import ArticleWarning, WarningCode

_COMPACT: Final = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:[T\s]\d{4,6}\D?.*)?\s*")
#: A day, a month by name and two digits of a year, as spreadsheets write it.
_SHORT_YEAR: Final = re.compile(r"\s*(\d{1,2})[-/. ]([^\W\d_]{3,9})[-/. ,]{1,2}(\d{2})\s*")
_LATEST_SHORT_YEAR: Final = 49
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{1,2})(?!\d)")
_CLOCK: Final = re.compile(r"(?<!\s)\s{1,5}\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AP]M|[صم])?$", re.IGNORECASE)
_ISO_MONTH: Final = re.compile(r"\s*((?:1[89]|20)\d\d)-(0[1-9]|1[0-2])\s*")
_TWO_ENDS: Final = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:/|\.\.)\s*(\d{4}-\d{2}-\d{2})\s*")


def stated_date(stated: Mapping[str, str], origin: str) -> Published | None:
    """Read the field `published` by the order, precision and source that other fields tell; or return None.

    `origin` is `given` for a record's own keys, `metadata` for a page's tags.
    """
    value = stated.get("published", "")
    read = read_stated(_in_usual_order(value, stated.get("published_order", "")))
    read = read and replace(read, proof=" ".join(value.split()))
    if read is None:
        return None
    source = DateSource.METADATA if origin == "metadata" else DateSource.STATED
    named = stated.get("published_source", "").strip().lower()
    if named in set(DateSource) - {DateSource.UNKNOWN}:
        source = DateSource(named)
    return _widened(replace(read, source=source), stated.get("published_precision", ""))


def read_stated(value: str) -> Published | None:
    """Read a date field, or return None.

    It may be an ISO date or time, `2016-02`, two ISO days (`2016-02-01/2016-02-07`), RFC 822 or Arabic words.
    """
    value = _with_whole_year(value.replace("\\", "/"))
    compact, ends = _COMPACT.fullmatch(value), _TWO_ENDS.fullmatch(value)
    if ends is not None:
        first, last = read_stated(ends[1]), read_stated(ends[2])
        if first is None or last is None or first.start is None or last.end is None:
            return None
        low, high = sorted((first.start, last.end))
        return Published(low, high, Precision.DAY if low == high else Precision.INTERVAL, proof=value)
    if in_month := _ISO_MONTH.fullmatch(value):  # in a text, 2015-16 and 2005-06 are two years
        month = unit_span("month", date(int(in_month[1]), int(in_month[2]), 1), 0)
        return Published(*month, Precision.MONTH, DateSource.STATED, " ".join(value.split()))
    read = parse_date("-".join(compact.groups()) if compact is not None else value)
    read = read or parse_date(_CLOCK.sub("", value.strip()))  # a year of two digits is none before a clock
    found = _iso_day(value) if read is None else published(read)
    return found and replace(found, proof=" ".join(value.split()))


def _in_usual_order(value: str, order: str) -> str:
    """Return a numeric date of a `month_first` or `year_day` column as it is usually written."""
    if order == "month_first":
        return _NUMERIC.sub(lambda found: f"{found[2]}/{found[1]}/{found[3]}", value, count=1)
    if order == "year_day":
        return _YEAR_FIRST.sub(lambda found: f"{found[1]}-{found[3]}-{found[2]}", value, count=1)
    return value


def _with_whole_year(value: str) -> str:
    """Return `7-Feb-16` with four digits of its year: 1950 to 2049."""
    found = _SHORT_YEAR.fullmatch(value)
    if found is None:
        return value
    year = int(found[3])
    return f"{found[1]} {found[2]} {1900 + year if year > _LATEST_SHORT_YEAR else 2000 + year}"


def _iso_day(value: str) -> Published | None:
    """Read an ISO day of a year that no text would mean, such as 3031, so that it can be warned of."""
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return Published(day, day, Precision.DAY, DateSource.STATED)


def _widened(read: Published, precision: str) -> Published:
    """Return the whole month or year if the input says that its day is no more precise than that."""
    unit = precision.strip().lower()
    if read.start is None or unit not in {"month", "year"}:
        return read
    start, end = unit_span(unit, read.start, 0)
    if read.end is None or not start <= read.end <= end:
        return read
    return replace(read, start=start, end=end, precision=Precision(unit))


def order_doubts(stated: Mapping[str, str], given: Published) -> Iterator[ArticleWarning]:
    """Warn of a date whose day and month may change places, as other dates of its table do."""
    found = _NUMERIC.search(stated["published"])
    year_first = _YEAR_FIRST.search(stated["published"])
    two = found.group(1, 2) if found else year_first.group(2, 3) if year_first else ("", "")
    if not all(two) or max(map(int, two)) > 12 or two[0] == two[1]:
        return
    words = {
        "month_first": "read with the month first, as other dates of the column must be",
        "year_day": "read with the day before the month, as other dates of the column must be",
        "mixed": "day and month could change places: the column has dates of both orders",
    }.get(stated.get("published_order", ""))
    if words:
        yield ArticleWarning(WarningCode.DAY_ORDER, words, given.proof)
