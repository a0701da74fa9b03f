"""A sample of the faults, and that the table tells what is wrong; `python -m tests.faults` runs them all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.store.writer import Store
from tests.faults.__main__ import run
from tests.faults.homes import make_home
from tests.faults.report import Row, lines
from tests.faults.states import Expected, state_of, troubles

needs_posix = pytest.mark.skipif(os.name != "posix", reason="kills and mounts as POSIX has them")


@needs_posix
@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        ("kills", 3),
        ("builds", 4),
        ("damages", 4),
        ("segments", 21),
        ("following", 3),
        ("disks", 2),
        ("requests", 60),
    ],
)
def test_a_sample(kind: tuple[str, int]) -> None:
    rows = run(dict([kind]), seed=7)
    assert [row.wrongs for row in rows if row.wrongs] == []
    assert sum(row.trials for row in rows) >= kind[1] or rows[0].what == "not possible here"


def test_the_table_tells_every_wrong() -> None:
    row = Row("kill", "add")
    row.count("cut short")
    row.wrongs.append("seed 1, kill 0: s1-1 is lost")
    table = "\n".join(lines([row]))
    assert "1 cut short" in table
    assert "wrong: kill add: seed 1, kill 0: s1-1 is lost" in table


@pytest.mark.slow
def test_what_is_lost_or_invented_is_noticed(tmp_path: Path) -> None:
    """The judge can fail: it sees an article withdrawn, one added, and a damaged record."""
    folder = make_home(tmp_path / "home", 1, 5)
    before = state_of(folder)
    assert list(Expected(before, before).wrongs(folder, done=True)) == []
    assert list(troubles(folder)) == []
    with Store.open(folder.archive_db) as store:
        store.withdraw("s1-1", why="x")
    assert list(Expected(before, before).wrongs(folder, done=True)) == ["s1-1 is in neither state"]
    gone = {"s1-9": "False {} []"}
    assert "s1-9 is lost" in list(Expected(before | gone, before | gone).wrongs(folder, done=False))
    with Store.open(folder.archive_db) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE revisions SET record = 'x' WHERE article = 4")
    assert "revision 1 of s1-3 is damaged" in list(troubles(folder))
