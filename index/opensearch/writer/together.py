"""One build by several builders, on any number of machines: whoever runs it takes parts of the archive.

The queue of the parts stands in the archive's database. Who comes while a build is under way joins it; what
one that was killed had not sent, others send. When all parts are sent, one builder brings the new index up to
what was written meanwhile, verifies it and switches to it; the others wait for that.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context

import orjson

from archive.database_address import DatabaseAddress
from archive.errors import ArchiveError
from archive.paths import DataFolder
from archive.store.build_queue import BuildQueue, SharedBuild, Turn
from archive.store.writer import Store
from index.errors import BadGeneration, BuildFailed, IndexingError
from index.generations.names_file import Lexica, load_lexica
from index.opensearch.connection import BUILDER, Cluster
from index.opensearch.snapshot import IndexState
from index.opensearch.state import cluster_fingerprint, known_indices, read_state
from index.opensearch.writer.finishing import Ready, begin_index, catch_up, discard, finish
from index.opensearch.writer.sending import Sending, begin_process, require_all, send
from index.writer.rebuild import Plan, Report
from index.writer.sources import StoreSource

#: Articles of a part, at most and at least: what is sent again where a builder is killed.
MOST, LEAST = 2_000, 100
#: Parts of a small archive.
PARTS = 64
#: Seconds between two looks at what other builders do.
LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """The task that each process of a builder is given: the build, its archive, and how it is sent."""

    build: SharedBuild
    archive: DatabaseAddress
    sending: Sending


def rebuild_together(
    folder: DataFolder, archive: DatabaseAddress, cluster: Cluster, plan: Plan, report: Report
) -> IndexState:
    """Begin a build or join the one that is under way, until its index answers; return its state.

    BadGeneration where the new index is not whole. A builder that fails leaves the build to others, and to
    the next command.
    """
    lexica = load_lexica(folder.lexicon)
    with BuildQueue(archive) as queue:
        with queue.turn():
            build = _joined(queue, cluster, lexica) or _begun(queue, archive, cluster, lexica)
        sending = Sending(cluster.address, build.id, StoreSource(archive), lexica, build.sequence)
        task = Task(build, archive, sending)
        total = queue.progress(build).total
        with _helpers(task, plan.processes(total) - 1):
            _send_parts(task, queue, cluster, report)
            while queue.current() == build and queue.progress(build).parts:
                time.sleep(LOOK)
                _send_parts(task, queue, cluster, report)
        # Another builder may be verifying: that takes as long as the archive is large.
        with queue.turn(float("inf")) as turn:
            if queue.current() == build:
                _finish(task, queue, cluster, turn)
            elif not known_indices(cluster).get(build.id, {}).get("finished"):
                what = f"another builder gave up the build of {build.id}; the live index is as it was"
                remedy = "See what it told, and that all builders have one version and one lexicon/"
                raise BuildFailed(what, remedy=remedy)
            return read_state(cluster)


def _fingerprint(lexica: Lexica) -> str:
    return orjson.dumps(asdict(cluster_fingerprint(lexica))).decode()


def _joined(queue: BuildQueue, cluster: Cluster, lexica: Lexica) -> SharedBuild | None:
    """Return the build that is under way, if its index is there and is one as this builder would make.

    A database that was restored may tell of a build that has long ended.
    """
    build = queue.current()
    if build is None or build.fingerprint != _fingerprint(lexica):
        return None
    told = known_indices(cluster).get(build.id)
    return build if told is not None and not told.get("finished") else None


def _begun(queue: BuildQueue, archive: DatabaseAddress, cluster: Cluster, lexica: Lexica) -> SharedBuild:
    with Store.open_reader(archive) as store:
        articles = store.count()
        size = min(MOST, max(LEAST, articles // PARTS))
        shares = store.shares(-(-articles // size) or 1)
    # Nobody sends any more to an index that is removed.
    queue.clear()
    index, number = begin_index(cluster, articles)
    build = SharedBuild(index, number, shares[0].sequence, _fingerprint(lexica))
    queue.begin(build, shares)
    return build


def _send_parts(task: Task, queue: BuildQueue, cluster: Cluster, report: Report | None = None) -> None:
    """Send parts until none is left that nobody is sending."""
    while True:
        if report:
            progress = queue.progress(task.build)
            report("articles", progress.articles, progress.total)
        if queue.current() != task.build:
            return
        with queue.reserve(task.build) as part:
            if part is None:
                return
            sent = send(cluster, task.sending, task.sending.source.read(part.share))
            require_all(sent.articles, part.share.count)
            part.sent(sent.labels, f"{platform.node()} {os.getpid()}")


def _help(task: Task) -> None:
    """Send parts in a process of a builder's own.

    What goes wrong here meets the builder's own process too, which tells it: the part is free again.
    """
    begin_process()
    cluster = Cluster(task.sending.address, BUILDER)
    try:
        with suppress(IndexingError, ArchiveError), BuildQueue(task.archive) as queue:
            _send_parts(task, queue, cluster)
    finally:
        cluster.close()


@contextmanager
def _helpers(task: Task, processes: int) -> Iterator[None]:
    """Let so many processes send parts beside this one during the block; they end with it."""
    context = get_context("spawn")
    helpers = [context.Process(target=_help, args=(task,), daemon=True) for _ in range(processes)]
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        # After an error what they are sending is free again; otherwise there is nothing left to send.
        for helper in helpers:
            helper.terminate()
            helper.join()
            helper.close()


def _finish(task: Task, queue: BuildQueue, cluster: Cluster, turn: Turn) -> None:
    """Bring the new index up to the archive, verify it and switch to it; discard it if it is not whole."""
    build = task.build
    with Store.open_reader(task.archive) as store:
        sequence = store.sequence
        shown = store.changed_ids(build.sequence, sequence)
        sent = catch_up(cluster, replace(task.sending, version=sequence), store, shown)
        articles = sum(1 for _ in store.ids_at(sequence))
    ready = Ready(build.id, build.number, articles, sequence, queue.labels(build) | dict(sent.labels))
    try:
        finish(cluster, ready, task.sending.source.ids(sequence), task.sending.lexica, turn.require)
    except BadGeneration:
        turn.require()
        discard(cluster, build.id)
        queue.end(build, "not whole")
        raise
    queue.end(build, "answers")
