"""The shapes of REST for one article, the archive's state, and problems."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_dump, validate

from web.api.search_schema import OutletSchema, PublishedSchema
from web.params.search import StrictInteger, Text


class ProvenPublishedSchema(PublishedSchema):
    """A publication date with the words that prove it."""

    proof = fields.String(required=True, allow_none=True)


class MentionSchema(Schema):
    """A span of title or body that names a platform."""

    platform = fields.String(required=True)
    field = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    surface = fields.String(required=True)


class FurnitureSchema(Schema):
    """A line that stood around the article: its role, its text, and after how many paragraphs it stood."""

    role = fields.String(required=True)
    text = fields.String(required=True)
    paragraph = fields.Integer(required=True)


class EvidenceSchema(Schema):
    """The evidence of a metadata value: its source, the words quoted, and how sure the value is."""

    field = fields.String(required=True)
    source = fields.String(required=True)
    quote = fields.String(required=True, allow_none=True)
    confidence = fields.Float(required=True)
    article = fields.String(
        required=True, allow_none=True, metadata={"description": "The other article whose words these are."}
    )
    url = fields.String(required=True, allow_none=True, metadata={"description": "That article's address."})


class WarningSchema(Schema):
    """A doubt about the article, and the words of the input that raise it."""

    code = fields.String(required=True)
    words = fields.String(required=True)
    evidence = fields.String(required=True, allow_none=True)


class OtherArticleSchema(Schema):
    """Another article: one of the same text, or one that is similar."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    published = fields.Nested(PublishedSchema, required=True)


class ArticleSchema(Schema):
    """One article whole. Offsets count code points of `title` or `body`."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    body = fields.String(required=True)
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    byline = fields.String(required=True, allow_none=True)
    published = fields.Nested(ProvenPublishedSchema, required=True)
    platforms = fields.List(fields.String(), required=True)
    mentions = fields.List(fields.Nested(MentionSchema), required=True)
    furniture = fields.List(fields.Nested(FurnitureSchema), required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    warnings = fields.List(fields.Nested(WarningSchema), required=True)
    language = fields.String(required=True, allow_none=True)
    script_share = fields.Float(required=True, allow_none=True)
    agencies = fields.List(fields.String(), required=True)
    note = fields.String(required=True, allow_none=True)
    licence = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True)
    original = fields.String(required=True, allow_none=True)
    copies = fields.List(fields.Nested(OtherArticleSchema), required=True)
    similar = fields.List(fields.Nested(OtherArticleSchema), required=True)


class MeaningStatusSchema(Schema):
    """The vectors for searching by meaning: whose they are, and how many articles lack them."""

    model = fields.String(required=True)
    articles = fields.Integer(required=True)
    behind = fields.Integer(required=True)
    sent_to = fields.String(required=True, allow_none=True)
    problem = fields.String(required=True, allow_none=True)


class StatusSchema(Schema):
    """The state of index and archive as of now; null where it cannot be told."""

    version = fields.String(required=True)
    generation = fields.Integer(required=True, allow_none=True)
    articles = fields.Integer(required=True, allow_none=True)
    archive_articles = fields.Integer(required=True, allow_none=True)
    stale = fields.Boolean(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)
    older_rules = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Articles were read by older rules; `sijill reread` reads them anew."},
    )
    meaning = fields.Nested(MeaningStatusSchema, allow_none=True)

    @post_dump
    def tell_what_is_there(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Leave out what nobody set up."""
        return {name: value for name, value in data.items() if name != "meaning" or value is not None}


class SuggestSchema(Schema):
    """The parameters of a completion."""

    error_messages = {"unknown": "unknown_field"}  # noqa: RUF012 marshmallow's way

    q = Text(load_default="", metadata={"description": "What was typed so far."})
    limit = StrictInteger(
        load_default=8,
        validate=validate.Range(1, 20, error="out_of_range"),
        metadata={"description": "How many completions at most."},
    )


class SuggestionsSchema(Schema):
    """Queries that begin with what was typed."""

    q = fields.String(required=True)
    suggestions = fields.List(fields.String(), required=True)


class HealthSchema(Schema):
    """The health of this process: whether index and archive answer."""

    status = fields.String(
        required=True,
        validate=validate.OneOf(["ok", "degraded"]),
        metadata={"description": "`degraded`: searches are answered, articles are not"},
    )
    index = fields.String(required=True)
    archive = fields.String(required=True, metadata={"description": "`ok` or `no answer`"})


class MessageSchema(Schema):
    """One message in both languages."""

    ar = fields.String(required=True)
    en = fields.String(required=True)


class FaultSchema(Schema):
    """One thing that is wrong: in which parameter, and where in it."""

    field = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)
    message = fields.Nested(MessageSchema, required=True)
    position = fields.Integer(required=True, allow_none=True)


class ProblemSchema(Schema):
    """Problem details (RFC 9457); the first of `errors` also stands at the top."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)
    message = fields.Nested(MessageSchema, required=True)
    position = fields.Integer(required=True, allow_none=True)
    errors = fields.List(fields.Nested(FaultSchema), required=True)
