"""REST: the same query object as the pages, answered in JSON and described in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify
from flask_smorest import Api as SmorestApi
from flask_smorest.utils import prepare_response

from index.errors import IndexingError
from web.api import compare_views, follow_views, list_views, word_views
from web.api.article_schema import (
    ArticleSchema,
    HealthSchema,
    ProblemSchema,
    StatusSchema,
    SuggestionsSchema,
    SuggestSchema,
)
from web.api.dump import Dump, dumper
from web.api.figure_schema import ClaimsSchema, FiguresSchema
from web.api.search_params import PartialSearch, SearchSchema
from web.api.search_schema import SearchAnswerSchema
from web.api.section import Section
from web.api.status import Status, read_status
from web.figures.claims import answer as claims_answer
from web.figures.view import answer as figures_answer
from web.http.caching import app_version, cached
from web.library import library
from web.pages.copies import copies_of, similar_to
from web.params.figures import ClaimsQuerySchema, FigureSearch, FiguresQuerySchema, require_short


class Api(SmorestApi):
    """flask-smorest with problem+json for every error."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """`web.http.problems` answers them all."""

    def _register_responses(self) -> None:
        named = [(status.name, status.phrase) for status in HTTPStatus if status >= 400]
        for name, phrase in [*named, ("DEFAULT_ERROR", "Any other problem")]:
            response = {"description": phrase, "schema": ProblemSchema}
            prepare_response(response, self.spec, "application/problem+json")
            self.spec.components.response(name, response, lazy=True)
        self.spec.components.response("NOT_MODIFIED", {"description": "Not Modified"}, lazy=True)


blueprint = Section("api", __name__, url_prefix="/api/v1", description="Search, articles, status")
suggestions = Section("suggestions", __name__, url_prefix="/api/v1", description="While typing")
health = Section("health", __name__, description="Whether this process can answer")


#: flask-smorest knows its type from the address.
ARTICLE_ID = {"name": "article_id", "in": "path", "description": "The article's id, as a hit tells it."}


@blueprint.route("/search")
@blueprint.arguments(SearchSchema(), location="query")
@blueprint.response(200, SearchAnswerSchema)
@blueprint.alt_response(304, "NOT_MODIFIED")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def search(asked: PartialSearch) -> Response:
    """Search the archive.

    The answer's ETag changes with the index's generation: polling with If-None-Match costs no search.
    """
    require_short(asked.query)
    require_short(replace(asked.query, text=asked.second))
    return cached(lambda: jsonify(asked.answer(library().engine)))


@blueprint.route("/articles/<string:article_id>", parameters=[ARTICLE_ID])
@blueprint.response(200, ArticleSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def article(article_id: str) -> dict[str, Any]:
    """One article whole: its metadata, where each value comes from, copies elsewhere, similar articles."""
    found = library().article(article_id)
    copies = copies_of(article_id)
    beside: dict[str, Any] = {"copies": copies, "similar": similar_to(found, copies)}
    own = ArticleSchema().fields.keys() - beside.keys()
    return {name: getattr(found, name) for name in own} | beside


@blueprint.route("/figures")
@blueprint.arguments(FiguresQuerySchema(), location="query")
@blueprint.response(200, FiguresSchema)
@blueprint.alt_response(304, "NOT_MODIFIED")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def figures(search: FigureSearch) -> Response:
    """The figures of a search: how many of what, done by whom, when, and who tells it."""
    return _figures_answer(search, dumper(FiguresSchema), figures_answer)


@blueprint.route("/claims")
@blueprint.arguments(ClaimsQuerySchema(), location="query")
@blueprint.response(200, ClaimsSchema)
@blueprint.alt_response(304, "NOT_MODIFIED")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def claims(search: FigureSearch) -> Response:
    """Return what articles tell more than once: tellings, what differs, series, rivals, no verdict."""
    return _figures_answer(search, dumper(ClaimsSchema), claims_answer)


def _figures_answer(
    search: FigureSearch, dump: Dump, answer: Callable[[FigureSearch], Mapping[str, Any]]
) -> Response:
    require_short(search.query)
    return cached(lambda: jsonify(dump(answer(search))))


@suggestions.route("/suggest")
@suggestions.arguments(SuggestSchema(), location="query")
@suggestions.response(200, SuggestionsSchema)
@suggestions.alt_response(429, "TOO_MANY_REQUESTS")
@suggestions.alt_response(503, "SERVICE_UNAVAILABLE")
def suggest(asked: dict[str, Any]) -> dict[str, Any]:
    """Complete what is being typed: titles, names and frequent phrases, spelled as written."""
    typed = asked["q"][: library().settings.query_length]
    found = library().engine.suggest(typed, asked["limit"]) if typed.strip() else ()
    return {"q": typed, "suggestions": found}


@blueprint.route("/status")
@blueprint.response(200, StatusSchema)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
def status() -> Status:
    """Tell which generation answers, how many articles it and the archive hold, and whether it is stale."""
    return read_status(library())


@health.route("/healthz")
@health.response(200, HealthSchema)
@health.alt_response(503, "SERVICE_UNAVAILABLE")
def healthz() -> dict[str, Any]:
    """Tell whether index and archive answer, each apart; 503 where there is nothing to answer a search from.

    Without the archive searches are answered and articles are not: `status` is then `degraded`.
    """
    if library().engine.generation < 0:
        raise IndexingError("no generation answers")
    is_up = library().ask_archive() is not None
    return {
        "status": "ok" if is_up else "degraded",
        "index": "ok",
        "archive": "ok" if is_up else "no answer",
    }


def register(app: Flask) -> Api:
    """Mount REST and its description."""
    app.config.update(
        API_TITLE="Sijill",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "A searchable archive of Arabic news.", "x-version": app_version()}
        },
    )
    api = Api(app)
    api.register_blueprint(blueprint)
    api.register_blueprint(list_views.blueprint)
    api.register_blueprint(word_views.blueprint)
    api.register_blueprint(compare_views.blueprint)
    api.register_blueprint(follow_views.blueprint)
    api.register_blueprint(suggestions)
    api.register_blueprint(health)
    return api
