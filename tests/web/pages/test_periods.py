"""Periods: their names and bounds are one, and none is left out between others."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from web.pages.periods import bounds, periods_of
from web.urls import period_of


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_bounds_and_addresses_agree(day: date, length: int) -> None:
    """A period's bounds are written as the period itself."""
    value = day.isoformat()[:length]
    start, end = bounds(value)
    assert period_of(start, end) == value
    assert start <= day <= end


def test_years_without_matches_stand_between() -> None:
    assert periods_of("year", "", {"2014": 1, "2017": 2, "unknown": 3}) == ["2014", "2015", "2016", "2017"]
    assert periods_of("year", "", {"unknown": 3}) == []
