"""Reading the archive: articles as they are now, their revisions, their history.

What is read is current revisions of articles that are not withdrawn, with their corrections laid over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from archive.errors import NoSuchArticle
from archive.model.article import Article
from archive.model.history import Entry, EntryTimes, Revision
from archive.store import revisions as changes
from archive.store import told_dates
from archive.store.checksums import is_intact
from archive.store.corrections import Correction
from archive.store.database.connection import streamed
from archive.store.history import laid_over, read_corrections, read_history, read_times
from archive.store.moments import CURRENT, Share, in_batches, last_sequence, rows_at, settled, shares_of
from archive.store.records import read_record
from archive.store.schema import ARTICLES, EVENTS, LOOKUP, REVISIONS


def _rows(sequence: int | None) -> Select[Any]:
    """Build the query of all articles as they are now, or as they were after a change."""
    return CURRENT if sequence is None else rows_at(sequence)


def _articles(
    connection: Connection, query: Select[Any], sequence: int | None, *, withdrawn: bool = False
) -> Iterator[tuple[Mapping[Any, Any], Article]]:
    """Yield a query's rows with their articles, some at a time; those of withdrawn ones only if asked for."""
    found = connection.execute(streamed(query)).mappings()
    rows = (settled(connection, row, sequence) for row in found)
    for batch in in_batches(row for row in rows if withdrawn or not row["is_withdrawn"]):
        yield from laid_over(connection, batch, sequence)


def _article_rows(connection: Connection, query: Select[Any], sequence: int) -> Iterator[Mapping[Any, Any]]:
    """Yield the rows of a query of `rows_at` without their records."""
    columns = (column for column in query.selected_columns if column.name != REVISIONS.c.record.name)
    for row in connection.execute(streamed(query.with_only_columns(*columns))).mappings():
        yield settled(connection, row, sequence)


