"""Figures and claims of a search: whose, of when, how many; rejected ones apart; the same in any segment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archive.model.article import Article
from archive.model.figure import Figure
from index.arrays_engine import ArraysEngine
from index.figures import MOST, FigureFilters, FigureSort
from index.model import Filters, Query
from tests.index.support.articles import article, engine_over

JUNE, AUGUST = date(2015, 6, 1), date(2015, 8, 31)


def told(value: int | Decimal, **values: object) -> Figure:
    """A figure of closed accounts on Twitter."""
    figure = Figure(value, "accounts", "eq", 0, 3, str(value), f"أغلقت {value} حساب", action="closed")
    figure = replace(figure, platform="twitter", actor="twitter", side="platform")
    return replace(figure, **values)  # type: ignore[arg-type]


ARTICLES = (
    article("a", "اغلاق", title="خبر", day="2016-02-05", outlet="x", figures=(
        told(125_000, period_start=JUNE, period_end=AUGUST), told(7, unit="channels", platform="telegram"),
    )),
    article("b", "اغلاق", day="2016-08", figures=(told(235_000), told(9, state="rejected"))),
    article("c", "اغلاق", figures=(told(360_000, upper=400_000, confidence=0.6),)),
    article("d", "غيره", day="2017", figures=(
        told(5, unit="websites+accounts", side="state", actor="saudi", platform=None, action=None),
    )),
    article("e", "اغلاق ولا ارقام", day="2015"),
)  # fmt: skip

CASES = {
    "all, the earliest first": ("", FigureFilters(), [125_000, 7, 235_000, 5, 360_000]),
    "the largest first": ("", FigureFilters(sort=FigureSort.VALUE), [360_000, 235_000, 125_000, 7, 5]),
    "of a search": ("اغلاق", FigureFilters(), [125_000, 7, 235_000, 360_000]),
    "of a platform": ("", FigureFilters(platforms=("telegram",)), [7]),
    "of two platforms": ("", FigureFilters(platforms=("telegram", "twitter"), high=Decimal(100)), [7]),
    "of an actor": ("", FigureFilters(actors=("saudi",)), [5]),
    "of an action": ("", FigureFilters(actions=("closed",), units=("channels",)), [7]),
    "of a unit, in a pair too": ("", FigureFilters(units=("accounts",)), [125_000, 235_000, 5, 360_000]),
    "of a side": ("", FigureFilters(sides=("state",)), [5]),
    "of a period told": ("", FigureFilters(period_from=AUGUST, period_to=AUGUST), [125_000]),
    "of a period, by the article's date": ("", FigureFilters(period_from=date(2016, 8, 9)), [235_000, 5]),
    "at least": ("", FigureFilters(low=Decimal(200_000)), [235_000, 360_000]),
    "at most": ("", FigureFilters(high=Decimal(7)), [7, 5]),
    "a range by its upper end": ("", FigureFilters(low=Decimal(400_000), high=Decimal(400_000)), [360_000]),
    "certain": ("", FigureFilters(certainty=0.9), [125_000, 7, 235_000, 5]),
    "rejected ones too": ("", FigureFilters(rejected=True, high=Decimal(10)), [7, 9, 5]),
    "a page": ("", FigureFilters(page=2, per_page=2), [235_000, 5]),
    "behind the last page": ("", FigureFilters(page=9), []),
    "none": ("غائب", FigureFilters(), []),
}  # fmt: skip


@pytest.fixture(scope="module", params=[1, 3])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    return engine_over(tmp_path_factory.mktemp("figures"), *ARTICLES, parts=request.param)


@pytest.mark.parametrize(("text", "wanted", "values"), CASES.values(), ids=CASES.keys())
def test_figures(engine: ArraysEngine, text: str, wanted: FigureFilters, values: list[int]) -> None:
    assert [row.figure.value for row in engine.figures(Query(text), wanted).rows] == values


def test_a_page_counts_all(engine: ArraysEngine) -> None:
    page = engine.figures(Query(), FigureFilters(per_page=1))
    assert (page.total, page.articles, page.partial) == (5, 4, False)
    (row,) = page.rows
    assert (row.article_id, row.title, row.outlet and row.outlet.id) == ("a", "خبر", "x")
    assert row.published.start == date(2016, 2, 5)


def test_filters_of_the_search_hold(engine: ArraysEngine) -> None:
    filters = Filters(date_from=date(2016, 1, 1), date_to=date(2016, 12, 31))
    assert engine.figures(Query("", filters), FigureFilters()).articles == 2


def test_claims_group_tellings(tmp_path: Path) -> None:
    """Two articles of one announcement are one claim; what was rejected or filtered away tells nothing."""
    engine = engine_over(
        tmp_path,
        article("a", day="2016-02-05", figures=(told(125_000, period="منذ يونيو", period_start=JUNE,
                                                     period_end=AUGUST),)),
        article("b", day="2016-02-06", figures=(told(125_000),)),
        article("c", day="2016-02-07", figures=(told(125_000, state="rejected"),)),
        article("d", day="2016-02-07", figures=(told(14, unit="channels", platform="telegram"),)),
    )  # fmt: skip
    claims = engine.figures(Query(), FigureFilters(per_page=MOST)).claims.claims
    assert sorted((claim.value, claim.articles) for claim in claims) == [(14, ("d",)), (125_000, ("a", "b"))]
    (claim,) = engine.figures(Query(), FigureFilters(platforms=("twitter",), per_page=MOST)).claims.claims
    assert claim.origins == 1
    assert [difference.field for difference in claim.differences] == ["period"]


def test_what_a_person_set_apart_stands_alone(tmp_path: Path) -> None:
    engine = engine_over(
        tmp_path,
        article("a", figures=(told(125_000),)),
        article("b", figures=(told(125_000),)),
        article("c", figures=(told(125_000, apart=True, key="k"),)),
    )
    claims = engine.figures(Query(), FigureFilters(per_page=MOST)).claims.claims
    assert sorted(claim.articles for claim in claims) == [("a", "b"), ("c",)]
    assert len({claim.id for claim in claims}) == 2


def test_hidden_articles_tell_nothing(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, *ARTICLES)
    snapshot = engine.snapshot()
    (segment,) = snapshot.segments
    segment.deleted = segment.telling[:1]
    assert "a" not in {row.article_id for row in engine.figures(Query(), FigureFilters()).rows}


def test_what_the_text_is_about(tmp_path: Path) -> None:
    """`about:`, its filter and its facets are of the text's times; `date:` stays that of publication."""
    from archive.extraction.annotate import read_anew

    def telling(id_: str, body: str, day: str) -> Article:
        return read_anew(article(id_, body, day=day))

    engine = engine_over(
        tmp_path,
        telling("a", "جرى ذلك في شباط 2016 ثم في 7 أوت 2015.", "2017-01-03"),
        telling("b", "جرى ذلك أمس.", "2016-02-03"),
        telling("c", "لا زمن فيه.", "2016-02-03"),
    )

    def ids(text: str, filters: Filters | None = None) -> set[str]:
        return {hit.id for hit in engine.search(Query(text, filters or Filters())).hits}

    assert ids("about:2015") == ids("عن:أغسطس 2015") == {"a"}
    assert ids("عن:شباط 2016") == ids("about:[2016-01 TO 2016-03]") == {"a", "b"}
    assert ids("date:2016") == {"b", "c"}
    assert ids("فبراير 2016") == {"a", "b"}
    february = Filters(about_from=date(2016, 2, 1), about_to=date(2016, 2, 29))
    assert ids("", february) == {"a", "b"}
    facets = engine.search(Query("", february)).facets
    assert [(b.value, b.count) for b in facets["about_year"]] == [("2015", 1), ("2016", 2), ("unknown", 1)]
    assert [(b.value, b.count) for b in facets["year"]] == [("2016", 1), ("2017", 1)]
    body = engine.mark(Query("about:2016"), "a")[-1]
    assert [body.text[start:end] for start, end in body.marks] == ["شباط 2016"]


def test_the_memory_of_figures_is_a_generation_s(tmp_path: Path) -> None:
    """After a correction and a new generation the figure says what it says now."""
    engine = engine_over(tmp_path, ARTICLES[0])
    assert engine.figures(Query(), FigureFilters()).rows[0].state == "unread"
    first, *rest = ARTICLES[0].figures
    changed = replace(ARTICLES[0], figures=(replace(first, state="confirmed"), *rest))
    engine_over(tmp_path, changed).close()
    assert engine.figures(Query(), FigureFilters()).rows[0].state == "confirmed"
