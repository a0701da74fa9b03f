"""The store: the archive's truth. Articles with all their revisions, the log, and the corrections.

A `Store` may be shared between threads: each call takes a connection of its own; `StoreReader` says what
is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, insert

from archive.claims.dating import ToldDate
from archive.database_address import ArchiveLocation
from archive.errors import ArchiveError
from archive.model.article import Article
from archive.model.history import Kind
from archive.model.serialize import canonical_json
from archive.store import revisions as changes
from archive.store import told_dates
from archive.store.checksums import change_row, count_rows_added, next_number, with_checksum, write_correction
from archive.store.corrections import Correction, normal_value, require_text
from archive.store.database import connection as database
from archive.store.figure_reviews import is_decision, require_figure
from archive.store.history import read_corrections
from archive.store.moments import CURRENT, settled
from archive.store.reader import StoreReader
from archive.store.revisions import Addition, Change, Log
from archive.store.schema import ARTICLES, CORRECTIONS, RUNS


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


class Store(StoreReader):
    """The archive, in a SQLite file or a PostgreSQL database."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(engine)
        self._writer = database.writing(engine)
        self._clock = clock

    @classmethod
    def open(cls, location: ArchiveLocation, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open for writing and reading; make the archive where there is none, migrate an older one."""
        return cls(database.open_for_writing(location), clock)

    @classmethod
    def open_reader(cls, location: ArchiveLocation) -> Self:
        """Open for reading alone; NoArchive, ArchiveTooOld or ArchiveTooNew."""
        return cls(database.open_for_reading(location))

    @classmethod
    def in_memory(cls, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open an empty archive in memory that is gone when closed, for trials."""
        return cls(database.open_in_memory(), clock)

    def add(self, article: Article, *, place: str | None = None) -> Change:
        """Add one article; see `add_all`."""
        return self.add_all([article], [place])[0]

    def add_all(
        self, articles: Sequence[Article], places: Sequence[str | None] = (), *, since: int | None = None
    ) -> list[Change]:
        """Add articles in one transaction, in order; what is there already changes nothing.

        An article that says something else than the archive's becomes its new revision, unless one of its
        revisions says the same or was read from the same bytes. `places` are keys of whole files.

        Who chose the ids by what the archive held at the change `since` gives it: Overtaken, and nothing is
        written, where another process wrote to one of these ids or places since.
        """
        with self._writer.begin() as connection:
            if since is not None:
                changes.require_unchanged(connection, since, {one.id for one in articles}, {*places} - {None})
            addition = Addition(connection, articles, self._now())
            keys = places or [None] * len(articles)
            result = [addition.add(article, key) for article, key in zip(articles, keys, strict=True)]
            addition.write()
            fresh = {change.id for change in result if change.kind == "changed"}
            if fresh:
                told_dates.take_back(connection, self._now(), fresh)
        return result

    def judge(self, articles: Sequence[Article], places: Sequence[str | None] = ()) -> list[Change]:
        """Return the changes that `add_all` would make, without making them."""
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
        """Lay a value over an article's own; BadCorrection for an unknown field or a bad value."""
        return self.correct_all([(id_, field)], value, why=why, who=who)[0]

    def correct_all(
        self, fields: Sequence[tuple[str, str]], value: str, *, why: str, who: str = ""
    ) -> tuple[Correction, ...]:
        """Lay one value over fields of articles in one transaction: all of them, or none.

        `fields` are pairs of an article's id and its field. BadCorrection for fields and values that there
        are not, NoSuchArticle for an article that there is not.
        """
        require_text(who, why)
        texts = [normal_value(field, value) for _, field in fields]
        for id_, field in fields:
            if is_decision(field) and (article := self.get(id_)) is not None:
                require_figure(article, field)
        with self._writer.begin() as connection:
            log = Log(connection, self._now(), who=who, why=why)
            pairs = zip(fields, texts, strict=True)
            return tuple(self._lay(connection, log, id_, field, text) for (id_, field), text in pairs)

    def _lay(self, connection: Connection, log: Log, id_: str, field: str, text: str) -> Correction:
        number = self._number(connection, id_)
        made = log.write(number, id_, Kind.CORRECTED, detail=f"{field}={text}")
        log.flush()
        write_correction(connection, article=number, field=field, value=text, made=made)
        changes.mark_changed(connection, number, made)
        correction = read_corrections(connection, [number], undone=True)[number][-1]
        self._take_back_dates(connection, id_, field)
        return correction

    def _take_back_dates(self, connection: Connection, id_: str, field: str) -> None:
        """Take back the dates that a corrected field of an article proved."""
        if field in {"published", "title"} or is_decision(field):
            told_dates.take_back(connection, self._now(), {id_})

    def put_told_dates(self, wanted: Mapping[str, ToldDate]) -> tuple[int, int]:
        """Have exactly these dates hold that follow from other articles' tellings, by article id.

        Returns how many are new and how many were taken back.
        """
        with self._writer.begin() as connection:
            return told_dates.put(connection, self._now(), wanted)

    def undo(self, id_: str, field: str | None = None, *, why: str = "", who: str = "") -> Correction:
        """Take back the last correction that holds (of this field); ArchiveError if there is none."""
        require_text(who, why)
        with self._writer.begin() as connection:
            number, log = self._number(connection, id_), Log(connection, self._now(), who=who, why=why)
            known = read_corrections(connection, [number])[number]
            by_people = [one for one in known if one.field != told_dates.FIELD and not one.is_damaged]
            held = [one for one in by_people if field in (None, one.field)]
            if not held:
                what = (
                    f"no correction of {field} holds for {id_}" if field else f"no correction holds for {id_}"
                )
                raise ArchiveError(what, remedy=f"sijill history {id_} shows what was corrected")
            last = held[-1]
            undone = log.write(number, id_, Kind.UNDONE, detail=str(last.number))
            log.flush()
            change_row(connection, CORRECTIONS, {"number": last.number}, undone=undone)
            changes.mark_changed(connection, number, undone)
            self._take_back_dates(connection, id_, last.field)
            return next(
                c
                for c in read_corrections(connection, [number], undone=True)[number]
                if c.number == last.number
            )

    def begin_run(self, inputs: Sequence[str]) -> int:
        """Log that an intake began; return the run's number for `end_run`."""
        row: dict[str, Any] = {"began": self._now(), "ended": None, "inputs": canonical_json(list(inputs))}
        row |= dict.fromkeys(("new", "changed", "same", "rejected"), 0)
        with self._writer.begin() as connection:
            number = next_number(connection, RUNS)
            connection.execute(insert(RUNS).values(with_checksum(RUNS, {"number": number, **row})))
            count_rows_added(connection, runs=1)
        return number

    def end_run(self, run: int, **counts: int) -> None:
        """Log that an intake ended, with how many were new, changed, same and rejected."""
        with self._writer.begin() as connection:
            change_row(connection, RUNS, {"number": run}, ended=self._now(), **counts)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction, for loads; use it with `with`."""
        with self._writer.begin() as connection:
            yield connection

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def _show(self, id_: str, kind: Kind, *, why: str, who: str) -> bool:
        require_text(who, why)
        withdrawn = kind is Kind.WITHDRAWN
        with self._writer.begin() as connection:
            number = self._number(connection, id_)
            row = connection.execute(CURRENT.where(ARTICLES.c.number == number)).mappings().one()
            if settled(connection, row)["is_withdrawn"] == withdrawn:
                return False
            log = Log(connection, self._now(), who=who, why=why)
            sequence = log.write(number, id_, kind)
            log.flush()
            changes.mark_changed(connection, number, sequence, withdrawn=withdrawn)
            told_dates.take_back(connection, self._now(), {id_})
        return True
