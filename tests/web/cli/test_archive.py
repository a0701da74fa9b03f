"""The archive's own verbs: what would be stored, what happened, and a dump."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.paths import DataFolder, data_folder
from archive.store.originals import Originals
from archive.store.writer import Store
from tests.archive.support.builders import BODY, clock, take, write_lines
from web.cli.archive import VERBS


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "home")


def run(home: DataFolder, *arguments: str | Path) -> Result:
    """Run one of the verbs on this data folder."""
    verb = next(one for one in VERBS if one.name == arguments[0])
    words = [str(word) for word in (*arguments[1:], "--home", home.home)]
    return CliRunner().invoke(verb, words)


def test_inspect_shows_what_and_why(home: DataFolder, tmp_path: Path) -> None:
    """Values with their evidence, mentions, and rejects with the remedy; nothing is stored."""
    path = write_lines(
        tmp_path / "a.jsonl", [{"id": "a", "body": f"{BODY} نشر على تويتر.", "author": "ليلى"}, "{broken"]
    )
    result = run(home, "inspect", path)
    assert result.exit_code == 0
    assert f"{path}:1 would be added as a" in result.output
    assert "platform: twitter, 1 mentions: تويتر" in result.output
    assert "byline: ليلى" in result.output
    assert "would be rejected (broken_json)" in result.output
    assert not home.home.exists()


def test_inspect_as_json(home: DataFolder, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"matn": BODY, "id": "a"}, {"id": "b"}])
    shown = json.loads(run(home, "inspect", path, "--json", "--map", "body=matn").output)
    assert [one["kind"] for one in shown] == ["new", "rejected"]
    assert shown[0]["article"]["body"] == BODY
    assert shown[1]["rejected"]["code"] == "no_body"


def test_inspect_shows_the_first_and_says_so(home: DataFolder, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"id": f"n{number}", "body": BODY} for number in range(12)])
    few, every = run(home, "inspect", path), run(home, "inspect", path, "--limit", "0")
    assert (few.stdout.count("would be added"), every.stdout.count("would be added")) == (10, 12)
    assert "--limit 0" in few.stderr


@pytest.mark.parametrize("option", [("--map", "nofield=x"), ("--map", "body"), ("--encoding", "klingon")])
def test_wrong_options_are_usage_errors(home: DataFolder, tmp_path: Path, option: tuple[str, str]) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"body": BODY}])
    assert run(home, "inspect", path, *option).exit_code == 2


def test_history(home: DataFolder, tmp_path: Path) -> None:
    take(home, write_lines(tmp_path / "a.jsonl", [{"id": "a", "body": BODY}]))
    with Store.open(home.archive_db, clock) as store:
        store.correct("a", "note", "مهم", why="للفهرس", who="ليلى")
        store.withdraw("a", why="طلب")
    lines = run(home, "history", "a").output.splitlines()
    assert lines == [
        "2026-01-15T12:00:00Z  added",
        "2026-01-15T12:00:00Z  corrected note to مهم (by ليلى للفهرس)",
        "2026-01-15T12:00:00Z  withdrawn (طلب)",
    ]
    shown = json.loads(run(home, "history", "a", "--json").output)
    assert [one["kind"] for one in shown["events"]] == ["added", "corrected", "withdrawn"]
    assert shown["revisions"][0]["article"]["body"] == BODY


def test_dump(home: DataFolder, tmp_path: Path) -> None:
    """Says what it wrote; a lost original makes the exit code 1."""
    take(home, write_lines(tmp_path / "a.jsonl", [{"id": "a", "body": BODY}]))
    result = run(home, "dump", tmp_path / "one")
    assert (result.exit_code, "1 articles" in result.output) == (0, True)
    originals = Originals(home.originals)
    originals.path(next(iter(originals))).unlink()
    result = run(home, "dump", tmp_path / "two", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["missing"]


def test_the_data_folder() -> None:
    """What is given wins over the environment, and that over the default."""
    environment = {"SIJILL_HOME": "there"}
    assert data_folder("here", environment).home == Path("here")
    assert data_folder(None, environment).home == Path("there")
    assert data_folder(None, {}).home == Path("sijill-data")
    assert data_folder("here", {}).archive_db == Path("here/archive.db")
