"""The answer to a search as REST gives it: a `Page` becomes JSON, for the command line too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from index.model import Page
from web.advice import Advice
from web.api.dump import dumper


class OutletSchema(Schema):
    """Who published an article."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class PublishedSchema(Schema):
    """The time of publication: a closed interval of days, or nulls where it is unknown."""

    start = fields.Date(data_key="from", required=True, allow_none=True)
    end = fields.Date(data_key="to", required=True, allow_none=True)
    precision = fields.String(required=True)
    source = fields.String(required=True)


def _span() -> fields.List[int]:
    return fields.List(fields.Integer(), validate=validate.Length(equal=2))


class FragmentSchema(Schema):
    """A passage; `marks` are pairs of code points [start, end) within `text`."""

    field = fields.String(required=True)
    text = fields.String(required=True)
    marks = fields.List(_span(), required=True)


class ReasonSchema(Schema):
    """The reason why a hit matched, for one word of the query."""

    typed = fields.String(required=True)
    surface = fields.String(required=True)
    kind = fields.String(required=True)
    count = fields.Integer(required=True)


class HitSchema(Schema):
    """One article that matches: all of this, or its `id` and the parts that `fields` names."""

    id = fields.String(required=True)
    title = fields.String(allow_none=True)
    lead = fields.String()
    url = fields.String(allow_none=True)
    outlet = fields.Nested(OutletSchema, allow_none=True)
    published = fields.Nested(PublishedSchema)
    platforms = fields.List(fields.String())
    score = fields.Float()
    fragments = fields.List(fields.Nested(FragmentSchema))
    reasons = fields.List(fields.Nested(ReasonSchema))
    copies = fields.Integer()
    by_meaning = fields.Boolean()


class ExpansionSchema(Schema):
    """One widening of what was typed; `without` takes its id."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    typed = fields.String(required=True)
    forms = fields.List(fields.String(), required=True)
    cut = fields.Boolean(required=True)


class ReadingProblemSchema(Schema):
    """Something that was not read as it was probably meant."""

    code = fields.String(required=True)
    position = fields.Integer(required=True)
    length = fields.Integer(required=True)
    typed = fields.String(required=True)


class ReadingSchema(Schema):
    """The typed text, and how it was understood."""

    text = fields.String(required=True)
    read_as = fields.String(required=True)
    expansions = fields.List(fields.Nested(ExpansionSchema), required=True)
    problems = fields.List(fields.Nested(ReadingProblemSchema), required=True)


class BucketSchema(Schema):
    """One value of a facet with its count over all matches."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)


class FacetsSchema(Schema):
    """The facets, each in the order in which a page shows it: the usual ones, or those that `facets` names.

    `country`, `named`, `unit`, `action` and `author` are counted only where they are named.
    """

    platform = fields.List(fields.Nested(BucketSchema))
    outlet = fields.List(fields.Nested(BucketSchema))
    agency = fields.List(fields.Nested(BucketSchema))
    language = fields.List(fields.Nested(BucketSchema))
    warning = fields.List(fields.Nested(BucketSchema))
    country = fields.List(fields.Nested(BucketSchema))
    named = fields.List(fields.Nested(BucketSchema))
    unit = fields.List(fields.Nested(BucketSchema))
    action = fields.List(fields.Nested(BucketSchema))
    author = fields.List(fields.Nested(BucketSchema))
    year = fields.List(fields.Nested(BucketSchema))
    month = fields.List(fields.Nested(BucketSchema))
    about_year = fields.List(fields.Nested(BucketSchema))
    about_month = fields.List(fields.Nested(BucketSchema))


class MeaningSchema(Schema):
    """The part of searching by meaning: `found` articles are listed for their meaning alone, `by_meaning`."""

    model = fields.String(required=True)
    found = fields.Integer(required=True)
    problem = fields.String(required=True, allow_none=True)


class PageSchema(Schema):
    """The answer to a search; `meaning` is left out where the archive has no vectors."""

    query = fields.Nested(ReadingSchema, attribute="reading", required=True)
    total = fields.Integer(required=True)
    total_all_words = fields.Integer(required=True)
    folded = fields.Integer(required=True)
    page = fields.Integer(attribute="query.page", required=True)
    per_page = fields.Integer(attribute="query.per_page", required=True)
    hits = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Nested(FacetsSchema)
    generation = fields.Integer(required=True)
    took_ms = fields.Float(required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    next_cursor = fields.String(required=True, allow_none=True)
    meaning = fields.Nested(MeaningSchema)


class WordAloneSchema(Schema):
    """A word of the query, and how many articles it finds by itself under the same filters."""

    word = fields.String(required=True)
    total = fields.Integer(required=True)


class NobodyHasSchema(Schema):
    """A value of a filter that no article of the archive has."""

    parameter = fields.String(required=True)
    value = fields.String(required=True)


class SecondSchema(Schema):
    """The counts of the search that `q2` names, under the same filters."""

    query = fields.Nested(ReadingSchema, attribute="reading", required=True)
    total = fields.Integer(required=True)
    total_all_words = fields.Integer(required=True)
    facets = fields.Nested(FacetsSchema, required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option


class AdviceSchema(Schema):
    """Advice beside an answer: another spelling, each word alone, a second search."""

    did_you_mean = fields.String(required=True, allow_none=True)
    words = fields.List(fields.Nested(WordAloneSchema), required=True)
    without_filters = fields.Integer(required=True, allow_none=True)
    nobody_has = fields.List(fields.Nested(NobodyHasSchema), required=True)
    second = fields.Nested(SecondSchema, required=True, allow_none=True)


class SearchAnswerSchema(PageSchema, AdviceSchema):
    """The answer to a search, and what may help beside it."""


def dump_answer(page: Page, advice: Advice, only: frozenset[str] | None = None) -> Mapping[str, Any]:
    """Return the answer as REST gives it, ready for JSON; `only` names the wanted fields of `PageSchema`.

    Where nothing was searched by meaning, nothing is said of it.
    """
    answer: dict[str, Any] = {**dumper(PageSchema, only)(page), **dumper(AdviceSchema)(advice)}
    if page.meaning is None:
        answer.pop("meaning", None)
        for hit in answer["hits"]:
            hit.pop("by_meaning", None)
    return answer
