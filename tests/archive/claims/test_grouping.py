"""Claims: what tells the same thing is one claim, what differs is labelled, what follows is a series."""

from __future__ import annotations

import calendar
import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.claims.claim import Claim, Telling
from archive.claims.grouping import group_claims
from archive.claims.series import find_rivals, find_series
from archive.extraction.figures import Figure, find_figures
from archive.model.article import Precision, Published
from tests.shared import shared

BASE = Figure(
    value=125_000, unit="accounts", comparator="gt", start=0, end=3, surface="…",
    sentence="أغلق تويتر حسابات", action="closed", actor="twitter", platform="twitter", side="platform",
)  # fmt: skip


def published(start: str, end: str | None = None) -> Published:
    return Published(date.fromisoformat(start), date.fromisoformat(end or start), Precision.INTERVAL)


def telling(article: str, day: str = "2016-02-07", **changes: object) -> Telling:
    return Telling(article, f"outlet of {article}", published(day), replace(BASE, **changes))  # type: ignore[arg-type]


def labels(claim: Claim) -> dict[str, str]:
    return {difference.field: difference.kind for difference in claim.differences}


def period(start: str, end: str, said: str = "…") -> dict[str, object]:
    return {
        "period": said, "period_start": date.fromisoformat(start), "period_end": date.fromisoformat(end),
    }  # fmt: skip


def test_tellings_of_one_announcement_are_one_claim_with_one_origin() -> None:
    (claim,) = group_claims([telling("a"), telling("b", action="deleted"), telling("c", action="suspended")])
    assert claim.articles == ("a", "b", "c")
    assert claim.origins == 1
    assert claim.differences == ()


SECOND_HALF = period("2015-07-01", "2015-12-31")
LABELLED = [
    ("disjoint periods", period("2014-10-01", "2015-03-31"), SECOND_HALF, "period", "disjoint"),
    ("overlapping periods", SECOND_HALF, period("2015-07-01", "2016-02-07"), "period", "overlapping"),
    ("a period that one leaves out", {}, SECOND_HALF, "period", "unstated"),
    ("comparators", {"comparator": "eq"}, {"comparator": "gt"}, "comparator", "differs"),
    ("units of one family", {"unit": "channels"}, {"unit": "accounts"}, "unit", "differs"),
    ("units that mean the same act", {"unit": "items"}, {"unit": "websites+accounts"}, "unit", "differs"),
    ("actors", {"actor": "twitter"}, {"actor": "europol"}, "actor", "differs"),
    ("a rounded value", {"value": 376_890}, {"value": 377_000}, "rounding", "differs"),
    ("a close value", {"value": 123_456}, {"value": 124_567}, "value", "differs"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "field", "kind"), [row[1:] for row in LABELLED], ids=[row[0] for row in LABELLED]
)
def test_what_differs_is_labelled(
    one: dict[str, object], other: dict[str, object], field: str, kind: str
) -> None:
    (claim,) = group_claims([telling("a", **one), telling("b", **other)])
    assert labels(claim)[field] == kind


APART = [
    ("values", {"value": 130_000}),
    ("platforms", {"platform": "facebook", "actor": "facebook"}),
    ("actions", {"action": "hacked"}),
    ("rates", {"rate": "day"}),
    ("families", {"unit": "users", "action": "used"}),
    ("the group's own claims", {"side": "group"}),
    ("vague amounts", {"comparator": "vague"}),
]  # fmt: skip


@pytest.mark.parametrize("changes", [row[1] for row in APART], ids=[row[0] for row in APART])
def test_other_things_are_other_claims(changes: dict[str, object]) -> None:
    assert len(group_claims([telling("a"), telling("b", **changes)])) == 2


def test_the_same_number_of_two_peoples_followers_is_two_claims() -> None:
    followers = {"unit": "followers", "value": 2_000_000, "action": None, "actor": None, "side": None}
    club = telling("a", sentence="بلغ متابعو نادي المدينة الرياضي مليونين على تويتر", **followers)
    shop = telling("b", sentence="لشركة المتجر الكبير مليونا متابع في تويتر", **followers)
    again = telling("c", sentence="متابعو نادي المدينة الرياضي على تويتر مليونان", **followers)
    claims = group_claims([club, shop, again])
    assert sorted(claim.articles for claim in claims) == [("a", "c"), ("b",)]
    assert len({claim.id for claim in claims}) == 2


def test_a_headline_and_its_body_are_one_telling() -> None:
    headline = telling("a", action=None, actor=None, side=None)
    (claim,) = group_claims([headline, telling("a", start=90, end=95)])
    (told,) = claim.tellings
    assert told.figure.action == "closed"


