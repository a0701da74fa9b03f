"""Reading the archive: articles as they are now, their revisions, their history.

What is read is current revisions of articles that are not withdrawn, with their corrections laid over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, func, select

from archive.errors import NoSuchArticle
from archive.model.article import Article
from archive.model.history import Entry, EntryTimes, Kind, Revision
from archive.model.serialize import changed_fields
from archive.store import revisions as changes
from archive.store import told_dates
from archive.store.corrections import Correction, apply
from archive.store.moments import CURRENT, Share, in_batches, rows_at, shares_of
from archive.store.records import parse_record, read_record
from archive.store.revisions import LOOKUP
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, REVISIONS


def laid_over(
    connection: Connection, rows: Sequence[RowMapping], sequence: int | None = None
) -> Iterator[tuple[RowMapping, Article]]:
    """Yield rows of `CURRENT` with their articles, the corrections of that moment laid over them."""
    overlay = read_corrections(connection, [row["number"] for row in rows], sequence=sequence)
    for row in rows:
        article = read_record(row)
        yield row, replace(apply(article, overlay.get(row["number"], ())), arrival=row["number"])


def read_corrections(
    connection: Connection, numbers: Sequence[int], *, undone: bool = False, sequence: int | None = None
) -> dict[int, list[Correction]]:
    """Read the corrections of these articles by article number, oldest first.

    Those that hold now, or held after the change of `sequence`; with `undone` also those taken back.
    """
    made, back = EVENTS.alias(), EVENTS.alias()
    query = (
        select(CORRECTIONS, ARTICLES.c.id, made.c.who, made.c.at, made.c.why, back.c.at.label("undone_at"))
        .join(ARTICLES, ARTICLES.c.number == CORRECTIONS.c.article)
        .join(made, made.c.sequence == CORRECTIONS.c.made)
        .outerjoin(back, back.c.sequence == CORRECTIONS.c.undone)
        .where(CORRECTIONS.c.article.in_(numbers))
        .order_by(CORRECTIONS.c.number)
    )
    if sequence is not None:
        still = CORRECTIONS.c.undone.is_(None) | (CORRECTIONS.c.undone > sequence)
        query = query.where(CORRECTIONS.c.made <= sequence, still)
    elif not undone:
        query = query.where(CORRECTIONS.c.undone.is_(None))
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for row in connection.execute(query):
        # At an earlier moment nobody knows yet that a correction will be taken back.
        undone_at = row.undone_at if sequence is None else None
        found[row.article].append(
            Correction(row.number, row.id, row.field, row.value, row.who, row.at, row.why, undone_at)
        )
    return found


def read_history(connection: Connection, article: int) -> tuple[Entry, ...]:
    """Read the log entries of the article of this number, oldest first."""
    details = _revision_details(connection, article) | _correction_details(connection, article)
    events = select(EVENTS).where(EVENTS.c.article == article).order_by(EVENTS.c.sequence)
    return tuple(
        Entry(row.sequence, row.at, _kind(row.kind), row.who, row.why, **details.get(row.sequence, {}))
        for row in connection.execute(events)
    )


def _kind(name: str) -> Kind:
    return Kind(name) if name in Kind.__members__.values() else Kind.UNREADABLE


def _revision_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(REVISIONS).where(REVISIONS.c.article == article).order_by(REVISIONS.c.number)
    details: dict[int, dict[str, Any]] = {}
    before: dict[str, Any] = {}
    for row in connection.execute(query):
        record = parse_record(row.record) or {}
        fields = changed_fields(before, record) if before else ()
        details[row.sequence] = {"revision": row.number, "fields": fields}
        before = record
    return details


def _correction_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(CORRECTIONS).where(CORRECTIONS.c.article == article)
    return {
        sequence: {"fields": ("published",), "value": told_dates.days_of(row.value)}
        if row.field == told_dates.FIELD
        else {"fields": (row.field,), "value": row.value}
        for row in connection.execute(query)
        for sequence in (row.made, row.undone)
        if sequence is not None
    }


def _rows(sequence: int | None) -> Select[Any]:
    """Build the query of all articles as they are now, or as they were after a change."""
    return CURRENT if sequence is None else rows_at(sequence)


def _articles(
    connection: Connection, query: Select[Any], sequence: int | None, *, withdrawn: bool = False
) -> Iterator[tuple[RowMapping, Article]]:
    """Yield a query's rows with their articles, some at a time; those of withdrawn ones only if asked for."""
    rows = connection.execute(query).mappings()
    for batch in in_batches(row for row in rows if withdrawn or not row["withdrawn"]):
        yield from laid_over(connection, batch, sequence)


