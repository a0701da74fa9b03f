"""The state of an archive's indices in the cluster: which is live, and what each says of itself.

An index is named after the alias and the number with which it was built (`sijill-g000007-5f3a09c1`); the
alias points to the live one. What an index says of itself stands in its mapping's `_meta`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from index.errors import BadGeneration, NoGeneration
from index.generations.manifest import Fingerprint
from index.generations.names_file import Lexica, names_from_record
from index.opensearch.connection import Cluster
from index.opensearch.layout import LAYOUT_VERSION
from index.opensearch.snapshot import IndexState
from index.writer.fingerprint import fingerprint

REBUILD = "Run `sijill rebuild` to build the index anew from the archive"


def cluster_fingerprint(lexica: Lexica) -> Fingerprint:
    """Return the fingerprint of an index that is built now with these names: the arrays', and this layout."""
    own = fingerprint(lexica)
    return Fingerprint(own.analysis, own.lexicon, f"{own.schema}.os{LAYOUT_VERSION}")


class Told(NamedTuple):
    """The description of a finished build, kept with its index."""

    number: int
    """Rises with every build and every update."""
    created: str
    """UTC, ISO 8601."""
    sequence: int
    """The archive's last change that it holds."""
    fingerprint: Fingerprint


def meta_of(told: Told, names: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return what a finished index says of itself, with its names and the names of its outlets."""
    said = told._asdict() | {"fingerprint": asdict(told.fingerprint)}
    kept = {"layout": LAYOUT_VERSION, "finished": True, "names": names, "labels": dict(labels)}
    return {"sijill": said | kept}


def index_name(alias: str, number: int) -> str:
    """Return a name for the index that is built with this number; no two builds have the same.

    A request of a build that failed may come late, and then meets no index of the next build.
    """
    return f"{alias}-g{number:06d}-{secrets.token_hex(4)}"


def number_of(name: str) -> int:
    """Return the number in an index's name; 0 for a name that holds none."""
    number = name.rpartition("-g")[2].partition("-")[0]
    return int(number) if number.isdigit() else 0


def known_indices(cluster: Cluster) -> dict[str, dict[str, Any]]:
    """Return what each of the archive's indices says of itself, by name; empty for an unfinished one."""
    found = cluster.ask("GET", f"/{cluster.alias}-g*/_mapping", missing=True)
    return {name: held["mappings"].get("_meta", {}).get("sijill", {}) for name, held in sorted(found.items())}


def live_index(cluster: Cluster) -> str | None:
    """Return the name of the index that answers; None if nothing was ever built."""
    found = cluster.ask("GET", f"/_alias/{cluster.alias}", missing=True)
    if len(found) > 1:
        what = f"{cluster.alias} names {len(found)} indices of the cluster: {', '.join(sorted(found))}"
        raise BadGeneration(what, remedy=REBUILD)
    return next(iter(found), None)


def read_live_meta(cluster: Cluster) -> tuple[str, dict[str, Any]]:
    """Return the live index's name and what it says of itself; NoGeneration without one."""
    name = live_index(cluster)
    if name is None:
        raise NoGeneration(f"there is no index {cluster.alias} in the cluster", remedy=REBUILD)
    found = cluster.ask("GET", f"/{name}/_mapping", missing=True)
    meta = found.get(name, {}).get("mappings", {}).get("_meta", {}).get("sijill", {})
    if meta.get("layout") != LAYOUT_VERSION:
        raise BadGeneration(f"the index {name} is of another version", remedy=REBUILD)
    return name, meta


def count_articles(cluster: Cluster, index: str) -> int:
    """Count the articles of an index."""
    return int(cluster.ask("GET", f"/{index}/_count")["count"])


def read_state(cluster: Cluster) -> IndexState:
    """Return the state of the live index; NoGeneration without one."""
    name, meta = read_live_meta(cluster)
    return IndexState(
        index=name,
        number=meta["number"],
        created=meta["created"],
        sequence=meta["sequence"],
        fingerprint=Fingerprint(**meta["fingerprint"]),
        articles=count_articles(cluster, name),
        names=names_from_record(meta["names"]),
        labels=meta["labels"],
    )
