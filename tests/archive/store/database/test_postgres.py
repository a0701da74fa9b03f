"""What a database brings: several writers at once, readers of one moment, a server that fails, damage."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from archive.database_address import DatabaseAddress, read_address
from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable, DatabaseSilent
from archive.paths import DataFolder
from archive.store import revisions
from archive.store.damage import server
from archive.store.damage.checks import check_archive
from archive.store.damage.repair import repair
from archive.store.database import postgres
from archive.store.dump import dump
from archive.store.load import load
from archive.store.schema import EVENTS
from archive.store.writer import Store
from archive.text.encodings import utf8
from tests.archive.support.builders import article, clock
from tests.postgres.address import end_sessions, schema_of, server_address
from tests.postgres.server import free_port

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.postgres


@pytest.fixture
def address(new_database: Callable[[], DatabaseAddress]) -> DatabaseAddress:
    """An empty database."""
    return new_database()


@pytest.fixture
def store(address: DatabaseAddress) -> Iterator[Store]:
    with Store.open(address, clock) as opened:
        yield opened


# --- several at once ----------------------------------------------------------------------------------


def test_writers_take_turns_and_readers_see_no_gap(store: Store, address: DatabaseAddress) -> None:
    """Of 160 changes by four writers none is lost or doubled, and who sees one sees all before it."""
    ended = Event()

    def write(name: int) -> None:
        with Store.open(address, clock) as mine:
            for number in range(10):
                mine.add_all([article(f"w{name}-{number}-{part}") for part in range(3)])
                mine.correct(f"w{name}-{number}-0", "note", f"{number}", why="-")

    def read() -> list[list[int]]:
        seen = []
        with Store.open_reader(address) as mine:
            while not ended.is_set():
                with mine.connection() as connection:
                    seen.append(
                        list(connection.scalars(select(EVENTS.c.sequence).order_by(EVENTS.c.sequence)))
                    )
        return seen

    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(read)
        try:
            list(pool.map(write, range(4)))
        finally:
            ended.set()
        seen = reading.result()
    assert (store.sequence, store.count()) == (160, 120)
    assert len({len(one) for one in seen}) > 2
    assert [one for one in seen if one != list(range(1, len(one) + 1))] == []
    assert [len(one) for one in seen] == sorted(len(one) for one in seen)
    assert server.find_problem(address) is None


def test_a_reader_sees_one_moment(store: Store) -> None:
    store.add(article("a"))
    with store.connection() as connection:
        before = connection.scalars(select(EVENTS.c.sequence)).all()
        store.add(article("b"))
        assert connection.scalars(select(EVENTS.c.sequence)).all() == before == [1]


def test_who_waits_too_long_for_a_writer_is_told(
    store: Store, address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_SESSION", postgres._SESSION.replace("60s", "1s"))
    with (
        Store.open(address, clock) as other,
        store.writing(),
        pytest.raises(ArchiveBusy, match="another process is writing"),
    ):
        other.add(article())
    assert store.add(article()).kind == "new"


# --- texts --------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec=None)))
def test_every_text_comes_back(text: str) -> None:
    from archive.store.database.postgres_text import read_text, write_text

    written = write_text(text)
    assert "\0" not in written
    assert read_text(written.encode().decode()) == text


def test_what_postgresql_refuses_is_kept(store: Store) -> None:
    """U+0000, half a surrogate pair, and the character that stands for them."""
    strange = "قبل\0بعد\ud83d \ufdd00000"
    typed = strange.replace("\ud83d", "")
    store.add(article(title=strange))
    store.correct("a-1", "note", typed, why=typed, who=typed)
    found = store.get("a-1")
    assert found is not None
    assert (found.title, found.note, store.history("a-1")[-1].why) == (strange, typed, typed)
    with store.connection() as connection:
        assert connection.scalar(select(EVENTS.c.sequence).where(EVENTS.c.who == typed)) == 2


def test_ids_are_in_the_order_of_their_bytes(store: Store) -> None:
    """Though the server sorts by a language's rules."""
    ids = ["b", "B", "a", "A", "é", "ا", "ب", "z", "_", "a-", "a b"]
    store.add_all([article(id_) for id_ in ids])
    assert list(store.ids_at(store.sequence)) == sorted(ids, key=utf8)
    with store.connection() as connection:
        assert connection.exec_driver_sql("SELECT 'a' < 'B'").scalar() is True


# --- a server that fails ------------------------------------------------------------------------------


