"""REST for what is followed: whole, in both languages, and nothing that is a key or a receiver."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archive.paths import DataFolder
from archive.sources.followed import FollowedSource, Registry, SourceKind
from archive.sources.problems import Problem
from archive.sources.tables import open_sources
from archive.store.writer import Store
from index.writer.rebuild import Plan, rebuild
from tests.archive.support.builders import article
from web import Settings, create_app
from web.alerts.alert_store import AlertStore


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "home")
    with Store.open(folder.archive_db) as store:
        store.add_all([article(f"a{number}", url=f"https://port.example/{number}") for number in range(3)])
    rebuild(folder, Plan(1))
    database = open_sources(folder)
    registry = Registry(database)
    registry.add(FollowedSource("feed", SourceKind.FEED, "https://port.example/feed?key=sesame"), 1.0)
    problem = Problem("no_answer", {"address": "https://port.example/feed?key=sesame", "why": "reset"})
    database.write("UPDATE sources SET problem = ?, failures = 2, failing_since = 5.0", (problem.text(),))
    database.close()
    alerts = AlertStore.open(folder)
    values = {"name": "ports", "search": "q=port", "every": 86_400.0, "minute": 420, "language": "ar"}
    channel = {"channel": "mail:sesame@example.org", "private": False}
    alerts.add(values | channel | {"added_at": 1.0, "cursor": 0, "cursor_at": "", "next_at": 2.0})
    alerts.close()
    return folder


def test_sources_alerts_and_today(folder: DataFolder) -> None:
    client = create_app(Settings(home=folder.home, limits=False)).test_client()
    document = client.get("/api/v1/openapi.json").get_json()
    told = {}
    for name in ("sources", "alerts", "today"):
        answer = client.get(f"/api/v1/{name}")
        assert answer.status_code == 200
        told[name] = answer.get_json()
        assert "sesame" not in answer.get_data(as_text=True)
        content = document["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"] | {"components": document["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(told[name])] == []
    (source,) = told["sources"]["sources"]
    assert (source["name"], source["failures"], source["needs_notice"]) == ("feed", 2, True)
    assert source["problem"]["code"] == "no_answer"
    assert "لا يجيب" in source["problem"]["message"]["ar"]
    (alert,) = told["alerts"]["alerts"]
    assert (alert["name"], alert["text"], alert["kind"], alert["delivered"]) == (
        "ports",
        "port",
        "mail",
        True,
    )
    assert client.get(alert["feed"]).status_code == 200
    assert {one["id"] for one in told["today"]["articles"]} == {"a0", "a1", "a2"}
    assert not told["today"]["more"]


def test_pages_tell_no_key_of_an_address(folder: DataFolder) -> None:
    client = create_app(Settings(home=folder.home, limits=False)).test_client()
    page = client.get("/sources").get_data(as_text=True)
    assert "port.example/feed" in page
    assert "sesame" not in page


def test_nothing_is_followed(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path, limits=False)).test_client()
    assert client.get("/api/v1/sources").get_json() == {"sources": [], "problems": []}
    assert client.get("/api/v1/alerts").get_json() == {"alerts": [], "problems": []}


def test_a_damaged_file_is_a_clear_refusal(folder: DataFolder) -> None:
    """Pages say it and go on; REST answers 503; nobody is told that nothing is followed."""
    for path in (folder.sources_db, folder.alerts_db):
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(b"\xa5" * 8192)
    client = create_app(Settings(home=folder.home, limits=False)).test_client()
    for name in ("sources", "alerts"):
        assert client.get(f"/api/v1/{name}").status_code == 503
        page = client.get(f"/{name}?lang=en")
        assert page.status_code == 200
        text = page.get_data(as_text=True)
        assert f"what is kept of the {name} cannot be read" in text
        assert "is followed yet" not in text
    assert client.get("/alerts/ports.atom").status_code == 503
