"""The description of REST: valid by its own standard, whole, and true of what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from archive.store.writer import Store
from tests.web.support.articles import ARTICLES, FIGURED
from tests.web.support.fakes import FakeEngine
from web import Settings, create_app


@pytest.fixture(scope="module")
def figured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An archive with every kind of value: figures, claims, articles without date, title or outlet."""
    articles = (*ARTICLES, *FIGURED)
    with Store.in_memory() as store:
        store.add_all(articles)
        home = tmp_path_factory.mktemp("described")
        settings = Settings(home=home, limits=False, access_log=False)
        yield create_app(settings, FakeEngine(articles), store).test_client()


@pytest.fixture(scope="module")
def document(figured: FlaskClient) -> dict[str, Any]:
    read: dict[str, Any] = figured.get("/api/v1/openapi.json").get_json()
    return read


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        (operation,) = (methods[name] for name in ("get", "post") if name in methods)
        shared = methods.get("parameters", ())
        yield path, operation | {"parameters": [*shared, *operation.get("parameters", ())]}


def test_every_operation_and_parameter_has_a_meaning(document: dict[str, Any]) -> None:
    silent = [
        (path, parameter["name"])
        for path, operation in operations(document)
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    assert silent == []
    assert all(operation["summary"] for _, operation in operations(document))


ADDRESSES = [
    ("/api/v1/search", "/api/v1/search"),
    ("/api/v1/search", "/api/v1/search?q=تويتر&q2=تيليغرام&per_page=2"),
    ("/api/v1/search", "/api/v1/search?q=غائبة تماما&platform=nowhere"),
    ("/api/v1/search", "/api/v1/search?q=تويتر&fields=title&facets=none"),
    ("/api/v1/figures", "/api/v1/figures?q=تويتر"),
    ("/api/v1/claims", "/api/v1/claims?tellings=1"),
    ("/api/v1/compare", "/api/v1/compare?q=تويتر&q=يوتيوب&q=("),
    ("/api/v1/words", "/api/v1/words?q=تويتر&beside=قناة"),
    ("/api/v1/status", "/api/v1/status"),
    ("/api/v1/sources", "/api/v1/sources"),
    ("/api/v1/alerts", "/api/v1/alerts"),
    ("/api/v1/today", "/api/v1/today"),
    ("/api/v1/suggest", "/api/v1/suggest?q=تو"),
    *(("/api/v1/articles/{article_id}", f"/api/v1/articles/{one.id}") for one in (*ARTICLES, *FIGURED)),
]


@pytest.mark.parametrize(("path", "address"), ADDRESSES, ids=[address for _, address in ADDRESSES])
def test_answers_hold_all_that_is_required(
    figured: FlaskClient, document: dict[str, Any], path: str, address: str
) -> None:
    """What the description calls required is there, of the type that it says."""
    answer = figured.get(address)
    assert answer.status_code == 200
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema = content["schema"] | {"components": document["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(answer.get_json())] == []


def test_problems_hold_all_that_is_required(figured: FlaskClient, document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    for address in ("/api/v1/search?from=never", "/api/v1/articles/nobody", "/api/v1/search?cursor=x&q=("):
        problem = figured.get(address).get_json()
        assert [error.message for error in Draft202012Validator(schema).iter_errors(problem)] == []
