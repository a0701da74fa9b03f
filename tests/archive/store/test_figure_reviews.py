"""Decisions: a person confirms, corrects or rejects a figure, and the decision outlives a new reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archive.errors import BadCorrection
from archive.extraction.annotate import read_anew
from archive.model.article import Article, DateSource, Precision, Published
from archive.model.figure import Figure
from archive.store.figure_reviews import normal_decision
from tests.archive.support.builders import article, store_in

BODY = "أعلنت شركة تويتر أنها أغلقت 125 ألف حساب منذ منتصف 2015."
DAY = Published(date(2016, 2, 7), date(2016, 2, 7), Precision.DAY, DateSource.STATED)


def told() -> Article:
    """An article with one figure."""
    return read_anew(article(body=BODY, published=DAY))


def after(folder: Path, *decisions: str, one: Article | None = None) -> Figure:
    """The figure of an archive after these decisions."""
    with store_in(folder) as store:
        store.add(told())
        (figure,) = told().figures
        for decision in decisions:
            store.correct("a-1", f"figure:{figure.key}", decision, why="read it")
        if one is not None:
            store.add(one)
        held = store.get("a-1")
        assert held is not None
        return held.figures[0]


@pytest.mark.parametrize(
    ("decisions", "state", "changed"),
    [
        pytest.param((), "unread", {}, id="nothing decided"),
        pytest.param(("confirm",), "confirmed", {}, id="confirmed"),
        pytest.param(("reject",), "rejected", {}, id="rejected"),
        pytest.param(("reject", "confirm"), "confirmed", {}, id="the last word holds"),
        pytest.param(("value=235000",), "corrected", {"value": 235000}, id="another value"),
        pytest.param(("value=235 ألف",), "corrected", {"value": 235000}, id="a value in words"),
        pytest.param(("apart",), "unread", {"apart": True}, id="apart"),
        pytest.param(("apart", "together"), "unread", {"apart": False}, id="together again"),
        pytest.param(("value=4.5",), "corrected", {"value": Decimal("4.5")}, id="a decimal"),
        pytest.param(("value=1", "unit=channels"), "corrected", {"value": 1, "unit": "channels"}, id="two"),
        pytest.param(
            ("period=2015-06..2016-02",),
            "corrected",
            {"period_start": date(2015, 6, 1), "period_end": date(2016, 2, 29)},
            id="another period",
        ),
        pytest.param(("period=",), "corrected", {"period_start": None}, id="no period"),
        pytest.param(("side=state", "actor="), "corrected", {"side": "state", "actor": None}, id="a side"),
    ],
)
def test_what_is_decided_is_laid_over(
    tmp_path: Path, decisions: tuple[str, ...], state: str, changed: dict[str, object]
) -> None:
    figure = after(tmp_path, *decisions)
    assert figure.state == state
    assert {name: getattr(figure, name) for name in changed} == changed


def test_a_decision_outlives_a_new_revision_and_another_date(tmp_path: Path) -> None:
    """It is on what the figure says, not on where it stands or on how it was read."""
    moved = read_anew(replace(told(), body="جملة قبلها.\n\n" + BODY))
    assert after(tmp_path, "confirm", one=moved).state == "confirmed"
    with store_in(tmp_path) as store:
        store.correct("a-1", "published", "2017-03-01", why="the page says so")
        held = store.get("a-1")
        assert held is not None
        assert [figure.state for figure in held.figures] == ["confirmed"]


def test_a_decision_can_be_taken_back(tmp_path: Path) -> None:
    after(tmp_path, "reject")
    with store_in(tmp_path) as store:
        store.undo("a-1")
        held = store.get("a-1")
        assert held is not None
        assert held.figures[0].state == "unread"


def test_a_figure_that_is_not_there_cannot_be_decided(tmp_path: Path) -> None:
    """The message names the figures that there are."""
    with store_in(tmp_path) as store:
        store.add(told())
        with pytest.raises(BadCorrection, match=told().figures[0].key):
            store.correct("a-1", "figure:none", "confirm", why="-")


@pytest.mark.parametrize(
    "text", ["", "maybe", "value=many", "unit=stones", "comparator=!", "action=x", "side=x", "colour=red",
             "period=soon", "period=2016..2015", "confirm=yes"],
)  # fmt: skip
def test_what_is_no_decision_says_what_is_one(text: str) -> None:
    with pytest.raises(BadCorrection) as refused:
        normal_decision(text)
    assert refused.value.remedy
