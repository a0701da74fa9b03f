"""The parameters of a search: a query string becomes a `Query`, for REST and for the pages alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from index.model import VALUE_FILTERS, Filters, Mode, Query, Sort
from index.query.values.dates import read_interval
from web.urls import FOLD

#: Longest of the values that are no query: ids, expansions.
VALUE_LENGTH = 300

#: A cursor holds an article's id, which may be a long address.
CURSOR_LENGTH = 4_000

#: How a date may be written, wherever one is asked for.
DATE_FORMS = "A day, a month or a year: 2016-02-07, 7/2/2016, 2016-02, «شباط 2016», 2016."

PER_PAGE_MAX = 100

PAGE_MAX = 1_000_000


def length(limit: int) -> validate.Length:
    """Return the check of a text's length, with the code of its message."""
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


class Switch(fields.Boolean):
    """`1` or `true`, `0` or `false`."""

    default_error_messages = {"invalid": "not_boolean"}  # noqa: RUF012 marshmallow's way

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={"1", "true"}, falsy={"0", "false"}, **kwargs)


class Text(fields.String):
    """Text of a limited length."""

    default_error_messages = {"invalid": "not_text", "invalid_utf8": "not_text"}  # noqa: RUF012 marshmallow's way


class PartialDate(fields.Field[tuple[date, date]]):
    """A day, a month or a year in any form that a query's dates have: its first and its last day."""

    default_error_messages = {"invalid": "not_date"}  # noqa: RUF012 marshmallow's way

    def __init__(self, description: str, **kwargs: Any) -> None:
        about = {
            "type": "string",
            "example": "2016-02",
            "description": f"{description} {DATE_FORMS}",
        }
        super().__init__(metadata=about, load_default=None, **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[date, date]:
        days = read_interval(value) if isinstance(value, str) and len(value) <= VALUE_LENGTH else None
        if days is None:
            raise self.make_error("invalid")
        return days


def interval(
    start: tuple[date, date] | None, end: tuple[date, date] | None
) -> tuple[date | None, date | None]:
    """Return the closed bounds; where they stand the wrong way round, they are put right."""
    if start and end and start[0] > end[1]:
        start, end = end, start
    return (start[0] if start else None), (end[1] if end else None)


def values(description: str) -> fields.List[str]:
    """Return a parameter that may be repeated, each time with a short text."""
    text = Text(validate=length(VALUE_LENGTH))
    return fields.List(text, load_default=list, metadata={"description": description})


def distinct(given: Iterable[str]) -> tuple[str, ...]:
    """Return the values that are not empty, each once."""
    return tuple(dict.fromkeys(value for value in given if value))


class QuerySchema(Schema):
    """The parameters of a search, as in the address of the search page."""

    error_messages = {"unknown": "unknown_field"}  # noqa: RUF012 marshmallow's way

    q = Text(load_default="", metadata={"description": "The words, in the query language of /help."})
    platform = values("Only articles that mention one of these platforms, by id; `unknown` for none.")
    outlet = values("Only articles of these outlets, by id; `unknown` for those without one.")
    agency = values("Only articles taken from one of these news agencies, by id; `unknown` for none.")
    language = values("Only articles in these languages, by their codes of ISO 639; `unknown` for none.")
    warning = values("Only articles with one of these warnings, by code; `unknown` for none.")
    country = values("Only articles of outlets of these countries, by ISO 3166 code; `unknown` for others.")
    named = values("Only articles that name one of these organisations or people, by id; `unknown` for none.")
    unit = values("Only articles with a figure that counts one of these, by id.")
    action = values("Only articles with a figure of one of these actions, by id.")
    author = values("Only articles with one of these bylines, whole as facets tell them.")
    date_from = PartialDate("Only articles published then or later.", data_key="from")
    date_to = PartialDate("Only articles published then or earlier.", data_key="to")
    about_from = PartialDate("Only articles whose text names that time or a later one.")
    about_to = PartialDate("Only articles whose text names that time or an earlier one.")
    date_unknown = StrictBoolean(
        load_default=None,
        metadata={"description": "true: only undated articles; false: only dated ones."},
    )
    mode = Text(
        load_default="any",
        validate=validate.OneOf([m.value for m in Mode], error="not_one_of"),
        metadata={"description": "Whether an article must hold any of the words, or all of them."},
    )
    sort = Text(
        load_default="relevance",
        validate=validate.OneOf([s.value for s in Sort], error="not_one_of"),
        metadata={
            "description": "The best first, by publication (undated last), last added first, or by outlet."
        },
    )
    page = StrictInteger(
        load_default=1,
        validate=validate.Range(1, PAGE_MAX, error="out_of_range"),
        metadata={"description": "Which page of the list."},
    )
    per_page = StrictInteger(
        load_default=10,
        validate=validate.Range(1, PER_PAGE_MAX, error="out_of_range"),
        metadata={"description": "How many a page holds."},
    )
    expand = StrictBoolean(
        load_default=True,
        metadata={"description": "Whether names and synonyms find their other spellings."},
    )
    without = values("Ids of expansions to switch off, as `query.expansions` names them.")
    copies = Text(
        load_default="list",
        validate=validate.OneOf(["list", FOLD], error="not_one_of"),
        metadata={
            "description": "fold: list the best-ranked of the articles that reprint one text; all count."
        },
    )
    meaning = Switch(
        load_default=True,
        metadata={"description": "Whether articles near in meaning are listed too; `0` for words alone."},
    )
    cursor = Text(
        load_default=None,
        validate=length(CURSOR_LENGTH),
        metadata={"description": "`next_cursor` of the page before; `page` is then ignored."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Query:
        """Return the query that the parameters ask for."""
        start, end = interval(data["date_from"], data["date_to"])
        about_start, about_end = interval(data["about_from"], data["about_to"])
        filters = Filters(
            **{filter_: distinct(data[name]) for name, filter_ in VALUE_FILTERS.items()},
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
            meaning=data["meaning"],
        )


#: Parameters of a page of hits, which mean nothing where a result is counted.
OF_A_PAGE = ("page", "per_page", "cursor", "copies", "sort")


class ResultSchema(QuerySchema):
    """The parameters of a search whose result is taken as a whole."""

    class Meta:  # noqa: D106 marshmallow's way
        exclude = OF_A_PAGE

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Query:
        """Return the query, its page and order as they are by default; a part of it may be left out too."""
        usual = {name: field.load_default for name, field in QuerySchema().fields.items()}
        query: Query = super().make(usual | data)
        return query


def load_query(parameters: MultiDict[str, str]) -> Query:
    """Return the query of a page's address; parameters that are no part of a query are passed over.

    Raises marshmallow's ValidationError, whose messages are codes of `web.http.problems`.
    """
    reader = reader_of(QuerySchema)
    query: Query = reader.load(MultiDictProxy(parameters, reader))
    return query


@cache
def reader_of(schema: type[QuerySchema]) -> QuerySchema:
    """Return what reads a page's address: as REST does, with other parameters passed over. Made once."""
    return schema(unknown=EXCLUDE)
