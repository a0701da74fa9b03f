"""What is wrong with a data folder is found, with the remedy; a sound one has no findings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.paths import DataFolder
from archive.store.damage.checks import check_archive
from archive.store.originals import Originals
from archive.store.writer import Store
from tests.archive.support.builders import BODY, take, write_lines


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "home")
    take(folder, write_lines(tmp_path / "a.jsonl", [{"id": "a", "body": BODY}]))
    return folder


def _original(folder: DataFolder) -> Path:
    originals = Originals(folder.originals)
    return originals.path(next(iter(originals)))


def _sql(folder: DataFolder, statement: str) -> None:
    with sqlite3.connect(folder.archive_db) as connection:
        connection.execute(statement)


def _begin_a_run(folder: DataFolder) -> None:
    with Store.open(folder.archive_db) as store:
        store.begin_run(["b.jsonl"])


def _leave_half_a_reject(folder: DataFolder) -> None:
    folder.quarantine.mkdir()
    (folder.quarantine / "half.bytes").write_bytes(b"x")


def test_a_sound_folder_has_no_findings(folder: DataFolder) -> None:
    assert list(check_archive(folder)) == []


@pytest.mark.parametrize(
    ("harm", "code", "serious"),
    [
        pytest.param(lambda f: _original(f).unlink(), "missing_original", True, id="missing"),
        pytest.param(lambda f: _original(f).write_bytes(b"x"), "damaged_original", True, id="damaged"),
        pytest.param(lambda f: Originals(f.originals).put(b"y"), "unused_original", False, id="unused"),
        pytest.param(lambda f: f.archive_db.write_bytes(b"x" * 999), "damaged_store", True, id="no-database"),
        pytest.param(lambda f: f.archive_db.unlink(), "no_archive", True, id="no-archive"),
        pytest.param(_leave_half_a_reject, "damaged_quarantine", True, id="half-a-reject"),
        pytest.param(
            lambda f: _sql(f, "UPDATE revisions SET record = replace(record, 'a', 'b')"),
            "damaged_record", True, id="record",
        ),
        pytest.param(lambda f: _sql(f, "UPDATE articles SET revision = 9"), "damaged_store", True, id="row"),
        pytest.param(_begin_a_run, "unfinished_run", False, id="unfinished"),
    ],
)  # fmt: skip
def test_findings(folder: DataFolder, harm: Callable[[DataFolder], object], code: str, serious: bool) -> None:
    harm(folder)
    findings = list(check_archive(folder))
    assert (code, serious) in {(one.code, one.serious) for one in findings}
    assert all(one.what and one.remedy for one in findings)


def test_rejects_are_worth_knowing(folder: DataFolder, tmp_path: Path) -> None:
    take(folder, write_lines(tmp_path / "b.jsonl", ["{broken"]))
    [finding] = check_archive(folder)
    assert (finding.code, finding.serious) == ("rejected_inputs", False)


def test_adding_again_mends_a_lost_original(folder: DataFolder, tmp_path: Path) -> None:
    """The remedy works."""
    _original(folder).unlink()
    take(folder, tmp_path / "a.jsonl")
    assert list(check_archive(folder)) == []
