"""Folding copies over a cluster: which articles are not listed, since a better-ranked copy of theirs is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.dedup.published import Copies, Stamp
from index.model import Query
from index.opensearch.listing import Listing
from index.opensearch.query.translate import any_of
from index.opensearch.ranking import MOST, Ranked
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Parsed
from index.search.cursor import Cursor

#: Ids of one filter.
_TOGETHER = 50_000


class ClusterFolding:
    """The clusters in use, read anew when they change; safe to share between threads."""

    def __init__(self, copies: Copies | None) -> None:
        self._copies = copies
        self._held: tuple[Stamp | None, dict[str, int], list[tuple[str, ...]]] | None = None

    def _clusters(self) -> tuple[dict[str, int], list[tuple[str, ...]]]:
        """Return the number of each member's cluster, and the members of each."""
        stamp = self._copies.stamp if self._copies else None
        held = self._held
        if held is None or held[0] != stamp:
            clusters = [tuple(ids) for ids in self._copies.clusters()] if self._copies else []
            of = {id_: number for number, ids in enumerate(clusters) for id_ in ids}
            self._held = held = (stamp, of, clusters)
        return held[1], held[2]

    def copies(self, snapshot: ClusterSnapshot, ids: Sequence[str]) -> dict[str, int]:
        """Count for each of some articles the others in its cluster that the index holds."""
        of, clusters = self._clusters()
        members = {id_: clusters[of[id_]] for id_ in ids if id_ in of}
        asked = list(dict.fromkeys(other for held in members.values() for other in held))
        if not asked:
            return {}
        body = {"query": {"terms": {"id": asked}}, "size": MOST, "docvalue_fields": ["id"]}
        body["stored_fields"] = "_none_"
        there = {hit["fields"]["id"][0] for hit in snapshot.ask(body)["hits"]["hits"]}
        return {id_: max(len(there.intersection(held)) - 1, 0) for id_, held in members.items()}

    def hidden(self, snapshot: ClusterSnapshot, parsed: Parsed, query: Query, *, grams: bool) -> list[str]:
        """Return the ids of the matches that have a better-ranked copy, as the cluster ranks them."""
        of, _ = self._clusters()
        members = sorted(of)
        if not members:
            return []
        filters = [
            {"terms": {"id": members[at : at + _TOGETHER]}} for at in range(0, len(members), _TOGETHER)
        ]
        ranked = Ranked(
            snapshot,
            parsed,
            replace(query, facets=frozenset()),
            grams=grams,
            listing=Listing(among=any_of(filters)),
        )
        seen: set[int] = set()
        found: list[str] = []
        cursor: Cursor | None = None
        while rows := ranked.after(cursor, MOST):
            for row in rows:
                if of[row.id] in seen:
                    found.append(row.id)
                seen.add(of[row.id])
            if len(rows) < MOST:
                break
            cursor = Cursor(rows[-1].key, rows[-1].id)
        return found
