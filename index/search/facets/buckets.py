"""Buckets: what a page shows of its facets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from index.model import VALUE_FILTERS, Bucket, Query
from index.search.facets.columns import UNKNOWN
from index.search.searcher import Result
from index.search.snapshot import Snapshot
from index.segment.array_file import Array

FACETS = ("platform", "outlet", "agency", "language", "warning", "year", "month", "about_year", "about_month")
#: Facets that are counted where they are asked for by name.
MORE_FACETS = ("country", "named", "unit", "action", "author")
BY_DATE = frozenset({"year", "month", "day", "about_year", "about_month", "about_day"})


def facet_buckets(snapshot: Snapshot, result: Result, query: Query) -> Buckets:
    """Return the buckets of the facets asked for: values by count, dates by date, the unknown last."""
    selected = selected_values(query)
    names = counted_facets(query)
    counts = result.counts(names)
    return Buckets(
        {
            name: Counted(
                snapshot.facets.values[name],
                counts[name],
                snapshot.facet_labels(name),
                selected.get(name, ()),
                by_date=name in BY_DATE,
            )
            for name in names
        }
    )


def selected_values(query: Query) -> dict[str, tuple[str, ...]]:
    """Return the values by which a query filters, by facet."""
    return {name: getattr(query.filters, filter_) for name, filter_ in VALUE_FILTERS.items()}


def counted_facets(query: Query) -> list[str]:
    """Return the names of the facets that a query counts; days only where its dates stay within one month."""
    filters, names = query.filters, list(FACETS)
    if within_month(filters.date_from, filters.date_to):
        names.append("day")
    if within_month(filters.about_from, filters.about_to):
        names.append("about_day")
    return names if query.facets is None else [n for n in (*names, *MORE_FACETS) if n in query.facets]


def within_month(start: date | None, end: date | None) -> bool:
    """Tell whether a filter by date stays within one month."""
    return bool(start and end and (start.year, start.month) == (end.year, end.month))


@dataclass(frozen=True, slots=True)
class Counted:
    """A facet's values with their counts, from which its buckets are made."""

    values: tuple[str, ...]
    """In order, the unknown last."""
    counts: Array
    labels: Mapping[str, str]
    selected: Collection[str]
    by_date: bool

    def buckets(self) -> tuple[Bucket, ...]:
        """Return the values that occur: by date, or most frequent first, ties by value; the unknown last."""
        held = self.counts.nonzero()[0]
        counts = self.counts.take(held).tolist()
        rows = list(zip([self.values[code] for code in held.tolist()], counts, strict=True))
        if not self.by_date:
            rows.sort(key=lambda row: (row[0] == UNKNOWN, -row[1]))
        labels, selected = self.labels, self.selected
        return tuple([Bucket(value, labels.get(value, value), n, value in selected) for value, n in rows])


class Buckets(Mapping[str, tuple[Bucket, ...]]):
    """The buckets of facets by name, made when they are first asked for: a facet may have hundreds."""

    def __init__(self, counted: Mapping[str, Counted]) -> None:
        self._counted = counted
        self._made: dict[str, tuple[Bucket, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Bucket, ...]:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._counted[name].buckets()
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)

    def __repr__(self) -> str:
        return f"Buckets({dict(self)})"
