"""Every row of the store is as it was written, or says that it is not: no column is shown unchecked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, Integer, create_engine

import archive.store.migrations
from archive.model.history import Kind
from archive.model.warning import WarningCode
from archive.paths import DataFolder
from archive.store.damage.checks import check_archive, damage_of
from archive.store.damage.problems import find_problem
from archive.store.damage.repair import repair
from archive.store.database.connection import bring_up_to_date
from archive.store.schema import METADATA
from archive.store.writer import Store
from tests.archive.support.builders import article, clock

#: Each column that stands in a table, with a row in which it has a value.
COLUMNS = [
    (table.name, column.name, isinstance(column.type, Integer))
    for table in METADATA.tables.values()
    for column in table.columns
]


def fill(folder: DataFolder) -> None:
    """Two articles of two revisions, one withdrawn and back, a correction that holds and one taken back."""
    with Store.open(folder.archive_db, clock) as store:
        run = store.begin_run(["a.jsonl"])
        for number in range(4):
            told = article(f"n{number}", url=f"https://a.example/{number}", original="0" * 64)
            store.add(told, place=f"p{number}")
        store.add(article("n1", body="قول آخر عن الجسر.", url="https://a.example/1", original="1" * 64))
        store.end_run(run, new=4, changed=1, same=0, rejected=0)
        store.withdraw("n2", why="طلب", who="ليلى")
        store.correct("n1", "byline", "منى", why="كذا", who="ليلى")
        store.correct("n1", "note", "ملاحظة", why="كذا", who="ليلى")
        store.undo("n1", why="خطأ", who="ليلى")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of such an archive."""
    folder = DataFolder(tmp_path_factory.mktemp("filled"))
    fill(folder)
    return folder.archive_db.read_bytes()


@pytest.fixture
def folder(tmp_path: Path, filled: bytes) -> DataFolder:
    """An archive of a test's own."""
    (tmp_path / "archive.db").write_bytes(filled)
    return DataFolder(tmp_path)


