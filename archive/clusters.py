"""Clusters: which articles of an archive reprint each other, kept beside it and brought up to date.

What is kept (`duplicates.db`) is derived: signatures of bodies, and the pairs that were found alike. It can
be deleted at any time and is then worked out again. An update looks only at what changed since the last one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from archive.article import Article
from archive.duplicates import Cluster, DuplicateIndex, is_reprint, signature
from archive.store import Store

#: Raised when signatures or the decision on a pair change: what older versions kept is then dropped.
VERSION = 1
#: How many articles are decided on between two commits.
BATCH = 200

_TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, signature BLOB NOT NULL
);
CREATE TABLE pairs (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs (other);
CREATE TABLE meta (sequence INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
"""


class Clusters:
    """The clusters of one archive, in a file of their own. One process updates it at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def update(self, store: Store, report: Callable[[int], object] = lambda _done: None) -> int:
        """Look at what changed in the archive since the last time; how many articles that were.

        `report` is told how many are done. An update that is cut short goes on where it was.
        """
        with closing(self._open()) as connection:
            goal = store.sequence
            since = _since(connection, goal)
            if since == goal:
                return 0
            done = 0
            index = _kept_index(connection)
            for id_, article in _changes(store, since):
                _take(connection, index, store, id_, article)
                done += 1
                if done % BATCH == 0:
                    connection.commit()
                    report(done)
            connection.execute("UPDATE meta SET sequence = ?", (goal,))
            connection.commit()
            report(done)
            return done

    def all(self) -> tuple[Cluster, ...]:
        """The clusters of two and more articles, in the order in which their first ones were added."""
        with closing(self._open()) as connection:
            order = [id_ for (id_,) in connection.execute("SELECT id FROM articles ORDER BY number")]
            pairs = connection.execute("SELECT one, other FROM pairs").fetchall()
        return tuple(_joined(order, pairs))

    def representatives(self) -> dict[str, str]:
        """For each article in a cluster, the id of its representative, itself included."""
        return {id_: cluster.representative for cluster in self.all() for id_ in cluster.members}

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=60)
        if _version(connection) != VERSION:
            connection.close()
            self._path.unlink()
            connection = sqlite3.connect(self._path, timeout=60)
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        return connection


def _version(connection: sqlite3.Connection) -> int | None:
    """The version of what is kept; None for a file that is no database."""
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def _since(connection: sqlite3.Connection, goal: int) -> int:
    """The archive's sequence at the last update; 0 where the archive is another one than then."""
    since = int(connection.execute("SELECT sequence FROM meta").fetchone()[0])
    if since <= goal:
        return since
    for table in ("articles", "pairs"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    return 0


def _changes(store: Store, since: int) -> Iterator[tuple[str, Article | None]]:
    """What changed; at first all articles in the order of arrival, so that clusters are led by the oldest."""
    if since:
        yield from store.iterate_changes(since)
    else:
        yield from ((article.id, article) for article in store.iterate())


def _kept_index(connection: sqlite3.Connection) -> DuplicateIndex:
    index = DuplicateIndex()
    for id_, kept in connection.execute("SELECT id, signature FROM articles ORDER BY number"):
        index.add_signature(id_, kept)
    return index


def _take(
    connection: sqlite3.Connection, index: DuplicateIndex, store: Store, id_: str, article: Article | None
) -> None:
    """Take one changed article in, or out if it is no longer shown."""
    kept = connection.execute("SELECT digest FROM articles WHERE id = ?", (id_,)).fetchone()
    digest = _digest(article.body) if article else None
    if kept and kept[0] == digest:
        return
    connection.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (id_, id_))
    index.remove(id_)
    if article is None:
        connection.execute("DELETE FROM articles WHERE id = ?", (id_,))
        return
    alike = _alike(index, store, article)
    connection.executemany("INSERT INTO pairs VALUES (?, ?)", [(other, id_) for other in alike])
    made = signature(article.body)
    connection.execute(
        "INSERT INTO articles (id, digest, signature) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, signature = excluded.signature",
        (id_, digest, made),
    )
    index.add_signature(id_, made)


def _alike(index: DuplicateIndex, store: Store, article: Article) -> list[str]:
    """The articles that this one reprints, or that reprint it, among those taken in before."""
    others = store.get_many(index.candidates(article.body))
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
