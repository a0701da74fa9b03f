"""Where the tests find a server, and a schema of their own in it that is dropped at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from archive.database_address import DatabaseAddress, read_address

VARIABLE = "SIJILL_TEST_POSTGRES"
_NUMBERS = count(1)


def server_address() -> str:
    """The server's address; skips the test where there is none, and fails it in CI."""
    where = os.environ.get(VARIABLE)
    if where:
        return where
    what = f"needs a server: {VARIABLE}=$(python -m tests.postgres start FOLDER)"
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def schema_of(address: DatabaseAddress) -> str:
    """The name of the schema, and of the sessions, of an address that `own_schema` gave."""
    return address.url.rpartition("=")[2]


def end_sessions(address: DatabaseAddress) -> None:
    """End all sessions of an archive, as a server that ends does."""
    import psycopg

    own = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
    with psycopg.connect(server_address(), autocommit=True) as connection:
        connection.execute(own, [schema_of(address)])


@contextmanager
def own_schema(where: str) -> Iterator[DatabaseAddress]:
    """An empty schema of the server's database, as an address of an archive."""
    import psycopg

    schema = f"t{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    try:
        # Its sessions have a name of their own, by which a test can end them and no other test's.
        yield read_address(f"{where}?options=-csearch_path%3D{schema}&application_name={schema}", {})
    finally:
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
