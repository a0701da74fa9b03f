"""A database over TLS: its certificate is judged by the address, what is wrong is told, and no secret is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.database_address import DatabaseAddress, read_address
from archive.errors import ArchiveError
from archive.store.build_queue import BuildQueue
from archive.store.writer import Store
from tests.archive.support.builders import article
from tests.certificates import certificate
from tests.postgres.address import server_address
from tests.postgres.server import Server

psycopg = pytest.importorskip("psycopg")
pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that takes connections over TLS alone, with an authority that nobody knows."""
    server_address()  # where no server may be started, this skips
    place = Path(tempfile.mkdtemp())
    made = Server(place / "server")
    place.chmod(0o755)
    try:
        made.create()
        made.use_certificate(certificate(place / "known"))
        certificate(place / "other")
        made.start()
        yield made
    finally:
        made.end()
        shutil.rmtree(place)


def address(server: Server, options: str, host: str = "127.0.0.1") -> DatabaseAddress:
    where = server.address.replace("127.0.0.1", host)
    return read_address(f"{where}?{options}", {})


def authority(server: Server, name: str) -> Path:
    return server.folder.parent / name / "authority.pem"


def test_articles_travel_over_tls(server: Server) -> None:
    """All connections do, those of builders too; the certificate is checked against the address."""
    where = address(server, f"sslmode=verify-full&sslrootcert={authority(server, 'known')}")
    with Store.open(where) as store:
        store.add(article("one"))
        with store.connection() as connection:
            query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            assert connection.exec_driver_sql(query).scalar() is True
    with BuildQueue(where) as queue, queue.turn() as turn:
        turn.require()


@pytest.mark.parametrize(
    ("options", "host", "told"),
    [
        (
            "sslmode=verify-full&sslrootcert={other}",
            "127.0.0.1",
            r"certificate verify failed.*sslrootcert=FILE",
        ),
        ("sslmode=verify-full&sslrootcert=/absent.pem", "127.0.0.1", r"/absent.pem.*sslrootcert=FILE"),
        ("sslmode=verify-full&sslrootcert={known}", "localhost", "does not match host name.*Name the server"),
        ("sslmode=disable", "127.0.0.1", "no secure connection.*The server wants TLS"),
        ("sslmode=sometimes", "127.0.0.1", "sslmode is one of disable"),
    ],
)
def test_what_is_wrong_is_told(server: Server, options: str, host: str, told: str) -> None:
    files = {name: authority(server, name) for name in ("known", "other")}
    with pytest.raises(ArchiveError, match=told) as caught:
        Store.open(address(server, options.format(**files), host))
    assert server.password not in f"{caught.value!s}{caught.value!r}{caught.value.__cause__!s}"
    assert os.environ.get("PGPASSWORD") is None


def test_a_database_that_the_server_lets_nobody_into_is_told(server: Server) -> None:
    elsewhere = server.address.replace("/postgres", "/elsewhere")
    with pytest.raises(ArchiveError, match=r"does not let this user in: .*see pg_hba\.conf"):
        Store.open(read_address(f"{elsewhere}?sslmode=require", {}))


def test_a_server_without_tls_is_refused_where_it_is_asked_for() -> None:
    with pytest.raises(ArchiveError, match=r"no secure connection.*Switch TLS on"):
        Store.open(read_address(f"{server_address()}?sslmode=require", {}))
