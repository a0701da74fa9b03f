"""Applications and clients over the fake engine and an archive in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.store.writer import Store
from tests.web.support.articles import ARTICLES, MANY
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        opened.add_all([*ARTICLES, *MANY])
        yield opened


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine((*ARTICLES, *MANY))


@pytest.fixture
def app(store: Store, engine: FakeEngine, tmp_path) -> Flask:
    settings = Settings(home=tmp_path, limits=False, access_log=False)
    return create_app(settings, engine, store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
