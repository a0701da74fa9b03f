"""The shapes of REST for figures and claims."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from web.api.search_schema import OutletSchema, PublishedSchema


class Number(fields.Field[float]):
    """A whole number as such, any other as a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "number"}, **kwargs)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> int | float | None:
        if value is None:
            return None
        return int(value) if value == int(value) else float(value)


class FigureSchema(Schema):
    """A number as told, with all that is told of it. Ids are those of the lexicon."""

    key = fields.String(required=True)
    value = Number(required=True)
    upper = Number(required=True, allow_none=True)
    unit = fields.String(required=True)
    comparator = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True, allow_none=True)
    target = fields.String(required=True, allow_none=True)
    platform = fields.String(required=True, allow_none=True)
    rate = fields.String(required=True, allow_none=True)
    period = fields.String(required=True, allow_none=True)
    period_from = fields.Date(attribute="period_start", required=True, allow_none=True)
    period_to = fields.Date(attribute="period_end", required=True, allow_none=True)
    speaker = fields.String(required=True, allow_none=True)
    origin = fields.List(fields.String(), required=True)
    side = fields.String(required=True, allow_none=True)
    modality = fields.String(required=True)
    modality_proof = fields.String(required=True, allow_none=True)
    confidence = fields.Float(required=True)
    state = fields.String(required=True)
    sentence = fields.String(required=True)
    field = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    surface = fields.String(required=True)


class TellerSchema(Schema):
    """The article in which a figure stands."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    published = fields.Nested(PublishedSchema, required=True)


class FigureRowSchema(FigureSchema):
    """A figure and its article."""

    article = fields.Nested(TellerSchema, required=True)


class FiguresSchema(Schema):
    """A page of the figures of a search."""

    total = fields.Integer(required=True)
    articles = fields.Integer(required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)
    generation = fields.Integer(required=True)
    figures = fields.List(fields.Nested(FigureRowSchema), required=True)


class DifferenceSchema(Schema):
    """A field in which tellings differ, and the values that are told."""

    field = fields.String(required=True)
    kind = fields.String(required=True)
    values = fields.List(fields.String(), required=True)


class TellingSchema(Schema):
    """One telling of a claim: a figure in an article, and who first told it."""

    article = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    outlet = fields.String(required=True, allow_none=True)
    published = fields.Nested(PublishedSchema, required=True)
    source = fields.String(attribute="origin", required=True, allow_none=True)
    figure = fields.Nested(FigureSchema, required=True)


class MeasureSchema(Schema):
    """The measure of a claim; `side` is `group` for the extremist group's own claims, else empty."""

    side = fields.String(required=True)
    family = fields.String(required=True)
    place = fields.String(required=True)
    action_class = fields.String(required=True)
    rate = fields.String(required=True)
    modality = fields.String(required=True)
    vague = fields.Boolean(attribute="is_vague", required=True)


class ClaimSchema(Schema):
    """Tellings of one thing, the earliest first."""

    id = fields.String(required=True)
    measure = fields.Nested(MeasureSchema, required=True)
    value = Number(required=True)
    unit = fields.String(required=True)
    platform = fields.String(required=True, allow_none=True)
    origins = fields.Integer(required=True)
    articles = fields.List(fields.String(), required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)
    tellings = fields.List(fields.Nested(TellingSchema), required=True)


class SeriesSchema(Schema):
    """Claims of one measure and one kind of period, by their ids, the earliest first.

    `kind` says what their periods mean: `total` since a day, `within` that time alone, `standing` then.
    """

    kind = fields.String(required=True)
    claims = fields.List(fields.String(), required=True)
    values = fields.List(Number(), required=True)
    flags = fields.List(fields.Nested(DifferenceSchema), required=True)


class RivalsSchema(Schema):
    """Claims of one measure that tell other values of one time, by their ids."""

    claims = fields.List(fields.String(), required=True)
    values = fields.List(Number(), required=True)


class ClaimsSchema(Schema):
    """A page of claims, with the series and rivals that they belong to."""

    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)
    generation = fields.Integer(required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    claims = fields.List(fields.Nested(ClaimSchema), required=True)
    series = fields.List(fields.Nested(SeriesSchema), required=True)
    rivals = fields.List(fields.Nested(RivalsSchema), required=True)
