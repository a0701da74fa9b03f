"""A client that is generated from REST's description speaks with every endpoint."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from archive.store.writer import Store
from tests.web.support.articles import ARTICLES, FIGURED
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app

#: What each endpoint is asked, by the name of the module that the generator gives it.
ASKED = {
    "get_api_v1_search": {"q": "تويتر", "q2": "تيليغرام", "from_": "شباط 2016", "platform": ["twitter"]},
    "get_api_v1_figures": {"q": "تويتر", "low": "1000", "unit": ["accounts"]},
    "get_api_v1_claims": {"q": "*", "tellings": 1},
    "get_api_v1_articles_article_id": {"article_id": "closed-accounts"},
    "get_api_v1_suggest": {"q": "تو", "limit": 3},
    "get_api_v1_status": {},
    "get_healthz": {},
    "get_api_v1_sources": {},
    "get_api_v1_alerts": {},
    "get_api_v1_today": {},
    "get_api_v1_compare": {"q": ["تويتر", "("]},
    "get_api_v1_words": {"q": "تويتر", "beside": "حساب"},
    "post_api_v1_batch": {"from_": "2015", "phrases": False},
    "post_api_v1_screen": {"q": "تويتر"},
}
#: What is sent, and the model of it.
SENT = {
    "post_api_v1_batch": ("BatchBody", {"queries": ["تويتر", "("]}),
    "post_api_v1_screen": ("ScreenBody", {"names": ["تويتر", "غائب"], "text": ""}),
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, httpx.Client]]:
    """The generated package, and a connection to the application without a network."""
    folder: Path = tmp_path_factory.mktemp("generated")
    articles = (*ARTICLES, *FIGURED)
    with Store.in_memory() as store, pytest.MonkeyPatch.context() as patch:
        store.add_all(articles)
        settings = Settings(home=folder / "home", limits=False, access_log=False)
        app = create_app(settings, FakeEngine(articles), store)
        document = app.test_client().get("/api/v1/openapi.json").get_json()
        (folder / "openapi.json").write_text(json.dumps(document), "utf-8")
        # What the generator does by itself afterwards is for readers of the client.
        (folder / "config.yml").write_text("post_hooks: []\n", "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json",
             "--output-path", "sijill_client", "--meta", "none", "--config", "config.yml"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "warning" not in (done.stdout + done.stderr).lower(), done.stdout
        patch.syspath_prepend(str(folder))
        with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://localhost") as connection:
            yield importlib.import_module("sijill_client"), connection


def test_the_client_calls_every_endpoint(generated: tuple[ModuleType, httpx.Client]) -> None:
    """Each answers with what the description promises, and its model holds all of the answer."""
    package, connection = generated
    client = package.Client(base_url="http://localhost").set_httpx_client(connection)
    endpoints = [
        module.name
        for module in pkgutil.walk_packages([f"{package.__path__[0]}/api"], f"{package.__name__}.api.")
        if not module.ispkg
    ]
    assert {name.rpartition(".")[2] for name in endpoints} == set(ASKED)
    for name in endpoints:
        endpoint = importlib.import_module(name)
        short = name.rpartition(".")[2]
        model, body = SENT.get(short, ("", {}))
        sent = {"body": getattr(package.models, model).from_dict(body)} if model else {}
        answer = endpoint.sync_detailed(client=client, **ASKED[short], **sent)
        assert answer.status_code == 200, answer.content
        assert answer.parsed.to_dict() == json.loads(answer.content)
