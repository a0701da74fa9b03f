"""The store keeps every revision, follows changes, and never shows what was withdrawn."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import archive.store.migrations
from archive.database_address import ArchiveLocation
from archive.errors import (
    ArchiveError,
    ArchiveTooNew,
    ArchiveTooOld,
    ArchiveUnwritable,
    NoArchive,
    NoSuchArticle,
)
from archive.store.database.sqlite import gather_into_file
from archive.store.migrations import VERSIONS
from archive.store.moments import BATCH, in_batches
from archive.store.revisions import LOOKUP
from archive.store.schema import METADATA
from archive.store.writer import Store
from tests.archive.support.builders import BODY, article, clock, store_in

URL = "https://news.example/1"


# --- adding -------------------------------------------------------------------------------------------


def test_what_was_added_is_there(store: Store) -> None:
    one = article(title="عنوان", url=URL)
    change = store.add(one)
    assert (change.kind, change.revision) == ("new", 1)
    assert store.get("a-1") == one
    assert store.count() == 1


def test_the_same_changes_nothing(store: Store) -> None:
    """The same again, though from another place, leaves no trace."""
    store.add(article())
    sequence, fingerprint = store.sequence, store.fingerprint()
    assert store.add(article(source="elsewhere.txt", original="0" * 64)).kind == "same"
    assert (store.sequence, store.fingerprint()) == (sequence, fingerprint)


def test_a_changed_article_is_a_new_revision(store: Store) -> None:
    store.add(article())
    change = store.add(article(body="نص آخر."))
    assert (change.kind, change.revision) == ("changed", 2)
    assert [(one.number, one.article.body, one.current) for one in store.revisions("a-1")] == [
        (1, BODY, False),
        (2, "نص آخر.", True),
    ]


def test_inputs_of_one_article_do_not_take_turns(store: Store) -> None:
    """A feed's entry and the page of one article settle, however often both are added."""
    entry, page = article(original="1" * 64), article(body="أطول.", original="2" * 64)
    first = [store.add(one).kind for one in (entry, page)]
    again = [store.add(one).kind for one in (entry, page, entry)]
    assert (first, again) == (["new", "changed"], ["same", "same", "same"])


def test_an_input_read_better_is_a_new_revision(store: Store) -> None:
    """The same bytes, understood otherwise by a later version, are not the same."""
    store.add(article(original="1" * 64))
    assert store.add(article(original="1" * 64, byline="ليلى")).kind == "changed"


def test_one_id_with_two_addresses_is_a_conflict(store: Store) -> None:
    store.add(article(url=URL))
    change = store.add(article(url="https://other.example/2"))
    assert (change.kind, change.address) == ("conflict", "news.example/1")
    assert store.get("a-1") == article(url=URL)


def test_an_address_that_is_learnt_later_is_no_conflict(store: Store) -> None:
    store.add(article())
    assert store.add(article(url=URL)).kind == "changed"
    assert store.add(article(url="https://other.example/2")).kind == "conflict"


def test_one_address_under_two_ids_is_told(store: Store) -> None:
    """Both are kept, in one batch and in two."""
    both = store.add_all([article("a", url=URL), article("b", url=URL)])
    later = store.add(article("c", url="http://www.news.example/1/"))
    assert [change.twin for change in (*both, later)] == [None, "a", "a"]
    assert store.count() == 3


def test_one_article_twice_in_a_batch(store: Store) -> None:
    changes = store.add_all([article(), article(), article(body="آخر")])
    assert [change.kind for change in changes] == ["new", "same", "changed"]
    assert store.get("a-1") == article(body="آخر")


def test_judging_changes_nothing(store: Store) -> None:
    store.add(article())
    kinds = [change.kind for change in store.judge([article(), article("b")])]
    assert kinds == ["same", "new"]
    assert store.count() == 1


# --- withdrawing --------------------------------------------------------------------------------------


def test_a_withdrawn_article_is_not_shown(store: Store) -> None:
    store.add_all([article("a"), article("b")])
    assert store.withdraw("a", why="طلب الكاتب", who="ليلى")
    assert (store.get("a"), [one.id for one in store.iterate()], store.count()) == (None, ["b"], 1)
    assert store.is_withdrawn("a")
    assert store.count_withdrawn() == 1


