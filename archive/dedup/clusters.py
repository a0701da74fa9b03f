"""Clusters of articles that reprint each other, kept beside the archive and brought up to date.

What is kept (`duplicates.db`) is derived: where each body's signature is filed, and the pairs that were found
alike. It can be deleted at any time and is then worked out again. An update looks only at what changed since
the last one, and takes time in proportion to it. Readers have their own file (`archive.dedup.published`).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from archive.dedup.filing import Texts, take
from archive.dedup.minhash import Cluster
from archive.dedup.published import read_sequence, write_copies
from archive.errors import ArchiveError
from archive.files import is_forbidden
from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store

#: Raised when signatures or the decision on a pair change: what older versions kept is then dropped.
VERSION = 6
#: How many articles are decided on between two commits.
BATCH = 200
_RIGHTS = "Give this user the right to write there"

_TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, words BLOB NOT NULL
);
CREATE TABLE bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE TABLE pairs (one INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs (other);
CREATE TABLE meta (sequence INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
"""


def refresh(folder: DataFolder, report: Callable[[str, int, int], object]) -> None:
    """Update the clusters of a data folder from its archive, and write them for readers if anything changed.

    `report` is told the step, how many are done and 0 (no total). Raises ArchiveError if the files cannot be
    written.
    """
    with Store.open_reader(folder.archive) as store:
        try:
            clusters = Clusters(folder.duplicates)
            changed = clusters.update(store, lambda done: report("comparing", done, 0))
            if changed or read_sequence(folder.copies) != store.sequence:
                clusters.publish(folder.copies)
        except (sqlite3.Error, OSError) as error:
            what = f"which articles reprint each other could not be kept in {folder.home}: {error}"
            remedy = f"{_RIGHTS if is_forbidden(error) else 'Make room there'}, then run `sijill duplicates`"
            raise ArchiveError(what, remedy=remedy) from error


class Clusters:
    """The clusters of one archive, in a database of their own. A second writer waits for the first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def update(self, store: Store, report: Callable[[int], object] = lambda _done: None) -> int:
        """Compare what changed in the archive since the last update; return how many articles that were.

        `report` is told how many are done. An update that is cut short goes on where it was.
        """
        with self._opened() as connection:
            goal = store.sequence
            since = _since(connection, goal)
            if since == goal:
                return 0
            done = 0
            texts = Texts(connection)
            for id_, article in _changes(store, since):
                take(texts, id_, article.body if article else None)
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
        """Return the clusters of two and more articles, in the order in which their first ones were added."""
        with self._opened() as connection:
            return _all(connection)

    def representatives(self) -> dict[str, str]:
        """Return the representative's id for the id of each article in a cluster, itself included."""
        return {id_: cluster.representative for cluster in self.all() for id_ in cluster.members}

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file for this process alone."""
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
    ids = dict(connection.execute("SELECT number, id FROM articles ORDER BY number"))
    groups = _joined(ids, connection.execute("SELECT one, other FROM pairs"))
    return tuple(Cluster(ids[group[0]], tuple(ids[number] for number in group)) for group in groups)


def _version(connection: sqlite3.Connection) -> int | None:
    """Return the version of what is kept; None for a file that is no database."""
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def _sequence(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT sequence FROM meta").fetchone()[0])


def _since(connection: sqlite3.Connection, goal: int) -> int:
    """Return the archive's sequence at the last update; 0, with all dropped, if the archive is another."""
    since = _sequence(connection)
    if since <= goal:
        return since
    for table in ("articles", "bands", "pairs"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    return 0


def _changes(store: Store, since: int) -> Iterator[tuple[str, Article | None]]:
    """Yield what changed; at first all articles in the order of arrival, so that the oldest lead clusters."""
    if since:
        yield from store.iterate_changes(since)
    else:
        yield from ((article.id, article) for article in store.iterate())


def _joined(order: Iterable[int], pairs: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the groups of numbers that the pairs connect, ordered by their first; each group sorted."""
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    seen: set[int] = set()
    for number in order:
        if number in neighbours and number not in seen:
            group = _connected(number, neighbours)
            seen |= group
            yield sorted(group)


def _connected(start: int, neighbours: dict[int, set[int]]) -> set[int]:
    group, ahead = {start}, [start]
    while ahead:
        for other in neighbours[ahead.pop()] - group:
            group.add(other)
            ahead.append(other)
    return group
