"""What the store's rows say: articles with their corrections, the corrections, the history."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from archive.model.article import Article
from archive.model.history import Entry, Kind
from archive.model.serialize import changed_fields, from_record
from archive.store.corrections import Correction, apply
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, REVISIONS

#: Every article's current revision, withdrawn ones included.
CURRENT = select(
    ARTICLES.c.number, ARTICLES.c.id, ARTICLES.c.withdrawn, ARTICLES.c.sequence, REVISIONS.c.record
).join(
    REVISIONS,
    (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == ARTICLES.c.revision),
)


def laid_over(connection: Connection, rows: Sequence[RowMapping]) -> Iterator[tuple[RowMapping, Article]]:
    """Rows of `CURRENT` with their articles, corrections laid over them."""
    overlay = read_corrections(connection, [row["number"] for row in rows])
    for row in rows:
        article = from_record(json.loads(row["record"]))
        yield row, apply(article, overlay.get(row["number"], ()))


def read_corrections(
    connection: Connection, numbers: Sequence[int], *, undone: bool = False
) -> dict[int, list[Correction]]:
    """The corrections that hold for these articles, or all of them, by article number, oldest first."""
    made, back = EVENTS.alias(), EVENTS.alias()
    query = (
        select(CORRECTIONS, ARTICLES.c.id, made.c.who, made.c.at, made.c.why, back.c.at.label("undone_at"))
        .join(ARTICLES, ARTICLES.c.number == CORRECTIONS.c.article)
        .join(made, made.c.sequence == CORRECTIONS.c.made)
        .outerjoin(back, back.c.sequence == CORRECTIONS.c.undone)
        .where(CORRECTIONS.c.article.in_(numbers))
        .order_by(CORRECTIONS.c.number)
    )
    if not undone:
        query = query.where(CORRECTIONS.c.undone.is_(None))
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.article].append(
            Correction(row.number, row.id, row.field, row.value, row.who, row.at, row.why, row.undone_at)
        )
    return found


def read_history(connection: Connection, article: int) -> tuple[Entry, ...]:
    """All that happened to the article of this number, oldest first."""
    details = _revision_details(connection, article) | _correction_details(connection, article)
    events = select(EVENTS).where(EVENTS.c.article == article).order_by(EVENTS.c.sequence)
    return tuple(
        Entry(row.sequence, row.at, Kind(row.kind), row.who, row.why, **details.get(row.sequence, {}))
        for row in connection.execute(events)
    )


def _revision_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(REVISIONS).where(REVISIONS.c.article == article).order_by(REVISIONS.c.number)
    details: dict[int, dict[str, Any]] = {}
    before: dict[str, Any] = {}
    for row in connection.execute(query):
        record = json.loads(row.record)
        fields = changed_fields(before, record) if before else ()
        details[row.sequence] = {"revision": row.number, "fields": fields}
        before = record
    return details


def _correction_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(CORRECTIONS).where(CORRECTIONS.c.article == article)
    return {
        sequence: {"fields": (row.field,), "value": row.value}
        for row in connection.execute(query)
        for sequence in (row.made, row.undone)
        if sequence is not None
    }
