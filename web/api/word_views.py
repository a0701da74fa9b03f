"""REST for the words of a result: what sets it apart, what stands beside a word, platforms by outlets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, post_load

from index.model import Query
from web.api.dump import dumper
from web.api.search_schema import BucketSchema, ReadingSchema
from web.api.section import Section
from web.http.caching import cached
from web.library import library
from web.pages.words import Words, words_of
from web.params.figures import require_short
from web.params.search import VALUE_LENGTH, ResultSchema, Text, length

blueprint = Section("word-api", __name__, url_prefix="/api/v1", description="Words of a result")


@dataclass(frozen=True, slots=True)
class WordsAsked:
    """A result, and the word whose neighbours are asked for."""

    query: Query
    beside: str


class WordsQuerySchema(ResultSchema):
    """A search, and a word whose neighbours in its articles are asked for."""

    beside = Text(
        load_default="",
        validate=length(VALUE_LENGTH),
        metadata={"description": "A word or a phrase: what stands beside it in these articles."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> WordsAsked:
        """Return the search and the word."""
        return WordsAsked(super().make(data), data["beside"].strip())


class KeywordSchema(Schema):
    """A term that sets the result apart: printed forms, counts of articles, LRC (base 2) and G²."""

    forms = fields.List(fields.String(), required=True)
    inside = fields.Integer(required=True)
    archive = fields.Integer(required=True)
    log_ratio = fields.Float(required=True)
    g2 = fields.Float(required=True)


class NeighbourSchema(Schema):
    """A word beside the word asked for: how often before and after it, LRC (base 2) and G²."""

    form = fields.String(required=True)
    before = fields.Integer(required=True)
    after = fields.Integer(required=True)
    log_ratio = fields.Float(required=True)
    g2 = fields.Float(required=True)


class NeighboursSchema(Schema):
    """The words beside a word in the articles of a result."""

    word = fields.String(required=True)
    places = fields.Integer(required=True)
    cut = fields.Boolean(required=True)
    words = fields.List(fields.Nested(NeighbourSchema), required=True)


class MatrixSchema(Schema):
    """Articles by outlet (rows) and platform (columns)."""

    outlets = fields.List(fields.Nested(BucketSchema), required=True)
    platforms = fields.List(fields.Nested(BucketSchema), required=True)
    counts = fields.List(fields.List(fields.Integer()), required=True)


class WordsSchema(Schema):
    """The words of a result; reprints of one text are counted once on both sides."""

    query = fields.Nested(ReadingSchema, required=True)
    articles = fields.Integer(required=True)
    archive = fields.Integer(required=True)
    distinctive = fields.List(fields.Nested(KeywordSchema), required=True)
    frequent = fields.List(fields.Nested(KeywordSchema), required=True)
    beside = fields.Nested(NeighboursSchema, required=True, allow_none=True)
    matrix = fields.Nested(MatrixSchema, required=True)
    generation = fields.Integer(required=True)


def dump_words(found: Words) -> dict[str, Any]:
    """Return the words of a result, ready for JSON."""
    words = found.words
    answer: dict[str, Any] = dumper(WordsSchema)(
        {
            "query": words.reading, "articles": words.articles, "archive": words.archive,
            "distinctive": words.distinctive, "frequent": words.frequent, "beside": found.beside,
            "matrix": found.matrix, "generation": words.generation,
        }
    )  # fmt: skip
    return answer


@blueprint.route("/words")
@blueprint.arguments(WordsQuerySchema(), location="query")
@blueprint.response(200, WordsSchema)
@blueprint.alt_response(304, "NOT_MODIFIED")
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def words(asked: WordsAsked) -> Response:
    """The words that set a result apart from the rest of the archive, in two orders; platforms by outlets.

    `distinctive` is by conservative log ratio (Evert), `frequent` by G²; both hold only what passes a
    significance gate that is corrected for the number of terms (α = 0.001).
    """
    require_short(asked.query)
    return cached(lambda: jsonify(dump_words(words_of(library().engine, asked.query, asked.beside))))
