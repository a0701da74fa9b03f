"""Building in a cluster: an index beside the live one, verified, then one switch of the alias; and updates.

Whatever goes wrong before the switch leaves the live index as it was. What was begun is removed, or where the
process was killed, by the next builder. Where the archive is in a database, builders share the work
(`together`), and the next one goes on with what was begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.database_address import DatabaseAddress
from archive.paths import DataFolder
from archive.store.damage.salvage import sound_archive
from archive.store.database.connection import require_archive
from archive.store.writer import Store
from index.errors import BadGeneration, NoGeneration
from index.generations.folder import Generations
from index.generations.names_file import load_lexica
from index.opensearch.connection import BUILDER, Address, Cluster
from index.opensearch.snapshot import IndexState
from index.opensearch.state import (
    Told,
    cluster_fingerprint,
    count_articles,
    live_index,
    meta_of,
    read_live_meta,
    read_state,
)
from index.opensearch.writer.finishing import (
    Ready,
    begin_index,
    catch_up,
    describe,
    discard,
    finish,
)
from index.opensearch.writer.sending import SHARES, Sending, require_all, send_all
from index.opensearch.writer.together import rebuild_together
from index.opensearch.writer.verification import check_changed
from index.writer.rebuild import Plan, Report, counter, silent
from index.writer.sources import ArticleSource, StoreSource
from index.writer.update import REBUILD_SHARE, SMALL_UPDATE


def rebuild(
    folder: DataFolder, address: Address, plan: Plan | None = None, report: Report = silent
) -> IndexState:
    """Build a new index from the archive and switch to it; return its state.

    It holds the archive of the moment when the build begins; of a damaged archive what can be read. Of an
    archive in a database it holds that of the moment when the build ends, and other builders may take part.
    """
    require_archive(folder.archive)
    with sound_archive(folder.archive) as archive:
        if isinstance(archive.location, DatabaseAddress):
            cluster = Cluster(address, BUILDER)
            try:
                return rebuild_together(folder, archive.location, cluster, plan or Plan(), report)
            finally:
                cluster.close()
        with writing(folder, address) as cluster:
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
    """Be the one who writes the index, and hold a connection to the cluster.

    Of an archive in a file its data folder has the lock; of one in a database, the database.
    """
    cluster = Cluster(address, BUILDER)
    try:
        if isinstance(folder.archive, Path):
            with Generations(folder.index).writing():
                yield cluster
        else:
            from archive.store.build_queue import BuildQueue

            with BuildQueue(folder.archive) as queue, queue.turn():
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
    index, number = begin_index(cluster, total)
    try:
        sending = Sending(cluster.address, index, source, lexica, sequence)
        sent = send_all(sending, shares, processes, counter(report, total))
        require_all(sent.articles, total)
        finish(cluster, Ready(index, number, total, sequence, sent.labels), source.ids(sequence), lexica)
    except BaseException:
        discard(cluster, index)
        raise
    return read_state(cluster)


def update(
    folder: DataFolder, address: Address, plan: Plan | None = None, report: Report = silent
) -> IndexState:
    """Bring the live index up to the archive; return its state.

    Changed articles are sent again, withdrawn ones removed, and all of it is seen at once. Rebuilds where
    there is no sound index to start from, where analysis, lexicon or layout changed, where the
    archive is older than the index, or where so much changed that a rebuild is quicker. Where nothing
    changed, the index stays as it is.
    """
    with Store.open_reader(folder.archive) as store, writing(folder, address) as cluster:
        state = _updated(folder, cluster, store, report)
        if state is None and isinstance(folder.archive, Path):
            state = _rebuild(folder, cluster, StoreSource(folder.archive), plan or Plan(), report)
    # Builders share a build: none of them is the one who writes.
    return state or rebuild(folder, address, plan, report)


def _updated(folder: DataFolder, cluster: Cluster, store: Store, report: Report) -> IndexState | None:
    """Bring the live index up to the archive and return its state; None where a rebuild is wanted."""
    meta = _updatable(folder, cluster)
    if meta is None:
        return None
    sequence = store.sequence
    if meta["sequence"] == sequence:
        return read_state(cluster)
    if sequence < meta["sequence"]:
        # A restored archive does not tell what the index has of changes that it never knew.
        return None
    shown = store.changed_ids(meta["sequence"], sequence)
    index = live_index(cluster) or ""
    if len(shown) > max(REBUILD_SHARE * count_articles(cluster, index), SMALL_UPDATE):
        return None
    lexica = load_lexica(folder.lexicon)
    sending = Sending(cluster.address, index, StoreSource(folder.archive), lexica, sequence)
    sent = catch_up(cluster, sending, store, shown)
    counter(report, sum(shown.values()))(sent.articles)
    cluster.ask("POST", f"/{index}/_refresh")
    for finding in check_changed(cluster, index, shown):
        raise BadGeneration(finding.what, remedy="Run `sijill rebuild`")
    created = datetime.now(UTC).isoformat(timespec="seconds")
    told = Told(meta["number"] + 1, created, sequence, cluster_fingerprint(lexica))
    describe(cluster, index, meta_of(told, meta["names"], meta["labels"] | dict(sent.labels)))
    return read_state(cluster)


def _updatable(folder: DataFolder, cluster: Cluster) -> dict[str, Any] | None:
    """Return what the live index says of itself if an update can start from it; else None."""
    try:
        _, meta = read_live_meta(cluster)
    except (BadGeneration, NoGeneration):
        return None
    return meta if meta["fingerprint"] == asdict(cluster_fingerprint(load_lexica(folder.lexicon))) else None
