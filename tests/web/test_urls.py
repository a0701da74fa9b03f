"""Addresses: short, in one order, and the whole search stands in them."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.model import Filters, Mode, Query, Sort
from web.params.search import load_query
from web.urls import address, first_day, last_day, parameters, toggled

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.lists(texts.filter(bool), max_size=3, unique=True).map(tuple)
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    start, end = draw(days), draw(days)
    if start and end and start > end:
        start, end = end, start
    filters = Filters(draw(names), draw(names), start, end, draw(st.none() | st.booleans()))
    return Query(
        draw(texts), filters, draw(st.sampled_from(Mode)), draw(st.sampled_from(Sort)),
        draw(st.integers(1, 1000)), draw(st.integers(1, 100)), draw(st.booleans()),
        frozenset(draw(names)), draw(st.none() | texts.filter(bool)),
    )  # fmt: skip


@given(queries())
def test_an_address_holds_the_whole_query(query: Query) -> None:
    """Parameters, written into an address and read back, give the same query."""
    written = address("/search", parameters(query))
    read = MultiDict(parse_qsl(urlsplit(written).query, keep_blank_values=True))
    assert load_query(read) == query


def test_defaults_are_left_out() -> None:
    assert parameters(Query("تويتر")) == [("q", "تويتر")]


BOUNDS = [
    (date(2016, 1, 1), "2016", "2016-01-01"),
    (date(2016, 2, 1), "2016-02", "2016-02-01"),
    (date(2016, 2, 29), "2016-02-29", "2016-02"),
    (date(2015, 12, 31), "2015-12-31", "2015"),
]


@pytest.mark.parametrize(("day", "first", "last"), BOUNDS)
def test_bounds_are_as_short_as_they_can_be(day: date, first: str, last: str) -> None:
    assert (first_day(day), last_day(day)) == (first, last)


def test_toggling_twice_changes_nothing() -> None:
    assert toggled(toggled(("a", "b"), "b"), "b") == ("a", "b")
    assert toggled((), "a") == ("a",)
