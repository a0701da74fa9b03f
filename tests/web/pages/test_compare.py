"""Comparing searches over time: counts, shares and their denominator, gaps, page, table and REST alike."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.model import Filters, Query
from tests.web.support.fakes import FakeEngine
from web.pages.compare import HEIGHT, draw
from web.pages.comparison import compare
from web.pages.scale import rounded_up, scale_of


def test_each_search_counts_what_it_finds_alone(engine: FakeEngine) -> None:
    """By period, with what has no date apart; a broken one costs only itself."""
    found = compare(engine, ["فيسبوك", "تويتر", "("], Query())
    for one in found.series[:2]:
        page = engine.search(one.query)
        assert one.total == page.total
        months = {b.value: b.count for b in page.facets["month"] if b.value != "unknown"}
        assert {period: count for period, count in one.counts.items() if count} == months
    assert [one.code for one in found.series] == ["", "", "empty_group"]
    assert found.unit == "month"


def test_shares_are_of_all_articles_of_the_period(engine: FakeEngine) -> None:
    year = Filters(date_from=date(2016, 1, 1), date_to=date(2016, 12, 31))
    found = compare(engine, ["تويتر"], Query(filters=year))
    assert found.periods == tuple(f"2016-{month:02}" for month in range(1, 13))
    whole = {b.value: b.count for b in engine.search(Query()).facets["month"]}
    (one,) = found.series
    for period in found.periods:
        expected = 100 * one.counts.get(period, 0) / whole[period] if whole.get(period) else None
        assert found.share(one, period) == expected


@pytest.mark.parametrize("in_counts", [True, False])
def test_bars_fit_and_zeros_and_gaps_are_drawn(app: Flask, engine: FakeEngine, *, in_counts: bool) -> None:
    with app.test_request_context("/compare"):
        found = compare(engine, ["تويتر", "يوتيوب"], Query())
        drawing = draw(found, in_counts=in_counts)
    assert len(drawing.places) == len(found.periods)
    for place, period in zip(drawing.places, found.periods, strict=True):
        assert place.is_gap == (not found.archive.get(period))
        assert len(place.bars) == (2 if in_counts or not place.is_gap else 0)
        assert all(0 < bar.height <= HEIGHT and 0 <= bar.x <= drawing.width - bar.width for bar in place.bars)


def test_page_table_and_rest_agree(client: FlaskClient) -> None:
    rest = client.get("/api/v1/compare?q=تويتر&q=فيسبوك&q=(").get_json()
    table = client.get("/compare.csv?q=تويتر&q=فيسبوك&q=(").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["period", "all articles", "تويتر (articles)", "تويتر (%)"]
    assert [row[0] for row in rows[1:-1]] == rest["periods"]
    assert [int(row[2]) for row in rows[1:-1]] == rest["searches"][0]["counts"]
    assert [int(row[1]) for row in rows[1:-1]] == rest["archive"]
    assert rest["searches"][2]["error"]["code"] == "empty_group"
    page = client.get("/compare?q=تويتر&q=فيسبوك&lang=en").get_data(as_text=True)
    links = [unescape(link) for link in re.findall(r'<td><a href="([^"]+)"', page)]
    assert links
    assert client.get(links[0]).status_code == 200
    assert client.get("/compare").status_code == 200
    assert client.get("/api/v1/compare?q=a&q=b&q=c&q=d&q=e").status_code == 400


@given(st.floats(0.001, 1e7))
def test_a_scale_ends_at_a_round_number_above(value: float) -> None:
    top = rounded_up(value)
    assert value <= top * (1 + 1e-9)
    assert top <= 2.5 * value * (1 + 1e-6) + 1e-6
    assert scale_of(value, percent=True).labels[-1] == "0"


def test_the_timeline_in_shares_and_what_a_filter_leaves_out(client: FlaskClient) -> None:
    """The switch is in every link; years outside the filter are pale."""
    page = client.get("/search?q=تويتر&from=2016&to=2016&share=1&lang=en").get_data(as_text=True)
    assert "<b>in shares of all articles</b>" in page
    assert 'name="share" value="1"' in page
    several = client.get("/search?q=&from=2015&to=2016-06&lang=en").get_data(as_text=True)
    assert "outside" in several