class StoreReader:
    """An archive to read, in a SQLite file or a database; may be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close the file, or the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, id_: str) -> Article | None:
        """Return the article with this id; None if there is none or it is withdrawn."""
        return self.get_many([id_]).get(id_)

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Read the articles of these ids, by id, in the order asked; ids without an article are left out."""
        found = {article.id: article for article in self.iterate_ids(ids)}
        return {id_: found[id_] for id_ in ids if id_ in found}

    def get_even_withdrawn(self, ids: Sequence[str]) -> dict[str, Article]:
        """Read the articles of these ids, by id, withdrawn ones too; ids without an article are left out."""
        query = CURRENT.where(ARTICLES.c.id.in_(ids))
        with self._engine.begin() as connection:
            return {article.id: article for _, article in _articles(connection, query, None, withdrawn=True)}

    def iterate_ids(self, ids: Sequence[str], sequence: int | None = None) -> Iterator[Article]:
        """Yield the articles of these ids in some order; ids without an article are left out.

        As they are now, or as they were after the change of `sequence`.
        """
        with self._engine.begin() as connection:
            for start in range(0, len(ids), LOOKUP):
                query = _rows(sequence).where(ARTICLES.c.id.in_(ids[start : start + LOOKUP]))
                for _, article in _articles(connection, query, sequence):
                    yield article

    def iterate(self) -> Iterator[Article]:
        """Yield every article in the order of arrival, as of one moment.

        Streams: what is held in memory does not grow with the archive. Who also needs the sequence reads
        `sequence` first: what changes later comes again from `iterate_changes`.
        """
        with self._engine.begin() as connection:
            for _, article in _articles(connection, CURRENT.order_by(ARTICLES.c.number), None):
                yield article

    def iterate_share(self, share: Share) -> Iterator[Article]:
        """Yield the articles of a share in the order of arrival, as they were when it was made."""
        mine = (ARTICLES.c.number > share.after, ARTICLES.c.number <= share.until)
        with self._engine.begin() as connection:
            query = rows_at(share.sequence).where(*mine).order_by(ARTICLES.c.number)
            for _, article in _articles(connection, query, share.sequence):
                yield article

    def shares(self, count: int) -> list[Share]:
        """Divide the articles as they are now into at most `count` shares of about one size.

        `iterate_share` reads them. There is always one, so that an empty archive's sequence is known too.
        """
        with self._engine.begin() as connection:
            return shares_of(connection, count)

    def ids_at(self, sequence: int) -> Iterator[str]:
        """Yield the ids shown after the change of this sequence, in the order of their UTF-8 bytes."""
        query = rows_at(sequence).order_by(ARTICLES.c.id)
        with self._engine.begin() as connection:
            for row in _article_rows(connection, query, sequence):
                if not row["is_withdrawn"]:
                    yield row["id"]

    def changed_ids(self, since: int, until: int) -> dict[str, bool]:
        """Map each id that changed after `since` to whether it is shown after the change of `until`.

        Ids that came after `until` are left out; those that changed again after it are there.
        """
        query = rows_at(until).where(ARTICLES.c.sequence > since)
        with self._engine.begin() as connection:
            rows = _article_rows(connection, query, until)
            return {row["id"]: not row["is_withdrawn"] for row in rows}

    def iterate_changes(self, since: int) -> Iterator[tuple[str, Article | None]]:
        """Yield what changed after this sequence: ids with the article as it is now, None if withdrawn.

        Each article once, in the order of its last change.
        """
        query = CURRENT.where(ARTICLES.c.sequence > since).order_by(ARTICLES.c.sequence)
        with self._engine.begin() as connection:
            for row, article in _articles(connection, query, None, withdrawn=True):
                yield row["id"], None if row["is_withdrawn"] else article

    def count(self) -> int:
        """Count the articles, without the withdrawn ones."""
        return self._count(~ARTICLES.c.withdrawn)

    def count_withdrawn(self) -> int:
        """Count the withdrawn articles."""
        return self._count(ARTICLES.c.withdrawn)

    @property
    def sequence(self) -> int:
        """Return the number of the last change, which only ever grows; 0 in an empty archive."""
        with self._engine.begin() as connection:
            return last_sequence(connection)

    def fingerprint(self) -> str:
        """Return a hash of all that was ever added, withdrawn, restored and corrected, in order."""
        with self._engine.begin() as connection:
            return changes.read_fingerprint(connection)

    def is_withdrawn(self, id_: str) -> bool:
        """Tell whether the article is withdrawn; NoSuchArticle if there is none."""
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            row = connection.execute(CURRENT.where(ARTICLES.c.number == number)).mappings().one()
            return bool(settled(connection, row)["is_withdrawn"])

    def find_place(self, place: str) -> str | None:
        """Return the id of the article last read from this place key (`place_of`); None if there is none."""
        query = select(ARTICLES).where(ARTICLES.c.place == place).order_by(ARTICLES.c.sequence.desc())
        with self._engine.begin() as connection:
            rows = connection.execute(query).mappings()
            return next((row["id"] for row in rows if is_intact(ARTICLES, row)), None)

    def originals_of(self, ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return the digests of all originals each article was read from, by id; unknown ids are left out."""
        with self._engine.begin() as connection:
            known = changes.known_articles(connection, ids)
        return {id_: frozenset(article.originals) for id_, article in known.items()}

    def revisions(self, id_: str) -> tuple[Revision, ...]:
        """Return all revisions of an article, oldest first; NoSuchArticle if there is none."""
        query = select(REVISIONS, ARTICLES.c.id, ARTICLES.c.revision).join(
            ARTICLES, ARTICLES.c.number == REVISIONS.c.article
        )
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            times = {entry.sequence: entry.at for entry in read_history(connection, number)}
            rows = connection.execute(
                query.where(REVISIONS.c.article == number).order_by(REVISIONS.c.number)
            ).mappings()
            return tuple(
                Revision(
                    row["number"],
                    times.get(row["sequence"], ""),
                    read_record(row),
                    row["number"] == row["revision"],
                )
                for row in rows
            )

    def entry_times(self, ids: Sequence[str]) -> dict[str, EntryTimes]:
        """Return when articles came in and last changed, by id; ids without an article are left out."""
        with self._engine.begin() as connection:
            return read_times(connection, ids)

    def revision_sequences(self, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return the sequences of an article's first and last revisions, by id; unknown ids are left out."""
        ends = (func.min(REVISIONS.c.sequence).label("first"), func.max(REVISIONS.c.sequence).label("last"))
        query = select(ARTICLES.c.id, *ends).join(REVISIONS, REVISIONS.c.article == ARTICLES.c.number)
        spans: dict[str, tuple[int, int]] = {}
        with self._engine.begin() as connection:
            for start in range(0, len(ids), LOOKUP):
                some = query.where(ARTICLES.c.id.in_(ids[start : start + LOOKUP])).group_by(ARTICLES.c.id)
                spans |= {row.id: (row.first, row.last) for row in connection.execute(some)}
        return spans

    def first_added(self, since: int) -> dict[str, int]:
        """Return the ids of all articles first added after the change `since`, with the sequences of that."""
        query = (
            select(ARTICLES.c.id, REVISIONS.c.sequence)
            .join(ARTICLES, ARTICLES.c.number == REVISIONS.c.article)
            .where(REVISIONS.c.number == 1, REVISIONS.c.sequence > since)
        )
        with self._engine.begin() as connection:
            return {row.id: row.sequence for row in connection.execute(query)}

    def time_of(self, sequence: int) -> str:
        """Return when the change of this sequence was made, ISO 8601, UTC; empty if there is none."""
        query = select(EVENTS.c.at).where(EVENTS.c.sequence == sequence)
        with self._engine.begin() as connection:
            return connection.scalar(query) or ""

    def sequence_at(self, time: str) -> int:
        """Return the sequence of the last change made until a time (ISO 8601, UTC); 0 if there is none."""
        query = select(func.coalesce(func.max(EVENTS.c.sequence), 0)).where(EVENTS.c.at <= time)
        with self._engine.begin() as connection:
            return connection.scalar(query) or 0

    def find_address(self, address: str) -> Article | None:
        """Return the oldest article of a `web_address`; None if there is none or it is withdrawn."""
        with self._engine.begin() as connection:
            id_ = changes.ids_by_address(connection, [address]).get(address)
        return None if id_ is None else self.get(id_)

    def history(self, id_: str) -> tuple[Entry, ...]:
        """Return the log entries of an article, oldest first; NoSuchArticle if there is none."""
        with self._engine.begin() as connection:
            return read_history(connection, self._number(connection, id_))

    def corrections(self, id_: str) -> tuple[Correction, ...]:
        """Return all corrections by people, oldest first, undone ones included; or NoSuchArticle."""
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            found = read_corrections(connection, [number], undone=True)[number]
            return tuple(one for one in found if one.field != told_dates.FIELD)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a read transaction as of one moment, for dumps and checks; use it with `with`."""
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