def run_sql(folder: DataFolder, *statements: str) -> None:
    with closing(sqlite3.connect(folder.archive_db)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def said(folder: DataFolder) -> str:
    """What is wrong with the archive, in words."""
    return "; ".join(finding.what for finding in damage_of(folder))


def test_a_sound_archive_has_no_damage(folder: DataFolder) -> None:
    assert said(folder) == ""
    assert next(check_archive(folder)).code == "missing_original"


@pytest.mark.parametrize(("table", "column", "is_number"), COLUMNS, ids=str)
def test_a_value_that_changed_is_named(folder: DataFolder, table: str, column: str, is_number: bool) -> None:
    """Whatever the column: doctor, dump and rebuild ask the same, and a repair leaves a sound file."""
    changed = f"{column} + 7" if is_number else f"coalesce({column}, '') || 'x'"
    if column == "withdrawn":
        changed = "1 - withdrawn"
    with closing(sqlite3.connect(folder.archive_db)) as connection, connection:
        (row,) = connection.execute(f"SELECT max(rowid) FROM {table} WHERE {column} IS NOT NULL").fetchone()
        connection.execute(f"UPDATE {table} SET {column} = {changed} WHERE rowid = ?", (row,))
    assert said(folder)
    if table != "revisions":
        assert find_problem(folder.archive_db)
    repair(folder)
    assert find_problem(folder.archive_db) is None
    with Store.open_reader(folder.archive_db) as store:
        assert {one.id for one in store.iterate()} == {"n0", "n1", "n3"}


@pytest.mark.parametrize("table", ["articles", "revisions", "events", "corrections", "runs", "meta"])
def test_a_row_that_vanished_is_missed(folder: DataFolder, table: str) -> None:
    run_sql(folder, f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    assert said(folder)


def test_all_of_an_article_that_vanished_is_missed(folder: DataFolder) -> None:
    """A page as it was before the last articles came: what is left agrees with itself."""
    run_sql(
        folder,
        "DELETE FROM revisions WHERE article = 4",
        "DELETE FROM events WHERE article = 4",
        "DELETE FROM articles WHERE number = 4",
    )
    assert "of articles are there, and 4 were written" in said(folder)


def test_rows_that_took_each_others_places_are_named(folder: DataFolder) -> None:
    run_sql(
        folder,
        """UPDATE events SET (at, who, why) = (SELECT at, 'سلمى', why FROM events WHERE sequence = 1)
        WHERE sequence = 6""",
        """UPDATE revisions SET (digest, original, record, checksum) =
        (SELECT digest, original, record, checksum FROM revisions WHERE article = 4) WHERE article = 1""",
    )
    assert "entry 6 of the log is damaged" in said(folder)
    assert "revision 1 of n0 is damaged" in said(folder)


def warned(store: Store, id_: str) -> list[str]:
    one = store.get(id_)
    return [] if one is None else [warning.code for warning in one.warnings]


def test_who_reads_is_told(folder: DataFolder) -> None:
    """A withdrawn article stays so, an older revision is not passed off as the current one, and so on."""
    run_sql(
        folder,
        "UPDATE articles SET withdrawn = 0 WHERE number = 3",
        "UPDATE articles SET withdrawn = 1 WHERE number = 1",
        "UPDATE articles SET revision = 1 WHERE number = 2",
        "UPDATE events SET who = 'سلمى' WHERE sequence = 6",
        "UPDATE corrections SET value = 'سلمى' WHERE number = 1",
    )
    with Store.open_reader(folder.archive_db) as store:
        assert store.get("n2") is None
        assert store.is_withdrawn("n2")
        assert warned(store, "n0") == [WarningCode.DAMAGED_RECORD]
        one = store.get("n1")
        assert one is not None
        assert (one.body, one.byline, len(one.warnings)) == ("قول آخر عن الجسر.", None, 2)
        assert warned(store, "n3") == []
        assert [entry.kind for entry in store.history("n2")] == [Kind.ADDED, Kind.UNREADABLE]
        assert store.history("n1")[2].value is None
        assert store.changed_ids(0, store.sequence) == {"n0": True, "n1": True, "n2": False, "n3": True}


@pytest.mark.parametrize("column", ["revision = 1", "withdrawn = 1", "sequence = 1", "address = 'b.example'"])
def test_a_row_that_others_tell_of_is_mended_exactly(folder: DataFolder, column: str) -> None:
    with closing(sqlite3.connect(folder.archive_db)) as connection:
        before = connection.execute("SELECT * FROM articles").fetchall()
    run_sql(folder, f"UPDATE articles SET {column} WHERE number = 2")
    repair(folder)
    with closing(sqlite3.connect(folder.archive_db)) as connection:
        assert connection.execute("SELECT * FROM articles").fetchall() == before


def test_writing_over_damage_does_not_hide_it(folder: DataFolder) -> None:
    run_sql(folder, "UPDATE articles SET place = 'q' WHERE number IN (1, 2)")
    run_sql(folder, "UPDATE corrections SET value = 'q' WHERE number = 1")
    with Store.open(folder.archive_db, clock) as store:
        store.add(article("n0", body="قول ثالث عن الجسر.", url="https://a.example/0"))
        store.correct("n1", "note", "ن", why="كذا")
        store.add(article("n9"))
    for name in ("the row of article n0", "the row of article n1", "correction 1, of byline,"):
        assert name in said(folder)


def first_version(path: Path) -> Engine:
    """An archive of the first version, with one article whose record is sound and one whose record is not."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(archive.store.migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    return engine


@pytest.fixture
def older(tmp_path: Path, folder: DataFolder) -> DataFolder:
    """The same archive as one of the first version, in which the record of n3 was damaged before."""
    older = DataFolder(tmp_path / "older")
    older.home.mkdir()
    engine = first_version(older.archive_db)
    with closing(sqlite3.connect(folder.archive_db)) as source, engine.begin() as target:
        for name, table in METADATA.tables.items():
            columns = [column.name for column in table.columns if column.name != "checksum"]
            rows = source.execute(f"SELECT {', '.join(columns)} FROM {name} WHERE rowid > 0").fetchall()
            for row in rows:
                if name != "meta" or row[0] != "rows":
                    marks = ", ".join("?" * len(row))
                    target.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", tuple(row))
        target.exec_driver_sql("UPDATE revisions SET record = replace(record, 'n3', 'n4') WHERE article = 4")
    engine.dispose()
    return older


def test_an_archive_of_the_first_version_gets_checksums(older: DataFolder) -> None:
    bring_up_to_date(older.archive_db)
    assert said(older) == "revision 1 of n3 is damaged"
    with Store.open(older.archive_db, clock) as store:
        store.add(article("n9"))
    assert said(older) == "revision 1 of n3 is damaged"


def test_a_damaged_archive_of_the_first_version_is_repaired(older: DataFolder) -> None:
    """It cannot be migrated while a page of it makes no sense."""
    data = bytearray(older.archive_db.read_bytes())
    data[100:120] = b"\xff" * 20
    older.archive_db.write_bytes(data)
    repair(older)
    assert find_problem(older.archive_db) is None
    assert said(older) == "revision 1 of n3 is damaged"
