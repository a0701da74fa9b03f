"""Clusters: which articles of an archive reprint each other, kept beside it and brought up to date.

What is kept (`duplicates.db`) is derived: where each body's signature is filed, and the pairs that were found
alike. It can be deleted at any time and is then worked out again. An update looks only at what changed since
the last one, and takes time in proportion to it. Readers have their own file (`archive.dedup.published`).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from archive.dedup.minhash import Cluster, bands, is_reprint, signature
from archive.dedup.published import read_sequence, write_copies
from archive.errors import ArchiveError
from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store

#: Raised when signatures or the decision on a pair change: what older versions kept is then dropped.
VERSION = 2
#: How many articles are decided on between two commits.
BATCH = 200

_TABLES = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL);
CREATE TABLE bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article);
CREATE TABLE pairs (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs (other);
CREATE TABLE meta (sequence INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
"""


def refresh(folder: DataFolder, report: Callable[[str, int, int], object]) -> None:
    """Bring the clusters of a data folder up to its archive, and give them to the readers.

    Where nothing changed nothing is written. Raises ArchiveError where the files cannot be written.
    """
    with Store.open_reader(folder.archive_db) as store:
        try:
            clusters = Clusters(folder.duplicates)
            changed = clusters.update(store, lambda done: report("comparing", done, 0))
            if changed or read_sequence(folder.copies) != store.sequence:
                clusters.publish(folder.copies)
        except (sqlite3.Error, OSError) as error:
            what = f"which articles reprint each other could not be kept in {folder.home}: {error}"
            raise ArchiveError(what, remedy="Make room there, then run `sijill duplicates`") from error


class Clusters:
    """The clusters of one archive, in a file of their own. A second writer waits for the first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def update(self, store: Store, report: Callable[[int], object] = lambda _done: None) -> int:
        """Look at what changed in the archive since the last time; how many articles that were.

        `report` is told how many are done. An update that is cut short goes on where it was.
        """
        with self._opened() as connection:
            goal = store.sequence
            since = _since(connection, goal)
            if since == goal:
                return 0
            done = 0
            for id_, article in _changes(store, since):
                _take(connection, store, id_, article)
                done += 1
                if done % BATCH == 0:
                    connection.commit()
                    report(done)
            connection.execute("UPDATE meta SET sequence = ?", (goal,))
            connection.commit()
            report(done)
            return done

    def publish(self, path: Path) -> None:
        """Write the clusters where readers look them up (`archive.dedup.published`)."""
        with self._opened() as connection:
            members = (cluster.members for cluster in _all(connection))
            write_copies(path, members, _sequence(connection))

    def all(self) -> tuple[Cluster, ...]:
        """The clusters of two and more articles, in the order in which their first ones were added."""
        with self._opened() as connection:
            return _all(connection)

    def representatives(self) -> dict[str, str]:
        """For each article in a cluster, the id of its representative, itself included."""
        return {id_: cluster.representative for cluster in self.all() for id_ in cluster.members}

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file, for this process alone."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock")), closing(self._connect()) as connection:
            yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60)
        if _version(connection) != VERSION:
            connection.close()
            self._path.unlink()
            connection = sqlite3.connect(self._path, timeout=60)
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        return connection


def _all(connection: sqlite3.Connection) -> tuple[Cluster, ...]:
    order = [id_ for (id_,) in connection.execute("SELECT id FROM articles ORDER BY number")]
    return tuple(_joined(order, connection.execute("SELECT one, other FROM pairs").fetchall()))


def _version(connection: sqlite3.Connection) -> int | None:
    """The version of what is kept; None for a file that is no database."""
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def _sequence(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT sequence FROM meta").fetchone()[0])


def _since(connection: sqlite3.Connection, goal: int) -> int:
    """The archive's sequence at the last update; 0 where the archive is another one than then."""
    since = _sequence(connection)
    if since <= goal:
        return since
    for table in ("articles", "bands", "pairs"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    return 0


def _changes(store: Store, since: int) -> Iterator[tuple[str, Article | None]]:
    """What changed; at first all articles in the order of arrival, so that clusters are led by the oldest."""
    if since:
        yield from store.iterate_changes(since)
    else:
        yield from ((article.id, article) for article in store.iterate())


def _take(connection: sqlite3.Connection, store: Store, id_: str, article: Article | None) -> None:
    """Take one changed article in, or out if it is no longer shown."""
    kept = connection.execute("SELECT number, digest FROM articles WHERE id = ?", (id_,)).fetchone()
    digest = _digest(article.body) if article else None
    if kept and kept[1] == digest:
        return
    connection.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (id_, id_))
    if kept:
        connection.execute("DELETE FROM bands WHERE article = ?", (kept[0],))
    if article is None:
        connection.execute("DELETE FROM articles WHERE id = ?", (id_,))
        return
    filed = bands(signature(article.body))
    alike = _alike(connection, store, article, filed)
    connection.executemany("INSERT INTO pairs VALUES (?, ?)", [(other, id_) for other in alike])
    if kept:
        number = kept[0]
        connection.execute("UPDATE articles SET digest = ? WHERE number = ?", (digest, number))
    else:
        added = connection.execute("INSERT INTO articles (id, digest) VALUES (?, ?)", (id_, digest))
        number = added.lastrowid
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in filed])


def _alike(
    connection: sqlite3.Connection, store: Store, article: Article, filed: tuple[int, ...]
) -> list[str]:
    """The articles that this one reprints, or that reprint it, among those taken in before."""
    places = ", ".join("?" * len(filed))
    query = f"SELECT DISTINCT id FROM bands JOIN articles ON number = article WHERE band IN ({places})"  # noqa: S608 - question marks
    candidates = [id_ for (id_,) in connection.execute(query, filed)]
    others = store.get_many(candidates) if candidates else {}
    return [id_ for id_, other in others.items() if is_reprint(article.body, other.body)]


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _joined(order: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Iterator[Cluster]:
    """The groups that the pairs connect, members in this order."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    order = list(order)
    number = {id_: at for at, id_ in enumerate(order)}
    seen: set[str] = set()
    for id_ in order:
        if id_ in neighbours and id_ not in seen:
            group = _connected(id_, neighbours)
            seen |= group
            members = tuple(sorted(group, key=number.__getitem__))
            yield Cluster(members[0], members)


def _connected(start: str, neighbours: dict[str, set[str]]) -> set[str]:
    group, ahead = {start}, [start]
    while ahead:
        for other in neighbours[ahead.pop()] - group:
            group.add(other)
            ahead.append(other)
    return group
