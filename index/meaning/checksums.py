"""Checksums of what a store of vectors holds: a changed value, or row, is told from what was written."""

from __future__ import annotations

import sqlite3
import zlib

from index.segment.array_file import Array


def text_checksum(digest: object, first: object, rows: bytes) -> int:
    """Return the checksum of a text's rows, which also tells whose they are and where they stand."""
    return zlib.crc32(rows, zlib.crc32(f"{digest}\0{first}".encode("utf-8", "replace")))


def article_checksum(id_: object, digest: object, noted: object) -> int:
    """Return the checksum of what is noted of an article: its text, and the archive's change it is of."""
    return zlib.crc32(f"{id_}\0{digest}\0{noted}".encode("utf-8", "surrogatepass"))


def failing_texts(connection: sqlite3.Connection, rows: Array) -> list[str]:
    """Return the digests of the texts whose rows, of all rows, are not those that were written."""
    return [
        digest
        for digest, first, count, checksum in connection.execute("SELECT * FROM texts")
        if not _is_range(first, count, len(rows))
        or checksum != text_checksum(digest, first, rows[first : first + count].tobytes())
    ]


def failing_articles(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of the articles of which something else is noted than what was written."""
    noted = connection.execute("SELECT * FROM articles")
    return [id_ for id_, digest, at, checksum in noted if checksum != article_checksum(id_, digest, at)]


def _is_range(first: object, count: object, rows: int) -> bool:
    """Tell whether two values of a row of the database are a range of so many rows."""
    return isinstance(first, int) and isinstance(count, int) and first >= 0 and 0 < count <= rows - first
