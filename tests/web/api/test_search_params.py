"""Asking by REST for parts of an answer: what was named comes, as it comes in the whole answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from index.search.facets.buckets import MORE_FACETS
from web.api.search_params import FACETS, HIT, SearchSchema

#: What is counted where nothing is named.
USUAL = set(FACETS) - set(MORE_FACETS)
#: The parameters, the parts of a hit that come, and the facets; None: no facets at all.
ASKED: list[tuple[str, set[str], set[str] | None]] = [
    ("", set(HIT), USUAL),
    ("fields=title", {"id", "title"}, USUAL),
    ("fields=id", {"id"}, USUAL),
    ("fields=title,published", {"id", "title", "published"}, USUAL),
    ("fields=title&fields=fragments,url", {"id", "title", "fragments", "url"}, USUAL),
    ("facets=year", set(HIT), {"year"}),
    ("facets=platform,year&facets=year", set(HIT), {"platform", "year"}),
    ("facets=none", set(HIT), None),
    ("facets=none,year", set(HIT), {"year"}),
    ("fields=reasons&facets=none", {"id", "reasons"}, None),
]


def answer(client: FlaskClient, parameters: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/search?q=تويتر&{parameters}").get_json()
    return found


@pytest.mark.parametrize(("parameters", "parts", "facets"), ASKED, ids=[row[0] or "all" for row in ASKED])
def test_what_is_asked_for_comes(
    client: FlaskClient, parameters: str, parts: set[str], facets: set[str] | None
) -> None:
    """Everything beside hits and facets always comes, and what comes is what the whole answer holds."""
    whole, found = answer(client, ""), answer(client, parameters)
    assert set(whole) - set(found) == (set() if facets is not None else {"facets"})
    assert found["total"] == whole["total"] > 0
    assert found["hits"] == [{part: hit[part] for part in hit if part in parts} for hit in whole["hits"]]
    if facets is not None:
        assert found["facets"] == {name: whole["facets"][name] for name in facets}


def test_parts_have_tags_of_their_own(client: FlaskClient) -> None:
    """A cache never takes a part for the whole."""
    tags = {client.get(f"/api/v1/search?q=a{more}").headers["ETag"] for more in ("", "&fields=id")}
    assert len(tags) == 2


def test_the_description_names_the_parts(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    asked = {p["name"]: p for p in document["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert asked["fields"]["schema"]["items"]["enum"] == [*HIT]
    assert asked["facets"]["schema"]["items"]["enum"] == [*FACETS, "none"]
    assert document["components"]["schemas"]["Hit"]["required"] == ["id"]


WORK = [
    ("", True, 3),
    ("fields=title", False, 0),
    ("fields=fragments", False, 3),
    ("fields=reasons", True, 0),
    ("facets=none", True, 3),
]


@pytest.mark.parametrize(("parameters", "explain", "passages"), WORK, ids=[row[0] or "all" for row in WORK])
def test_the_engine_is_not_asked_for_what_is_left_out(
    parameters: str, passages: int, *, explain: bool
) -> None:
    schema = SearchSchema()
    query = schema.load(MultiDictProxy(MultiDict(parse_qsl(parameters)), schema)).query
    assert (query.explain, query.passages) == (explain, passages)
