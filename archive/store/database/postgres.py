"""Connections to a store in a PostgreSQL database.

Writers take turns: a write transaction begins by taking a lock that ends with it. So the log's sequences have
no gaps, and who sees one sees all before it. Readers see one moment for as long as they read, and hold no
writer up.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext

from archive.database_address import DatabaseAddress
from archive.errors import ArchiveError
from archive.store.migrations import migrate, require_current

try:
    import psycopg

    from archive.store.database.postgres_errors import in_words
    from archive.store.database.postgres_text import TextDumper, TextLoader
except ImportError as error:
    raise ArchiveError(
        "the articles are in PostgreSQL, and its client is not installed",
        remedy="Install it: pip install 'sijill[postgres]'",
    ) from error

#: How long a writer waits for another one, in seconds.
BUSY_SECONDS = 60
#: Seconds until a server that does not answer is given up: for a new connection, and within one.
CONNECT_SECONDS, SILENCE_SECONDS = 10, 60
#: Takes the writers' lock of this archive until the transaction ends. A database may hold several: one a
#: schema.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('sijill ' || coalesce(current_schema(), ''), 0))"
#: What holds for a session. What was acknowledged is on disk, whatever the server's owner chose.
_SESSION = f"""
SELECT set_config('lock_timeout', '{BUSY_SECONDS}s', false),
set_config('default_transaction_read_only', %s, false),
set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
ELSE current_setting('synchronous_commit') END, false)
"""


def open_for_writing(address: DatabaseAddress) -> Engine:
    """Return an engine on the archive in a database, made or migrated where needed."""
    engine = _engine(address, readonly=False)
    try:
        with writing(engine).begin() as connection:
            _require_utf8(connection, address)
            migrate(connection, address)
    except ArchiveError:
        engine.dispose()
        raise
    return engine


def open_for_reading(address: DatabaseAddress) -> Engine:
    """Return a read-only engine that threads may share; NoArchive, ArchiveTooOld or ArchiveTooNew."""
    engine = _engine(address, readonly=True)
    try:
        with engine.begin() as connection:
            require_current(connection, address)
    except ArchiveError:
        engine.dispose()
        raise
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same engine for write transactions, each of which waits for the one before.

    Each of its statements sees what was committed before it: the lock keeps others from committing meanwhile.
    """
    return engine.execution_options(isolation_level="READ COMMITTED", sijill_begin=_TAKE_TURNS)


def open_beside_writers(address: DatabaseAddress, session: str) -> Engine:
    """Return an engine for tables that are no part of the archive: its transactions take no turns.

    `session` is a statement that each new connection runs.
    """
    engine = _engine(address, readonly=False)

    @event.listens_for(engine, "connect")
    def _choose(connection: psycopg.Connection, _record: object) -> None:
        connection.execute(session.encode())
        connection.commit()

    return engine.execution_options(isolation_level="READ COMMITTED")


def _engine(address: DatabaseAddress, *, readonly: bool) -> Engine:
    url = make_url(address.url)
    chosen = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": SILENCE_SECONDS * 1000,
        "keepalives_idle": SILENCE_SECONDS // 2,
        "keepalives_interval": 10,
        "application_name": "sijill",
    }
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        # A server that was started again since is noticed before a statement is sent.
        pool_pre_ping=True,
        # A streamed export keeps its connection: a pool with an upper bound could run dry.
        max_overflow=-1,
        connect_args={name: value for name, value in chosen.items() if name not in url.query}
        | {"client_encoding": "utf8"},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: psycopg.Connection, _record: object) -> None:
        connection.adapters.register_dumper(str, TextDumper)
        connection.adapters.register_loader("text", TextLoader)
        connection.execute(_SESSION, ["on" if readonly else "off"])
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get("sijill_begin")
        if statement:
            connection.exec_driver_sql(statement)

    @event.listens_for(engine, "handle_error")
    def _tell(context: ExceptionContext) -> None:
        # A ping that fails leads to a new connection, and is no error.
        if isinstance(context.original_exception, psycopg.Error) and not context.is_pre_ping:
            raise in_words(context.original_exception, address) from context.original_exception

    return engine


def _require_utf8(connection: Connection, address: DatabaseAddress) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise ArchiveError(
            f"the database {address} keeps texts in {encoding}, which lacks letters",
            remedy="Make one that keeps UTF-8: createdb --encoding UTF8 --template template0 NAME",
        )
