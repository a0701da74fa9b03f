"""Small databases: rows tell whether they are as they were written, and damage is not written over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import ArchiveError, DamagedArchive
from archive.row_seals import Sealed
from archive.small_database import SmallDatabase
from archive.small_salvage import check_small, repair_small

FIRST = "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL, data BLOB)"
VERSIONS = (FIRST, Sealed(("things",)))


def damage(path: Path, statement: str) -> None:
    """Change a file behind the back of its seals."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in ("added", "changed", "damaged"):
            connection.execute(f"DROP TRIGGER IF EXISTS things_{name}")
        connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "things.db"
    with closing(SmallDatabase(path, VERSIONS)) as database:
        values = [(n, f"شيء {n}", n / 7, bytes([n % 256]) * 40) for n in range(1, 400)]
        with database.transaction() as connection:
            connection.executemany("INSERT INTO things VALUES (?, ?, ?, ?, '')", values)
        database.write("UPDATE things SET size = 2.5 WHERE number = 3")
        database.write(
            "INSERT INTO things (number, name) VALUES (4, 'x') ON CONFLICT (number) DO UPDATE SET name = 'y'"
        )
    return path


def test_what_was_written_is_sound(path: Path) -> None:
    with closing(SmallDatabase(path, VERSIONS)) as database:
        assert database.damaged() == []
        assert database.problem() is None
    assert list(check_small(path, VERSIONS)) == []
    assert repair_small(path, VERSIONS) is None


@pytest.mark.parametrize(
    "change", ["name = 'other'", "size = 8", "data = NULL", "number = 1000", "checksum = ''"]
)
def test_a_changed_value_is_named(path: Path, change: str) -> None:
    damage(path, f"UPDATE things SET {change} WHERE number = 7")
    ((what, _),) = check_small(path, VERSIONS)
    assert "of things" in what
    assert "not as it was written" in what


def test_damage_is_not_written_over(path: Path) -> None:
    """It stays visible until the row is deleted."""
    with closing(SmallDatabase(path, VERSIONS)) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            (kept,) = other.execute("SELECT sql FROM sqlite_schema WHERE name = 'things_changed'").fetchone()
            other.execute("DROP TRIGGER things_changed")
            other.create_function("sijill_seal", -1, lambda *_: "")
            other.execute("UPDATE things SET checksum = 'wrong' WHERE number = 9")
            other.execute(kept)
        with pytest.raises(DamagedArchive, match="a row of things is damaged"):
            database.write("UPDATE things SET size = 1 WHERE number = 9")
        database.forget("things", 9)
        database.write("INSERT INTO things (number, name) VALUES (9, 'again')")
        assert database.damaged() == []


def test_a_file_of_the_version_before_gets_seals(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(SmallDatabase(path, (FIRST,))) as database:
        database.write("INSERT INTO things VALUES (1, 'one', 1.5, x'00ff')")
    assert list(check_small(path, VERSIONS)) == []  # read as it is
    with closing(SmallDatabase(path, VERSIONS)) as database:
        assert database.damaged() == []
        assert len(str(database.rows("SELECT checksum FROM things")[0][0])) == 64


@pytest.mark.parametrize("part", range(10))
def test_a_damaged_tenth_is_named_and_repaired(path: Path, part: int) -> None:
    """What can be read is saved, the damaged file stays, nothing is invented.

    Where the page is damaged that says where the table's rows are, they are lost.
    """
    data = bytearray(path.read_bytes())
    size = len(data) // 10
    data[part * size : part * size + 3000] = b"\xa5" * 3000
    path.write_bytes(data)
    assert list(check_small(path, VERSIONS))
    done = repair_small(path, VERSIONS)
    assert done is None or done.kept.read_bytes() == data
    with closing(SmallDatabase(path, VERSIONS)) as database:
        rows = {
            row["number"]: row["name"] for row in database.rows("SELECT * FROM things") if row["number"] != 4
        }
        left = len(rows) - len(database.damaged())
    assert left >= 200 or part < 2
    sound = {number: name for number, name in rows.items() if name == f"شيء {number}"}
    assert len(sound) >= left - 1


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "things.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError, match="is damaged"):
        SmallDatabase(path, VERSIONS)
    ((what, remedy),) = check_small(path, VERSIONS)
    assert str(path) in what
    assert "sijill repair" in remedy
    done = repair_small(path, VERSIONS)
    assert done is not None
    assert done.rows == 0
    assert list(check_small(path, VERSIONS)) == []
