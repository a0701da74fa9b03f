"""The two ends of a build in a cluster: an index begun beside the live one, verified, and switched to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.store.writer import Store
from index.errors import BadGeneration, IndexingError
from index.generations.names_file import Lexica, names_record
from index.opensearch.connection import Cluster, EngineRefused
from index.opensearch.layout import index_body
from index.opensearch.state import (
    Told,
    cluster_fingerprint,
    count_articles,
    index_name,
    known_indices,
    live_index,
    meta_of,
    number_of,
)
from index.opensearch.writer.sending import Sending, Sent, remove, send
from index.opensearch.writer.verification import check_new

#: Articles of one primary shard, about, where the number of shards is not given.
ARTICLES_A_SHARD = 2_000_000


@dataclass(frozen=True, slots=True)
class Ready:
    """An index to which all articles were sent."""

    index: str
    number: int
    articles: int
    """How many it must hold."""
    sequence: int
    """The archive's last change that it holds."""
    labels: Mapping[str, str]
    """The names of its outlets, by id."""


def begin_index(cluster: Cluster, articles: int) -> tuple[str, int]:
    """Create a new index for so many articles, and remove unfinished ones; return its name and its number."""
    live = live_index(cluster)
    known = known_indices(cluster)
    for name, meta in known.items():
        if not meta.get("finished") and name != live:
            cluster.ask("DELETE", f"/{name}", missing=True)
    numbers = [int(meta.get("number", 0)) for meta in known.values()]
    number = max([0, *numbers, *map(number_of, known)]) + 1
    index = index_name(cluster.alias, number)
    shards = max(1, round(articles / ARTICLES_A_SHARD))
    try:
        create(cluster, index, index_body(shards, {"sijill": {}}))
    except BaseException:
        discard(cluster, index)
        raise
    return index, number


def discard(cluster: Cluster, index: str) -> None:
    """Remove an index, unless it answers; where the cluster does not, the next builder removes it."""
    with suppress(IndexingError):
        if live_index(cluster) != index:
            cluster.ask("DELETE", f"/{index}", missing=True)


def create(cluster: Cluster, index: str, body: Mapping[str, Any]) -> None:
    """Create an index; that it is there already is no error where an answer to the same request was lost."""
    try:
        # Once its copies are there, the loss of a node loses nothing of what is sent then.
        cluster.ask("PUT", f"/{index}", dict(body), wait_for_active_shards="all", timeout="20s")
    except EngineRefused as error:
        there = known_indices(cluster).get(index)
        if error.status != 400 or there != {} or count_articles(cluster, index):
            raise


def catch_up(cluster: Cluster, sending: Sending, store: Store, shown: Mapping[str, bool]) -> Sent:
    """Send what changed until `sending.version`, and remove what is no longer shown.

    `shown` maps the ids that changed to whether they are shown, as `StoreReader.changed_ids` does.
    """
    fresh = [id_ for id_, is_shown in shown.items() if is_shown]
    sent = send(cluster, sending, store.iterate_ids(fresh, sending.version))
    remove(cluster, sending.index, (id_ for id_, is_shown in shown.items() if not is_shown), sending.version)
    return sent


def finish(
    cluster: Cluster,
    ready: Ready,
    ids: Iterable[str] | None,
    lexica: Lexica,
    before_switch: Callable[[], None] = lambda: None,
) -> None:
    """Verify an index and switch to it; BadGeneration, and no switch, where it lacks anything.

    `before_switch` may raise to prevent it.
    """
    cluster.ask("POST", f"/{ready.index}/_refresh")
    for finding in check_new(cluster, ready.index, ready.articles, ids):
        raise BadGeneration(finding.what, remedy="The live index is as it was; run `sijill rebuild`")
    created = datetime.now(UTC).isoformat(timespec="seconds")
    # The live index may have been updated meanwhile: each update has a number of its own.
    numbers = [int(meta.get("number", 0)) for meta in known_indices(cluster).values()]
    told = Told(
        max([ready.number, *(number + 1 for number in numbers)]),
        created,
        ready.sequence,
        cluster_fingerprint(lexica),
    )
    before_switch()
    describe(cluster, ready.index, meta_of(told, names_record(lexica), ready.labels))
    switch(cluster, ready.index)


def describe(cluster: Cluster, index: str, meta: Mapping[str, Any]) -> None:
    """Keep with an index what it says of itself."""
    cluster.ask("PUT", f"/{index}/_mapping", {"_meta": meta})


def switch(cluster: Cluster, index: str) -> None:
    """Point the alias to an index in one step; of older ones the last stays, for who is just reading it."""
    before = cluster.ask("GET", f"/_alias/{cluster.alias}", missing=True)
    actions = [{"remove": {"index": name, "alias": cluster.alias}} for name in before if name != index]
    cluster.ask(
        "POST", "/_aliases", {"actions": [*actions, {"add": {"index": index, "alias": cluster.alias}}]}
    )
    finished = [
        name for name, meta in known_indices(cluster).items() if meta.get("finished") and name != index
    ]
    for name in finished[:-1]:
        cluster.ask("DELETE", f"/{name}", missing=True)
