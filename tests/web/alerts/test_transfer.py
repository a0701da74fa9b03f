"""Sources and alerts in a dump: where they are asked for, whole, and never without a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.paths import DataFolder
from archive.sources.followed import FollowedSource, Registry
from archive.sources.tables import open_sources
from tests.archive.support.news_server import START, NewsServer, Story, news_server, rss
from web.alerts.alert_store import AlertStore
from web.alerts.model import Alert, AlertHit
from web.cli.main import sijill

OWN = ("--allow-private", "--delay", "0")


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(sijill, ["--home", str(home), *arguments])


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with news_server() as one:
        yield one


@pytest.fixture
def home(tmp_path: Path, server: NewsServer) -> Path:
    """A folder that follows a feed and a search, of which something is new."""
    publish(server, 2)
    home = tmp_path / "home"
    assert run(home, "source", "add", f"{server.base}/feed", "--name", "f", *OWN).exit_code == 0
    assert run(home, "alert", "add", "*", "--name", "all").exit_code == 0
    assert run(home, "poll", "--once").exit_code == 0
    return home


def publish(server: NewsServer, count: int) -> None:
    found = [Story(number, START, server.base) for number in range(1, count + 1)]
    server.serve("/feed", rss([one.item(full=True) for one in found]))


def state(home: Path) -> tuple[list[FollowedSource], list[Alert], list[AlertHit]]:
    folder = DataFolder(home)
    database, alerts = open_sources(folder), AlertStore.open(folder)
    try:
        return Registry(database).all(), alerts.all(), alerts.hits(alerts.get("all"))
    finally:
        database.close()
        alerts.close()


def test_what_is_left_out_is_said(home: Path, tmp_path: Path) -> None:
    dumped = run(home, "dump", str(tmp_path / "dump"))
    assert dumped.exit_code == 0
    assert "sources and alerts are not in the dump: --following adds them" in dumped.stderr
    assert not (tmp_path / "dump" / "following").exists()


def test_it_goes_on_in_another_folder(home: Path, tmp_path: Path, server: NewsServer) -> None:
    """Everything is as it was, and what comes next is told once."""
    dumped = run(home, "dump", str(tmp_path / "dump"), "--following")
    assert dumped.exit_code == 0
    assert "keep it to yourself" in dumped.stderr
    assert (tmp_path / "dump" / "following").stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    loaded = run(other, "load", str(tmp_path / "dump"))
    assert loaded.exit_code == 0, loaded.output
    assert "of sources and" in loaded.output
    assert state(other) == state(home)
    captures = [sorted(path.name for path in DataFolder(one).captures.rglob("*.gz")) for one in (home, other)]
    assert captures[0] == captures[1] != []
    assert run(other, "doctor").exit_code == 0
    publish(server, 3)
    assert "1 new" in run(other, "poll", "--once", "f").output
    assert len(state(other)[2]) == 3


def test_a_second_dump_of_a_loaded_one_is_the_same(home: Path, tmp_path: Path) -> None:
    run(home, "dump", str(tmp_path / "one"), "--following")
    run(tmp_path / "other", "load", str(tmp_path / "one"))
    run(tmp_path / "other", "dump", str(tmp_path / "two"), "--following")
    first, second = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name / "following").rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert first == second


@pytest.mark.parametrize("name", ["sources.jsonl", "alerts.jsonl", "manifest.json"])
def test_a_damaged_dump_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    run(home, "dump", str(tmp_path / "dump"), "--following")
    file = tmp_path / "dump" / "following" / name
    file.write_bytes(file.read_bytes()[:-20])
    loaded = run(tmp_path / "other", "load", str(tmp_path / "dump"), "--no-index")
    assert loaded.exit_code == 1
    assert str(file) in loaded.output
    assert not isinstance(loaded.exception, AttributeError | KeyError | ValueError)
    assert not DataFolder(tmp_path / "other").sources_db.exists()


def test_a_dump_of_a_newer_version_is_refused(home: Path, tmp_path: Path) -> None:
    from archive.small_transfer import digest_of

    run(home, "dump", str(tmp_path / "dump"), "--following")
    place = tmp_path / "dump" / "following"
    lines = (place / "sources.jsonl").read_text("utf-8").splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "version": 99})
    (place / "sources.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    manifest["files"]["sources.jsonl"] = digest_of(place / "sources.jsonl")
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    loaded = run(tmp_path / "other", "load", str(tmp_path / "dump"), "--no-index")
    assert loaded.exit_code == 1
    assert "newer Sijill" in loaded.output
