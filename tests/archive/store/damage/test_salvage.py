"""Damage names itself and costs only itself: the rest is read, dumped and repaired."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import DamagedArchive
from archive.model.warning import WarningCode
from archive.paths import DataFolder
from archive.store.damage.checks import check_archive, damage_of
from archive.store.damage.problems import find_problem
from archive.store.damage.repair import repair
from archive.store.damage.salvage import PAGE, sound_archive
from archive.store.dump import dump
from archive.store.load import load
from archive.store.writer import Store
from tests.archive.support.builders import article, clock, take, write_lines

COUNT = 40


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """Articles of a page and more each, so that they stand on pages of their own."""
    folder = DataFolder(tmp_path / "home")
    with Store.open(folder.archive_db, clock) as store:
        for number in range(COUNT):
            store.add(
                article(f"n{number:02}", body=f"خبر رقم {number} " * 400, url=f"https://a.example/{number}")
            )
        store.add(article("n00", body="قول جديد " * 400, url="https://a.example/0"))
        store.withdraw("n01", why="اختبار")
    return folder


def run_sql(folder: DataFolder, statement: str, *values: object) -> None:
    with sqlite3.connect(folder.archive_db) as connection:
        connection.execute(statement, values)


def pages_of(folder: DataFolder, table: str) -> list[int]:
    """The numbers of the pages, from 0, that hold a table's rows."""
    with sqlite3.connect(folder.archive_db) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    data = folder.archive_db.read_bytes()
    page = data[(root - 1) * PAGE : root * PAGE]
    if page[0] != 5:  # not an inner page: the table is its root
        return [root - 1]
    cells = int.from_bytes(page[3:5], "big")
    places = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(page[place : place + 4], "big") - 1 for place in places]


def overwrite(folder: DataFolder, at: int, data: bytes) -> None:
    with folder.archive_db.open("r+b") as file:
        file.seek(at)
        file.write(data)


def break_page(folder: DataFolder, page: int) -> None:
    overwrite(folder, page * PAGE, b"\xff" * PAGE)


def shown(folder: DataFolder) -> dict[str, bool]:
    """Each article that is shown, and whether it is said to be damaged."""
    with sound_archive(folder.archive_db) as archive, Store.open_reader(archive.location) as store:
        return {
            one.id: any(warning.code == WarningCode.DAMAGED_RECORD for warning in one.warnings)
            for one in store.iterate()
        }


ALL = {f"n{number:02}" for number in range(COUNT)} - {"n01"}


def test_a_sound_archive_is_read_itself(folder: DataFolder) -> None:
    assert find_problem(folder.archive_db) is None
    with sound_archive(folder.archive_db) as archive:
        assert (archive.location, archive.lost) == (folder.archive_db, [])
    assert shown(folder) == dict.fromkeys(ALL, False)
    assert repair(folder) is None


RECORDS = {
    "a-letter": "replace(record, 'خبر', 'خبز')",
    "no-json": "substr(record, 1, 50)",
    "no-object": "'[1]'",
    "no-text": "CAST(x'ff00fe' AS TEXT)",
    "another-type": """replace(record, '"body":', '"body":1,"bodx":')""",
}


@pytest.mark.parametrize("harm", RECORDS.values(), ids=RECORDS)
def test_a_damaged_record_costs_only_itself(folder: DataFolder, harm: str) -> None:
    run_sql(folder, f"UPDATE revisions SET record = {harm} WHERE article = 8")
    assert shown(folder) == {id_: id_ == "n07" for id_ in ALL}
    [finding] = damage_of(folder)
    assert finding.what == "revision 1 of n07 is damaged"
    with Store.open_reader(folder.archive_db) as store:
        assert [entry.kind for entry in store.history("n07")] == ["added"]
        assert len(store.revisions("n07")) == 1


@pytest.mark.parametrize("harm", RECORDS.values(), ids=RECORDS)
def test_adding_the_input_again_mends_a_damaged_record(folder: DataFolder, tmp_path: Path, harm: str) -> None:
    record = {"id": "m", "title": "عنوان الخبر", "body": "نص الخبر الذي يقول شيئاً ما."}
    inputs = write_lines(tmp_path / "m.jsonl", [record])
    take(folder, inputs)
    with Store.open_reader(folder.archive_db) as store:
        sequence = store.sequence
    run_sql(folder, f"UPDATE revisions SET record = {harm} WHERE article = {COUNT + 1}")
    # Not every harm hits this record's own words: this one does.
    run_sql(folder, f"UPDATE revisions SET record = record || 'x' WHERE article = {COUNT + 1}")
    assert len(list(damage_of(folder))) == 1
    assert [outcome.kind for outcome in take(folder, inputs)] == ["changed"]
    assert list(damage_of(folder)) == []
    assert [outcome.kind for outcome in take(folder, inputs)] == ["same"]
    with Store.open_reader(folder.archive_db) as store:
        assert [id_ for id_, _ in store.iterate_changes(sequence)] == ["m"]
        assert [entry.kind for entry in store.history("m")] == ["added", "mended"]


