"""REST for what is followed: sources, alerts, and what came in today. It only reads.

Who receives what, and the addresses of sources, are told to nobody: they may hold keys.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from archive.sources.problems import Problem
from web.alerts.problems import problem_record, without_keys
from web.alerts.today import came_today
from web.alerts.views import alert_rows
from web.api.article_schema import MessageSchema
from web.api.dump import dumper
from web.api.search_schema import OutletSchema, PublishedSchema
from web.api.section import Section
from web.follow_state import source_problems, source_records
from web.library import library

blueprint = Section("follow-api", __name__, url_prefix="/api/v1", description="What is followed")

#: Articles of today that are told at most.
_MOST = 100


class TroubleSchema(Schema):
    """A problem of something that is followed: a code, its values, and words in both languages."""

    code = fields.String(required=True)
    values = fields.Dict(keys=fields.String(), required=True)
    message = fields.Nested(MessageSchema, required=True)


class SourceSchema(Schema):
    """A source that is followed; times are ISO 8601, UTC, and empty where there is none."""

    name = fields.String(required=True)
    kind = fields.String(required=True)
    every = fields.String(required=True, metadata={"description": "The time between two polls: 1h, 1d."})
    full_text = fields.Boolean(required=True)
    paused = fields.Boolean(required=True)
    last_at = fields.String(required=True)
    answered_at = fields.String(required=True, metadata={"description": "When it last answered well."})
    next_at = fields.String(required=True)
    failures = fields.Integer(required=True, metadata={"description": "In a row."})
    failing_since = fields.String(required=True)
    needs_notice = fields.Boolean(
        required=True, metadata={"description": "Whether it has failed for three days or more."}
    )
    problem = fields.Nested(TroubleSchema, required=True, allow_none=True)
    waiting = fields.Integer(required=True, metadata={"description": "Pages that are still to be fetched."})
    new = fields.Integer(required=True, metadata={"description": "New articles of seven days."})
    changed = fields.Integer(required=True)
    rejected = fields.Integer(required=True)


class SourcesSchema(Schema):
    """The sources that are followed, in the order in which they were added."""

    sources = fields.List(fields.Nested(SourceSchema), required=True)
    problems = fields.List(
        fields.Nested(TroubleSchema),
        required=True,
        metadata={"description": "What is damaged, so that it is not asked."},
    )


class AlertSchema(Schema):
    """A search that is followed."""

    name = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "The words of the search."})
    search = fields.String(required=True, metadata={"description": "The address of the search's page."})
    feed = fields.String(required=True, metadata={"description": "The address of its Atom feed."})
    kind = fields.String(required=True, metadata={"description": "`mail`, `atom` or `webhook`."})
    every = fields.String(required=True, metadata={"description": "Empty: each time that something is new."})
    paused = fields.String(
        required=True, validate=validate.OneOf(["", "owner", "reader"]), metadata={"description": "By whom."}
    )
    week = fields.Integer(required=True, metadata={"description": "New articles of seven days."})
    checked = fields.String(required=True)
    next = fields.String(required=True)
    delivered = fields.Boolean(
        required=True, metadata={"description": "Whether the last delivery was taken, or there was none."}
    )
    problem = fields.Nested(TroubleSchema, required=True, allow_none=True)


class AlertsSchema(Schema):
    """The searches that are followed, in the order in which they were added."""

    alerts = fields.List(fields.Nested(AlertSchema), required=True)
    problems = fields.List(fields.Nested(TroubleSchema), required=True)


class ArrivalSchema(Schema):
    """An article that came in today."""

    id = fields.String(required=True)
    title = fields.String(required=True, metadata={"description": "Or how it begins, where it has none."})
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    added = fields.String(required=True)
    published = fields.Nested(PublishedSchema, required=True)


class TodaySchema(Schema):
    """The articles that came into the archive since midnight, by the machine's clock, the last first."""

    since = fields.String(required=True)
    articles = fields.List(fields.Nested(ArrivalSchema), required=True)
    more = fields.Boolean(
        required=True, metadata={"description": "Whether more came in than are told; the search tells all."}
    )


@blueprint.route("/sources")
@blueprint.response(200, SourcesSchema)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def sources() -> Response:
    """List the sources that are followed, and how each stands."""
    folder = library().folder
    records = [one | {"problem": _told(one["problem"])} for one in source_records(folder, time.time())]
    answer = {"sources": records, "problems": [_told(one) for one in source_problems(folder)]}
    return jsonify(dumper(SourcesSchema)(answer))


@blueprint.route("/alerts")
@blueprint.response(200, AlertsSchema)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def alerts() -> Response:
    """List the searches that are followed; who receives them is not told."""
    rows, problems = alert_rows()
    told = [
        row
        | {
            "name": row["alert"].name,
            "kind": row["alert"].kind,
            "paused": row["alert"].paused,
            "delivered": row["last"] is None or row["last"].sent_at is not None,
            "problem": _told(row["alert"].problem),
        }
        for row in rows
    ]
    return jsonify(dumper(AlertsSchema)({"alerts": told, "problems": [_told(one) for one in problems]}))


@blueprint.route("/today")
@blueprint.response(200, TodaySchema)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def today() -> Response:
    """Tell what came into the archive today, whatever its date."""
    came = came_today(time.time(), _MOST)
    articles = [
        {
            "id": hit.id,
            "title": hit.title or hit.lead,
            "outlet": hit.outlet,
            "url": hit.url,
            "added": came.times[hit.id].added,
            "published": hit.published,
        }
        for hit in came.hits
    ]
    return jsonify(dumper(TodaySchema)({"since": came.since, "articles": articles, "more": came.more}))


def _told(problem: Problem | None) -> dict[str, Any] | None:
    return problem_record(None if problem is None else without_keys(problem))
