"""Salvage: what can be read of a damaged archive, as a whole archive, with the names of what is lost.

SQLite stops at the first page that makes no sense. Here each table is read row by row around such pages, and
what one table lost is put together again from the others: an article's row from its revisions, an entry of
the log from what refers to it. A record that is lost leaves its article without a text, with a warning.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, Table, insert

from archive.errors import DamagedArchive
from archive.files import scratch_folder
from archive.model.history import Kind
from archive.model.identity import web_address
from archive.store import told_dates
from archive.store.connection import connect_for_reading
from archive.store.records import parse_record
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, META, REVISIONS, RUNS
from archive.store.writer import Store

Row = dict[str, Any]

#: An article with more revisions than these has none of them: the number is damaged.
_MOST_REVISIONS = 100_000
#: What reading a damaged file raises: SQLite's errors, and those of words of its that are no text any more.
_BROKEN = (sqlite3.DatabaseError, UnicodeError)
#: Rows that are tried one by one past a damaged page before a table is taken to have ended there.
_TRIED = 20_000
#: Rows that do not fit together: what the tables say of the same thing differs.
_CONTRADICTIONS = (
    """SELECT count(*) FROM articles WHERE revision IS NOT
    (SELECT max(number) FROM revisions WHERE article = articles.number)""",
    """SELECT count(*) FROM articles WHERE sequence IS NOT
    (SELECT max(sequence) FROM events WHERE article = articles.number)""",
    "SELECT count(*) FROM pragma_foreign_key_check",
    """SELECT count(*) FROM revisions LEFT JOIN events USING (sequence) WHERE events.article IS NOT
    revisions.article""",
)


@dataclass(slots=True)
class Salvaged:
    """A sound archive of what could be read, and what could not."""

    path: Path
    lost: list[str] = field(default_factory=list)
    """What is lost or was put together again, a line each; empty where the archive itself is sound."""


@contextmanager
def sound_archive(path: Path) -> Iterator[Salvaged]:
    """Open the archive at `path` if its file is sound, else a temporary copy of what can be read.

    DamagedArchive where nothing can be read.
    """
    problem = find_problem(path)
    if problem is None:
        yield Salvaged(path)
        return
    with scratch_folder() as folder:
        target = folder / "archive.db"
        lost = salvage(path, target)
        yield Salvaged(target, [f"{path} is damaged: {problem}", *lost])


def find_problem(path: Path) -> str | None:
    """Return what is wrong with the file or between its tables; None if sound. Records are not checked."""
    if not path.is_file():
        return None
    with closing(connect_for_reading(path)) as connection:
        try:
            return next(_problems(connection), None)
        except UnicodeError:
            return "what it says of its own tables is no text any more"
        except sqlite3.DatabaseError as error:
            # A file that is no archive yet has no such tables.
            return None if error.sqlite_errorcode == sqlite3.SQLITE_ERROR else str(error)


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        yield " ".join(str(said).split()).removeprefix("*** in database main *** ")
    for query in _CONTRADICTIONS:
        (count,) = connection.execute(query).fetchone()
        if count:
            yield f"{count} rows of its tables contradict each other"


def salvage(path: Path, target: Path) -> list[str]:
    """Copy what can be read of the archive at `path` to a new archive; return what is lost, a line each.

    DamagedArchive where nothing can be read.
    """
    with scratch_folder() as folder, closing(_open(path, folder)) as connection:
        tables = {table: list(_rows_of(connection, table)) for table in _TABLES}
        ids = _ids(connection)
    if not tables[ARTICLES] and not tables[REVISIONS]:
        what = f"{path} cannot be read as an archive: no article is left in it"
        raise DamagedArchive(what, remedy="Load the last dump into a new folder: sijill load DUMP --home NEW")
    rows, lost = _Mender(tables, ids).mend()
    with Store.open(target) as store, store.writing() as connection:
        for table in _TABLES:
            if rows[table]:
                connection.execute(insert(table), rows[table])
    return lost


def _open(path: Path, folder: Path) -> sqlite3.Connection:
    """Open the damaged file; with an unreadable first page, a copy in `folder` with a new archive's.

    The first page says where the tables begin, and all archives of one version make them in the same order.
    """
    connection = connect_for_reading(path)
    with suppress(*_BROKEN):
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if names >= {table.name for table in _TABLES}:
            return connection
    connection.close()
    with Store.open(folder / "new.db"):
        pass
    page = bytearray((folder / "new.db").read_bytes()[:PAGE])
    # How many pages there are, and that none of them is free.
    page[28:40] = (path.stat().st_size // PAGE).to_bytes(4, "big") + bytes(8)
    copy = folder / "copy.db"
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        file.write(page)
    if (log := path.with_name(f"{path.name}-wal")).exists():
        shutil.copyfile(log, folder / "copy.db-wal")
    return connect_for_reading(copy)


#: Bytes of a page of SQLite's, as our archives have them.
PAGE = 4096

#: In an order in which each row's references are there before it.
_TABLES = (ARTICLES, REVISIONS, EVENTS, CORRECTIONS, RUNS, META)


def _rows_of(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    """Yield the rows of a table that can be read and are whole, each once."""
    names = [column.name for column in table.columns]
    query = f"SELECT rowid, {', '.join(names)} FROM {table.name} WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - our own names
    seen: set[int] = set()
    after, tried = 0, 0
    while tried < _TRIED:
        try:
            for rowid, *values in connection.execute(query, (after,)):
                after, tried = max(after, rowid), 0
                row = dict(zip(names, values, strict=True))
                if rowid not in seen and _is_whole(table, row):
                    seen.add(rowid)
                    yield row
        except _BROKEN:
            after, tried = after + 1, tried + 1
        else:
            return


def _is_whole(table: Table, row: Row) -> bool:
    """Tell whether each value is of its column's type."""
    for column in table.columns:
        value = row[column.name]
        kind = str if column.type.python_type is str else int
        if not (isinstance(value, kind) or (value is None and column.nullable)):
            return False
        if isinstance(value, int) and isinstance(column.type, Integer) and value < 0:
            return False
    return True


