"""The store: the archive's truth. Articles with all their revisions, the log, and the corrections.

A `Store` may be shared between threads: each call takes a connection of its own. What is read is current
revisions of articles that are not withdrawn, with their corrections laid over them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, update

from archive import changes, database
from archive.article import Article
from archive.changes import LOOKUP, Addition, Change, Log
from archive.corrections import Correction, normal_value
from archive.decisions import is_decision, require_figure
from archive.errors import ArchiveError, NoSuchArticle
from archive.history import Entry, Kind, Revision
from archive.records import canonical_json, from_record
from archive.rows import CURRENT, laid_over, read_corrections, read_history
from archive.tables import ARTICLES, CORRECTIONS, EVENTS, REVISIONS, RUNS


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Share:
    """Consecutive articles for one reader of several: `count` of them after the article `after`."""

    after: str | None
    count: int


class Store:
    """The archive in one SQLite file."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._writer = database.writing(engine)
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = utc_now) -> Self:
        """For writing and reading: makes the archive where there is none, migrates an older one."""
        return cls(database.open_for_writing(path), clock)

    @classmethod
    def open_reader(cls, path: Path) -> Self:
        """For reading alone; NoArchive, ArchiveTooOld or ArchiveTooNew say what to do."""
        return cls(database.open_for_reading(path))

    @classmethod
    def in_memory(cls, clock: Callable[[], datetime] = utc_now) -> Self:
        """An empty archive that is gone when closed, for trials."""
        return cls(database.open_in_memory(), clock)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Reading

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

    # Writing

    def add(self, article: Article, *, place: str | None = None) -> Change:
        """Add one article; see `add_all`."""
        return self.add_all([article], [place])[0]

    def add_all(self, articles: Sequence[Article], places: Sequence[str | None] = ()) -> list[Change]:
        """Add articles in one transaction, in order; what is there already changes nothing.

        An article that says something else than the archive's becomes its new revision, unless one of its
        revisions says the same or was read from the same bytes. `places` are keys of whole files.
        """
        with self._writer.begin() as connection:
            addition = Addition(connection, articles, self._now())
            keys = places or [None] * len(articles)
            result = [addition.add(article, key) for article, key in zip(articles, keys, strict=True)]
            addition.write()
        return result

    def judge(self, articles: Sequence[Article], places: Sequence[str | None] = ()) -> list[Change]:
        """What `add_all` would do, without doing it."""
        with self._engine.begin() as connection:
            addition = Addition(connection, articles, self._now())
            keys = places or [None] * len(articles)
            return [addition.add(article, key) for article, key in zip(articles, keys, strict=True)]

    def withdraw(self, id_: str, *, why: str, who: str = "") -> bool:
        """Take an article out of sight, kept; False if it is out already, NoSuchArticle if there is none."""
        return self._show(id_, Kind.WITHDRAWN, why=why, who=who)

    def restore(self, id_: str, *, why: str = "", who: str = "") -> bool:
        """Bring a withdrawn article back; False if it is not withdrawn, NoSuchArticle if there is none."""
        return self._show(id_, Kind.RESTORED, why=why, who=who)

    def correct(self, id_: str, field: str, value: str, *, why: str, who: str = "") -> Correction:
        """Lay a value over an article's own; BadCorrection for fields and values that there are not."""
        text = normal_value(field, value)
        if is_decision(field) and (article := self.get(id_)) is not None:
            require_figure(article, field)
        with self._writer.begin() as connection:
            number, log = self._number(connection, id_), Log(connection, self._now(), who=who, why=why)
            made = log.write(number, id_, Kind.CORRECTED, detail=f"{field}={text}")
            log.flush()
            row = {"article": number, "field": field, "value": text, "made": made}
            connection.execute(insert(CORRECTIONS).values(row))
            changes.mark_changed(connection, number, made)
            return read_corrections(connection, [number], undone=True)[number][-1]

    def undo(self, id_: str, field: str | None = None, *, why: str = "", who: str = "") -> Correction:
        """Take back the last correction that holds (of this field); ArchiveError if there is none."""
        with self._writer.begin() as connection:
            number, log = self._number(connection, id_), Log(connection, self._now(), who=who, why=why)
            held = [c for c in read_corrections(connection, [number])[number] if field in (None, c.field)]
            if not held:
                what = (
                    f"no correction of {field} holds for {id_}" if field else f"no correction holds for {id_}"
                )
                raise ArchiveError(what, remedy=f"sijill history {id_} shows what was corrected")
            last = held[-1]
            undone = log.write(number, id_, Kind.UNDONE, detail=str(last.number))
            log.flush()
            chosen = update(CORRECTIONS).where(CORRECTIONS.c.number == last.number)
            connection.execute(chosen.values(undone=undone))
            changes.mark_changed(connection, number, undone)
            return next(
                c
                for c in read_corrections(connection, [number], undone=True)[number]
                if c.number == last.number
            )

    def begin_run(self, inputs: Sequence[str]) -> int:
        """Note that an intake began; the number is for `end_run`."""
        row = {"began": self._now(), "inputs": canonical_json(list(inputs))}
        with self._writer.begin() as connection:
            counts = dict.fromkeys(("new", "changed", "same", "rejected"), 0)
            key = connection.execute(insert(RUNS).values(row | counts)).inserted_primary_key
            return int(key[0]) if key else 0

    def end_run(self, run: int, **counts: int) -> None:
        """Note that an intake ended, with how many were new, changed, same and rejected."""
        with self._writer.begin() as connection:
            connection.execute(update(RUNS).where(RUNS.c.number == run).values(ended=self._now(), **counts))

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A transaction of one's own that reads, as of one moment: for dumps and checks."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of one's own that writes: for loads."""
        with self._writer.begin() as connection:
            yield connection

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def _count(self, condition: ColumnElement[bool]) -> int:
        with self._engine.begin() as connection:
            return int(connection.scalar(select(func.count()).select_from(ARTICLES).where(condition)) or 0)

    def _show(self, id_: str, kind: Kind, *, why: str, who: str) -> bool:
        withdrawn = kind is Kind.WITHDRAWN
        with self._writer.begin() as connection:
            number = self._number(connection, id_)
            if (
                connection.scalar(select(ARTICLES.c.withdrawn).where(ARTICLES.c.number == number))
                == withdrawn
            ):
                return False
            log = Log(connection, self._now(), who=who, why=why)
            sequence = log.write(number, id_, kind)
            log.flush()
            changes.mark_changed(connection, number, sequence, withdrawn=withdrawn)
        return True

    def _number(self, connection: Connection, id_: str) -> int:
        number = connection.scalar(select(ARTICLES.c.number).where(ARTICLES.c.id == id_))
        if number is None:
            raise NoSuchArticle(
                f"no article has the id {id_!r}", remedy="sijill search finds articles and shows their ids"
            )
        return int(number)
