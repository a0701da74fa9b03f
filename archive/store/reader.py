"""Reading the archive: articles as they are now, their revisions, their history.

What is read is current revisions of articles that are not withdrawn, with their corrections laid over them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, func, select

from archive.errors import NoSuchArticle
from archive.model.article import Article
from archive.model.history import Entry, Kind, Revision
from archive.model.serialize import changed_fields, from_record
from archive.store import revisions as changes
from archive.store.corrections import Correction, apply
from archive.store.revisions import LOOKUP
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


@dataclass(frozen=True, slots=True)
class Share:
    """Consecutive articles for one reader of several: `count` of them after the article `after`."""

    after: str | None
    count: int


class StoreReader:
    """An archive in one SQLite file, to read; may be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, id_: str) -> Article | None:
        """The article with this id; None if there is none or it is withdrawn."""
        return self.get_many([id_]).get(id_)

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles of these ids, by id, in the order asked; ids without an article are left out."""
        found: dict[str, Article] = {}
        with self._engine.begin() as connection:
            for start in range(0, len(ids), LOOKUP):
                query = CURRENT.where(ARTICLES.c.id.in_(ids[start : start + LOOKUP]), ~ARTICLES.c.withdrawn)
                rows = connection.execute(query).mappings().all()
                found |= {row["id"]: article for row, article in laid_over(connection, rows)}
        return {id_: found[id_] for id_ in ids if id_ in found}

    def iterate(self, after: str | None = None, limit: int | None = None) -> Iterator[Article]:
        """Every article in the order of arrival, as of one moment; `after` an id, at most `limit`.

        Streams: what is held in memory does not grow with the archive. Who also needs the sequence reads
        `sequence` first: what changes later comes again from `iterate_changes`.
        """
        with self._engine.begin() as connection:
            last = self._number(connection, after) if after is not None else 0
            left = limit
            while left is None or left > 0:
                size = LOOKUP if left is None else min(left, LOOKUP)
                query = CURRENT.where(ARTICLES.c.number > last, ~ARTICLES.c.withdrawn)
                rows = connection.execute(query.order_by(ARTICLES.c.number).limit(size)).mappings().all()
                if not rows:
                    return
                for _, article in laid_over(connection, rows):
                    yield article
                last = rows[-1]["number"]
                left = None if left is None else left - len(rows)

    def shares(self, count: int) -> list[Share]:
        """The articles as they are now in at most `count` shares of about one size, for `iterate`."""
        shown = select(ARTICLES.c.id).where(~ARTICLES.c.withdrawn).order_by(ARTICLES.c.number)
        with self._engine.begin() as connection:
            total = connection.scalar(select(func.count()).select_from(shown.subquery())) or 0
            bounds = sorted({total * i // count for i in range(count + 1)})
            last = [shown.offset(first - 1).limit(1) if first else None for first in bounds]
            before = [connection.scalar(query) if query is not None else None for query in last]
        return [Share(before[i], bounds[i + 1] - bounds[i]) for i in range(len(bounds) - 1)]

    def iterate_changes(self, since: int) -> Iterator[tuple[str, Article | None]]:
        """What changed after this sequence: ids with the article as it is now, None for a withdrawn one.

        Each article once, in the order of its last change.
        """
        with self._engine.begin() as connection:
            last = since
            while True:
                query = CURRENT.where(ARTICLES.c.sequence > last).order_by(ARTICLES.c.sequence).limit(LOOKUP)
                rows = connection.execute(query).mappings().all()
                if not rows:
                    return
                for row, article in laid_over(connection, rows):
                    yield row["id"], None if row["withdrawn"] else article
                last = rows[-1]["sequence"]

    def count(self) -> int:
        """How many articles there are, withdrawn ones apart."""
        return self._count(~ARTICLES.c.withdrawn)

    def count_withdrawn(self) -> int:
        """How many articles are withdrawn."""
        return self._count(ARTICLES.c.withdrawn)

    @property
    def sequence(self) -> int:
        """The number of the last change; it only ever grows."""
        with self._engine.begin() as connection:
            return changes.last_sequence(connection)

    def fingerprint(self) -> str:
        """A hash of all that was ever added, withdrawn, restored and corrected, in order."""
        with self._engine.begin() as connection:
            return changes.read_fingerprint(connection)

    def is_withdrawn(self, id_: str) -> bool:
        """Whether the article is withdrawn; NoSuchArticle if there is none."""
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            return bool(connection.scalar(select(ARTICLES.c.withdrawn).where(ARTICLES.c.number == number)))

    def find_place(self, place: str) -> str | None:
        """The id of the article that was last read from this place, for inputs that name no id."""
        query = select(ARTICLES.c.id).where(ARTICLES.c.place == place).order_by(ARTICLES.c.sequence.desc())
        with self._engine.begin() as connection:
            return connection.scalar(query.limit(1))

    def revisions(self, id_: str) -> tuple[Revision, ...]:
        """Every state of an article, oldest first; NoSuchArticle if there is none."""
        query = (
            select(REVISIONS.c.number, REVISIONS.c.record, EVENTS.c.at, ARTICLES.c.revision)
            .join(EVENTS, EVENTS.c.sequence == REVISIONS.c.sequence)
            .join(ARTICLES, ARTICLES.c.number == REVISIONS.c.article)
        )
        with self._engine.begin() as connection:
            mine = REVISIONS.c.article == self._number(connection, id_)
            rows = connection.execute(query.where(mine).order_by(REVISIONS.c.number)).all()
        return tuple(
            Revision(row.number, row.at, from_record(json.loads(row.record)), row.number == row.revision)
            for row in rows
        )

    def history(self, id_: str) -> tuple[Entry, ...]:
        """All that happened to an article, oldest first; NoSuchArticle if there is none."""
        with self._engine.begin() as connection:
            return read_history(connection, self._number(connection, id_))

    def corrections(self, id_: str) -> tuple[Correction, ...]:
        """Every correction of an article, oldest first, those undone included."""
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            return tuple(read_corrections(connection, [number], undone=True)[number])

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A transaction of one's own that reads, as of one moment: for dumps and checks."""
        with self._engine.begin() as connection:
            yield connection

    def _count(self, condition: ColumnElement[bool]) -> int:
        with self._engine.begin() as connection:
            return int(connection.scalar(select(func.count()).select_from(ARTICLES).where(condition)) or 0)

    def _number(self, connection: Connection, id_: str) -> int:
        number = connection.scalar(select(ARTICLES.c.number).where(ARTICLES.c.id == id_))
        if number is None:
            raise NoSuchArticle(
                f"no article has the id {id_!r}", remedy="sijill search finds articles and shows their ids"
            )
        return int(number)
