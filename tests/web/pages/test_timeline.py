"""The timeline: units, gaps, the way down and up, and what is not dated."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.model.article import Article, Precision, TextTime
from index.model import Filters, Query
from tests.web.support.articles import ARTICLES, FIGURED
from tests.web.support.fakes import FakeEngine
from web.library import Library
from web.pages.timeline import HEIGHT, Timeline, timeline


def drawn(app: Flask, engine: FakeEngine, query: Query, second: Query | None = None) -> Timeline:
    with app.test_request_context("/search"):
        made = timeline(engine.search(query), engine.search(second) if second else None)
    assert made is not None
    return made


def within(start: date, end: date) -> Query:
    return Query("فيسبوك", Filters(date_from=start, date_to=end), per_page=1)


UNITS = [
    ("few years by month", Query("فيسبوك"), "month", 36),
    ("one year by month", within(date(2016, 1, 1), date(2016, 12, 31)), "month", 12),
    ("one month by day", within(date(2016, 2, 1), date(2016, 2, 29)), "day", 29),
]


@pytest.mark.parametrize(("query", "unit", "count"), [u[1:] for u in UNITS], ids=[u[0] for u in UNITS])
def test_units(app: Flask, engine: FakeEngine, query: Query, unit: str, count: int) -> None:
    made = drawn(app, engine, query)
    assert (made.unit, len(made.periods)) == (unit, count)


def test_bars_hold_every_match(app: Flask, engine: FakeEngine) -> None:
    """The periods and the bar of the unknown add up to the total."""
    for query in (Query(), Query("تويتر"), within(date(2016, 1, 1), date(2016, 12, 31))):
        made = drawn(app, engine, query)
        assert sum(period.count for period in (*made.periods, *made.tail)) == made.total


def test_bars_fit_the_drawing(app: Flask, engine: FakeEngine) -> None:
    made = drawn(app, engine, Query("تويتر"), Query("تيليغرام"))
    for period in made.periods:
        for stroke in period.strokes:
            assert 0 <= stroke.height <= HEIGHT
            assert 0 <= stroke.x <= stroke.x + stroke.width <= made.width


def test_time_runs_with_the_language(app: Flask, engine: FakeEngine) -> None:
    """The oldest stands at the right in Arabic and at the left in English."""
    for lang, descending in (("ar", True), ("en", False)):
        with app.test_request_context(f"/search?lang={lang}"):
            made = timeline(engine.search(Query("تويتر")))
        assert made is not None
        places = [period.x for period in made.periods]
        assert places == sorted(places, reverse=descending)


def test_nothing_is_drawn_of_nothing(app: Flask, engine: FakeEngine) -> None:
    with app.test_request_context("/search"):
        assert timeline(engine.search(Query("zzz"))) is None


def test_a_second_search_is_counted_beside_the_first(app: Flask, engine: FakeEngine) -> None:
    made = drawn(app, engine, Query("فيسبوك"), Query("تيليغرام"))
    counts = [period.second for period in (*made.periods, *made.tail)]
    assert sum(counts) == made.second_total == 3


def test_each_bar_leads_to_what_it_counts(client: FlaskClient, app: Flask, engine: FakeEngine) -> None:
    """Following a bar's link finds as many articles as the bar said."""
    periods = [period for period in drawn(app, engine, Query("فيسبوك")).periods if period.count]
    assert len(periods) > 8
    for period in periods:
        address = (period.url or "").replace("/search?", "/api/v1/search?")
        assert client.get(address).get_json()["total"] == period.count


def test_the_way_up(client: FlaskClient) -> None:
    body = client.get("/search?q=فيسبوك&from=2016-02&to=2016-02").get_data(as_text=True)
    trail = re.search(r'<span class="trail">(.*?)</span>\n', body, re.DOTALL)
    assert trail
    assert "from=2016&amp;to=2016" in trail.group(1)
    assert "كل السنين" in trail.group(1)


def test_the_table_says_what_the_bars_show(client: FlaskClient) -> None:
    """Counts and shares of all that the archive holds stand in a table, with links."""
    body = client.get("/search?q=تيليغرام&lang=en").get_data(as_text=True)
    table = body[body.index("<table>") : body.index("</table>")]
    assert "November 2015" in table
    assert "%" in table


def test_a_bar_that_is_cut_off_is_shown_broken(app: Flask, engine: FakeEngine) -> None:
    """What is not dated may be far more than any period has; a bar of a period is always whole."""
    undated = tuple(replace(ARTICLES[2], id=f"undated-{n}") for n in range(40))
    made = drawn(app, FakeEngine((*ARTICLES, *undated)), Query())
    assert [stroke.broken for period in made.tail for stroke in period.strokes][-1]
    assert not any(stroke.broken for period in made.periods for stroke in period.strokes)


def test_two_axes_of_time(app: Flask) -> None:
    """The same drawing by publication and by what the texts are about, with a switch; bars lead to counts."""
    engine = FakeEngine(FIGURED)
    with app.test_request_context("/search?q=تويتر&axis=about"):
        made = timeline(engine.search(Query("تويتر")), axis="about")
        assert made is not None
        assert [link.current for link in made.axes] == [False, True]
        filled = [period for period in made.periods if period.count]
        assert any(period.value.startswith("2015") for period in filled)
        assert all("axis=about" in (p.url or "") and "about_from=" in (p.url or "") for p in filled)


def test_what_texts_are_about_by_day(app: Flask) -> None:
    """Within one month the days are drawn on both axes, where the engine counts them."""
    day = date(2016, 2, 7)
    told = Article(
        "told",
        "أغلقت تويتر حسابات في 7 شباط 2016.",
        "خبر",
        times=(TextTime(day, day, Precision.DAY, 21, 32),),
    )
    asked = Query("تويتر", Filters(about_from=date(2016, 2, 1), about_to=date(2016, 2, 29)))
    with app.test_request_context("/search?q=تويتر&axis=about"):
        made = timeline(FakeEngine((told,)).search(asked), axis="about")
    assert made is not None
    assert (made.unit, len(made.periods)) == ("day", 29)
    assert [period.value for period in made.periods if period.count] == ["2016-02-07"]


def test_about_filters_and_stays_in_the_address(client: FlaskClient, app: Flask) -> None:
    """Bounds of what the texts are about are read, kept in links, and taken away by their chip."""
    told = app.test_client()
    app.extensions["sijill"] = Library(app.extensions["sijill"].settings, FakeEngine(FIGURED), None)
    answer = told.get("/api/v1/search?about_from=2014&about_to=2014").get_json()
    assert [hit["id"] for hit in answer["hits"]] == ["winter-before"]
    body = told.get("/search?q=&about_from=2014&about_to=2014").get_data(as_text=True)
    assert re.search('name="about_from" [^>]*value="2014"', body)
    assert "عن 2014" in body


def test_the_start_page_leads_to_searches_as_a_reader_makes_them(client: FlaskClient) -> None:
    """The bars' links ask for a whole page of hits."""
    page = client.get("/").get_data(as_text=True)
    assert 'href="/search?q=&amp;from=' in page
    assert "per_page" not in page
