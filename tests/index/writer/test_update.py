"""Updating: each change is seen, what is unchanged is linked, and the answers are those of a rebuild."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.generations.folder import Generations
from index.generations.manifest import Manifest
from index.model import Mode, Page, Query, Sort
from index.segment.entry import SegmentEntry
from index.writer import update as updating
from index.writer.rebuild import Plan, rebuild
from index.writer.segment_builder import build_segments
from index.writer.status import read_status
from index.writer.update import SMALL_SEGMENTS, update
from index.writer.verify import verify
from tests.index.support.articles import article, examples, found
from tests.index.support.strategies import articles
from tests.index.support.whoosh_reference import open_whoosh

MANY = [article(f"n{n:03}", f"خبر رقم {n} عن تويتر", outlet="alpha", day="2016-02") for n in range(80)]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An archive of eighty articles, indexed."""
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all(MANY)
    rebuild(folder)
    return folder


def after(folder: DataFolder, change: Callable[[Store], object]) -> ArraysEngine:
    """The engine after one change and an update."""
    with Store.open(folder.archive_db) as store:
        change(store)
    update(folder)
    assert verify(folder.index, folder.archive_db) == ()
    return ArraysEngine(folder.index)


def rebuild_in_parts(folder: DataFolder, tokens: int) -> Manifest:
    """A rebuild with so little memory that a segment holds so many tokens until they are merged."""
    with patch.object(Plan, "tokens", lambda *_: tokens):
        return rebuild(folder)


def whoosh_ids(folder: DataFolder) -> set[str]:
    """The articles that stock Whoosh has."""
    generations = Generations(folder.index)
    with open_whoosh(generations.path(generations.manifest().number)).searcher() as searcher:
        return {document["id"] for document in searcher.documents()}


def files(folder: DataFolder, manifest: Manifest) -> dict[str, int]:
    """The inode of each file of a generation."""
    return {p.name: p.stat().st_ino for p in Generations(folder.index).path(manifest.number).iterdir()}


class TestChanges:
    """Each kind of change is seen after the update, and not before."""

    def test_an_added_article(self, folder: DataFolder) -> None:
        engine = ArraysEngine(folder.index)
        assert found(engine, "جديد") == []
        after(folder, lambda store: store.add(article("new", "كلام جديد")))
        assert found(engine, "جديد") == ["new"]
        assert engine.search(Query()).total == 81

    def test_a_changed_article(self, folder: DataFolder) -> None:
        """Its new words find it, its old ones do not, and it is there once."""
        engine = after(folder, lambda store: store.add(replace(MANY[3], body="كلام جديد")))
        assert found(engine, "جديد") == ["n003"]
        assert "n003" not in found(engine, "تويتر")
        assert engine.search(Query()).total == 80
        assert len(engine.search(Query("id:n003")).hits) == 1

    def test_a_withdrawn_article(self, folder: DataFolder) -> None:
        """Neither search nor marks nor similar articles know it, nor does stock Whoosh."""
        engine = after(folder, lambda store: store.withdraw("n003", why="a trial"))
        assert "n003" not in found(engine, "تويتر")
        assert engine.search(Query()).total == 79
        assert engine.mark(Query("تويتر"), "n003") == ()
        assert engine.similar("n003") == ()
        assert "n003" not in [hit.id for hit in engine.similar("n004", limit=80)]
        path = Generations(folder.index).path(engine.generation)
        assert open_whoosh(path).doc_count() == 79

    def test_a_restored_article(self, folder: DataFolder) -> None:
        after(folder, lambda store: store.withdraw("n003", why="a trial"))
        engine = after(folder, lambda store: store.restore("n003"))
        assert "n003" in found(engine, "تويتر")
        assert engine.search(Query()).total == 80

    def test_a_corrected_article(self, folder: DataFolder) -> None:
        """And a correction that is undone."""
        dated = Query("تاريخ:2011")
        engine = after(folder, lambda store: store.correct("n003", "published", "2011-05-01", why="a trial"))
        assert [hit.id for hit in engine.search(dated).hits] == ["n003"]
        after(folder, lambda store: store.undo("n003"))
        assert engine.search(dated).total == 0

    def test_the_last_article_goes(self, tmp_path: Path) -> None:
        """What is left is an empty index, and it grows again."""
        folder = DataFolder(tmp_path)
        with Store.open(folder.archive_db) as store:
            store.add(article("only", "كلمة"))
        rebuild(folder)
        engine = after(folder, lambda store: store.withdraw("only", why="a trial"))
        assert engine.search(Query("كلمة")).total == 0
        after(folder, lambda store: store.restore("only"))
        assert found(engine, "كلمة") == ["only"]


