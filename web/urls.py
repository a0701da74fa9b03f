"""Readable addresses: the whole search stands in the query string, in one order, defaults left out."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from index.model import VALUE_FILTERS, Filters, Query

Parameters = list[tuple[str, str]]

_DEFAULTS = Query()
#: The value of `copies` that folds them.
FOLD = "fold"


def parameters(query: Query) -> Parameters:
    """Return the query as the parameters of an address; `load_query` reads them back to the same query.

    `q` always stands first, so that an address without words still says that it is a search.
    """
    filters = query.filters
    found: Parameters = [("q", query.text)]
    found += [(name, value) for name, filter_ in VALUE_FILTERS.items() for value in getattr(filters, filter_)]
    start, end = bounds_text(filters)
    found += [("from", start)] if start else []
    found += [("to", end)] if end else []
    start, end = bounds_text(filters, "about")
    found += [("about_from", start)] if start else []
    found += [("about_to", end)] if end else []
    if filters.date_unknown is not None:
        found.append(("date_unknown", _word(filters.date_unknown)))
    found += [
        (name, str(getattr(query, name)))
        for name in ("mode", "sort", "page", "per_page")
        if getattr(query, name) != getattr(_DEFAULTS, name)
    ]
    if not query.expand:
        found.append(("expand", _word(query.expand)))
    found += [("without", value) for value in sorted(query.without)]
    if query.fold_copies:
        found.append(("copies", FOLD))
    if not query.meaning:
        found.append(("meaning", "0"))
    if query.cursor:
        found.append(("cursor", query.cursor))
    return found


def address(path: str, found: Parameters) -> str:
    """Path and parameters as one address, with Arabic percent-encoded as browsers do."""
    return f"{path}?{'&'.join(f'{name}={_quoted(value)}' for name, value in found)}" if found else path


@lru_cache(2000)
def _quoted(value: str) -> str:
    """A value as it stands in an address; the links of one page share nearly all of theirs."""
    return quote(value, safe="*:")


def period_of(start: date | None, end: date | None) -> str | None:
    """`2016`, `2016-02` or `2016-02-07` where the bounds are just that, else None."""
    if start is None or end is None:
        return None
    if start == end:
        return start.isoformat()
    if first_day(start) == last_day(end):
        return first_day(start)
    same_month = (start.year, start.month) == (end.year, end.month)
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    return start.isoformat()[:7] if same_month and whole else None


def bounds_text(filters: Filters, axis: str = "date") -> tuple[str, str]:
    """The bounds of publication, or of `about`, as an address writes them, empty where there is none."""
    start, end = getattr(filters, f"{axis}_from"), getattr(filters, f"{axis}_to")
    period = period_of(start, end)
    return period or (first_day(start) if start else ""), period or (last_day(end) if end else "")


def first_day(day: date) -> str:
    """Return a lower bound, as short as it can be: `2016` for 1 January 2016."""
    if day.day > 1:
        return day.isoformat()
    return f"{day.year:04}" if day.month == 1 else f"{day.year:04}-{day.month:02}"


def last_day(day: date) -> str:
    """Return an upper bound, as short as it can be: `2016` for 31 December 2016."""
    if day.day < calendar.monthrange(day.year, day.month)[1]:
        return day.isoformat()
    return f"{day.year:04}" if day.month == 12 else f"{day.year:04}-{day.month:02}"


def from_start(query: Query, **changes: object) -> Query:
    """Return the query with changes, from its first page."""
    return replace(query, page=1, cursor=None, **changes)  # type: ignore[arg-type]


def filtered(query: Query, **changes: object) -> Query:
    """Return the query with other filters, from its first page."""
    return from_start(query, filters=replace(query.filters, **changes))  # type: ignore[arg-type]


def toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Return the values without this one if it is among them, else with it."""
    return tuple(v for v in values if v != value) if value in values else (*values, value)


def unfiltered(query: Query) -> Query:
    """Return the query without any filter, from its first page."""
    return from_start(query, filters=Filters())


def _word(value: bool) -> str:
    return "true" if value else "false"
