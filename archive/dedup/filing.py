"""Storage of texts in the clusters' database, and the search there for texts alike to a new one.

A text is compared with a bounded number of others, the likeliest first, and not with those that are known to
be alike to one that it is like. So a thousand texts of one formula, or a thousand copies of one text, take as
long as a thousand different ones, but for a factor.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from archive.dedup.minhash import bands, reprints, signature_of
from archive.dedup.similarity import Words, comparable_words

#: Of the texts under one band the first ones are looked at, which lead their clusters, and the last ones.
OLDEST, NEWEST = 2, 6
#: A text is compared with so many others at most.
COMPARED = 8
#: Texts that are held in memory.
_HELD = 2_000


class Texts:
    """The texts of one database of clusters, as words; for one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.words = lru_cache(_HELD)(self._read)

    def _read(self, number: int) -> Words:
        query = "SELECT words FROM articles WHERE number = ?"
        (packed,) = self.connection.execute(query, (number,)).fetchone()
        return _unpacked(packed)


def take(texts: Texts, id_: str, body: str | None) -> None:
    """File a changed article; take it out if it is no longer shown (`body` is None)."""
    connection = texts.connection
    kept = connection.execute("SELECT number, digest FROM articles WHERE id = ?", (id_,)).fetchone()
    digest = _digest(body) if body is not None else None
    if kept and kept[1] == digest:
        return
    left = _forget(texts, kept[0], gone=body is None) if kept else []
    if body is not None:
        _file(texts, id_, body, kept[0] if kept else None)
    for number in left:  # what was connected through the old text may be alike by itself
        _pair(texts, number, _filed(texts.words(number)))


def _file(texts: Texts, id_: str, body: str, number: int | None) -> None:
    """Write a text under its bands, and the pairs that it makes."""
    connection, words = texts.connection, comparable_words(body)
    row = (_digest(body), _packed(words))
    if number is None:
        added = connection.execute("INSERT INTO articles (id, digest, words) VALUES (?, ?, ?)", (id_, *row))
        number = added.lastrowid or 0
    else:
        connection.execute("UPDATE articles SET digest = ?, words = ? WHERE number = ?", (*row, number))
    filed = _filed(words)
    _pair(texts, number, filed, words)
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in filed])


def _forget(texts: Texts, number: int, *, gone: bool) -> list[int]:
    """Take a text out; return the numbers of those that were alike to it."""
    connection = texts.connection
    filed = _filed(texts.words(number))
    connection.executemany(
        "DELETE FROM bands WHERE band = ? AND article = ?", [(band, number) for band in filed]
    )
    alike = _neighbours(connection, number)
    connection.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (number, number))
    if gone:
        connection.execute("DELETE FROM articles WHERE number = ?", (number,))
    texts.words.cache_clear()
    return sorted(alike)


def _pair(texts: Texts, number: int, filed: Sequence[int], words: Words | None = None) -> None:
    """Compare a text with the likeliest of the others, and write which are alike."""
    words = texts.words(number) if words is None else words
    alike: list[int] = []
    for other in _candidates(texts.connection, filed, number):
        if not _joined(texts.connection, other, alike) and reprints(words, texts.words(other)):
            pair = (min(number, other), max(number, other))
            texts.connection.execute("INSERT OR IGNORE INTO pairs VALUES (?, ?)", pair)
            alike.append(other)


def _joined(connection: sqlite3.Connection, number: int, others: Sequence[int]) -> bool:
    """Tell whether a text is known to be alike to one of the others."""
    query = "SELECT 1 FROM pairs WHERE one = ? AND other = ?"
    pairs = ((min(number, other), max(number, other)) for other in others)
    return any(connection.execute(query, pair).fetchone() for pair in pairs)


def _neighbours(connection: sqlite3.Connection, number: int) -> set[int]:
    found = connection.execute(
        "SELECT other FROM pairs WHERE one = ? UNION ALL SELECT one FROM pairs WHERE other = ?",
        (number, number),
    )
    return {other for (other,) in found}


def _candidates(connection: sqlite3.Connection, filed: Sequence[int], number: int) -> list[int]:
    """Return the texts that share most bands, of equals the first; few of a band that many share."""
    shared: Counter[int] = Counter()
    for band in filed:
        for order, most in (("ASC", OLDEST), ("DESC", NEWEST)):
            query = f"SELECT article FROM bands WHERE band = ? ORDER BY article {order} LIMIT ?"  # noqa: S608
            shared.update({article for (article,) in connection.execute(query, (band, most))})
    del shared[number]
    return sorted(shared, key=lambda article: (-shared[article], article))[:COMPARED]


def _filed(words: Words) -> tuple[int, ...]:
    return bands(signature_of(words))


def _packed(words: Words) -> bytes:
    return zlib.compress(" ".join(words).encode("utf-8", "surrogatepass"), 1)


def _unpacked(packed: bytes) -> Words:
    return tuple(zlib.decompress(packed).decode("utf-8", "surrogatepass").split())


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
