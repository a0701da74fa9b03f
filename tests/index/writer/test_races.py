"""Builds that race with writers: the index holds the archive of one moment, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.moments import Share
from archive.store.reader import StoreReader
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import BadGeneration
from index.model import Query
from index.writer import rebuild as builder
from index.writer import update as updating
from index.writer.rebuild import Plan, rebuild
from index.writer.segment_builder import build_here
from index.writer.sources import StoreSource
from index.writer.update import update
from index.writer.verify import verify
from tests.index.support.articles import article

#: Articles of the archive: in three shares of five, with one withdrawn and one corrected before the build.
MANY = tuple(article(f"n{n:02}", f"متن قديم رقم {n}") for n in range(16))

#: What may be written while an index is built, each verb at the beginning, middle and end of the archive.
WRITES: dict[str, Callable[[Store], object]] = {
    "added": lambda store: store.add_all([article(f"new{n}", "متن جديد") for n in range(3)]),
    "changed": lambda store: store.add_all([replace(MANY[n], body="متن جديد") for n in (0, 6, 15)]),
    "withdrawn": lambda store: [store.withdraw(f"n{n:02}", why="a trial") for n in (0, 5, 6, 15)],
    "restored": lambda store: store.restore("n08"),
    "corrected": lambda store: [store.correct(f"n{n:02}", "published", "2011", why="-") for n in (1, 7, 15)],
    "corrected again": lambda store: store.correct("n03", "published", "2012", why="a trial"),
    "taken back": lambda store: store.undo("n03"),
    "withdrawn and restored": lambda store: [store.withdraw("n02", why="-"), store.restore("n02")],
    "restored and withdrawn": lambda store: [store.restore("n08"), store.withdraw("n08", why="-")],
    "changed and withdrawn": lambda store: [
        store.add(replace(MANY[9], body="متن جديد")), store.withdraw("n09", why="-")
    ],
    "added and withdrawn": lambda store: [
        store.add(article("new", "متن جديد")), store.withdraw("new", why="-")
    ],
    "everything": lambda store: [write(store) for name, write in WRITES.items() if name != "everything"],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all(MANY)
        store.withdraw("n08", why="a trial")
        store.correct("n03", "published", "2010-05", why="a trial")
    return folder


@dataclass(frozen=True)
class Racing(StoreSource):
    """The archive, which somebody writes to when the share of this place is read, before or amidst."""

    writes: str
    moment: int
    share: int = 0

    def shares(self, count: int) -> Sequence[Share]:
        if self.moment == 0:
            self.write()
        return StoreSource.shares(self, count)

    def read(self, share: Share) -> Iterator[Article]:
        mine = share.after == 0 if self.share == 0 else share.after > 0
        for number, one in enumerate(StoreSource.read(self, share)):
            if mine and number == self.moment - 1:
                self.write()
            yield one
        if mine and self.moment > 5:
            self.write()

    def write(self) -> None:
        with Store.open(self.location) as store:
            if store.sequence == len(MANY) + 2:
                WRITES[self.writes](store)


def archived(folder: DataFolder) -> dict[str, Article]:
    """Every article that the archive shows, by id."""
    with Store.open_reader(folder.archive_db) as store:
        return {one.id: one for one in store.iterate()}


def indexed(folder: DataFolder) -> dict[str, tuple[str, object]]:
    """The body and the day of every article that the index shows, by id; each once."""
    snapshot = ArraysEngine(folder.index).snapshot()
    hits = list(ArraysEngine(folder.index).iterate(Query()))
    assert len({hit.id for hit in hits}) == len(hits)
    places = {hit.id: snapshot.find(hit.id) for hit in hits}
    bodies = {id_: snapshot.segments[at[0]].body(at[1]) for id_, at in places.items() if at}
    return {hit.id: (bodies[hit.id], hit.published.start) for hit in hits}


def shown(articles: dict[str, Article]) -> dict[str, tuple[str, object]]:
    return {one.id: (one.body, one.published.start) for one in articles.values()}


def check(folder: DataFolder, at_once: dict[str, Article]) -> None:
    """The index is the archive of that moment, says so, and the next update brings it up to now."""
    assert indexed(folder) == shown(at_once)
    assert verify(folder.index, folder.archive_db) == ()
    update(folder)
    assert indexed(folder) == shown(archived(folder))
    assert verify(folder.index, folder.archive_db) == ()


def race(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, source: Racing) -> None:
    """Rebuild in three shares while somebody writes."""
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    monkeypatch.setattr(builder, "StoreSource", lambda path: source)
    rebuild(folder, Plan(workers=3))
    monkeypatch.undo()


@pytest.mark.parametrize("writes", WRITES)
@pytest.mark.parametrize(
    ("share", "moment"), [(0, 1), (0, 3), (1, 99)], ids=["at the beginning", "amidst", "at the end"]
)
def test_a_rebuild_holds_one_moment(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, writes: str, moment: int, share: int
) -> None:
    """Each verb that writes, at each place of the reading."""
    before = archived(folder)
    monkeypatch.setattr(builder, "build_in_processes", build_here)
    race(folder, monkeypatch, Racing(folder.archive_db, writes, moment, share))
    assert archived(folder) != before or "and" in writes
    check(folder, before)


def test_what_is_written_before_the_shares_is_seen(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment is that of the shares that are built, not that of the first look."""
    monkeypatch.setattr(builder, "build_in_processes", build_here)
    race(folder, monkeypatch, Racing(folder.archive_db, "everything", 0))
    check(folder, archived(folder))


def test_a_rebuild_in_processes_holds_one_moment(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process reads with a connection of its own."""
    before = archived(folder)
    race(folder, monkeypatch, Racing(folder.archive_db, "everything", 1))
    check(folder, before)


@pytest.mark.parametrize("writes", WRITES)
@pytest.mark.parametrize("method", ["changed_ids", "iterate_ids"])
def test_an_update_holds_one_moment(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, writes: str, method: str
) -> None:
    """Whatever of the archive it reads when somebody writes, small segments that it merges included."""
    rebuild(folder)
    with Store.open(folder.archive_db) as store:
        store.add(replace(MANY[6], body="متن آخر"))
    update(folder)
    with Store.open(folder.archive_db) as store:
        store.add_all([article("late", "متن متأخر"), replace(MANY[15], body="متن آخر")])
    before = archived(folder)
    reading = getattr(StoreReader, method)

    def read_late(store: StoreReader, *arguments: object) -> object:
        monkeypatch.setattr(StoreReader, method, reading)
        with Store.open(folder.archive_db) as other:
            WRITES[writes](other)
        return reading(store, *arguments)

    monkeypatch.setattr(updating, "SMALL_SEGMENTS", 1)
    monkeypatch.setattr(StoreReader, method, read_late)
    update(folder)
    assert getattr(StoreReader, method) is reading
    monkeypatch.undo()
    check(folder, before)


@dataclass(frozen=True)
class Overrunning(StoreSource):
    """A source with the fault of shares that are bounded by their count: one overruns into the next."""

    def read(self, share: Share) -> Iterator[Article]:
        moved = share.after - 1 if share.after else 0
        yield from StoreSource.read(self, replace(share, after=moved, until=share.until - (moved != 0)))


def test_verification_sees_one_article_twice(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count is right then, and the ids are not."""
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    monkeypatch.setattr(builder, "build_in_processes", build_here)
    monkeypatch.setattr(builder, "StoreSource", Overrunning)
    with pytest.raises(BadGeneration, match="different ids"):
        rebuild(folder, Plan(workers=3))
    assert not list(folder.index.glob("generation-*"))
