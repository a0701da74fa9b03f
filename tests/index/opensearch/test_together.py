"""One build by several builders: a queue in the database, killed builders, what is written meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from archive.database_address import DatabaseAddress
from archive.errors import ArchiveBusy, DatabaseSilent
from archive.model.article import Article, Outlet
from archive.paths import DataFolder
from archive.store.build_queue import _SESSION, BuildQueue, SharedBuild
from archive.store.moments import Share
from archive.store.writer import Store
from index.errors import BadGeneration, BuildFailed, EngineSilent
from index.model import Query
from index.opensearch.connection import Address, Cluster
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.state import known_indices, live_index, read_state
from index.opensearch.writer import building, finishing, together, verification
from index.writer.rebuild import Plan
from tests.index.opensearch.conftest import cleared
from tests.postgres.address import end_sessions, own_schema, server_address

pytest.importorskip("psycopg")
pytestmark = [pytest.mark.cluster, pytest.mark.postgres]
ONE = Plan(workers=1)
WORDS = "اجتمع المجلس البلدي ظهر الاثنين وبحث توسعة الحديقة العامة ومواعيد النقل"


def article(number: int, more: str = "") -> Article:
    return Article(
        id=f"s{number}", title=f"خبر {number}", body=f"{WORDS} {number} {more}", outlet=Outlet("o", "جريدة")
    )


@pytest.fixture
def database() -> Iterator[DatabaseAddress]:
    with own_schema(server_address()) as made:
        yield made


@pytest.fixture
def folder(address: Address, database: DatabaseAddress, tmp_path: Path) -> DataFolder:
    """A data folder whose archive of 700 articles is in a database: seven parts."""
    cleared(address)
    with Store.open(database) as store:
        store.add_all([article(number) for number in range(700)])
    return DataFolder(tmp_path / "home", database)


def total(folder: DataFolder, address: Address, asked: str) -> int:
    with closing(OpenSearchEngine(address, folder.lexicon, look=0.0)) as engine:
        return engine.search(Query(asked)).total


def sent_by(database: DatabaseAddress) -> list[str | None]:
    """Who sent each part of the last build; None for one that is not sent."""
    engine = create_engine(database.url)
    try:
        with engine.connect() as connection:
            return list(connection.scalars(text("SELECT builder FROM index_build_parts ORDER BY number")))
    finally:
        engine.dispose()


def test_a_part_is_sent_by_one_and_is_free_again_where_it_failed(database: DatabaseAddress) -> None:
    build = SharedBuild("x", 1, 9, "-")
    with BuildQueue(database) as queue, BuildQueue(database) as other:
        queue.begin(build, [Share(0, 5, 5, 9), Share(5, 9, 4, 9)])
        with queue.reserve(build) as first, other.reserve(build) as second, queue.reserve(build) as third:
            assert first is not None
            assert second is not None
            assert (first.share, second.share, third) == (Share(0, 5, 5, 9), Share(5, 9, 4, 9), None)
            second.sent({"a": "ألف"}, "second")
        assert other.current() == build
        left = other.progress(build)
        assert (left.articles, left.total, left.parts) == (4, 9, 1)
        with suppress(KeyError), queue.reserve(build) as part:
            assert part is not None
            part.sent({}, "first")
            raise KeyError
        with other.reserve(build) as again:
            assert again is not None
            assert again.share == Share(0, 5, 5, 9)
        assert (queue.labels(build), sent_by(database)) == ({"a": "ألف"}, [None, "second"])
        queue.end(build, "answers")
        assert queue.current() is None


def test_one_process_at_a_time_has_the_turn(database: DatabaseAddress) -> None:
    with BuildQueue(database) as queue, BuildQueue(database) as other:
        with queue.turn(), pytest.raises(ArchiveBusy, match="another process"), other.turn(0.3):
            pass
        with other.turn(0.3) as turn:
            turn.require()


def test_what_is_written_during_a_build_is_in_its_index(
    folder: DataFolder, address: Address, database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles come, change and go while parts are sent, and the live index is updated between."""
    building.rebuild(folder, address, ONE)
    honest, done = together.send, []

    def write_between(*given: object) -> object:
        if not done:
            done.append(True)
            with Store.open(database) as store:
                store.add_all([article(700), article(3, "متأخرا")])
                store.withdraw("s5", why="test")
            assert building.update(folder, address, ONE).number == 2
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "send", write_between)
    state = building.rebuild(folder, address, ONE)
    with Store.open_reader(database) as store:
        assert (state.sequence, state.articles, state.labels) == (store.sequence, 700, {"o": "جريدة"})
    assert state.number > 2
    assert [total(folder, address, one) for one in ("متأخرا", "id:s700", "id:s5")] == [1, 1, 0]
    assert verification.verify(address, database) == ()