class StoreReader:
    """An archive in one SQLite file, to read; may be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close the file."""
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
        columns = query.selected_columns
        with self._engine.begin() as connection:
            for id_, withdrawn in connection.execute(query.with_only_columns(columns.id, columns.withdrawn)):
                if not withdrawn:
                    yield id_

    def changed_ids(self, since: int, until: int) -> dict[str, bool]:
        """Map each id that changed after `since` to whether it is shown after the change of `until`.

        Ids that came after `until` are left out; those that changed again after it are there.
        """
        query = rows_at(until).where(ARTICLES.c.sequence > since)
        columns = query.selected_columns
        with self._engine.begin() as connection:
            rows = connection.execute(query.with_only_columns(columns.id, columns.withdrawn))
            return {id_: not withdrawn for id_, withdrawn in rows}

    def iterate_changes(self, since: int) -> Iterator[tuple[str, Article | None]]:
        """Yield what changed after this sequence: ids with the article as it is now, None if withdrawn.

        Each article once, in the order of its last change.
        """
        query = CURRENT.where(ARTICLES.c.sequence > since).order_by(ARTICLES.c.sequence)
        with self._engine.begin() as connection:
            for row, article in _articles(connection, query, None, withdrawn=True):
                yield row["id"], None if row["withdrawn"] else article

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
            return changes.last_sequence(connection)

    def fingerprint(self) -> str:
        """Return a hash of all that was ever added, withdrawn, restored and corrected, in order."""
        with self._engine.begin() as connection:
            return changes.read_fingerprint(connection)

    def is_withdrawn(self, id_: str) -> bool:
        """Tell whether the article is withdrawn; NoSuchArticle if there is none."""
        with self._engine.begin() as connection:
            number = self._number(connection, id_)
            return bool(connection.scalar(select(ARTICLES.c.withdrawn).where(ARTICLES.c.number == number)))

    def find_place(self, place: str) -> str | None:
        """Return the id of the article last read from this place key (`place_of`); None if there is none."""
        query = select(ARTICLES.c.id).where(ARTICLES.c.place == place).order_by(ARTICLES.c.sequence.desc())
        with self._engine.begin() as connection:
            return connection.scalar(query.limit(1))

    def originals_of(self, ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return the digests of all originals each article was read from, by id; unknown ids are left out."""
        with self._engine.begin() as connection:
            known = changes.known_articles(connection, ids)
        return {id_: frozenset(article.originals) for id_, article in known.items()}

    def revisions(self, id_: str) -> tuple[Revision, ...]:
        """Return all revisions of an article, oldest first; NoSuchArticle if there is none."""
        query = (
            select(REVISIONS, ARTICLES.c.id, EVENTS.c.at, ARTICLES.c.revision)
            .join(EVENTS, EVENTS.c.sequence == REVISIONS.c.sequence)
            .join(ARTICLES, ARTICLES.c.number == REVISIONS.c.article)
        )
        with self._engine.begin() as connection:
            mine = REVISIONS.c.article == self._number(connection, id_)
            rows = connection.execute(query.where(mine).order_by(REVISIONS.c.number)).mappings().all()
        return tuple(
            Revision(row["number"], row["at"], read_record(row), row["number"] == row["revision"])
            for row in rows
        )

    def entry_times(self, ids: Sequence[str]) -> dict[str, EntryTimes]:
        """Return when articles came in and last changed, by id; ids without an article are left out."""
        query = (
            select(
                ARTICLES.c.id, func.min(EVENTS.c.at).label("added"), func.max(EVENTS.c.at).label("changed")
            )
            .join(EVENTS, EVENTS.c.article == ARTICLES.c.number)
            .group_by(ARTICLES.c.id)
        )
        times: dict[str, EntryTimes] = {}
        with self._engine.begin() as connection:
            for start in range(0, len(ids), LOOKUP):
                rows = connection.execute(query.where(ARTICLES.c.id.in_(ids[start : start + LOOKUP])))
                times |= {row.id: EntryTimes(row.added, row.changed) for row in rows}
        return times

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