def test_two_values_of_one_sentence_are_two_claims_however_close() -> None:
    months = [telling("a", value=2_094, start=1, end=2), telling("a", value=2_118, start=5, end=6)]
    assert len(group_claims(months)) == 2


def test_an_id_stays_when_later_articles_join() -> None:
    early = [telling("a", "2016-02-07"), telling("b", "2016-02-08")]
    (before,) = group_claims(early)
    (after,) = group_claims([*early, telling("c", "2016-03-01", value=126_000)])
    assert before.id == after.id == "acted_on-twitter-enforcement-125000"


def test_a_growing_total_is_a_series_and_no_contradiction() -> None:
    claims = group_claims(
        [
            telling("a", "2016-02-07", **period("2015-07-01", "2016-02-05")),
            telling("b", "2016-08-18", value=235_000, **period("2016-02-05", "2016-08-18")),
            telling("c", "2016-08-20", value=360_000, **period("2015-07-01", "2016-08-18")),
        ]
    )
    (series,) = find_series(claims)
    assert [claim.value for claim in series.claims] == [125_000, 235_000, 360_000]
    assert series.flags == ()
    assert find_rivals(claims) == ()


def test_a_larger_total_told_to_end_earlier_is_flagged_for_its_wording() -> None:
    claims = group_claims(
        [
            telling("a", "2016-02-07", **period("2015-06-01", "2016-02-07", "منذ منتصف 2015")),
            telling("b", "2016-09-01", value=360_000, **period("2015-06-01", "2015-07-31", "في منتصف 2015")),
        ]
    )
    (series,) = find_series(claims)
    (flag,) = series.flags
    assert (flag.field, flag.kind) == ("period", "wording")
    assert flag.values == ("منذ منتصف 2015", "في منتصف 2015")


def test_two_values_of_one_time_are_rivals() -> None:
    quarter = period("2018-07-01", "2018-09-30")
    claims = group_claims(
        [telling("a", value=58_000_000, **quarter), telling("b", value=7_800_000, **quarter)]
    )
    (rivals,) = find_rivals(claims)
    assert rivals.difference.values == ("7800000", "58000000")
    assert find_series(claims) == ()


def test_like_values_told_at_one_time_without_a_period_are_rivals() -> None:
    claims = group_claims([telling("a", "2019-10-20", value=10), telling("b", "2019-10-22", value=24)])
    assert len(find_rivals(claims)) == 1


def test_a_change_with_two_beginnings_is_one_claim_with_different_values() -> None:
    change = {"unit": "followers", "action": "declined", "sentence": "هبط متابعو حسابات داعش"}
    other = {**change, "sentence": "تراجع عدد من يتابع أنصار داعش على الموقع من حساب إلى حساب"}
    claims = group_claims(
        [
            telling("a", value=1500, start=1, end=2, **change),
            telling("a", value=300, start=5, end=6, **change),
            telling("a", value=1000, start=20, end=21, **other),
            telling("a", value=300, start=25, end=26, **other),
        ]
    )
    by_value = {claim.value: claim for claim in claims}
    assert len(claims) == 2
    assert labels(by_value[1500])["value"] == "differs"


VALUES = st.builds(
    telling,
    article=st.sampled_from("abcdef"),
    day=st.sampled_from(["2015-03-01", "2016-02-07", "2016-08-18"]),
    value=st.integers(3, 400_000),
    unit=st.sampled_from(["accounts", "channels", "followers", "percent", "users"]),
    comparator=st.sampled_from(["eq", "gt", "vague"]),
    platform=st.sampled_from([None, "twitter", "telegram"]),
    action=st.sampled_from([None, "closed", "declined", "hacked"]),
    sentence=st.sampled_from(["أغلق تويتر حسابات داعش", "هبط متابعو النادي", "بلغ العدد"]),
    start=st.integers(0, 50),
)


@given(st.lists(VALUES, max_size=25), st.randoms())
@settings(max_examples=100)
def test_every_article_is_in_a_claim_and_the_order_of_input_changes_no_value(
    tellings: list[Telling], random: object
) -> None:
    claims = group_claims(tellings)
    assert {article for claim in claims for article in claim.articles} == {one.article for one in tellings}
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert 1 <= claim.origins <= len(claim.tellings)
        assert claim.value in {one.figure.value for one in claim.tellings}
    find_series(claims)
    find_rivals(claims)