def test_a_builder_that_fails_leaves_its_work_to_the_next(
    folder: DataFolder, address: Address, database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts that were acknowledged are not sent again; the live index stays until the new one is whole."""
    honest, sent = together.send, []

    def fail_at_the_third(*given: object) -> object:
        sent.append(given)
        if len(sent) == 3:
            raise EngineSilent("no answer")
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "send", fail_at_the_third)
    with pytest.raises(EngineSilent):
        building.rebuild(folder, address, ONE)
    with closing(Cluster(address)) as cluster:
        assert live_index(cluster) is None
        (begun,) = known_indices(cluster)
    # As what another process did.
    with create_engine(database.url).begin() as connection:
        connection.execute(text("UPDATE index_build_parts SET builder = 'dead' WHERE builder IS NOT NULL"))
    state = building.rebuild(folder, address, ONE)
    assert (state.index, state.articles) == (begun, 700)
    assert sent_by(database).count("dead") == 2
    assert len(sent) == 3 + 5
    assert verification.verify(address, database) == ()


def test_a_database_that_goes_away_fails_the_builder_in_words(
    folder: DataFolder, address: Address, database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was sending is not written down; the next command sends it again."""
    honest, sent = together.send, []

    def end_before_the_third(*given: object) -> object:
        sent.append(given)
        if len(sent) == 3:
            end_sessions(database)
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "send", end_before_the_third)
    with pytest.raises(DatabaseSilent, match="SIJILL_DATABASE"):
        building.rebuild(folder, address, ONE)
    assert sum(one is not None for one in sent_by(database)) == 2
    assert building.rebuild(folder, address, ONE).articles == 700
    assert len(sent) == 3 + 5


@pytest.mark.parametrize("change", ["another analysis", "the new index is gone"])
def test_what_cannot_be_gone_on_with_is_begun_anew(
    folder: DataFolder, address: Address, database: DatabaseAddress, change: str
) -> None:
    with closing(Cluster(address)) as cluster, BuildQueue(database) as queue:
        index, number = finishing.begin_index(cluster, 700)
        with Store.open_reader(database) as store:
            shares = store.shares(7)
        queue.begin(SharedBuild(index, number, shares[0].sequence, change), shares)
        if change.endswith("gone"):  # and those that build it notice, and end
            cluster.ask("DELETE", f"/{index}")
        state = building.rebuild(folder, address, ONE)
        assert (state.index != index, state.articles) == (True, 700)
        assert list(known_indices(cluster)) == [state.index]


def test_a_build_of_which_a_restored_database_tells_is_not_gone_on_with(
    folder: DataFolder, address: Address, database: DatabaseAddress
) -> None:
    """Its index answers already: nothing is sent to that."""
    before = building.rebuild(folder, address, ONE)
    with create_engine(database.url).begin() as connection:
        connection.execute(text("UPDATE index_builds SET ended = ''"))
        connection.execute(text("UPDATE index_build_parts SET labels = NULL"))
    state = building.rebuild(folder, address, ONE)
    assert (state.index != before.index, state.articles) == (True, 700)


def test_who_builds_what_another_gave_up_ends_in_words(
    folder: DataFolder, address: Address, database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another machine has other names: nothing is sent any more to an index that is removed."""
    honest, sent = together.send, []

    def given_up(*given: object) -> object:
        sent.append(given)
        found = honest(*given)  # type: ignore[arg-type]
        if len(sent) == 2:
            with BuildQueue(database) as other, pytest.raises(ArchiveBusy):
                other.clear()  # which waits for this part
        return found

    monkeypatch.setattr(
        "archive.store.build_queue._SESSION", f"{_SESSION}, set_config('lock_timeout', '500ms', false)"
    )
    monkeypatch.setattr(together, "send", given_up)
    with pytest.raises(BuildFailed, match=r"gave up the build.*lexicon"):
        building.rebuild(folder, address, ONE)
    assert len(sent) == 2


def test_an_index_that_is_not_whole_is_discarded(
    folder: DataFolder, address: Address, database: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that was written down as sent and is not there: nothing is switched to."""
    honest = together.send
    lying = lambda cluster, index, articles, *rest: honest(cluster, index, list(articles)[1:], *rest)  # noqa: E731
    monkeypatch.setattr(together, "send", lying)
    monkeypatch.setattr(together, "require_all", lambda *_: None)
    with pytest.raises(BadGeneration, match="700 are expected"):
        building.rebuild(folder, address, ONE)
    with closing(Cluster(address)) as cluster, BuildQueue(database) as queue:
        assert (known_indices(cluster), queue.current()) == ({}, None)
    monkeypatch.undo()
    assert building.rebuild(folder, address, ONE).articles == 700


@pytest.mark.slow
def test_two_builders_and_one_is_killed(
    folder: DataFolder, address: Address, database: DatabaseAddress, tmp_path: Path
) -> None:
    """Each is a command with a data folder of its own; what the dead one had not sent, the other sends."""
    with Store.open(database) as store:
        store.add_all([article(number) for number in range(700, 3_000)])

    def start(name: str, workers: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "web", "--home", str(tmp_path / name), "rebuild", "--workers"]
        engine = f"{address.hosts[0]}/{address.alias}"
        return subprocess.Popen(
            [*command, str(workers)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "SIJILL_DATABASE": database.url, "SIJILL_ENGINE": engine},
        )  # fmt: skip

    first, second = start("first", 1), start("second", 2)
    try:
        wait_until(lambda: f" {first.pid}" in " ".join(filter(None, sent_by(database))))
        first.kill()
        first.communicate()
        said = second.communicate(timeout=300)[0]
    finally:
        first.kill()
        second.kill()
    assert (first.returncode, second.returncode) == (-9, 0), said
    assert "answers from 3,000 articles" in said
    parts = sent_by(database)
    assert None not in parts
    assert 1 <= sum(f" {first.pid}" in str(one) for one in parts) < len(parts)
    with closing(Cluster(address)) as cluster:
        assert read_state(cluster).articles == 3_000
    assert verification.verify(address, database) == ()


def wait_until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so; fail where it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(Exception):  # the tables may not be there yet
            if is_so():
                return
        time.sleep(0.05)
    pytest.fail("it never came")
