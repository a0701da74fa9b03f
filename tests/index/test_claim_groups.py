"""Claims of a generation: grouped once, restricted to a search, and the same under each."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.figures import MOST, FigureFilters
from index.model import Query
from tests.index.support.articles import article, engine_over
from tests.index.test_figures import told

TOLD = (
    article("a", body="خبر عن الحسابات في تويتر", day="2016-02-05", figures=(told(125_000, start=1),)),
    article("b", body="خبر آخر", day="2016-02-06", figures=(told(125_000, start=2, comparator="gt"),)),
    article("c", body="خبر آخر", day="2016-08-18", figures=(told(360_000, start=3), told(14, start=9))),
)


@pytest.fixture(scope="module", params=[1, 2])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    return engine_over(tmp_path_factory.mktemp("claims"), *TOLD, parts=request.param)


def related(engine, text: str = "", **filters: object):
    return engine.figures(Query(text), FigureFilters(per_page=MOST, **filters)).claims


def test_a_claim_has_one_id_under_each_search(engine) -> None:
    """Of the tellings those in the result are shown, and what differs is of these."""
    (whole,) = (claim for claim in related(engine).claims if claim.value == 125_000)
    (part,) = (claim for claim in related(engine, "آخر").claims if claim.value == 125_000)
    assert part.id == whole.id
    assert (whole.articles, part.articles) == (("a", "b"), ("b",))
    assert [one.field for one in whole.differences] == ["comparator"]
    assert part.differences == ()


def test_every_figure_of_a_search_is_in_one_claim(engine) -> None:
    tellings = [one for claim in related(engine, "آخر").claims for one in claim.tellings]
    assert sorted(one.figure.value for one in tellings) == [14, 125_000, 360_000]


def test_rejected_figures_are_claims_only_where_they_are_asked_for(tmp_path: Path) -> None:
    rejected = article("r", figures=(told(125_000, state="rejected"),))
    engine = engine_over(tmp_path, *TOLD, rejected)
    assert "r" not in {one for claim in related(engine).claims for one in claim.articles}
    asked = related(engine, rejected=True).claims
    assert "r" in {one for claim in asked for one in claim.articles}
    assert len({claim.id for claim in asked}) == len(asked)
