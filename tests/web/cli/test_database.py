"""The verbs over an archive in a database: the same answers, and nothing of it in the data folder's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.database_address import DatabaseAddress
from tests.archive.support.builders import write_lines
from tests.postgres.address import own_schema, server_address
from web import Settings, create_app
from web.cli.main import sijill

pytestmark = pytest.mark.postgres


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DatabaseAddress]:
    """A database that the environment names, and a data folder for the rest."""
    with own_schema(server_address()) as found:
        monkeypatch.setenv("SIJILL_DATABASE", found.url)
        monkeypatch.setenv("SIJILL_HOME", str(tmp_path / "home"))
        yield found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(sijill, [str(one) for one in arguments])


def test_an_archive_in_a_database_is_one_like_any_other(address: DatabaseAddress, tmp_path: Path) -> None:
    lines = [
        {"id": f"n{number}", "title": "جسر", "body": f"افتتح الوزير الجسر رقم {number}."}
        for number in range(4)
    ]
    added = run("add", write_lines(tmp_path / "a.jsonl", lines), "--workers", 1)
    assert added.exit_code == 0, added.output
    assert not (tmp_path / "home" / "archive.db").exists()
    assert run("correct", "n1", "byline=منى", "--why", "كذا").exit_code == 0
    assert run("remove", "n2", "--why", "كذا").exit_code == 0
    found = json.loads(run("search", "الجسر", "--json").stdout)
    assert found["total"] == 3
    for verb in ("verify", "doctor"):
        done = run(verb)
        assert done.exit_code == 0, done.output
    assert "All is well" in done.stdout
    assert json.loads(run("status", "--json").stdout)["stale"] is False
    rebuilt = run("rebuild", "--workers", 2)
    assert "answers from 3 articles" in rebuilt.stdout, rebuilt.output
    app = create_app(Settings.from_environment()).test_client()
    assert app.get("/api/v1/articles/n1").get_json()["byline"] == "منى"
    assert app.get("/api/v1/articles/n2").status_code == 410


def test_the_verbs_tell_of_a_database_that_is_not_there(
    address: DatabaseAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a line each, with what to do about it."""
    paths = write_lines(tmp_path / "a.jsonl", [{"id": "n", "body": "نص"}])
    assert "no archive in postgresql://" in run("history", "n").output
    monkeypatch.setenv("SIJILL_DATABASE", "postgresql://nobody:hunter2@127.0.0.1:1/news")
    for verb in (
        ["add", paths],
        ["rebuild"],
        ["status"],
        ["verify"],
        ["doctor"],
        ["search", "نص"],
        ["dump", tmp_path / "d"],
    ):
        done = run(*verb)
        assert done.exit_code == (0 if verb[0] == "status" else 1), (verb, done.output)
        assert "hunter2" not in done.output
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        if verb[0] != "search":
            assert "does not answer" in done.output, (verb, done.output)
    monkeypatch.setenv("SIJILL_DATABASE", "mysql://host/news")
    refused = run("status")
    assert (refused.exit_code, "no address of a PostgreSQL database" in refused.output) == (2, True), (
        refused.output
    )


def test_the_demo_keeps_its_articles_itself(address: DatabaseAddress, tmp_path: Path) -> None:
    from archive.paths import DataFolder
    from web.cli.serve import server_settings

    assert server_settings(DataFolder(tmp_path)).folder.archive == tmp_path / "archive.db"
