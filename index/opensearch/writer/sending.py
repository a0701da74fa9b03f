"""Sending: articles analysed and put into an index of the cluster, by one process or by several."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from archive.model.article import Article
from archive.processes import end_with_parent
from archive.store.moments import Share
from index.analysis.analyzer import Chain
from index.analysis.names import names_of
from index.errors import BuildFailed
from index.generations.names_file import Lexica
from index.opensearch.connection import BUILDER, PASSING, Address, Cluster
from index.opensearch.encode import document
from index.opensearch.trouble import ROOM, is_about_disk
from index.opensearch.wire import dumped
from index.writer.sources import ArticleSource

#: Bytes of one request, about; the memory that a process takes beside its words.
BATCH = 5_000_000
#: Shares of the archive for each process: the fewer articles in a share, the more often progress is told.
SHARES = 8


@dataclass(frozen=True, slots=True)
class Sending:
    """The work of one process: articles of a source, sent to an index with a version."""

    address: Address
    index: str
    source: ArticleSource
    lexica: Lexica
    version: int
    """The archive's change of which the articles are; an older one never replaces a newer one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The number of articles that were sent, and the names of their outlets by id."""

    articles: int
    labels: Mapping[str, str]


def send_all(sending: Sending, shares: Iterable[Share], processes: int, count: Callable[[int], None]) -> Sent:
    """Send all shares; BuildFailed if a process is killed."""
    shares = [share for share in shares if share.count]
    parts: Iterator[Sent]
    if processes <= 1 or len(shares) <= 1:
        return _together(_counted((send_share(sending, share) for share in shares), count))
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, begin_process) as pool:
        try:
            futures = [pool.submit(send_share, sending, share) for share in shares]
            parts = (future.result() for future in as_completed(futures))
            return _together(_counted(parts, count))
        except BrokenProcessPool as error:
            what = "a process that sends articles to the cluster was killed (out of memory?)"
            raise BuildFailed(what, remedy="Run `sijill rebuild --workers 1`") from error
        finally:
            pool.shutdown(cancel_futures=True)


def begin_process() -> None:
    """Prepare a process that sends: it ends with its parent, and collects no garbage."""
    gc.disable()
    end_with_parent()


def _counted(parts: Iterable[Sent], count: Callable[[int], None]) -> Iterator[Sent]:
    for part in parts:
        count(part.articles)
        yield part


def _together(parts: Iterable[Sent]) -> Sent:
    articles = 0
    labels: dict[str, str] = {}
    for part in parts:
        articles += part.articles
        labels |= part.labels
    return Sent(articles, labels)


def require_all(sent: int, expected: int) -> None:
    """Raise BuildFailed unless all articles could be read."""
    if sent != expected:
        what = f"{sent} articles could be read where {expected} are expected"
        raise BuildFailed(what, remedy="Run `sijill doctor`, then run the command again")


def send_share(sending: Sending, share: Share) -> Sent:
    """Send one share of the articles."""
    cluster = Cluster(sending.address, BUILDER)
    try:
        return send(cluster, sending, sending.source.read(share))
    finally:
        cluster.close()


def send(cluster: Cluster, sending: Sending, articles: Iterable[Article]) -> Sent:
    """Send articles, some megabytes at a time; BuildFailed where the cluster takes one of them not."""
    chain, countries = Chain(names_of(sending.lexica.names)), sending.lexica.countries
    labels: dict[str, str] = {}
    number = 0

    def lines() -> Iterator[bytes]:
        nonlocal number
        for article in articles:
            number += 1
            if article.outlet:
                labels[article.outlet.id] = article.outlet.name
            line = _line("index", article.id, sending.version)
            yield line + dumped(document(article, chain, countries)) + b"\n"

    for batch in _batches(lines()):
        _put(cluster, sending.index, batch)
    return Sent(number, labels)


def remove(cluster: Cluster, index: str, ids: Iterable[str], version: int) -> None:
    """Remove articles; those that are not there are passed over."""
    for batch in _batches(_line("delete", id_, version) for id_ in ids):
        _put(cluster, index, batch)


def _put(cluster: Cluster, index: str, batch: bytes) -> None:
    """Send a request of many documents, again after a pause where the trouble with one of them may pass."""
    for pause in (*cluster.patience.pauses, None):
        answer = cluster.ask(
            "POST", f"/{index}/_bulk", batch, filter_path="errors,items.*.error,items.*.status"
        )
        if pause is None or not any(map(_passes, _refused(answer))):
            break
        time.sleep(pause)
    try:
        check_bulk(answer)
    except BuildFailed as error:
        full = [] if error.remedy == ROOM else cluster.full_disks()
        if not full:
            raise
        raise BuildFailed(f"{error.what}; the disk of {', '.join(full)} is full", remedy=ROOM) from error


def _passes(said: Mapping[str, Any]) -> bool:
    """Tell whether a document may be taken a moment later: a shard has just lost its node, or is busy.

    A node that was away, or cannot write, may not know of the index; others do.
    """
    return said.get("status") in (*PASSING, 404) and not is_about_disk(str(said["error"].get("reason")))


def _line(action: str, id_: str, version: int) -> bytes:
    """Return the line that says what is done with the document of an article."""
    return (
        dumped({action: {"_id": document_id(id_), "version": version, "version_type": "external_gte"}})
        + b"\n"
    )


def document_id(id_: str) -> str:
    """Return the name of an article's document: its id, or a digest where the cluster takes it not."""
    from hashlib import sha256

    data = id_.encode("utf-8", "surrogatepass")
    return id_ if 0 < len(data) <= 500 and data.isascii() else "sha256-" + sha256(data).hexdigest()


def _batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines to requests of about `BATCH` bytes; one that is longer stands alone."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        if held and size + len(line) > BATCH:
            yield b"".join(held)
            held, size = [], 0
        held.append(line)
        size += len(line)
    if held:
        yield b"".join(held)


def check_bulk(answer: Mapping[str, Any]) -> None:
    """Raise BuildFailed for a document that was not taken; what conflicts is there in a newer version."""
    for said in _refused(answer):
        reason = str(said["error"].get("reason"))[:300]
        if is_about_disk(reason):
            raise BuildFailed(f"a disk of the cluster is full: {reason}", remedy=ROOM)
        what = f"the cluster did not take an article ({said.get('status')}): {reason}"
        raise BuildFailed(what, remedy="The live index is as it was; mend that and run again")


def _refused(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what the cluster says of each document that it did not take."""
    for item in answer.get("items", ()) if answer.get("errors") else ():
        for said in item.values():
            if said.get("error") and said.get("status") != 409:
                yield said
