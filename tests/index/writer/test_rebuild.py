"""Building: every article once, in one process and in several, within its plan, and nothing half done."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.moments import Share
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import BuildFailed
from index.generations.folder import Generations
from index.model import Query
from index.segment.buffer import Accumulator
from index.writer import rebuild as builder
from index.writer.rebuild import Plan, rebuild, rebuild_from
from index.writer.segment_builder import TOKEN_COST, build_segments
from index.writer.sources import ListSource, StoreSource
from index.writer.verify import verify
from tests.index.support.articles import article, found, lexicon_chain
from tests.index.support.whoosh_reference import open_whoosh

ARTICLES = tuple(article(f"n{n:03}", f"خبر رقم {n} عن تويتر", title=f"عنوان {n}") for n in range(90))


def kept(folder: DataFolder) -> list[str]:
    return sorted(path.name for path in folder.index.glob("generation-*"))


@pytest.mark.parametrize("workers", [1, 2])
def test_every_article_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """Whatever the number of processes: the same answers, an index that stock Whoosh opens."""
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    reports: list[tuple[str, int, int]] = []
    folder = DataFolder(tmp_path)
    manifest = rebuild_from(
        folder, ListSource(ARTICLES), Plan(workers), lambda *report: reports.append(report)
    )
    assert manifest.articles == 90
    assert len(manifest.segments) == 1
    assert open_whoosh(Generations(folder.index).path(1)).doc_count() == 90
    assert verify(folder.index) == ()
    assert found(ArraysEngine(folder.index), "تويتر") == [one.id for one in ARTICLES]
    assert all(done <= total == 90 for what, done, total in reports if what == "articles")
    assert {what for what, *_ in reports} == {"articles"} | ({"megabytes merged"} if workers > 1 else set())
    assert reports == sorted(reports)


def test_an_archive_is_rebuilt(tmp_path: Path) -> None:
    """Without what is withdrawn; the manifest knows how far the archive was read."""
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all(ARTICLES)
        store.withdraw("n007", why="a trial")
        sequence = store.sequence
    manifest = rebuild(folder)
    assert (manifest.articles, manifest.sequence) == (89, sequence)
    assert "n007" not in found(ArraysEngine(folder.index))


def test_an_empty_archive_is_an_index(tmp_path: Path) -> None:
    """It answers, with nothing."""
    folder = DataFolder(tmp_path)
    Store.open(folder.archive_db).close()
    assert rebuild(folder).articles == 0
    engine = ArraysEngine(folder.index)
    some = ("كلمة", "كلمة اخرى", "ثلاث كلمات معا", "أمريكا", "عبد الله", "مدرسة", "Trump", "11 سبتمبر")
    for text in ("", *some, '"كلمة اخرى"', "كل*", "كلمه~1", "تاريخ:2016"):
        page = engine.search(Query(text))
        assert (page.total, page.hits, page.pages) == (0, (), 1)
        assert not any(page.facets.values())
    assert engine.suggest("كلم") == ()
    assert engine.similar("n1") == ()
    assert engine.did_you_mean(Query("كلمة")) is None
    assert verify(folder.index, folder.archive_db) == ()


def test_segments_are_bounded_by_tokens(tmp_path: Path) -> None:
    """What a process holds is bounded by its plan, not by the corpus."""
    built = build_segments(tmp_path, ARTICLES, lexicon_chain(), 100, lambda _: None)
    documents = [segment.documents for segment in built]
    assert sum(documents) == 90
    assert max(documents) <= 100 // 7 + 1


def test_what_is_written_is_let_go_of(tmp_path: Path) -> None:
    """However many segments a process writes, it holds one at a time, though it looks for no garbage."""
    gc.disable()
    try:
        built = build_segments(tmp_path, ARTICLES, lexicon_chain(), 100, lambda _: None)
        held = sum(type(one) is Accumulator for one in gc.get_objects())
    finally:
        gc.enable()
    assert len(built) > 3
    assert held <= 1


@pytest.mark.parametrize(("memory_mb", "processes"), [(1_000, 1), (1_000, 2), (400, 4)])
def test_a_plan_bounds_the_memory(memory_mb: int, processes: int) -> None:
    plan = Plan(memory_mb=memory_mb)
    assert plan.tokens(processes) * processes * TOKEN_COST <= memory_mb * 1_000_000


def test_few_articles_are_one_processs_work() -> None:
    assert Plan(workers=8).processes(100) == 1
    assert Plan(workers=8).processes(100_000) == 8
    assert Plan().processes(100_000) >= 1


@dataclass(frozen=True)
class Lying:
    """A source that promises more than it has, as an archive does that shrinks while it is read."""

    articles: tuple[Article, ...]

    def shares(self, count: int) -> Sequence[Share]:
        return [Share(0, len(self.articles) + 1, len(self.articles) + 1)]

    def ids(self, sequence: int) -> None:
        pass

    def read(self, share: Share) -> Iterator[Article]:
        yield from self.articles


@dataclass(frozen=True)
class Breaking:
    """A source that fails half-way."""

    error: type[Exception]

    def shares(self, count: int) -> Sequence[Share]:
        return [Share(n, n + 1, 1) for n in range(count)]

    def ids(self, sequence: int) -> None:
        pass

    def read(self, share: Share) -> Iterator[Article]:
        yield ARTICLES[0]
        raise self.error("no space left on device")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (Lying(ARTICLES), BuildFailed),
        (Breaking(OSError), BuildFailed),
        (Breaking(ZeroDivisionError), ZeroDivisionError),
        (Breaking(KeyboardInterrupt), KeyboardInterrupt),  # type: ignore[arg-type]
    ],
    ids=["an archive that changes", "a full disk", "a fault", "an interruption"],
)
def test_what_goes_wrong_leaves_the_live_index(
    tmp_path: Path, source: Lying | Breaking, error: type[BaseException]
) -> None:
    """And nothing of what was begun."""
    folder = DataFolder(tmp_path)
    rebuild_from(folder, ListSource(ARTICLES))
    with pytest.raises(error):
        rebuild_from(folder, source)
    assert kept(folder) == ["generation-000001"]
    assert len(found(ArraysEngine(folder.index), "تويتر")) == 90
    assert rebuild_from(folder, ListSource(ARTICLES)).number == 2


def test_a_fault_in_a_worker_process_leaves_the_live_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    folder = DataFolder(tmp_path)
    rebuild_from(folder, ListSource(ARTICLES))
    with pytest.raises(BuildFailed, match="no space left"):
        rebuild_from(folder, Breaking(OSError), Plan(workers=2))
    assert kept(folder) == ["generation-000001"]


def test_the_first_build_that_fails_makes_no_empty_index(tmp_path: Path) -> None:
    """There is no index then, rather than one without articles."""
    folder = DataFolder(tmp_path)
    with pytest.raises(BuildFailed):
        rebuild_from(folder, Breaking(OSError))
    assert kept(folder) == []
    assert Generations(folder.index).current() is None


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.index.mkdir()
    (folder.index / "generation-000001").write_text("in the way")
    (folder.index / "generation-000002").write_text("in the way")
    manifest = rebuild_from(folder, ListSource(ARTICLES[:2]))
    assert manifest.number == 3


@pytest.mark.parametrize("count", [1, 2, 3, 7, 90, 200])
def test_shares_are_all_of_a_source(tmp_path: Path, count: int) -> None:
    """Of a list and of an archive: every article in one share."""
    path = tmp_path / "archive.db"
    with Store.open(path) as store:
        store.add_all(ARTICLES)
    for source in (ListSource(ARTICLES), StoreSource(path)):
        shares = source.shares(count)
        assert len(shares) <= count
        read = [one.id for share in shares for one in source.read(share)]
        assert read == [one.id for one in ARTICLES]


@dataclass(frozen=True)
class HalfBroken:
    """A source whose first share fails at once, and whose second would take for ever."""

    def shares(self, count: int) -> Sequence[Share]:
        return [Share(0, 1, 1), Share(1, 10**9, 10**9)]

    def ids(self, sequence: int) -> None:
        pass

    def read(self, share: Share) -> Iterator[Article]:
        if share.after == 0:
            raise OSError("no space left on device")
        for number in range(share.after, share.until):
            yield article(f"n{number}", "كلمة")


def test_the_other_processes_stop_when_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error comes as soon as it is known, and not when all have built what nobody wants."""
    monkeypatch.setattr(builder, "ONE_PROCESS", 1)
    with pytest.raises(BuildFailed, match="no space left"):
        rebuild_from(DataFolder(tmp_path), HalfBroken(), Plan(workers=2))
    assert kept(DataFolder(tmp_path)) == []