def test_withdrawn_stays_withdrawn_until_restored(store: Store) -> None:
    """Adding it again, even changed, keeps what came and does not show it."""
    store.add(article())
    store.withdraw("a-1", why="-")
    again, changed = store.add(article()), store.add(article(body="آخر"))
    assert [(one.kind, one.withdrawn) for one in (again, changed)] == [("same", True), ("changed", True)]
    assert store.get("a-1") is None
    assert store.restore("a-1")
    assert store.get("a-1") == article(body="آخر")


def test_withdrawing_twice_does_nothing(store: Store) -> None:
    store.add(article())
    assert store.restore("a-1") is False
    assert [store.withdraw("a-1", why="-"), store.withdraw("a-1", why="-")] == [True, False]


# --- reading ------------------------------------------------------------------------------------------


def test_iterating_goes_in_the_order_of_arrival(store: Store) -> None:
    """Across the size of one look-up, and after a change."""
    ids = [f"n{number}" for number in range(LOOKUP + 20, 0, -1)]
    store.add_all([article(id_) for id_ in ids])
    store.add(article(ids[0], body="آخر"))
    assert [one.id for one in store.iterate()] == ids
    assert list(store.get_many([*reversed(ids), "none"])) == ids[::-1]


def test_shares_hold_every_article_once(store: Store) -> None:
    store.add_all([article(f"n{number}") for number in range(11)])
    store.withdraw("n4", why="-")
    shares = store.shares(3)
    read = [one.id for share in shares for one in store.iterate_share(share)]
    assert read == [one.id for one in store.iterate()]
    assert len(shares) == 3


def test_changes_since_a_sequence(store: Store) -> None:
    """Each article once, in the order of its last change; None for what is no longer shown."""
    store.add_all([article("a"), article("b"), article("c")])
    since = store.sequence
    store.correct("a", "note", "مهم", why="-")
    store.withdraw("b", why="-")
    store.add(article("d"))
    store.correct("a", "note", "مهم جدا", why="-")
    changes = list(store.iterate_changes(since))
    assert [(id_, one and one.note) for id_, one in changes] == [("b", None), ("d", None), ("a", "مهم جدا")]
    assert changes[0][1] is None
    assert list(store.iterate_changes(store.sequence)) == []
    assert [id_ for id_, _ in store.iterate_changes(0)] == ["c", "b", "d", "a"]


def test_the_fingerprint_follows_content_and_not_time(store: Store, tmp_path: Path) -> None:
    """Equal histories give equal fingerprints, wherever they are kept; each change gives another."""
    seen = []
    one = store
    with Store.open(tmp_path / "two" / "archive.db") as two:
        for each in (one, two):
            each.add(article())
            each.withdraw("a-1", why="-")
            seen.append(each.fingerprint())
        one.restore("a-1")
        assert seen[0] == seen[1] != one.fingerprint()


def test_writing_while_reading(store: Store) -> None:
    """Who changes articles while going through them is neither stopped nor shown the changes."""
    store.add_all([article(f"n{number}") for number in range(3)])
    read = []
    for one in store.iterate():
        store.correct(one.id, "note", "رأيته", why="-")
        read.append(one.note)
    assert read == [None, None, None]
    assert [one.note for one in store.iterate()] == ["رأيته"] * 3


def test_threads_share_a_reader(store: Store, location: ArchiveLocation) -> None:
    store.add_all([article(f"n{number}") for number in range(50)])
    with Store.open_reader(location) as reader, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(reader.get, [f"n{number % 50}" for number in range(200)]))
    assert [one and one.id for one in found] == [f"n{number % 50}" for number in range(200)]


def test_history(store: Store) -> None:
    store.add(article())
    store.add(article(title="عنوان"))
    store.correct("a-1", "byline", "ليلى", why="في الصورة", who="منى")
    store.undo("a-1", why="خطأ")
    store.withdraw("a-1", why="طلب", who="منى")
    store.restore("a-1")
    entries = store.history("a-1")
    kinds = [str(entry.kind) for entry in entries]
    assert kinds == ["added", "changed", "corrected", "undone", "withdrawn", "restored"]
    assert [entry.revision for entry in entries[:2]] == [1, 2]
    assert entries[1].fields == ("title",)
    assert (entries[2].who, entries[2].why, entries[2].value) == ("منى", "في الصورة", "ليلى")
    assert entries[0].at == "2026-01-15T12:00:00Z"