class TestCost:
    """An update writes what changed, and links the rest."""

    def test_nothing_changed(self, folder: DataFolder) -> None:
        before = sorted(path.name for path in folder.index.iterdir())
        assert update(folder).number == 1
        assert sorted(path.name for path in folder.index.iterdir()) == before

    def test_what_is_unchanged_is_linked(self, folder: DataFolder) -> None:
        """The segment's files are the same files; only what hides documents and lists is new."""
        before = files(folder, Generations(folder.index).manifest())
        after(folder, lambda store: store.add(replace(MANY[3], body="كلام جديد")))
        manifest = Generations(folder.index).manifest()
        now = files(folder, manifest)
        linked = {name for name in now if before.get(name) == now[name]}
        (old,) = [name for name in before if name.endswith(".arrays")]
        assert linked == {old, "names.json"}
        assert [(s.documents, s.deleted) for s in manifest.segments] == [(80, 1), (1, 0)]

    def test_a_merged_segment_is_linked(self, folder: DataFolder) -> None:
        """Whoosh hides in it what the engine hides."""
        (segment,) = rebuild_in_parts(folder, 40).segments
        before = files(folder, Generations(folder.index).manifest())
        gone = {one.id for one in [*MANY[:9], MANY[11], MANY[-1]]}
        after(folder, lambda store: [store.withdraw(id_, why="a trial") for id_ in gone])
        manifest = Generations(folder.index).manifest()
        assert manifest.segments == (replace(segment, deleted=len(gone)),)
        now = files(folder, manifest)
        assert {name for name in now if before.get(name) == now[name]} == {
            f"{segment.name}.arrays",
            "names.json",
        }
        assert whoosh_ids(folder) == {one.id for one in MANY} - gone

    def test_a_segment_goes_once_it_is_mostly_hidden(self, folder: DataFolder) -> None:
        """Its articles are written anew, and nothing is left of its files."""
        rebuild_in_parts(folder, 40)
        for first in (0, 15, 30):
            ids = [one.id for one in MANY[first : first + 15]]
            after(folder, lambda store, ids=ids: [store.withdraw(id_, why="a trial") for id_ in ids])
        after(folder, lambda store: store.add(article("new", "كلام جديد")))
        manifest = Generations(folder.index).manifest()
        assert [segment.documents for segment in manifest.segments] == [36]
        assert len([name for name in files(folder, manifest) if name.endswith(".arrays")]) == 1

    def test_what_an_update_writes_is_one_segment(self, folder: DataFolder) -> None:
        """Even if it is more than may be held at a time."""
        with patch.object(Plan, "tokens", lambda *_: 5):
            after(folder, lambda store: store.add_all([article(f"x{n}", f"كلام جديد {n}") for n in range(9)]))
        old, new = Generations(folder.index).manifest().segments
        assert (old.documents, new.documents) == (80, 9)

    def test_what_is_held_does_not_grow_with_what_changed(
        self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Changed articles are read one by one, and a segment takes what the plan gives it."""
        alive: list[int] = []
        parts: list[int] = []

        def watched(path: Path, articles: Iterable[Article], *rest: object) -> list[SegmentEntry]:
            def counted() -> Iterator[Article]:
                for one in articles:
                    alive.append(sum(type(held) is Article for held in gc.get_objects()))
                    yield one

            built = build_segments(path, counted(), *rest)  # type: ignore[arg-type]
            parts.append(len(built))
            return built

        monkeypatch.setattr(updating, "build_segments", watched)
        with Store.open(folder.archive_db) as store:
            store.add_all([article(f"x{n}", f"كلام جديد {n}") for n in range(20)])
        with patch.object(Plan, "tokens", lambda *_: 10):
            update(folder)
        assert len(alive) == 20
        assert max(alive) <= alive[0] + 3
        assert parts[0] > 4

    @pytest.mark.parametrize("count", [30, 300])
    def test_what_is_written_does_not_grow_with_the_archive(self, tmp_path: Path, count: int) -> None:
        """One article more writes one small segment, however many there are."""
        folder = DataFolder(tmp_path)
        with Store.open(folder.archive_db) as store:
            store.add_all([article(f"n{n}", f"متن {n}") for n in range(count)])
        before = files(folder, rebuild(folder))
        after(folder, lambda store: store.add(article("new", "كلام جديد")))
        path = Generations(folder.index).path(2)
        written = [p for p in path.iterdir() if before.get(p.name) != p.stat().st_ino]
        assert len(written) == 3, written
        assert sum(p.stat().st_size for p in written if p.suffix == ".arrays") < 20_000

    def test_small_segments_are_merged(self, folder: DataFolder) -> None:
        """Many small updates never leave more than a few segments, and lose nothing."""
        most = 0
        for number in range(2 * SMALL_SEGMENTS + 3):
            engine = after(folder, lambda store, n=number: store.add(article(f"more-{n:02}", "كلام جديد")))
            most = max(most, len(Generations(folder.index).manifest().segments))
        assert most <= SMALL_SEGMENTS + 1
        assert found(engine, "جديد") == [f"more-{n:02}" for n in range(2 * SMALL_SEGMENTS + 3)]
        assert engine.search(Query()).total == 80 + 2 * SMALL_SEGMENTS + 3

    def test_a_segment_that_is_mostly_hidden_is_written_anew(self, folder: DataFolder) -> None:
        """What was withdrawn does not stay on disk for ever."""
        for first in (0, 15, 30):
            ids = [one.id for one in MANY[first : first + 15]]
            after(folder, lambda store, ids=ids: [store.withdraw(id_, why="a trial") for id_ in ids])
        after(folder, lambda store: store.add(article("new", "كلام جديد")))
        manifest = Generations(folder.index).manifest()
        assert manifest.articles == 36
        assert sum(segment.documents for segment in manifest.segments) == 36

    def test_so_much_changed_that_a_rebuild_is_quicker(self, folder: DataFolder) -> None:
        after(folder, lambda store: store.add_all([replace(one, body="كلام جديد") for one in MANY[:60]]))
        manifest = Generations(folder.index).manifest()
        assert [(s.documents, s.deleted) for s in manifest.segments] == [(80, 0)]


def test_the_first_update_is_a_rebuild(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with Store.open(folder.archive_db) as store:
        store.add_all(MANY)
    assert update(folder).number == 1
    assert ArraysEngine(folder.index).search(Query()).total == 80


def test_a_restored_archive_is_a_rebuild(folder: DataFolder) -> None:
    """What the archive never knew, or has again, is as it has it."""
    backup = folder.archive_db.read_bytes()
    with Store.open(folder.archive_db) as store:
        store.withdraw("n001", why="test")
        store.add(article("later", "كلام جديد"))
    update(folder)
    for path in folder.home.glob("archive.db-*"):
        path.unlink()
    folder.archive_db.write_bytes(backup)
    assert update(folder).articles == 80
    assert verify(folder.index, folder.archive_db) == ()


def test_new_names_are_a_rebuild(folder: DataFolder) -> None:
    """An owner's synonym makes the index stale, and finds both ways after the update."""
    with Store.open(folder.archive_db) as store:
        store.add(article("council", "قرر مجلس المدينة امرا"))
        store.add(article("assembly", "قرر ديوان البلدية امرا"))
    update(folder)
    engine = ArraysEngine(folder.index)
    assert found(engine, "مجلس المدينة", mode=Mode.ALL) == ["council"]
    folder.lexicon.mkdir()
    name = {
        "id": "council", "label": "مجلس المدينة", "kind": "synonym",
        "spellings": ["مجلس المدينة", "ديوان البلدية"],
    }  # fmt: skip
    text = json.dumps({"names": [name]}, ensure_ascii=False)
    (folder.lexicon / "mine.json").write_text(text, encoding="utf-8")
    assert read_status(folder).stale == ("lexicon",)
    assert found(engine, "مجلس المدينة", mode=Mode.ALL) == ["council"]
    update(folder)
    assert sorted(found(engine, "مجلس المدينة", mode=Mode.ALL)) == ["assembly", "council"]
    assert read_status(folder).stale == ()


actions = st.lists(
    st.tuples(st.sampled_from(("change", "withdraw", "restore", "correct", "update")), st.integers(0, 7)),
    max_size=14,
)
QUERIES = (
    Query(), Query("تويتر"), Query("حساب مدرسة", mode=Mode.ALL), Query('"تنظيم الدولة"'), Query("حسا*"),
    Query("من -تويتر"), Query("outlet:alpha", sort=Sort.NEWEST), Query("*", sort=Sort.OLDEST),
    Query("=كتب"), Query("تغريدة~1"), Query("date:unknown"),
)  # fmt: skip


def act(store: Store, folder: DataFolder, action: tuple[str, int], spare: list[Article]) -> None:
    """One change; `spare` are other contents for the same ids."""
    kind, number = action
    id_ = f"a{number % len(spare)}"
    if kind == "update":
        update(folder)
    elif kind == "withdraw":
        store.withdraw(id_, why="a trial")
    elif kind == "restore":
        store.restore(id_)
    elif kind == "correct":
        store.correct(id_, "published", f"20{10 + number}", why="a trial")
    else:
        store.add(replace(spare[number % len(spare)], body=f"{spare[number % len(spare)].body} {number}"))


def told(page: Page) -> tuple[object, ...]:
    """What does not hang on word statistics, which hidden documents still count in."""
    facets = {name: [(b.value, b.count) for b in buckets] for name, buckets in page.facets.items()}
    hits = {hit.id: (hit.fragments, hit.title_marks, hit.reasons, hit.published) for hit in page.hits}
    return page.total, page.total_all_words, facets, hits


@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(articles(least=3, most=8), actions, st.sampled_from((1, 30, 1_000)))
def test_updates_answer_as_a_rebuild(held: list[Article], done: list[tuple[str, int]], tokens: int) -> None:
    """After any changes in any order, whatever the segments' parts: ids, totals, facets, marks; and the
    order, where scores do not."""
    with TemporaryDirectory() as home, Store.open(Path(home) / "archive.db") as store:
        folder = DataFolder(Path(home))
        store.add_all(held)
        rebuild_in_parts(folder, tokens)
        for action in done:
            act(store, folder, action, held)
        update(folder)
        updated = ArraysEngine(folder.index)
        asked = [replace(query, per_page=50) for query in QUERIES]
        pages = [updated.search(query) for query in asked]
        updated.close()
        assert whoosh_ids(folder) == {one.id for one in store.iterate()}
        assert verify(folder.index, folder.archive_db) == ()
        rebuild(folder)
        for query, page in zip(asked, pages, strict=True):
            fresh = ArraysEngine(folder.index).search(query)
            assert told(page) == told(fresh), query
            if query.sort is not Sort.RELEVANCE:
                assert [hit.id for hit in page.hits] == [hit.id for hit in fresh.hits]