@cache
def reports() -> tuple[Claim, ...]:
    """The claims of the five reports."""
    told = []
    for report in json.loads(shared("gold/seeds.json").read_text(encoding="utf-8")):
        text = shared(f"seeds/{report['file']}").read_text(encoding="utf-8")
        body = "\n\n".join(text[start:end] for start, end in report["body_spans"])
        when = published(report["publication_date"]["earliest"], report["publication_date"]["latest"])
        figures = find_figures(f"{report['headline'] or ''}\n\n{body}", when.end)
        told.extend(Telling(report["id"], report["outlet"]["id"], when, figure) for figure in figures)
    return group_claims(told)


def claim_of(value: int, unit: str = "accounts") -> Claim:
    return next(
        claim
        for claim in reports()
        if any(one.figure.value == value for one in claim.tellings) and claim.unit == unit
    )


def test_a1_the_125_thousand_are_one_claim_with_disjoint_periods_and_one_origin() -> None:
    claim = claim_of(125_000)
    assert claim.articles == ("seed-000", "seed-001", "seed-004")
    assert labels(claim) == {"period": "disjoint", "comparator": "differs"}
    assert claim.origins == 1


def test_a2_the_360_thousand_are_a_series_with_them_whose_wording_is_flagged() -> None:
    series = next(one for one in find_series(reports()) if claim_of(360_000) in one.claims)
    assert claim_of(125_000) in series.claims
    assert {flag.kind for flag in series.flags} == {"wording"}


def test_a3_the_fall_of_followers_is_told_with_two_beginnings() -> None:
    claim = claim_of(1500, "followers")
    assert {one.figure.value for one in claim.tellings} == {1500, 1000}
    assert labels(claim)["value"] == "differs"


def test_a5_and_a6_are_one_claim_each_with_the_comparator_labelled() -> None:
    presence, users = claim_of(46_000), claim_of(300_000_000, "users")
    assert presence.articles == users.articles == ("seed-000", "seed-001")
    assert labels(presence)["comparator"] == labels(users)["comparator"] == "differs"


def test_the_groups_own_claims_stand_apart() -> None:
    own = {claim.value for claim in reports() if claim.measure.side == "group"}
    assert {10_000, 150, 5_000} <= own
    assert not {125_000, 360_000, 660} & own


def _interval(stated: str | None) -> Published:
    """`2016`, `2016-02` or `2016-02-07` as a closed interval of days."""
    if not stated:
        return Published()
    parts = [int(part) for part in stated.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if len(parts) == 3:
        return published(stated)
    if month is not None:
        return published(f"{stated}-01", f"{stated}-{calendar.monthrange(year, month)[1]}")
    return published(f"{stated}-01-01", f"{stated}-12-31")


@cache
def briefs() -> tuple[Claim, ...]:
    """The claims of our own briefs."""
    told = []
    for line in shared("demo/articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        when = _interval(article["published"])
        figures = find_figures(f"{article['title']}\n\n{article['body']}", when.end)
        told.extend(Telling(article["id"], article["outlet_id"], when, figure) for figure in figures)
    return group_claims(told)


CONFLICTS = [
    ("tw-125k-period", {"period"}), ("tw-aug2016-total", {"value", "period"}),
    ("tw-mar2017", {"value", "period"}), ("tw-apr2018-percent", {"value"}),
    ("tg-78-unit-date", {"unit"}), ("tg-watch-rate", {"value", "unit"}),
    ("yt-q3-2018", {"value"}), ("europol-2019", {"unit", "period"}), ("tamtam-count", {"value"}),
    ("tiktok-count", {"value"}), ("brookings", {"value", "period"}), ("sawab-audience", {"value"}),
    ("eu-jan2018", {"value"}),
]  # fmt: skip


@pytest.mark.parametrize(("group", "fields"), CONFLICTS, ids=[row[0] for row in CONFLICTS])
def test_the_board_shows_each_conflict_of_the_briefs(group: str, fields: set[str]) -> None:
    """Two or more of its articles stand side by side with the differing fields labelled."""
    conflicts = json.loads(shared("demo/gold.json").read_text(encoding="utf-8"))["conflicts"]
    ids = next(set(one["ids"]) for one in conflicts if one["id"] == group)
    shown: set[str] = set()
    for claim in briefs():
        if len(ids & set(claim.articles)) > 1:
            shown |= labels(claim).keys()
    for rivals in find_rivals(briefs()):
        if len(ids & {article for claim in rivals.claims for article in claim.articles}) > 1:
            shown.add(rivals.difference.field)
    assert fields <= shown
