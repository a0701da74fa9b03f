"""Building in a cluster: an index beside the live one, verified, then one switch of the alias; and updates.

Whatever goes wrong before the switch leaves the live index as it was. What was begun is removed, or where the
process was killed, by the next builder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from archive.paths import DataFolder
from archive.store.damage.salvage import sound_archive
from archive.store.database.connection import require_archive
from archive.store.writer import Store
from index.errors import BadGeneration, BuildFailed, IndexingError, NoGeneration
from index.generations.folder import Generations
from index.generations.names_file import load_lexica, names_record
from index.opensearch.connection import PATIENT, Address, Cluster, EngineRefused
from index.opensearch.layout import index_body
from index.opensearch.snapshot import IndexState
from index.opensearch.state import (
    Told,
    cluster_fingerprint,
    count_articles,
    index_name,
    known_indices,
    live_index,
    meta_of,
    number_of,
    read_live_meta,
    read_state,
)
from index.opensearch.writer.sending import SHARES, Sending, remove, send, send_all
from index.opensearch.writer.verification import check_changed, check_new
from index.writer.rebuild import Plan, Report, counter, silent
from index.writer.sources import ArticleSource, StoreSource
from index.writer.update import REBUILD_SHARE, SMALL_UPDATE

#: Articles of one primary shard, about, where the number of shards is not given.
ARTICLES_A_SHARD = 2_000_000


def rebuild(
    folder: DataFolder, address: Address, plan: Plan | None = None, report: Report = silent
) -> IndexState:
    """Build a new index from the archive and switch to it; return its state.

    It holds the archive of the moment when the build begins; of a damaged archive what can be read.
    """
    require_archive(folder.archive)
    with writing(folder, address) as cluster, sound_archive(folder.archive) as archive:
        return _rebuild(folder, cluster, StoreSource(archive.location), plan or Plan(), report)


def rebuild_from(
    folder: DataFolder,
    address: Address,
    source: ArticleSource,
    plan: Plan | None = None,
    report: Report = silent,
) -> IndexState:
    """Build an index from articles that no archive holds, for trials and benchmarks; return its state."""
    with writing(folder, address) as cluster:
        return _rebuild(folder, cluster, source, plan or Plan(), report)


@contextmanager
def writing(folder: DataFolder, address: Address) -> Iterator[Cluster]:
    """Hold the writer's lock of a data folder, and a connection to the cluster."""
    cluster = Cluster(address, pauses=PATIENT)
    try:
        with Generations(folder.index).writing():
            yield cluster
    finally:
        cluster.close()


def _rebuild(
    folder: DataFolder, cluster: Cluster, source: ArticleSource, plan: Plan, report: Report
) -> IndexState:
    lexica = load_lexica(folder.lexicon)
    processes = plan.processes(sum(share.count for share in source.shares(1)))
    shares = source.shares(processes * SHARES if processes > 1 else 1)
    total, sequence = sum(share.count for share in shares), shares[0].sequence
    names = names_record(lexica)
    with new_index(cluster, total) as (index, number):
        sending = Sending(cluster.address, index, source, lexica, sequence)
        sent = send_all(sending, shares, processes, counter(report, total))
        if sent.articles != total:
            what = f"{sent.articles} articles could be read where {total} are expected"
            raise BuildFailed(what, remedy="Run `sijill doctor`, then run the command again")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        meta = meta_of(Told(number, created, sequence, cluster_fingerprint(lexica)), names, sent.labels)
        cluster.ask("POST", f"/{index}/_refresh")
        for finding in check_new(cluster, index, total, source.ids(sequence)):
            raise BadGeneration(finding.what, remedy="The live index is as it was; run `sijill rebuild`")
        _describe(cluster, index, meta)
        switch(cluster, index)
    return read_state(cluster)


@contextmanager
def new_index(cluster: Cluster, articles: int) -> Iterator[tuple[str, int]]:
    """Begin a new index; it is removed again if the block raises. Yields its name and its number."""
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
        yield index, number
    except BaseException:
        with suppress(IndexingError):
            if live_index(cluster) != index:
                cluster.ask("DELETE", f"/{index}", missing=True)
        raise


def create(cluster: Cluster, index: str, body: Mapping[str, Any]) -> None:
    """Create an index; that it is there already is no error where an answer to the same request was lost."""
    try:
        # Once its copies are there, the loss of a node loses nothing of what is sent then.
        cluster.ask("PUT", f"/{index}", dict(body), wait_for_active_shards="all", timeout="20s")
    except EngineRefused as error:
        there = known_indices(cluster).get(index)
        if error.status != 400 or there != {} or count_articles(cluster, index):
            raise


def _describe(cluster: Cluster, index: str, meta: Mapping[str, Any]) -> None:
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


def update(
    folder: DataFolder, address: Address, plan: Plan | None = None, report: Report = silent
) -> IndexState:
    """Bring the live index up to the archive; return its state.

    Changed articles are sent again, withdrawn ones removed, and all of it is seen at once. Rebuilds where
    there is no sound index to start from, where analysis, lexicon or layout changed, or where so much changed
    that a rebuild is quicker. Where nothing changed, the index stays as it is.
    """
    with writing(folder, address) as cluster, Store.open_reader(folder.archive) as store:
        meta = _updatable(folder, cluster)
        sequence = store.sequence
        if meta is None:
            return _rebuild(folder, cluster, StoreSource(folder.archive), plan or Plan(), report)
        if meta["sequence"] == sequence:
            return read_state(cluster)
        changed = store.changed_ids(meta["sequence"], sequence)
        index = live_index(cluster) or ""
        before = count_articles(cluster, index)
        if len(changed) > max(REBUILD_SHARE * before, SMALL_UPDATE):
            return _rebuild(folder, cluster, StoreSource(folder.archive), plan or Plan(), report)
        fresh = [id_ for id_, is_shown in changed.items() if is_shown]
        lexica = load_lexica(folder.lexicon)
        sending = Sending(address, index, StoreSource(folder.archive), lexica, sequence)
        sent = send(cluster, sending, store.iterate_ids(fresh, sequence))
        remove(cluster, index, (id_ for id_, is_shown in changed.items() if not is_shown), sequence)
        counter(report, len(fresh))(sent.articles)
        cluster.ask("POST", f"/{index}/_refresh")
        for finding in check_changed(cluster, index, changed):
            raise BadGeneration(finding.what, remedy="Run `sijill rebuild`")
        labels = meta["labels"] | dict(sent.labels)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        marks = cluster_fingerprint(lexica)
        made = meta_of(Told(meta["number"] + 1, created, sequence, marks), meta["names"], labels)
        _describe(cluster, index, made)
        return read_state(cluster)


def _updatable(folder: DataFolder, cluster: Cluster) -> dict[str, Any] | None:
    """Return what the live index says of itself if an update can start from it; else None."""
    try:
        _, meta = read_live_meta(cluster)
    except (BadGeneration, NoGeneration):
        return None
    return meta if meta["fingerprint"] == asdict(cluster_fingerprint(load_lexica(folder.lexicon))) else None
