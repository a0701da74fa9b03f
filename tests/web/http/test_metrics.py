"""Figures for monitoring: what is counted, for whom, and that nothing typed is among it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from flask import Flask

from archive.errors import DatabaseSilent
from tests.web.support.articles import ARTICLES, MANY
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app
from web.http.request_log import log_all_as_json


class Silent:
    """An archive whose database does not answer."""

    def count(self) -> int:
        raise DatabaseSilent("the database does not answer")

    def get(self, id_: str) -> None:
        raise DatabaseSilent("the database does not answer")


def serving(home: Path, **settings: object) -> Flask:
    values = {"metrics": "127.0.0.1,10.1.0.0/16", "limits": False, "access_log": False, "proxies": 1}
    return create_app(Settings(home=home, **values | settings), FakeEngine((*ARTICLES, *MANY)), Silent())  # type: ignore[arg-type]


def figures(app: Flask) -> dict[str, float]:
    text = app.test_client().get("/metrics").get_data(as_text=True)
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_requests_are_counted_by_endpoint_and_status(tmp_path: Path) -> None:
    app = serving(tmp_path)
    client = app.test_client()
    for address in (
        "/search?q=secret",
        "/api/v1/search?q=secret",
        "/api/v1/search?page=x",
        "/none",
        "/none2",
    ):
        client.get(address)
    found = figures(app)
    assert found['sijill_requests_total{endpoint="pages.search",status="200"}'] == 1
    assert found['sijill_requests_total{endpoint="api.search",status="400"}'] == 1
    assert found['sijill_requests_total{endpoint="none",status="404"}'] == 2
    assert found["sijill_searches_total"] == 2
    assert found['sijill_request_seconds_count{endpoint="api.search"}'] == 2
    assert "secret" not in client.get("/metrics").get_data(as_text=True)


def test_index_and_archive_are_told_apart(tmp_path: Path) -> None:
    app = serving(tmp_path)
    found = figures(app)
    assert (found["sijill_index_up"], found["sijill_archive_up"]) == (1, 0)
    assert "sijill_archive_articles" not in found
    assert found["sijill_index_generation"] == 7
    health = app.test_client().get("/healthz")
    assert (health.status_code, health.get_json()) == (
        200, {"status": "degraded", "index": "ok", "archive": "no answer"},
    )  # fmt: skip
    article = app.test_client().get("/api/v1/articles/a")
    assert (article.status_code, article.get_json()["errors"][0]["code"]) == (503, "silent_archive")


@pytest.mark.parametrize(
    ("reader", "status"),
    [("127.0.0.1", 200), ("10.1.2.3", 200), ("10.2.0.1", 404), ("::1", 404), ("unknown", 404)],
)
def test_only_those_who_were_named_may_read(tmp_path: Path, reader: str, status: int) -> None:
    client = serving(tmp_path).test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": reader}).status_code == status


def test_without_the_setting_there_is_no_such_page(tmp_path: Path) -> None:
    assert serving(tmp_path, metrics="").test_client().get("/metrics").status_code == 404


@pytest.mark.parametrize("text", ["1", "yes", "10.0.0.0/99", "127.0.0.1,"])
def test_the_setting_names_addresses(text: str) -> None:
    with pytest.raises(ValueError, match=r"SIJILL_METRICS is .*127\.0\.0\.1"):
        Settings.from_environment({"SIJILL_METRICS": text})


def test_what_goes_wrong_is_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        log_all_as_json()
        try:
            raise RuntimeError("جسر")
        except RuntimeError:
            logging.getLogger("waitress").exception("failed")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        logging.captureWarnings(capture=False)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["logger"]) == ("failed", "error", "waitress")
    assert "RuntimeError: جسر" in line["exception"]
