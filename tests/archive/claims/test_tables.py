"""Tables: totals, periods and standing numbers are never mixed, and two claims at least make one."""

from __future__ import annotations

from archive.claims.grouping import group_claims
from archive.claims.series import find_series
from archive.claims.tables import PeriodKind, Table, find_tables
from tests.archive.claims.test_grouping import period, telling


def tables(*tellings: tuple[str, int, dict[str, object]]) -> tuple[Table, ...]:
    made = [telling(day, day, value=value, **more) for day, value, more in tellings]
    return find_tables(find_series(group_claims(made)))


def test_totals_of_one_beginning_are_a_table() -> None:
    """What was added in between is of another kind and stands in no table with them."""
    (table,) = tables(
        ("2016-02-07", 125_000, period("2015-07-01", "2016-02-05", "منذ منتصف 2015")),
        ("2016-08-18", 235_000, period("2016-02-05", "2016-08-18", "في الأشهر الستة الأخيرة")),
        ("2016-08-20", 360_000, period("2015-07-01", "2016-08-18", "منذ منتصف 2015")),
    )
    assert table.kind is PeriodKind.TOTAL
    assert [row.claim.value for row in table.rows] == [125_000, 360_000]


def test_numbers_of_periods_are_a_table_in_the_order_of_time() -> None:
    (table,) = tables(
        ("2017-09-19", 300_000, period("2017-01-01", "2017-06-30", "النصف الأول")),
        ("2017-03-21", 376_890, period("2016-07-01", "2016-12-31", "النصف الثاني")),
    )
    assert table.kind is PeriodKind.WITHIN
    assert [row.claim.value for row in table.rows] == [376_890, 300_000]


def test_what_tells_no_period_is_in_no_table() -> None:
    assert tables(("2016-02-07", 125_000, {}), ("2016-08-18", 360_000, {})) == ()


def test_periods_that_overlap_are_in_no_table() -> None:
    """Two half-years with a third number across them: only what follows one another is a table."""
    (table,) = tables(
        ("2017-03-21", 376_890, period("2016-07-01", "2016-12-31", "النصف الثاني")),
        ("2017-09-19", 300_000, period("2017-01-01", "2017-06-30", "النصف الأول")),
        ("2018-04-05", 274_460, period("2017-07-01", "2017-12-31", "النصف الثاني")),
    )
    assert [row.claim.value for row in table.rows] == [376_890, 300_000, 274_460]


def test_a_row_names_only_the_tellings_that_give_its_period() -> None:
    """Told since a day by one and within a half-year by another, a total stands with the first alone."""
    (table,) = tables(
        ("2016-02-07", 125_000, period("2015-07-01", "2016-02-05", "منذ منتصف 2015")),
        ("2016-02-18", 125_000, period("2015-07-01", "2015-12-31", "النصف الثاني من 2015")),
        ("2016-08-20", 360_000, period("2015-07-01", "2016-08-18", "منذ منتصف 2015")),
    )
    assert [len(row.tellings) for row in table.rows] == [1, 1]
