"""Dates of a table's column, read together: `3/4/2016` beside `2/13/2016` has its month first, and
`2016-07-02` beside `2016-13-02` its day before its month.

One value alone does not say which of its numbers is the day; the column does. The first rows are held back
until it has said so. Days that a spreadsheet counts from the end of 1899 become dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from archive.readers.base import Draft, Rejected

#: So many drafts, or characters of their texts, are held back until the column's order is decided.
HELD_DRAFTS, HELD_CHARACTERS = 1_000, 5_000_000
_NUMERIC: Final = re.compile(r"\s*(\d{1,2})\s?[/.\\-]\s?(\d{1,2})\s?[/.\\-]\s?(?:\d{4}|\d{2})(?!\d)")
_YEAR_FIRST: Final = re.compile(r"\s*\d{4}\s?[/.\\-]\s?(\d{1,2})\s?[/.\\-]\s?(\d{1,2})(?!\d)")
_SERIAL: Final = re.compile(r"([2-6]\d{4})(?:[.,]\d+)?")
_SERIAL_ORIGIN: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = 60_000
_MOST: Final = 12


@dataclass(slots=True)
class DateOrder:
    """Tells what the dates of a column say of the order of day and month."""

    day_first: int = 0
    month_first: int = 0
    year_day: int = 0
    """Dates that begin with the year and whose day stands before the month."""
    year_month: int = 0

    def look(self, value: str) -> None:
        """Take one more date into account."""
        found = _NUMERIC.match(value)
        if found is not None:
            first, second = int(found[1]), int(found[2])
            self.day_first += first > _MOST >= second
            self.month_first += second > _MOST >= first
        elif (found := _YEAR_FIRST.match(value)) is not None:
            first, second = int(found[1]), int(found[2])
            self.year_day += first > _MOST >= second
            self.year_month += second > _MOST >= first

    def name_for(self, value: str) -> str:
        """Return `month_first`, `year_day`, `mixed`, or empty for the usual order and for other values."""
        if _NUMERIC.match(value) and self.month_first:
            return "mixed" if self.day_first else "month_first"
        if _YEAR_FIRST.match(value) and self.year_day:
            return "mixed" if self.year_month else "year_day"
        return ""


def with_dates(drafts: Iterator[Draft | Rejected]) -> Iterator[Draft | Rejected]:
    """Yield a table's drafts with the column's date order; the first rows are held back to learn it."""
    order, held, size = DateOrder(), list[Draft | Rejected](), 0
    for draft in drafts:
        held.append(_with_serial(draft))
        if isinstance(draft, Draft):
            order.look(draft.fields.get("published", ""))
            size += len(draft.text)
        if len(held) >= HELD_DRAFTS or size >= HELD_CHARACTERS:
            break
    yield from (_with_order(draft, order) for draft in held)
    for draft in drafts:
        if isinstance(draft, Draft):
            order.look(draft.fields.get("published", ""))
        yield _with_order(_with_serial(draft), order)


def _with_order(draft: Draft | Rejected, order: DateOrder) -> Draft | Rejected:
    if isinstance(draft, Rejected) or not (name := order.name_for(draft.fields.get("published", ""))):
        return draft
    return replace(draft, fields={**draft.fields, "published_order": name})


def _with_serial(draft: Draft | Rejected) -> Draft | Rejected:
    """Return the draft with a spreadsheet's day number converted to a date."""
    found = _SERIAL.fullmatch(draft.fields.get("published", "").strip()) if isinstance(draft, Draft) else None
    if found is None or isinstance(draft, Rejected) or int(found[1]) > _LAST_SERIAL:
        return draft
    day = _SERIAL_ORIGIN + timedelta(days=int(found[1]))
    return replace(draft, fields={**draft.fields, "published": day.isoformat()})
