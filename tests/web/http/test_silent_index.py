"""An index in a cluster that does not answer: readers are told so, and nobody is told to build one."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EngineSilent, NotOverCluster
from tests.web.support.articles import ARTICLES
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app
from web.http.messages import MESSAGES


class Silent(FakeEngine):
    """An engine that finds nobody there."""

    def search(self, query):
        raise EngineSilent("no answer from https://node.example:9200", remedy="See that the cluster runs")

    def words(self, query):
        raise NotOverCluster("the words of a result are not worked out over a cluster")


@pytest.mark.parametrize("address", ["/", "/search?q=x", "/api/v1/search?q=x"])
def test_silence_is_no_missing_index(address: str, tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path, language="en"), Silent(ARTICLES)).test_client()
    answer = client.get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert MESSAGES["silent_index"] in text
    assert "sijill rebuild" not in text
    assert "node.example" not in text


def test_status_tells_engine_and_store_apart(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path), Silent(ARTICLES)).test_client()
    told = client.get("/api/v1/status").get_json()
    assert told["generation"] is None
    assert any("node.example" in reason for reason in told["reasons"])


def test_what_a_cluster_cannot_tell_is_said(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path), Silent(ARTICLES)).test_client()
    answer = client.get("/api/v1/words?q=x")
    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (501, "not_over_cluster")