@pytest.mark.parametrize("table", ["revisions", "articles", "events", "sqlite_autoindex_articles_1"])
def test_a_broken_page_costs_only_what_stood_on_it(folder: DataFolder, table: str) -> None:
    pages = pages_of(folder, table)
    break_page(folder, pages[len(pages) // 2])
    damaged = [id_ for id_, is_damaged in shown(folder).items() if is_damaged]
    assert set(shown(folder)) == ALL
    assert len(damaged) <= (6 if table == "revisions" else 0)
    with sound_archive(folder.archive_db) as archive:
        assert find_problem(archive.location) is None
        assert archive.lost
    assert any(finding.code == "damaged_store" for finding in check_archive(folder))


@pytest.mark.parametrize(
    ("at", "data"),
    [(0, b"\0" * 16), (16, b"\xff" * 84), (100, b"\xff" * 8), (PAGE - 900, b"\xfe" * 800)],
    ids=["name", "header", "tree", "schema"],
)
def test_a_broken_first_page_costs_nothing(folder: DataFolder, at: int, data: bytes) -> None:
    """It only says where the tables begin."""
    overwrite(folder, at, data)
    assert shown(folder) == dict.fromkeys(ALL, False)


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        (
            "UPDATE articles SET revision = 7 WHERE number = 5",
            "the row of article n04 was put together again",
        ),
        ("UPDATE articles SET sequence = 1 WHERE number = 5", ""),
        ("DELETE FROM revisions WHERE article = 5", "revision 1 of n04 is lost"),
        ("DELETE FROM events WHERE article = 5", "entry 5 of the log was put together again"),
        ("DELETE FROM articles WHERE number = 5", "the row of article n04 was put together again"),
    ],
)
def test_tables_that_contradict_each_other(folder: DataFolder, statement: str, lost: str) -> None:
    run_sql(folder, statement)
    assert find_problem(folder.archive_db) is not None
    with sound_archive(folder.archive_db) as archive:
        assert find_problem(archive.location) is None
        assert lost in "\n".join(archive.lost)
    assert set(shown(folder)) == ALL


def test_a_lost_revision_is_not_passed_over_in_silence(folder: DataFolder) -> None:
    """What the revision before it said is shown, and said to be damaged."""
    run_sql(folder, "DELETE FROM revisions WHERE article = 1 AND number = 2")
    with sound_archive(folder.archive_db) as archive, Store.open_reader(archive.location) as store:
        one = store.get("n00")
        assert one is not None
        assert one.body.startswith("خبر رقم 0")
        assert [warning.code for warning in one.warnings] == [WarningCode.DAMAGED_RECORD]
        assert [revision.number for revision in store.revisions("n00")] == [1, 2]


def test_what_is_no_archive_at_all_is_refused(folder: DataFolder) -> None:
    folder.archive_db.write_bytes(b"no database at all" * 999)
    with (
        pytest.raises(DamagedArchive, match="no article is left") as raised,
        sound_archive(folder.archive_db),
    ):
        pass
    assert "sijill load" in raised.value.remedy


HARMS: dict[str, Callable[[DataFolder], None]] = {
    "record": lambda folder: run_sql(folder, "UPDATE revisions SET record = '{' WHERE article = 8"),
    "page": lambda folder: break_page(folder, pages_of(folder, "revisions")[3]),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_dump_of_a_damaged_archive_goes_on(
    folder: DataFolder, tmp_path: Path, harm: Callable[[DataFolder], None]
) -> None:
    """It says what is damaged, and what is loaded from it says so too."""
    harm(folder)
    before = shown(folder)
    counts = dump(folder, tmp_path / "dump")
    assert counts.articles == COUNT
    assert counts.damaged
    assert json.loads((tmp_path / "dump" / "manifest.json").read_bytes())["damaged"] == list(counts.damaged)
    other = DataFolder(tmp_path / "other")
    load(tmp_path / "dump", other)
    assert shown(other) == before


def test_a_repair_keeps_the_damaged_file(folder: DataFolder) -> None:
    break_page(folder, pages_of(folder, "revisions")[3])
    data = folder.archive_db.read_bytes()
    before = shown(folder)
    done = repair(folder)
    assert done is not None
    assert done.kept.read_bytes() == data
    assert done.articles == len(before)
    assert find_problem(folder.archive_db) is None
    assert shown(folder) == before
    assert repair(folder) is None
