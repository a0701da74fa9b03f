"""Counts over a cluster: facets as a page shows them, tallies, and the matrix of outlets and platforms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from index.keyness.matrix import Matrix, matrix_of
from index.model import Bucket, Query, Reading, Sort
from index.opensearch.listing import Counts
from index.opensearch.ranking import MOST, Ranked
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Parsed
from index.search.facets.buckets import BY_DATE, Buckets, Counted, selected_values
from index.search.facets.columns import UNKNOWN
from index.search.tally import Tally


def tally_of(snapshot: ClusterSnapshot, parsed: Parsed, reading: Reading, query: Query) -> Tally:
    """Count what a parsed query finds; its order, page and hits are not worked out."""
    asked = replace(query, sort=Sort.NEWEST, facets=frozenset({"outlet"}), cursor=None)
    ranked = Ranked(snapshot, parsed, asked)
    counts = ranked.answer(0).counts
    ends = {"first": {"min": {"field": "published_from"}}, "last": {"max": {"field": "published_to"}}}
    found = _aggregated(snapshot, ranked, ends)
    return Tally(
        query=query,
        reading=reading,
        total=counts.total,
        total_all_words=counts.all_words,
        first=_day(found["first"]["value"]),
        last=_day(found["last"]["value"]),
        outlets=tuple(one for one in buckets(snapshot, counts, asked)["outlet"] if one.value != UNKNOWN),
        generation=snapshot.number,
    )


def buckets(snapshot: ClusterSnapshot, counts: Counts, query: Query) -> Mapping[str, tuple[Bucket, ...]]:
    """Return the buckets of the facets that were counted."""
    selected = selected_values(query)
    made: dict[str, Counted] = {}
    for name, held in counts.facets.items():
        values = sorted(held, key=lambda value: (value == UNKNOWN, value))
        numbers = np.array([held[value] for value in values], np.int64)
        labels = snapshot.facet_labels(name)
        made[name] = Counted(tuple(values), numbers, labels, selected.get(name, ()), by_date=name in BY_DATE)
    return Buckets(made)


def cluster_matrix(snapshot: ClusterSnapshot, parsed: Parsed, query: Query) -> Matrix:
    """Count a result's articles by outlet and platform; those that lack either are left out."""
    platforms = {"terms": {"field": "platform", "size": MOST}}
    outlets = {"terms": {"field": "outlet", "size": MOST}, "aggs": {"platforms": platforms}}
    asked = {
        "platforms": platforms,
        "naming": {"filter": {"exists": {"field": "platform"}}, "aggs": {"outlets": outlets}},
    }
    found = _aggregated(snapshot, Ranked(snapshot, parsed, replace(query, sort=Sort.NEWEST)), asked)
    rows = found["naming"]["outlets"]["buckets"]
    pairs = Counter(
        {
            (row["key"], column["key"]): column["doc_count"]
            for row in rows
            for column in row["platforms"]["buckets"]
        }
    )
    return matrix_of(
        pairs,
        (_counter(rows), snapshot.facet_labels("outlet")),
        (_counter(found["platforms"]["buckets"]), snapshot.facet_labels("platform")),
    )


def _aggregated(snapshot: ClusterSnapshot, ranked: Ranked, aggs: dict[str, Any]) -> dict[str, Any]:
    body = {"query": {"constant_score": {"filter": ranked.matching}}, "size": 0, "aggs": aggs}
    found: dict[str, Any] = snapshot.ask(body | {"track_total_hits": False})["aggregations"]
    return found


def _counter(held: list[dict[str, Any]]) -> Counter[str]:
    """Return counts by value; equal ones stand in the order of the values."""
    return Counter({bucket["key"]: bucket["doc_count"] for bucket in sorted(held, key=_key)})


def _key(bucket: dict[str, Any]) -> str:
    return str(bucket["key"])


def _day(value: float | None) -> date | None:
    return date.fromordinal(int(value)) if value else None
