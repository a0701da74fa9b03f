"""REST: the shape of answers, what is refused and how, and the description of it all."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from web import Settings, create_app


def test_answer_has_the_promised_shape(client: FlaskClient) -> None:
    """Every key of the contract is there, and marks are pairs within the fragment's text."""
    answer = client.get("/api/v1/search", query_string={"q": "تويتر", "per_page": 3}).get_json()
    assert set(answer) >= {
        "query", "total", "total_all_words", "page", "per_page", "hits", "facets", "generation", "took_ms",
    }  # fmt: skip
    assert set(answer["query"]) >= {"text", "read_as", "expansions"}
    assert set(answer["facets"]) == {
        "platform", "agency", "language", "warning", "outlet", "year", "month", "about_year", "about_month",
    }  # fmt: skip
    hit = next(h for h in answer["hits"] if h["id"] == "closed-accounts")
    assert set(hit) == {
        "id", "title", "lead", "url", "outlet", "published", "platforms", "score", "fragments", "reasons",
        "copies",
    }  # fmt: skip
    assert hit["outlet"] == {"id": "morning", "name": "صحيفة الصباح"}
    assert hit["published"] == {
        "from": "2016-02-07", "to": "2016-02-07", "precision": "day", "source": "stated",
    }  # fmt: skip
    fragment = hit["fragments"][0]
    start, end = fragment["marks"][0]
    assert fragment["text"][start:end] == "تويتر"
    bucket = answer["facets"]["outlet"][0]
    assert set(bucket) == {"value", "label", "count"}


