"""Lists by REST: the bodies that are sent, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from index.model import Query
from web.api.article_schema import FaultSchema
from web.api.dump import dumper
from web.api.search_schema import BucketSchema, OutletSchema, PublishedSchema
from web.http.messages import both
from web.lists import batch, screening
from web.lists.batch import BatchRow
from web.lists.screening import Answer
from web.params.search import (
    OF_A_PAGE,
    VALUE_LENGTH,
    PartialDate,
    ResultSchema,
    StrictBoolean,
    Text,
)
from web.urls import address, parameters


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """The settings that a list of queries shares: filters, and whether each query is a phrase."""

    query: Query
    phrases: bool


class BatchQuerySchema(ResultSchema):
    """The filters under which each query of a list is asked."""

    class Meta:  # noqa: D106 marshmallow's way
        exclude = (*OF_A_PAGE, "q")

    phrases = StrictBoolean(
        load_default=False,
        metadata={"description": "Whether each query is taken as a phrase, its words side by side."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> BatchAsked:
        """Return the filters as a query without a text."""
        return BatchAsked(super().make(data), data["phrases"])


class BatchBodySchema(Schema):
    """A list of queries, in the query language of /help."""

    queries = fields.List(
        Text(), required=True, validate=validate.Length(min=1, max=batch.MOST, error="out_of_range")
    )


class BatchRowSchema(Schema):
    """One query of the list: its counts, or what is wrong with it."""

    row = fields.Integer(required=True)
    query = fields.String(required=True)
    read_as = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True, allow_none=True)
    total_all_words = fields.Integer(required=True, allow_none=True)
    first = fields.Date(required=True, allow_none=True)
    last = fields.Date(required=True, allow_none=True)
    outlets = fields.List(fields.Nested(BucketSchema), required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    address = fields.String(required=True)
    error = fields.Nested(FaultSchema, required=True, allow_none=True)


class BatchSchema(Schema):
    """The findings of each query of a list, in the list's order."""

    rows = fields.List(fields.Nested(BatchRowSchema), required=True)
    generation = fields.Integer(required=True)


def dump_batch(rows: Sequence[BatchRow], generation: int) -> Mapping[str, Any]:
    """Return the answers of a list, ready for JSON."""
    return {"rows": [_batch_row(row) for row in rows], "generation": generation}


def _batch_row(row: BatchRow) -> dict[str, Any]:
    found = row.tally
    error = None if found else {"field": "q", "code": row.code, "message": both(row.code), "position": None}
    outlets = found.outlets[: batch.OUTLETS] if found else ()
    return {
        "row": row.row,
        "query": row.query.text,
        "read_as": found.reading.read_as if found else None,
        "total": found.total if found else None,
        "total_all_words": found.total_all_words if found else None,
        "first": found.first.isoformat() if found and found.first else None,
        "last": found.last.isoformat() if found and found.last else None,
        "outlets": [dumper(BucketSchema)(bucket) for bucket in outlets],
        "partial": bool(found and found.partial),
        "address": address("/search", parameters(row.query)),
        "error": error,
    }


@dataclass(frozen=True, slots=True)
class ScreenAsked:
    """In which articles the names are looked for."""

    query: Query
    article: str
    since: date | None


class ScreenQuerySchema(ResultSchema):
    """In which articles the names are looked for: one, those of a search, or what came in lately."""

    article = Text(
        load_default="",
        validate=validate.Length(max=VALUE_LENGTH, error="too_long"),
        metadata={"description": "The id of the one article to look in."},
    )
    since = PartialDate("Look in the articles that first came in on this day or later.")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ScreenAsked:
        """Return the choice of articles."""
        since = data["since"][0] if data["since"] else None
        return ScreenAsked(super().make(data), data["article"], since)


class Names(fields.List[str]):
    """A list of names: thousands are looked at at once, one by one only where one of them is wrong."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Text(validate=validate.Length(max=VALUE_LENGTH, error="too_long")), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        is_sound = (
            isinstance(value, list)
            and all(type(one) is str for one in value)
            and max(map(len, value), default=0) <= VALUE_LENGTH
        )
        return value if is_sound else super()._deserialize(value, *args, **kwargs)


class ScreenBodySchema(Schema):
    """A list of names, and a text to look in where no article is asked for."""

    names = Names(required=True, validate=validate.Length(min=1, max=screening.MOST, error="out_of_range"))
    text = Text(load_default="", metadata={"description": "A text to look in, instead of articles."})


class NameCountSchema(Schema):
    """A name that is mentioned: its row in the list, how often, in how many articles, in which forms."""

    row = fields.Integer(required=True)
    name = fields.String(required=True)
    mentions = fields.Integer(required=True)
    articles = fields.Integer(required=True)
    forms = fields.List(fields.String(), required=True)


class NameMentionSchema(Schema):
    """One place where a name stands: code points [start, end) within title or body."""

    row = fields.Integer(required=True)
    name = fields.String(required=True)
    field = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    surface = fields.String(required=True)
    as_listed = fields.Boolean(required=True)


class ScreenedSchema(Schema):
    """An article that mentions names of the list."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    published = fields.Nested(PublishedSchema, required=True)
    mentions = fields.List(fields.Nested(NameMentionSchema), required=True)


class ScreenSchema(Schema):
    """The names of a list that are mentioned, and the articles that mention them."""

    looked_at = fields.Integer(required=True)
    cut = fields.Boolean(required=True)
    names = fields.List(fields.Nested(NameCountSchema), required=True)
    articles = fields.List(fields.Nested(ScreenedSchema), required=True)
    generation = fields.Integer(required=True)


def dump_screening(answer: Answer) -> Mapping[str, Any]:
    """Return a screening, ready for JSON."""
    found, rows = answer.screening, answer.rows
    return {
        "looked_at": found.looked_at,
        "cut": answer.cut,
        "names": [
            {"row": rows[one.number], "name": one.name, "mentions": one.mentions,
             "articles": one.articles, "forms": list(one.forms)}
            for one in found.counts()
        ],
        "articles": [
            {
                "id": one.article.id,
                "title": one.article.title,
                "outlet": dumper(OutletSchema)(one.article.outlet),
                "published": dumper(PublishedSchema)(one.article.published),
                "mentions": [
                    {"row": rows[m.name], "name": found.names[m.name]}
                    | {name: getattr(m, name) for name in ("field", "start", "end", "surface", "as_listed")}
                    for m in one.mentions
                ],
            }
            for one in found.articles
        ],
        "generation": found.generation,
    }  # fmt: skip
