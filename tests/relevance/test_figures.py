"""Figures and claims from end to end: files are added, indexed and asked, as a user's are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archive.claims.claim import Claim
from archive.claims.series import find_rivals, find_series
from index.figures import MOST, FigureFilters
from index.model import Query
from tests.relevance.archives import Library


def claims(library: Library) -> dict[tuple[int | Decimal, str], Claim]:
    """Every claim by its value and unit, the most often told of equals."""
    page = library.engine.figures(Query(), FigureFilters(per_page=MOST))
    found = sorted(page.claims.claims, key=lambda claim: len(claim.tellings))
    return {(claim.value, claim.unit): claim for claim in found}


def differing(claim: Claim) -> dict[str, str]:
    """The fields in which tellings differ, and how."""
    return {difference.field: difference.kind for difference in claim.differences}


def test_one_announcement_with_three_periods_is_one_claim(reports: Library) -> None:
    claim = claims(reports)[125_000, "accounts"]
    assert sorted(article[:3] for article in claim.articles) == ["000", "001", "004"]
    assert differing(claim)["period"] == "disjoint"
    assert claim.origins == 1


def test_later_totals_are_a_series_whose_wording_is_flagged(reports: Library) -> None:
    page = reports.engine.figures(Query(), FigureFilters(units=("accounts",), per_page=MOST))
    (series,) = find_series(page.claims.claims)
    assert [claim.value for claim in series.claims] == [125_000, 360_000]
    assert [flag.kind for flag in series.flags] == ["wording"]


def test_traps_are_no_accounts(reports: Library) -> None:
    """Followers, minutes, seconds, money and a phone number stand in the reports, and are none."""
    page = reports.engine.figures(Query(), FigureFilters(units=("accounts",), per_page=500))
    values = {int(row.figure.value) for row in page.rows}
    assert values
    assert not values & {1500, 25, 15}
    assert max(values) < 10**7


@pytest.mark.parametrize(
    ("value", "unit", "ids"),
    [
        (125_000, "accounts", {"s000-twitter-125k-alaraby", "tw-125k-cnn-ar", "video-enabbaladi"}),
        (360_000, "accounts", {"tw-235k-domainb", "tw-360k-altaghier", "hash-db-alwatan"}),
        (26_000, "websites+accounts", {"europol-26k-akhbaralaan", "s002-tamtam-diyaruna"}),
        (78, "accounts", {"tg-78-arabi21", "tg-78-jaljulia"}),
    ],
)
def test_tellings_of_the_demo_corpus_stand_together(
    briefs: Library, value: int, unit: str, ids: set[str]
) -> None:
    assert ids <= set(claims(briefs)[value, unit].articles)


@pytest.mark.parametrize("values", [{"700", "7000"}, {"60", "65", "70"}, {"250000", "425000"}])
def test_other_values_of_the_demo_corpus_are_rivals(briefs: Library, values: set[str]) -> None:
    rivals = find_rivals(briefs.engine.figures(Query(), FigureFilters(per_page=MOST)).claims.claims)
    assert any(values <= set(one.difference.values) for one in rivals)


def test_figures_of_a_search_are_those_of_its_articles(briefs: Library) -> None:
    found = briefs.find("europol يوروبول")
    page = briefs.engine.figures(Query("europol يوروبول"), FigureFilters(per_page=500))
    assert page.total
    assert {row.article_id for row in page.rows} <= found