def _ids(connection: sqlite3.Connection) -> dict[int, str]:
    """Return articles' ids by number, from the index over ids, which has pages apart from the table's."""
    ids: dict[int, str] = {}
    with suppress(*_BROKEN):
        # Row by row: what came before a page that makes no sense is kept.
        for number, id_ in connection.execute("SELECT number, id FROM articles ORDER BY id"):
            ids |= {number: id_} if isinstance(number, int) and isinstance(id_, str) else {}
    return ids


class _Mender:
    """Puts the tables' rows together again so that they agree."""

    def __init__(self, tables: dict[Table, list[Row]], ids: dict[int, str]) -> None:
        self._rows = tables
        self._ids = ids
        self._lost: list[str] = []
        self._revisions: dict[int, dict[int, Row]] = {}
        for row in tables[REVISIONS]:
            self._revisions.setdefault(row["article"], {})[row["number"]] = row
        self._events = {row["sequence"]: row for row in tables[EVENTS]}

    def mend(self) -> tuple[dict[Table, list[Row]], list[str]]:
        """Return rows that agree, by table, and what is lost, a line each."""
        articles = self._mend_articles()
        self._mend_events(articles)
        for number, row in articles.items():
            mine = [event["sequence"] for event in self._events.values() if event["article"] == number]
            row["sequence"] = max(mine)
        return {
            ARTICLES: list(articles.values()),
            REVISIONS: [row for number in articles for row in self._revisions[number].values()],
            EVENTS: [row for row in self._events.values() if row["article"] in articles],
            CORRECTIONS: [row for row in self._rows[CORRECTIONS] if row["article"] in articles],
            RUNS: self._rows[RUNS],
            META: self._rows[META],
        }, self._lost

    def _mend_articles(self) -> dict[int, Row]:
        articles = {row["number"]: row for row in self._rows[ARTICLES]}
        taken: set[str] = set()
        for number in sorted(articles.keys() | self._revisions.keys() | self._ids.keys()):
            row = articles.get(number) or self._article(number)
            if row is None or row["id"] in taken:
                self._lost.append(f"the article of number {number} is lost, and its id with it")
                articles.pop(number, None)
                continue
            taken.add(row["id"])
            articles[number] = row
            self._mend_revision(row)
        return dict(sorted(articles.items()))

    def _article(self, number: int) -> Row | None:
        """Rebuild an article's row from its revisions; None if nothing says its id."""
        revisions = self._revisions.get(number, {})
        records = [parse_record(row["record"]) for _, row in sorted(revisions.items())]
        known = [record for record in records if record and isinstance(record.get("id"), str)]
        id_ = self._ids.get(number) or (known[-1]["id"] if known else None)
        if id_ is None:
            return None
        urls = [str(record["url"]) for record in known if record.get("url")]
        self._lost.append(f"the row of article {id_} was put together again from its revisions")
        return {
            "number": number,
            "id": id_,
            "address": web_address(urls[-1]) if urls else None,
            "place": None,
            "revision": max(revisions, default=1),
            "withdrawn": self._is_withdrawn(number),
            "sequence": 0,
        }

    def _is_withdrawn(self, number: int) -> bool:
        kinds = (Kind.WITHDRAWN, Kind.RESTORED)
        mine = (row for row in self._events.values() if row["article"] == number and row["kind"] in kinds)
        last = max(mine, key=lambda row: row["sequence"], default=None)
        return last is not None and last["kind"] == Kind.WITHDRAWN

    def _mend_revision(self, article: Row) -> None:
        """Have the article's current revision be there.

        In the place of a lost one stands what the revision before it said, or nothing; without a checksum, so
        that it counts as damaged wherever it is read.
        """
        number, current = article["number"], max(article["revision"], 1)
        revisions = self._revisions.setdefault(number, {})
        article["revision"] = current = max([current if current <= _MOST_REVISIONS else 1, *revisions])
        if current in revisions:
            return
        self._lost.append(f"revision {current} of {article['id']} is lost")
        before = revisions[max(revisions)] if revisions else {"original": None, "record": ""}
        sequence = self._sequence_of(article)
        revisions[current] = {
            **before, "article": number, "number": current, "sequence": sequence, "digest": "",
        }  # fmt: skip

    def _sequence_of(self, article: Row) -> int:
        """Return the sequence of the article's last event, or a free one."""
        mine = [row["sequence"] for row in self._events.values() if row["article"] == article["number"]]
        return max(mine, default=article["sequence"] or max(self._events, default=0) + 1)

    def _mend_events(self, articles: dict[int, Row]) -> None:
        """Put the entries that revisions, corrections and articles refer to into the log."""
        for number in articles:
            for revision in self._revisions[number].values():
                kind = Kind.ADDED if revision["number"] == 1 else Kind.CHANGED
                self._want_event(revision["sequence"], number, kind)
        for row in self._rows[CORRECTIONS]:
            is_told = row["field"] == told_dates.FIELD
            made, undone = (Kind.DATED, Kind.UNDATED) if is_told else (Kind.CORRECTED, Kind.UNDONE)
            self._want_event(row["made"], row["article"], made)
            if row["undone"] is not None:
                self._want_event(row["undone"], row["article"], undone)
        for number, row in articles.items():
            if row["sequence"] and row["sequence"] not in self._events:
                self._want_event(row["sequence"], number, Kind.UNREADABLE)

    def _want_event(self, sequence: int, article: int, kind: Kind) -> None:
        event = self._events.get(sequence)
        if event is not None and event["article"] == article:
            return
        before = [number for number in self._events if number < sequence]
        at = self._events[max(before)]["at"] if before else ""
        said = "this entry of the log was damaged and put together again"
        self._lost.append(f"entry {sequence} of the log was put together again")
        self._events[sequence] = {
            "sequence": sequence, "article": article, "kind": str(kind), "at": at, "who": "", "why": said,
        }  # fmt: skip
