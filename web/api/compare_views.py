"""REST for comparing searches over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, post_load, validate

from index.model import Query
from web.api.article_schema import FaultSchema
from web.api.section import Section
from web.http.caching import cached
from web.http.messages import both
from web.library import library
from web.pages.comparison import MOST, Comparison, Series, compare
from web.params.search import ResultSchema, Text

blueprint = Section("compare-api", __name__, url_prefix="/api/v1", description="Searches over time")


@dataclass(frozen=True, slots=True)
class CompareAsked:
    """Some searches, and the filters that they share."""

    texts: tuple[str, ...]
    query: Query


class CompareQuerySchema(ResultSchema):
    """Searches to compare, each as `q`, and the filters that they share."""

    q = fields.List(  # type: ignore[assignment] # several searches, where a search has one
        Text(),
        load_default=list,
        validate=validate.Length(max=MOST, error="out_of_range"),
        metadata={"description": "The words of a search; up to four, each as a `q` of its own."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> CompareAsked:
        """Return the searches and their filters."""
        return CompareAsked(tuple(data["q"]), super().make(data | {"q": ""}))


class ComparedSchema(Schema):
    """One search: its total, what of it has no date, and its articles in each period, in their order."""

    query = fields.String(required=True)
    total = fields.Integer(required=True)
    undated = fields.Integer(required=True)
    counts = fields.List(fields.Integer(), required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    error = fields.Nested(FaultSchema, required=True, allow_none=True)


class CompareSchema(Schema):
    """Searches over the same periods; `archive` are all articles of each period, under the same filters."""

    unit = fields.String(required=True)
    periods = fields.List(fields.String(), required=True)
    archive = fields.List(fields.Integer(), required=True)
    searches = fields.List(fields.Nested(ComparedSchema), required=True)
    generation = fields.Integer(required=True)


@blueprint.route("/compare")
@blueprint.arguments(CompareQuerySchema(), location="query")
@blueprint.response(200, CompareSchema)
@blueprint.alt_response(304, "NOT_MODIFIED")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def compare_answer(asked: CompareAsked) -> Response:
    """Compare up to four searches over time: the articles of each by period, and all articles.

    A share is a search's count by `archive` of that period. A search that cannot be read costs only itself.
    """
    longest = library().settings.query_length
    return cached(lambda: jsonify(_dump(compare(library().engine, asked.texts, asked.query, longest))))


def _dump(found: Comparison) -> dict[str, Any]:
    return {
        "unit": found.unit,
        "periods": list(found.periods),
        "archive": [found.archive.get(period, 0) for period in found.periods],
        "searches": [_series(found, one) for one in found.series],
        "generation": found.generation,
    }


def _series(found: Comparison, one: Series) -> dict[str, Any]:
    said = both(one.code) if one.code else None
    fault = {"field": "q", "code": one.code, "message": said, "position": None} if one.code else None
    return {
        "query": one.query.text,
        "total": one.total,
        "undated": one.undated,
        "counts": [one.counts.get(period, 0) for period in found.periods],
        "partial": one.partial,
        "error": fault,
    }