def test_no_server() -> None:
    address = read_address(f"postgresql://127.0.0.1:{free_port()}/news", {})
    for opens in (Store.open, Store.open_reader):
        with pytest.raises(DatabaseSilent, match=r"does not answer.*See that its server runs"):
            opens(address)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"user": "nobody", "password": "hunter2"}, "does not let this user in", id="user"),
        pytest.param({"password": "hunter2"}, "does not let this user in", id="password"),
        pytest.param({"name": "nowhere"}, "createdb", id="database"),
    ],
)
def test_who_is_not_let_in_is_told_why_and_no_password_is_shown(change: dict[str, str], said: str) -> None:
    parts = urlsplit(server_address())
    user, password = change.get("user", parts.username), change.get("password", parts.password)
    where = f"postgresql://{user}:{password}@{parts.hostname}:{parts.port}/{change.get('name', 'postgres')}"
    with pytest.raises(ArchiveError, match=said) as caught:
        Store.open(read_address(where, {}))
    assert str(password) not in "".join(traceback.format_exception(caught.value))


def test_a_schema_that_is_not_there_is_told_with_the_way_to_make_it() -> None:
    with pytest.raises(ArchiveError, match=r"no such schema.*CREATE SCHEMA"):
        Store.open(read_address(f"{server_address()}?options=-csearch_path%3Dnowhere", {}))


@pytest.fixture
def guest(store: Store, address: DatabaseAddress) -> Iterator[DatabaseAddress]:
    """The address of a user who may read the archive, and no more."""
    name = f"guest_{os.getpid()}"
    schema = schema_of(address)
    parts = urlsplit(server_address())
    with psycopg.connect(server_address(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'guest'")
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {name}")
    where = (
        f"postgresql://{name}:guest@{parts.hostname}:{parts.port}/postgres?options=-csearch_path%3D{schema}"
    )
    yield read_address(where, {})
    with psycopg.connect(server_address(), autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name}")
        connection.execute(f"DROP ROLE {name}")


def test_who_may_only_read_reads(store: Store, guest: DatabaseAddress) -> None:
    store.add(article())
    with Store.open(guest) as mine:
        assert mine.get("a-1") == article()
        with pytest.raises(ArchiveUnwritable, match=r"no right to do so.*GRANT"):
            mine.add(article("b"))
    assert store.count() == 1


def test_a_server_that_goes_away_during_an_addition(
    store: Store, address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says so, nothing of it is there, and the same store goes on when the server is back."""
    store.add(article("a"))

    def cut(*_connection: object, **_added: int) -> None:
        end_sessions(address)

    monkeypatch.setattr(revisions, "count_rows_added", cut)
    with pytest.raises(DatabaseSilent, match="nothing that was acknowledged is lost"):
        store.add(article("b"))
    monkeypatch.undo()
    assert store.add(article("b")).kind == "new"
    assert (store.count(), store.sequence) == (2, 2)


def test_readers_go_on_after_the_server_was_started_again(store: Store, address: DatabaseAddress) -> None:
    """Connections that were left open are dead, and nobody notices."""
    store.add(article("a"))
    end_sessions(address)
    found = store.get("a")
    assert found is not None


def test_a_database_that_lacks_letters_is_refused() -> None:
    name = f"latin_{os.getpid()}"
    with psycopg.connect(server_address(), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER libc"
        )
    try:
        with pytest.raises(ArchiveError, match=r"keeps texts in SQL_ASCII.*createdb"):
            Store.open(read_address(server_address().replace("/postgres", f"/{name}"), {}))
    finally:
        with psycopg.connect(server_address(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name}")


# --- damage -------------------------------------------------------------------------------------------

HARMS = {
    "article": "UPDATE articles SET place = 'elsewhere' WHERE number = 2",
    "event": "UPDATE events SET who = 'سلمى' WHERE sequence = 1",
    "revision": "UPDATE articles SET revision = 7 WHERE number = 1",
    "withdrawn": "UPDATE articles SET withdrawn = true WHERE number = 1",
    "vanished": "DELETE FROM corrections",
    "counts": "DELETE FROM meta WHERE key = 'rows'",
}


@pytest.mark.parametrize("harm", HARMS)
def test_damage_is_named_and_what_can_be_read_is_dumped(
    store: Store, address: DatabaseAddress, harm: str, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path / "home", address)
    store.add_all([article("a"), article("b"), article("c")])
    store.correct("c", "note", "مهم", why="-")
    assert list(check_archive(folder)) == []
    with store.writing() as connection:
        connection.exec_driver_sql(HARMS[harm])
    found = next(check_archive(folder))
    assert (found.code, "sijill dump" in found.remedy) == ("damaged_store", True)
    with pytest.raises(ArchiveError, match="repair mends files alone"):
        repair(folder)
    assert dump(folder, tmp_path / "dump").damaged
    mended = DataFolder(tmp_path / "mended")
    load(tmp_path / "dump", mended)
    assert [one for one in check_archive(mended) if one.serious] == []
    with Store.open_reader(mended.archive) as sound:
        assert {one.id for one in sound.iterate()} == {"a", "b", "c"}
