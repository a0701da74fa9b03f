"""The archive as it was at a moment: after the change of a given sequence, whatever was written since.

A build of the index reads the archive in several processes and for minutes, while others write. SQLite
shows one moment only within one transaction, so the log is asked instead: it knows when each revision,
withdrawal, restoration and correction came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from archive.model.history import Kind
from archive.store.checksums import is_intact
from archive.store.records import parse_record
from archive.store.schema import ARTICLES, EVENTS, LOOKUP, REVISIONS

#: An article's row, with its columns' names.
_ARTICLE = tuple(column for column in ARTICLES.columns if column.name != "withdrawn")
#: Its revision, with other names where an article's row has them too.
_RECORD = (
    REVISIONS.c.number.label("revision_number"),
    REVISIONS.c.sequence.label("revised"),
    REVISIONS.c.digest,
    REVISIONS.c.original,
    REVISIONS.c.record,
    REVISIONS.c.checksum.label("record_checksum"),
)
#: Every article's current revision, withdrawn ones included. One whose revision is lost is there without it.
CURRENT = select(
    *_ARTICLE, ARTICLES.c.withdrawn, ARTICLES.c.withdrawn.label("is_withdrawn"), *_RECORD
).outerjoin(
    REVISIONS,
    (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == ARTICLES.c.revision),
)
#: Characters of records that are held at a time, however long a single article is.
BATCH = 8_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """Articles for one reader of several: those numbered `after < number <= until`, as of `sequence`."""

    after: int
    until: int
    count: int
    """The number of these articles, withdrawn ones apart."""
    sequence: int = 0
    """The archive's last change that is seen."""


def last_sequence(connection: Connection) -> int:
    """Return the sequence of the last event; 0 in an empty archive."""
    return connection.scalar(select(func.coalesce(func.max(EVENTS.c.sequence), 0))) or 0


def rows_at(sequence: int) -> Select[Any]:
    """Build the query of `CURRENT` as it would have been answered after the change of this sequence.

    Articles that came later are left out. `sequence` in its rows is the article's last change of all.
    """
    unchanged = ARTICLES.c.sequence <= sequence
    revision = (
        select(func.max(REVISIONS.c.number))
        .where(REVISIONS.c.article == ARTICLES.c.number, REVISIONS.c.sequence <= sequence)
        .correlate(ARTICLES)
        .scalar_subquery()
    )
    shown = _last_shown(ARTICLES.c.number, sequence).correlate(ARTICLES).scalar_subquery()
    withdrawn = case((unchanged, ARTICLES.c.withdrawn), else_=func.coalesce(shown, False))
    number = case((unchanged, ARTICLES.c.revision), else_=revision)
    return (
        select(*_ARTICLE, ARTICLES.c.withdrawn, withdrawn.label("is_withdrawn"), *_RECORD)
        .outerjoin(REVISIONS, (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == number))
        .where(number.is_not(None))
    )


def _last_shown(article: ColumnElement[int] | int, sequence: int | None) -> Select[Any]:
    """Build the query of whether an article was withdrawn at a moment, or is now; no row if it never was."""
    query = select(EVENTS.c.kind == Kind.WITHDRAWN).where(
        EVENTS.c.article == article, EVENTS.c.kind.in_([Kind.WITHDRAWN, Kind.RESTORED])
    )
    query = query if sequence is None else query.where(EVENTS.c.sequence <= sequence)
    return query.order_by(EVENTS.c.sequence.desc()).limit(1)


def revision_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the revision in a row of `CURRENT` under its columns' own names, with the article's `id`."""
    return {
        "id": row["id"],
        "article": row["number"],
        "number": row["revision_number"],
        "sequence": row["revised"],
        "digest": row["digest"],
        "original": row["original"],
        "record": row["record"],
        "checksum": row["record_checksum"],
    }


def settled(connection: Connection, row: Mapping[Any, Any], sequence: int | None = None) -> Mapping[Any, Any]:
    """Return a row of `CURRENT`, or of `rows_at` for the moment of `sequence`.

    If the article's row is damaged, its revisions and the log say which one is current, whether it is shown
    and what its id is; `is_damaged` is then set.
    """
    if is_intact(ARTICLES, row):
        return row
    mine = REVISIONS.c.article == row["number"]
    until = [] if sequence is None else [REVISIONS.c.sequence <= sequence]
    last = select(*_RECORD).where(mine, *until).order_by(REVISIONS.c.number.desc()).limit(1)
    found = connection.execute(last).mappings().one_or_none()
    shown = connection.scalar(_last_shown(row["number"], sequence))
    fresh = {**row, **(found or {}), "is_withdrawn": bool(shown), "is_damaged": True}
    record = parse_record(fresh["record"]) if is_intact(REVISIONS, revision_of(fresh)) else None
    return {**fresh, "id": record["id"]} if record and isinstance(record.get("id"), str) else fresh


def shares_of(connection: Connection, count: int) -> list[Share]:
    """Divide the articles of this moment into at most `count` shares of about one size, one at least."""
    sequence = last_sequence(connection)
    shown = ~ARTICLES.c.withdrawn
    total = connection.scalar(select(func.count()).select_from(ARTICLES).where(shown)) or 0
    if not total:
        return [Share(0, 0, 0, sequence)]
    # One pass, however many shares: a thousand look-ups by place would each count from the first article.
    place = func.row_number().over(order_by=ARTICLES.c.number)
    placed = select(ARTICLES.c.number, ((place * count + total - 1) // total).label("part")).where(shown)
    rows = placed.subquery()
    ends = select(func.max(rows.c.number), func.count()).group_by(rows.c.part).order_by(rows.c.part)
    shares: list[Share] = []
    after = 0
    for until, articles in connection.execute(ends):
        shares.append(Share(after, until, articles, sequence))
        after = until
    return shares


def in_batches(rows: Iterable[Mapping[Any, Any]]) -> Iterator[list[Mapping[Any, Any]]]:
    """Yield rows with a `record` in lists that a look-up and the memory can take."""
    batch: list[Mapping[Any, Any]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row["record"] or "")
        if len(batch) >= LOOKUP or size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
