"""Quick dumps: the same as marshmallow's, of every shape that REST answers with, whole and in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

from index.figures import MOST, FigureFilters
from index.model import Query
from tests.web.support.articles import ARTICLES, FIGURED
from tests.web.support.fakes import FakeEngine
from web.api.article_schema import OtherArticleSchema
from web.api.dump import dumper
from web.api.figure_schema import ClaimSchema, FigureRowSchema
from web.api.search_schema import PageSchema
from web.figures.view import flat

ENGINE = FakeEngine((*ARTICLES, *FIGURED))
PAGE = replace(ENGINE.search(Query("telegram تويتر 125")), next_cursor="تابع")
SHAPES: dict[str, tuple[type[Schema], Any]] = {
    "page": (PageSchema, PAGE),
    "page of nothing": (PageSchema, ENGINE.search(Query("لا شيء"))),
    "page of no facets": (PageSchema, replace(PAGE, facets={})),
    "figure": (FigureRowSchema, flat(ENGINE.figures(Query(), FigureFilters()).rows[0])),
    "claim": (ClaimSchema, ENGINE.figures(Query(), FigureFilters(per_page=MOST)).claims.claims[0]),
    "undated article": (OtherArticleSchema, ARTICLES[2]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_it_gives_what_marshmallow_gives(name: str) -> None:
    schema, item = SHAPES[name]
    assert dumper(schema)(item) == schema().dump(item)


@pytest.mark.parametrize(
    "only",
    [{"total"}, {"hits.id"}, {"hits.id", "hits.published", "total"}, {"hits.outlet.name", "facets.year"}],
)
def test_parts_are_those_of_marshmallow(only: set[str]) -> None:
    assert dumper(PageSchema, frozenset(only))(PAGE) == PageSchema(only=only).dump(PAGE)


class Colour(StrEnum):
    """Text that is of a type of its own."""

    RED = "red"


class Doubled(fields.Integer):
    """A field that says for itself how it is written."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> int | None:
        return None if value is None else 2 * int(value)


class InnerSchema(Schema):
    """One field alone."""

    name = fields.String()


class EverySchema(Schema):
    """A field of every kind, named otherwise and dotted, too."""

    text = fields.String()
    whole = fields.Integer()
    quoted = fields.Integer(as_string=True)
    part = fields.Float(data_key="share")
    day = fields.Date()
    so = fields.Boolean()
    exact = fields.Decimal(as_string=True)
    twice = Doubled()
    deep = fields.String(attribute="held.name")
    inner = fields.Nested(InnerSchema)
    inners = fields.List(fields.Nested(InnerSchema))
    pairs = fields.List(fields.List(fields.Integer()))


@dataclass(frozen=True, slots=True)
class Inner:
    name: Any


@dataclass(frozen=True, slots=True)
class Every:
    text: Any
    whole: Any
    part: Any
    day: Any
    so: Any
    exact: Any
    quoted: Any
    twice: Any
    held: Any
    inner: Any
    inners: Any
    pairs: Any


def _perhaps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_texts = st.text(max_size=5) | st.just(Colour.RED) | st.integers()
_inners = st.builds(Inner, _perhaps(_texts)) | st.fixed_dictionaries({}, optional={"name": _texts})
_everything = st.builds(
    Every,
    _perhaps(_texts),
    _perhaps(st.integers() | st.floats(-9, 9)),
    _perhaps(st.floats(allow_nan=False) | st.integers(-(2**53), 2**53)),
    _perhaps(st.dates(date(1900, 1, 1))),
    _perhaps(st.booleans()),
    _perhaps(st.decimals(allow_nan=False, allow_infinity=False) | st.just(Decimal("1.50"))),
    _perhaps(st.integers()),
    _perhaps(st.integers()),
    st.builds(Inner, _perhaps(_texts)),
    _perhaps(_inners),
    _perhaps(st.lists(_inners, max_size=3)),
    _perhaps(st.lists(st.lists(st.integers(), max_size=2), max_size=2)),
)


@given(_everything)
def test_every_kind_of_field_is_as_marshmallow_writes_it(item: Every) -> None:
    found: Mapping[str, Any] = dumper(EverySchema)(item)
    told = EverySchema().dump(item)
    assert found == told
    assert {key: type(value) for key, value in found.items()} == {k: type(v) for k, v in told.items()}
