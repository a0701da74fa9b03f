"""The shapes of REST: a query string becomes a `Query`, a `Page` becomes JSON.

The pages read their address with the same `QuerySchema`, and the command line prints `PageSchema`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from index.query import Filters, Mode, Page, Query, Sort
from web.dumping import dumper
from web.urls import FOLD

#: Longest of the values that are no query: ids, expansions, cursors.
VALUE_LENGTH = 300
PER_PAGE_MAX = 100
PAGE_MAX = 1_000_000


def _length(limit: int) -> validate.Length:
    return validate.Length(max=limit, error="too_long")


class StrictInteger(fields.Integer):
    """A whole number in ASCII digits: no `1.0`, no `+1`, no spaces."""

    default_error_messages = {"invalid": "not_integer", "too_large": "not_integer"}  # noqa: RUF012 marshmallow's way

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise self.make_error("invalid", input=value)
        return int(value)


class StrictBoolean(fields.Boolean):
    """`true` or `false`."""

    default_error_messages = {"invalid": "not_boolean"}  # noqa: RUF012 marshmallow's way

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, **kwargs)


class Text(fields.String):
    """Text of a limited length."""

    default_error_messages = {"invalid": "not_text", "invalid_utf8": "not_text"}  # noqa: RUF012 marshmallow's way


class PartialDate(fields.Field[tuple[date, date]]):
    """`2016`, `2016-02` or `2016-02-07`: the first and the last day of what is written.

    A day past the month's end is the month's last day.
    """

    PATTERN = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
    default_error_messages = {"invalid": "not_date"}  # noqa: RUF012 marshmallow's way

    def __init__(self, **kwargs: Any) -> None:
        about = {"type": "string", "pattern": self.PATTERN, "example": "2016-02"}
        super().__init__(metadata=about, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[date, date]:
        if not isinstance(value, str) or not re.fullmatch(self.PATTERN, value):
            raise self.make_error("invalid")
        year, month, day = (*(int(part) for part in value.split("-")), 0, 0)[:3]
        last_month = month or 12
        end = calendar.monthrange(year, last_month)[1]
        return date(year, month or 1, min(day or 1, end)), date(year, last_month, min(day or end, end))


def _interval(
    start: tuple[date, date] | None, end: tuple[date, date] | None
) -> tuple[date | None, date | None]:
    """The closed bounds; where they stand the wrong way round, they are put right."""
    if start and end and start[0] > end[1]:
        start, end = end, start
    return (start[0] if start else None), (end[1] if end else None)


class QuerySchema(Schema):
    """The parameters of a search, as in the address of the search page."""

    error_messages = {"unknown": "unknown_field"}  # noqa: RUF012 marshmallow's way

    q = Text(load_default="", metadata={"description": "The words, in the query language of /help."})
    platform = fields.List(Text(validate=_length(VALUE_LENGTH)), load_default=list)
    outlet = fields.List(Text(validate=_length(VALUE_LENGTH)), load_default=list)
    date_from = PartialDate(data_key="from", load_default=None)
    date_to = PartialDate(data_key="to", load_default=None)
    about_from = PartialDate(load_default=None)
    about_to = PartialDate(load_default=None)
    date_unknown = StrictBoolean(
        load_default=None,
        metadata={"description": "true: only undated articles; false: only dated ones."},
    )
    mode = Text(load_default="any", validate=validate.OneOf([m.value for m in Mode], error="not_one_of"))
    sort = Text(
        load_default="relevance", validate=validate.OneOf([s.value for s in Sort], error="not_one_of")
    )
    page = StrictInteger(load_default=1, validate=validate.Range(1, PAGE_MAX, error="out_of_range"))
    per_page = StrictInteger(load_default=10, validate=validate.Range(1, PER_PAGE_MAX, error="out_of_range"))
    expand = StrictBoolean(
        load_default=True,
        metadata={"description": "Whether names and synonyms find their other spellings."},
    )
    without = fields.List(
        Text(validate=_length(VALUE_LENGTH)),
        load_default=list,
        metadata={"description": "Ids of expansions to switch off, as `query.expansions` names them."},
    )
    copies = Text(
        load_default="list",
        validate=validate.OneOf(["list", FOLD], error="not_one_of"),
        metadata={
            "description": "fold: list the best-ranked of the articles that reprint one text; all count."
        },
    )
    cursor = Text(
        load_default=None,
        validate=_length(VALUE_LENGTH),
        metadata={"description": "`next_cursor` of the page before; `page` is then ignored."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Query:
        """The query that the parameters ask for."""
        start, end = _interval(data["date_from"], data["date_to"])
        about_start, about_end = _interval(data["about_from"], data["about_to"])
        filters = Filters(
            platforms=tuple(dict.fromkeys(p for p in data["platform"] if p)),
            outlets=tuple(dict.fromkeys(o for o in data["outlet"] if o)),
            date_from=start,
            date_to=end,
            date_unknown=data["date_unknown"],
            about_from=about_start,
            about_to=about_end,
        )
        return Query(
            text=data["q"],
            filters=filters,
            mode=Mode(data["mode"]),
            sort=Sort(data["sort"]),
            page=data["page"],
            per_page=data["per_page"],
            expand=data["expand"],
            without=frozenset(w for w in data["without"] if w),
            cursor=data["cursor"],
            fold_copies=data["copies"] == FOLD,
        )


def load_query(parameters: MultiDict[str, str]) -> Query:
    """The query of a page's address; parameters that are no part of a query are passed over.

    Raises marshmallow's ValidationError, whose messages are codes of `web.messages`.
    """
    reader = reader_of(QuerySchema)
    query: Query = reader.load(MultiDictProxy(parameters, reader))
    return query


@cache
def reader_of(schema: type[QuerySchema]) -> QuerySchema:
    """What reads a page's address: as REST does, with other parameters passed over. Made once."""
    return schema(unknown=EXCLUDE)