@pytest.mark.parametrize("verb", ["history", "revisions", "corrections", "is_withdrawn", "restore", "undo"])
def test_an_id_that_there_is_not(store: Store, verb: str) -> None:
    with pytest.raises(NoSuchArticle, match="'nobody'"):
        getattr(store, verb)("nobody")


def test_places_lead_to_the_last_article_read_there(store: Store) -> None:
    store.add(article("a"), place="here")
    store.add(article("b"), place="here")
    assert [store.find_place("here"), store.find_place("there")] == ["b", None]


# --- opening ------------------------------------------------------------------------------------------


def test_a_reader_cannot_write(store: Store, location: ArchiveLocation) -> None:
    store.add(article())
    with Store.open_reader(location) as reader, pytest.raises(ArchiveUnwritable, match="readonly"):
        reader.add(article("b"))


def test_no_archive(location: ArchiveLocation) -> None:
    with pytest.raises(NoArchive, match="sijill add"):
        Store.open_reader(location)


def test_an_empty_database_is_no_archive(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "archive.db").close()
    (tmp_path / "archive.db").touch()
    with pytest.raises(NoArchive):
        Store.open_reader(tmp_path / "archive.db")


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no database at all" * 99)
    for opens in (Store.open, Store.open_reader):
        with pytest.raises(ArchiveError, match="cannot be read as an archive"):
            opens(tmp_path / "archive.db")


def test_an_older_archive_is_migrated_by_writers_alone(
    location: ArchiveLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers say what to do about it; a newer one is refused by both."""
    with Store.open(location) as store:
        monkeypatch.setattr(archive.store.migrations, "VERSIONS", (*VERSIONS, "9999"))
        with pytest.raises(ArchiveTooOld, match="sijill update"):
            Store.open_reader(location)
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9998'")
    for opens in (Store.open, Store.open_reader):
        with pytest.raises(ArchiveTooNew, match="newer"):
            opens(location)


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_versions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(archive.store.migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == VERSIONS


def test_two_processes_may_open_a_new_archive_at_once(location: ArchiveLocation) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(location, clock), range(4)))
    changes = [store.add(replace(article(), id=f"n{number}")) for number, store in enumerate(stores)]
    assert [change.kind for change in changes] == ["new"] * 4
    assert stores[0].count() == 4
    for store in stores:
        store.close()


def test_an_archive_on_a_medium_that_cannot_be_written(tmp_path: Path) -> None:
    """It can still be read."""
    folder = tmp_path / "medium"
    with store_in(folder) as store:
        store.add(article())
    folder.chmod(0o555)
    try:
        with Store.open_reader(folder / "archive.db") as reader:
            assert reader.get("a-1") == article()
    finally:
        folder.chmod(0o755)


def test_long_articles_are_read_in_short_batches() -> None:
    """What is held at a time is bounded by its size too, however many articles a look-up could take."""
    rows = [{"record": "x" * (BATCH // 3 + 1)} for _ in range(7)]
    assert [len(batch) for batch in in_batches(rows)] == [3, 3, 1]  # type: ignore[arg-type]
    assert [len(batch) for batch in in_batches([{"record": "x"}] * (LOOKUP + 1))] == [LOOKUP, 1]  # type: ignore[arg-type,list-item]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX bounds the size of files")
def test_a_file_that_cannot_hold_all_is_not_taken_for_whole(tmp_path: Path) -> None:
    """What a full disk kept beside the file is missed when the file alone is put in its place."""
    import resource

    path = tmp_path / "archive.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("CREATE TABLE much AS SELECT zeroblob(900000) AS much")
        writer.commit()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
        try:
            with pytest.raises(ArchiveUnwritable, match="Make room on the disk"):
                gather_into_file(path, path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        gather_into_file(path, path)
        (tmp_path / "alone.db").write_bytes(path.read_bytes())
    with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
        assert alone.execute("SELECT length(much) FROM much").fetchone() == (900_000,)
