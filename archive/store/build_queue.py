"""A build of the index that several processes share, on one machine or on several: the queue of its parts.

The queue stands in the archive's database, beside the archive's tables and no part of them: it can be dropped
whenever nobody builds. A part is reserved by a lock of its row that lasts as long as the connection: who is
killed gives it back at once, and a machine that is gone within two minutes. Who has sent a part writes that
down in the same transaction. That two builders send the same part does no harm.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Row,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from archive.database_address import DatabaseAddress
from archive.errors import ArchiveBusy
from archive.store.moments import Share

_METADATA = MetaData()
#: One row a build; `ended` is empty while it is under way. The last one stays until the next begins.
BUILDS = Table(
    "index_builds",
    _METADATA,
    Column("id", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("ended", Text, nullable=False),
)
#: The parts of a build; `labels` are the names of outlets as JSON, null until the part has been sent.
PARTS = Table(
    "index_build_parts",
    _METADATA,
    Column("build", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("articles", BigInteger, nullable=False),
    Column("builder", Text),
    Column("labels", Text),
)
#: A lock for each schema, held by a session and not by a transaction: what it guards takes minutes.
_KEY = "hashtextextended('sijill index ' || coalesce(current_schema(), ''), 0)"
#: A transaction that holds a part waits for the cluster meanwhile. A machine that is gone is noticed.
_SESSION = """
SELECT set_config('idle_in_transaction_session_timeout', '0', false),
set_config('tcp_keepalives_idle', '60', false), set_config('tcp_keepalives_interval', '10', false),
set_config('tcp_keepalives_count', '5', false)
"""
#: Seconds between two looks whether it is one's turn.
_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class SharedBuild:
    """A build under way."""

    id: str
    """The name of the new index in the cluster."""
    number: int
    sequence: int
    """The archive's last change that its parts hold."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells how far a build is."""

    articles: int
    """Sent articles, by all builders."""
    total: int
    parts: int
    """Parts that are still to be sent, those that a builder is just sending among them."""


class Turn:
    """The right to begin, end or update the index, held by one process of all machines."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def require(self) -> None:
        """Raise DatabaseSilent unless the turn is still ours: it ends with the connection."""
        self._connection.exec_driver_sql("SELECT 1")


class Reserved:
    """A part that this process sends."""

    def __init__(self, connection: Connection, row: Row[tuple[object, ...]], sequence: int) -> None:
        self._connection = connection
        self._number, self._build = row.number, row.build
        self.share = Share(row.after, row.until, row.articles, sequence)

    def sent(self, labels: Mapping[str, str], builder: str) -> None:
        """Write down that the whole part was acknowledged, and the names of the outlets in it."""
        mine = (PARTS.c.build == self._build, PARTS.c.number == self._number)
        self._connection.execute(
            update(PARTS).where(*mine).values(labels=json.dumps(dict(labels)), builder=builder)
        )


class BuildQueue:
    """The queue in an archive's database; makes its tables where they lack."""

    def __init__(self, address: DatabaseAddress) -> None:
        from archive.store.database import postgres

        self._engine = postgres.open_beside_writers(address, _SESSION)
        self._address = address
        with self._engine.connect() as connection:
            is_there = connection.scalar(select(func.to_regclass(PARTS.name)))
        if is_there is None:
            with self.turn():
                _METADATA.create_all(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def turn(self, seconds: float = 60) -> Iterator[Turn]:
        """Wait until no other process has the turn, and hold it; ArchiveBusy if that takes longer."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            until = time.monotonic() + seconds
            while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_KEY})").scalar():
                if time.monotonic() > until:
                    what = f"another process is writing the index of {self._address}"
                    raise ArchiveBusy(what, remedy="Wait until it ends, then run the command again")
                time.sleep(_LOOK)
            try:
                yield Turn(connection)
            finally:
                # Whatever happened: a connection that is given back with the lock would keep all others out.
                connection.invalidate()

    def current(self) -> SharedBuild | None:
        """Return the build that is under way; None without one."""
        with self._engine.begin() as connection:
            row = connection.execute(select(BUILDS).where(BUILDS.c.ended == "")).one_or_none()
        return SharedBuild(row.id, row.number, row.sequence, row.fingerprint) if row else None

    def clear(self) -> None:
        """Give up the build that is under way, if one is; its builders end when they have sent their parts.

        ArchiveBusy where that takes them more than a minute.
        """
        with self._engine.begin() as connection:
            connection.execute(BUILDS.delete())
        with self._engine.begin() as connection:
            connection.execute(PARTS.delete())

    def begin(self, build: SharedBuild, shares: Sequence[Share]) -> None:
        """Begin a build of these parts, after `clear`; who holds the turn may."""
        rows = [
            {"build": build.id, "number": n, "after": s.after, "until": s.until, "articles": s.count}
            for n, s in enumerate(shares)
            if s.count
        ]
        with self._engine.begin() as connection:
            connection.execute(
                insert(BUILDS).values(
                    id=build.id,
                    number=build.number,
                    sequence=build.sequence,
                    fingerprint=build.fingerprint,
                    ended="",
                )
            )
            if rows:
                connection.execute(insert(PARTS), rows)

    @contextmanager
    def reserve(self, build: SharedBuild) -> Iterator[Reserved | None]:
        """Reserve a part that nobody is sending, until the block ends; None if there is none.

        If the block raises, or its process is killed, the part is free again.
        """
        mine = PARTS.c.build == build.id
        free = (
            select(PARTS)
            .where(mine, PARTS.c.labels.is_(None))
            .order_by(PARTS.c.number)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            row = connection.execute(free).one_or_none()
            yield Reserved(connection, row, build.sequence) if row else None

    def progress(self, build: SharedBuild) -> Progress:
        """Return how far a build is."""
        is_open = PARTS.c.labels.is_(None)
        counts = select(
            func.coalesce(func.sum(PARTS.c.articles).filter(~is_open), 0),
            func.coalesce(func.sum(PARTS.c.articles), 0),
            func.count().filter(is_open),
        ).where(PARTS.c.build == build.id)
        with self._engine.begin() as connection:
            sent, total, parts = connection.execute(counts).one()
        return Progress(int(sent), int(total), parts)

    def labels(self, build: SharedBuild) -> dict[str, str]:
        """Return the names of the outlets in all parts that were sent, by id."""
        query = select(PARTS.c.labels).where(PARTS.c.build == build.id, PARTS.c.labels.is_not(None))
        found: dict[str, str] = {}
        with self._engine.begin() as connection:
            for text in connection.scalars(query.order_by(PARTS.c.number)):
                found |= json.loads(text)
        return found

    def end(self, build: SharedBuild, how: str) -> None:
        """Write down that a build is no longer under way, and how it ended."""
        with self._engine.begin() as connection:
            connection.execute(update(BUILDS).where(BUILDS.c.id == build.id).values(ended=how))
