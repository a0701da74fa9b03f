"""Years, months and days: which of them a timeline shows, their names and bounds, and the way up."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from index.model import Filters, Page, Query
from web.i18n.catalogue import gettext
from web.i18n.formats import month_name, period_words
from web.links import Link, search_address
from web.urls import filtered

#: The bucket of what is not dated.
UNKNOWN = "unknown"
#: More years than these are drawn as the last ones of them.
YEARS = 60
#: Fewer years than these are drawn by month.
BY_MONTH = 3


def unit_of(filters: Filters, page: Page, axis: str = "date") -> tuple[str, str]:
    """Return the unit to draw and the prefix of its periods: `("month", "2016")` within 2016.

    Without bounds few years are drawn by month, many by year.
    """
    start, end = bounds_of(filters, axis)
    if start and end and start.year == end.year:
        if start.month == end.month and page.facets.get(facet_of("day", axis)):
            return "day", f"{start.year:04}-{start.month:02}"
        return "month", f"{start.year:04}"
    years = sorted(
        b.value for b in page.facets.get(facet_of("year", axis), ()) if b.value != UNKNOWN and b.count
    )
    if years and int(years[-1]) - int(years[0]) < BY_MONTH:
        return "month", ""
    return "year", ""


def bounds_of(filters: Filters, axis: str) -> tuple[date | None, date | None]:
    """Return the bounds of publication (`date`), or of what the text is about (`about`)."""
    if axis == "about":
        return filters.about_from, filters.about_to
    return filters.date_from, filters.date_to


def facet_of(unit: str, axis: str) -> str:
    """Return the facet with an axis's buckets of a unit."""
    return f"about_{unit}" if axis == "about" else unit


def periods_of(unit: str, prefix: str, counts: Mapping[str, int]) -> list[str]:
    """Return the periods to draw, those without matches too."""
    if unit == "day":
        year, month = (int(part) for part in prefix.split("-"))
        return [f"{prefix}-{day:02}" for day in range(1, calendar.monthrange(year, month)[1] + 1)]
    if prefix:
        return [f"{prefix}-{month:02}" for month in range(1, 13)]
    known = sorted({int(value[:4]) for value in counts if value[:4].isdigit()})
    if unit == "month":
        years = range(known[0], known[-1] + 1) if known else ()
        return [f"{year:04}-{month:02}" for year in years for month in range(1, 13)]
    first = max(known[0], known[-1] - YEARS + 1) if known else 0
    return [f"{year:04}" for year in range(first, known[-1] + 1)] if known else []


def bounds(value: str) -> tuple[date, date]:
    """Return the first and the last day of a period."""
    year, month, day = (*(int(part) for part in value.split("-")), 0, 0)[:3]
    last_month = month or 12
    last = calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, day or last)


def short_words(value: str, unit: str, prefix: str, number: int) -> str:
    """Return the label under a bar: every month of one year, else every year; every fifth day."""
    if unit == "month" and prefix:
        return month_name(int(value[5:]), short=True)
    if unit == "month":
        return value[:4] if value.endswith("-01") else ""
    if unit == "day":
        return str(int(value[8:])) if number == 0 or (number + 1) % 5 == 0 else ""
    return value


def within(query: Query, axis: str, start: date | None, end: date | None) -> Query:
    """Return the query with other bounds of publication, or of what the text is about."""
    if axis == "about":
        return filtered(query, about_from=start, about_to=end)
    unknown = query.filters.date_unknown if start is None else None
    return filtered(query, date_from=start, date_to=end, date_unknown=unknown)


def trail(query: Query, axis: str = "date") -> tuple[Link, ...]:
    """Return the way up: from a day to its month, to its year, to all years."""
    start, end = bounds_of(query.filters, axis)
    if not (start and end):
        return ()
    found = [Link(gettext("all years"), search_address(within(query, axis, None, None)))]
    if start.year == end.year:
        values = [f"{start.year:04}"]
        if start.month == end.month:
            values.append(f"{start.year:04}-{start.month:02}")
        for value in values:
            first, last = bounds(value)
            url = search_address(within(query, axis, first, last))
            found.append(Link(period_words(value), url, (first, last) == (start, end)))
    return tuple(found)
