"""Damage of an archive in a database: rows that contradict each other, or are not as they were written.

What the server keeps on its disk is the server's to check; here its rows are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from archive.database_address import DatabaseAddress
from archive.store.checksums import COUNTED, is_intact, read_row_counts
from archive.store.damage.problems import NAMED, Row
from archive.store.database.connection import open_for_reading, streamed
from archive.store.schema import ARTICLES, EVENTS, META, REVISIONS


def find_problem(address: DatabaseAddress) -> str | None:
    """Return what is wrong between the tables; None if all is sound. Records are not checked."""
    engine = open_for_reading(address)
    try:
        with engine.begin() as connection:
            return next(_problems(connection), None)
    finally:
        engine.dispose()


def read_rows(address: DatabaseAddress, tables: tuple[Table, ...]) -> dict[Table, list[Row]]:
    """Read all rows of some tables as of one moment."""
    engine = open_for_reading(address)
    try:
        with engine.begin() as connection:
            return {table: [dict(row) for row in _rows(connection, table)] for table in tables}
    finally:
        engine.dispose()


def _problems(connection: Connection) -> Iterator[str]:
    for query in _contradictions():
        count = connection.scalar(query)
        if count:
            yield f"{count} rows of its tables contradict each other"
    for table, name in NAMED.items():
        for row in _rows(connection, table):
            if not is_intact(table, row):
                yield f"{name.format(**row)} is damaged"
    counts = read_row_counts(connection)
    has_fingerprint = connection.scalar(select(func.count()).where(META.c.key == "fingerprint"))
    if counts is None or (counts["events"] and not has_fingerprint):
        yield "how many rows it has is not known any more"
        return
    for name, count in counts.items():
        there = connection.scalar(select(func.count()).select_from(COUNTED[name]))
        if there != count:
            yield f"{there:,} rows of {name} are there, and {count:,} were written"


def _contradictions() -> tuple[Select[Any], ...]:
    """Build the queries that count rows which do not fit together, each by itself."""
    last = select(func.max(REVISIONS.c.number)).where(REVISIONS.c.article == ARTICLES.c.number)
    changed = select(func.max(EVENTS.c.sequence)).where(EVENTS.c.article == ARTICLES.c.number)
    unlike = (
        ARTICLES.c.revision.is_distinct_from(last.scalar_subquery()),
        ARTICLES.c.sequence.is_distinct_from(changed.scalar_subquery()),
    )
    strange = (
        select(func.count())
        .select_from(REVISIONS.outerjoin(EVENTS, EVENTS.c.sequence == REVISIONS.c.sequence))
        .where(EVENTS.c.article.is_distinct_from(REVISIONS.c.article))
    )
    return (*(select(func.count()).select_from(ARTICLES).where(one) for one in unlike), strange)


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[Any, Any]]:
    yield from connection.execute(streamed(select(table))).mappings()
