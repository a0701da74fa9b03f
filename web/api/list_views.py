"""REST for many at once: a list of queries, a list of names."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from web.api.list_schema import (
    BatchAsked,
    BatchBodySchema,
    BatchQuerySchema,
    BatchSchema,
    ScreenAsked,
    ScreenBodySchema,
    ScreenQuerySchema,
    ScreenSchema,
    dump_batch,
    dump_screening,
)
from web.api.section import Section
from web.library import library
from web.lists import batch, screening
from web.lists.entries import ROOM, Entry
from web.params.figures import require_short

blueprint = Section("list-api", __name__, url_prefix="/api/v1", description="Many at once")


@blueprint.before_request
def _make_room() -> None:
    """Take longer bodies than other addresses do."""
    request.max_content_length = ROOM


def _entries(texts: list[str]) -> tuple[Entry, ...]:
    return tuple(Entry(row, text.strip()) for row, text in enumerate(texts, 1) if text.strip())


@blueprint.route("/batch", methods=["POST"])
@blueprint.arguments(BatchQuerySchema(), location="query")
@blueprint.arguments(BatchBodySchema(), location="json")
@blueprint.response(200, BatchSchema)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def batch_answer(asked: BatchAsked, body: dict[str, Any]) -> Response:
    """Ask a list of queries: what each finds, or what is wrong with it.

    Each row counts what a search for it counts; a broken query costs only itself. Nothing is stored.
    """
    engine, longest = library().engine, library().settings.query_length
    entries = _entries(body["queries"])
    rows = batch.ask(engine, entries, asked.query, phrases=asked.phrases, longest=longest)
    return jsonify(dump_batch(rows, engine.generation))


@blueprint.route("/screen", methods=["POST"])
@blueprint.arguments(ScreenQuerySchema(), location="query")
@blueprint.arguments(ScreenBodySchema(), location="json")
@blueprint.response(200, ScreenSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def screen_answer(asked: ScreenAsked, body: dict[str, Any]) -> Response:
    """Look for a list of names in a text, an article, a search's articles, or what came in lately.

    A name is found in any form that a search for it in quotes finds. Nothing is stored.
    """
    require_short(asked.query)
    if body["text"]:
        articles = iter(screening.of_text(body["text"]))
    elif asked.article:
        articles = iter((library().article(asked.article),))
    elif asked.since:
        articles = screening.of_day(library(), asked.since)
    else:
        articles = screening.of_query(library(), asked.query)
    return jsonify(dump_screening(screening.screen(library(), _entries(body["names"]), articles)))
