"""The archive as it was at a moment: after the change of a given sequence, whatever was written since.

A build of the index reads the archive in several processes and for minutes, while others write. SQLite
shows one moment only within one transaction, so the log is asked instead: it knows when each revision,
withdrawal, restoration and correction came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, case, func, select

from archive.model.history import Kind
from archive.store.revisions import LOOKUP, last_sequence
from archive.store.schema import ARTICLES, EVENTS, REVISIONS

#: Every article's current revision, withdrawn ones included.
_RECORD = (REVISIONS.c.digest, REVISIONS.c.original, REVISIONS.c.record)
CURRENT = select(ARTICLES.c.number, ARTICLES.c.id, ARTICLES.c.withdrawn, ARTICLES.c.sequence, *_RECORD).join(
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
    """How many articles these are, withdrawn ones apart."""
    sequence: int = 0
    """The archive's last change that is seen."""


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
    shown = (
        select(EVENTS.c.kind == Kind.WITHDRAWN)
        .where(
            EVENTS.c.article == ARTICLES.c.number,
            EVENTS.c.sequence <= sequence,
            EVENTS.c.kind.in_([Kind.WITHDRAWN, Kind.RESTORED]),
        )
        .order_by(EVENTS.c.sequence.desc())
        .limit(1)
        .correlate(ARTICLES)
        .scalar_subquery()
    )
    withdrawn = case((unchanged, ARTICLES.c.withdrawn), else_=func.coalesce(shown, False))
    number = case((unchanged, ARTICLES.c.revision), else_=revision)
    return select(
        ARTICLES.c.number,
        ARTICLES.c.id,
        withdrawn.label("withdrawn"),
        ARTICLES.c.sequence,
        *_RECORD,
    ).join(REVISIONS, (REVISIONS.c.article == ARTICLES.c.number) & (REVISIONS.c.number == number))


def shares_of(connection: Connection, count: int) -> list[Share]:
    """Divide the articles of this moment into at most `count` shares of about one size, one at least."""
    shown = select(ARTICLES.c.number).where(~ARTICLES.c.withdrawn)
    sequence = last_sequence(connection)
    total = connection.scalar(select(func.count()).select_from(shown.subquery())) or 0
    places = sorted({total * i // count for i in range(1, count + 1)} - {0})
    if not places:
        return [Share(0, 0, 0, sequence)]
    ends = [
        int(connection.scalar(shown.order_by(ARTICLES.c.number).offset(place - 1).limit(1)) or 0)
        for place in places
    ]
    begins = zip([0, *ends], [0, *places], strict=False)
    return [
        Share(after, until, place - before, sequence)
        for (after, before), until, place in zip(begins, ends, places, strict=False)
    ]


def in_batches(rows: Iterable[RowMapping]) -> Iterator[list[RowMapping]]:
    """Yield rows with a `record` in lists that a look-up and the memory can take."""
    batch: list[RowMapping] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row["record"])
        if len(batch) >= LOOKUP or size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