class OutletSchema(Schema):
    """Who published an article."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class PublishedSchema(Schema):
    """When an article was published: a closed interval of days, or nulls where it is unknown."""

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
    """Why a hit matched, for one word of the query."""

    typed = fields.String(required=True)
    surface = fields.String(required=True)
    kind = fields.String(required=True)
    count = fields.Integer(required=True)


class HitSchema(Schema):
    """One article that matches."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    outlet = fields.Nested(OutletSchema, required=True, allow_none=True)
    published = fields.Nested(PublishedSchema, required=True)
    platforms = fields.List(fields.String(), required=True)
    score = fields.Float(required=True)
    fragments = fields.List(fields.Nested(FragmentSchema), required=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    copies = fields.Integer(required=True)


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
    """How the typed text was understood."""

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
    """The facets, each in the order in which a page shows it."""

    platform = fields.List(fields.Nested(BucketSchema), required=True)
    outlet = fields.List(fields.Nested(BucketSchema), required=True)
    year = fields.List(fields.Nested(BucketSchema), required=True)
    month = fields.List(fields.Nested(BucketSchema), required=True)
    about_year = fields.List(fields.Nested(BucketSchema), required=True)
    about_month = fields.List(fields.Nested(BucketSchema), required=True)


class PageSchema(Schema):
    """The answer to a search."""

    query = fields.Nested(ReadingSchema, attribute="reading", required=True)
    total = fields.Integer(required=True)
    total_all_words = fields.Integer(required=True)
    folded = fields.Integer(required=True)
    page = fields.Integer(attribute="query.page", required=True)
    per_page = fields.Integer(attribute="query.per_page", required=True)
    hits = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Nested(FacetsSchema, required=True)
    generation = fields.Integer(required=True)
    took_ms = fields.Float(required=True)
    partial = fields.Boolean(required=True)  # type: ignore[assignment] # a field, not the option
    next_cursor = fields.String(required=True, allow_none=True)


def dump_page(page: Page) -> Mapping[str, Any]:
    """The answer as REST gives it, ready for JSON."""
    answer: Mapping[str, Any] = dumper(PageSchema)(page)
    return answer