def test_unknown_outlet_and_date_are_null(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search", query_string={"q": "غريبة"}).get_json()
    hit = answer["hits"][0]
    assert hit["outlet"] is None
    assert hit["published"] == {"from": None, "to": None, "precision": "unknown", "source": "unknown"}


FILTERS = [
    ("platform", {"platform": "youtube"}, 1),
    ("two platforms are either", {"platform": ["youtube", "telegram"]}, 4),
    ("outlet", {"outlet": "harbour", "platform": "youtube"}, 1),
    ("a year", {"from": "2017", "to": "2017"}, 21),
    ("a month", {"from": "2015-11", "to": "2015-11"}, 1),
    ("bounds in the wrong order", {"from": "2015-11", "to": "2015-10"}, 6),
    ("undated", {"date_unknown": "true"}, 1),
    ("dated", {"date_unknown": "false"}, 64),
]


@pytest.mark.parametrize(("parameters", "total"), [row[1:] for row in FILTERS], ids=[r[0] for r in FILTERS])
def test_filters(client: FlaskClient, parameters: dict[str, str], total: int) -> None:
    answer = client.get("/api/v1/search", query_string=parameters).get_json()
    assert answer["total"] == total


REFUSED = [
    ("page=0", "page", "out_of_range"),
    ("page=1.0", "page", "not_integer"),
    ("page=%2B1", "page", "not_integer"),
    ("per_page=101", "per_page", "out_of_range"),
    ("mode=some", "mode", "not_one_of"),
    ("sort=best", "sort", "not_one_of"),
    ("from=yesterday", "from", "not_date"),
    ("to=2016-13", "to", "not_date"),
    ("date_unknown=maybe", "date_unknown", "not_boolean"),
    ("expand=1", "expand", "not_boolean"),
    ("colour=red", "colour", "unknown_field"),
    ("fields=id,colour", "fields", "not_one_of"),
    ("fields=", "fields", "not_one_of"),
    ("facets=day", "facets", "not_one_of"),
]


@pytest.mark.parametrize(("text", "field", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_bad_values_are_refused_by_name(client: FlaskClient, text: str, field: str, code: str) -> None:
    """A problem names the parameter and says in both languages what is wrong."""
    response = client.get(f"/api/v1/search?{text}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    fault = response.get_json()["errors"][0]
    assert (fault["field"], fault["code"]) == (field, code)
    assert fault["message"]["ar"] != fault["message"]["en"]


def test_a_query_without_a_reading_says_where(client: FlaskClient) -> None:
    problem = client.get("/api/v1/search", query_string={"q": "("}).get_json()
    assert (problem["status"], problem["field"], problem["position"]) == (400, "q", 0)


def test_a_query_that_is_too_long_is_refused(client: FlaskClient) -> None:
    response = client.get("/api/v1/search", query_string={"q": "كلمة " * 300})
    assert response.status_code == 400
    assert response.get_json()["errors"][0]["code"] == "query_too_long"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_query_is_answered_or_refused(client: FlaskClient, text: str) -> None:
    """No text at all makes the server stumble."""
    assert client.get("/api/v1/search", query_string={"q": text}).status_code in (200, 400)


def test_article(client: FlaskClient) -> None:
    article = client.get("/api/v1/articles/closed-accounts").get_json()
    mention = article["mentions"][0]
    assert article["body"][mention["start"] : mention["end"]] == mention["surface"]
    assert article["published"]["proof"] == "07 فبراير 2016"


def test_no_such_article(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles/nowhere")
    assert response.status_code == 404
    assert response.get_json()["errors"][0]["code"] == "no_such_article"


def test_method_not_allowed_names_those_that_are(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_status_and_health(client: FlaskClient) -> None:
    status = client.get("/api/v1/status").get_json()
    assert (status["generation"], status["articles"], status["stale"]) == (7, 65, False)
    assert client.get("/healthz").get_json() == {"status": "ok", "index": "ok", "archive": "ok"}


def test_an_empty_home_is_no_failure_of_the_server(tmp_path) -> None:
    """Without an index a search says so; the status tells why; nothing is a 500."""
    bare = create_app(Settings(home=tmp_path, limits=False, access_log=False)).test_client()
    assert bare.get("/healthz").status_code == 503
    assert bare.get("/api/v1/search?q=a").status_code == 503
    status = bare.get("/api/v1/status")
    assert status.status_code == 200
    assert status.get_json()["generation"] is None
    assert len(status.get_json()["reasons"]) == 2
    assert bare.get("/").status_code == bare.get("/search?q=a").status_code == 503


def test_polling_costs_no_search(client: FlaskClient, engine) -> None:
    """The tag holds as long as the generation, and is another for another query."""
    first = client.get("/api/v1/search?q=a")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/search?q=a", headers=tag).status_code == 304
    assert client.get("/api/v1/search?q=b", headers=tag).status_code == 200
    engine.generation += 1
    assert client.get("/api/v1/search?q=a", headers=tag).status_code == 200


def test_searches_are_limited(store, engine, tmp_path) -> None:
    """The answer over the limit is a problem that says when to come back."""
    narrow = Settings(home=tmp_path, search_limit="2 per minute", access_log=False)
    client = create_app(narrow, engine, store).test_client()
    statuses = [client.get("/api/v1/search?q=a") for _ in range(3)]
    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert statuses[-1].content_type == "application/problem+json"
    assert int(statuses[-1].headers["Retry-After"]) > 0


def test_suggestions(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest", query_string={"q": "قنوات"}).get_json()
    assert answer == {"q": "قنوات", "suggestions": ["تليجرام توقف قنوات بعد بلاغات"]}


def test_the_description_names_every_endpoint(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert set(document["paths"]) == {
        "/api/v1/search", "/api/v1/articles/{article_id}", "/api/v1/status", "/api/v1/suggest", "/healthz",
        "/api/v1/figures", "/api/v1/claims", "/api/v1/batch", "/api/v1/screen", "/api/v1/words",
        "/api/v1/compare", "/api/v1/sources", "/api/v1/alerts", "/api/v1/today",
    }  # fmt: skip
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert all(path in page for path in document["paths"])


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_are_as_described(app: Flask, mode: GenerationMode) -> None:
    """schemathesis: whatever the description allows or forbids, the answers keep to it.

    Dates and the words for units and actions apart: no pattern tells what is one, «شباط 2016» is.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue

        @settings(max_examples=40, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps(case: Case) -> None:
            answer = case.call()
            said = answer.json() if answer.status_code == 400 else {}
            codes = {fault["code"] for fault in said.get("errors", ())}
            nameless = codes & {"not_date", "unknown_unit", "unknown_action"}
            case.validate_response(answer, excluded_checks=[positive_data_acceptance] if nameless else None)

        keeps()
