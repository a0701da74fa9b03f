"""Dating by what is told: what the words of two articles fix, and what they leave open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive.claims.dating import ToldDate
from archive.extraction.anchors import anchors_of
from archive.extraction.annotate import read_anew
from archive.ingest.dating import dates_among
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Precision, Published

DATED = "كشف تويتر أمس عن إغلاق 48200 حساب تروج للعنف."
UNDATED = "كان تويتر قد أعلن قبل أسبوعين إغلاق 48200 حساب."


def day(year: int, month: int, number: int, source: DateSource = DateSource.STATED) -> Published:
    """A date known to the day."""
    at = date(year, month, number)
    return Published(at, at, Precision.DAY, source)


def article(id_: str, body: str, published: Published = UNKNOWN_DATE, title: str | None = None) -> Article:
    """An article as intake would read it."""
    return read_anew(Article(id_, body, title, published=published, url=f"https://example.org/{id_}"))


def told(*articles: Article) -> ToldDate | None:
    """The date of the undated article `new`."""
    return dates_among(articles).get("new")


def test_words_of_both_articles_fix_the_days() -> None:
    found = told(article("old", DATED, day(2017, 3, 10)), article("new", UNDATED))
    assert found is not None
    assert found.start <= date(2017, 3, 23) <= found.end
    assert (found.end - found.start).days < 16
    assert (found.article, found.address) == ("old", "https://example.org/old")
    assert (found.quote, found.article_quote) == (UNDATED, DATED)


@pytest.mark.parametrize(
    ("said", "first", "last", "precision"),
    [
        ("أعلن تويتر الشهر الماضي إغلاق 48200 حساب.", date(2017, 4, 1), date(2017, 4, 30), Precision.MONTH),
        (
            "أعلن تويتر مطلع الشهر الحالي إغلاق 48200 حساب.",
            date(2017, 3, 6),
            date(2017, 3, 31),
            Precision.INTERVAL,
        ),
        ("أعلن تويتر أمس إغلاق 48200 حساب.", date(2017, 3, 8), date(2017, 3, 12), Precision.INTERVAL),
        ("قبل يومين أعلن تويتر إغلاق 48200 حساب.", date(2017, 3, 9), date(2017, 3, 13), Precision.INTERVAL),
    ],
)
def test_the_interval_is_as_wide_as_the_words_leave_it(
    said: str, first: date, last: date, precision: Precision
) -> None:
    found = told(article("old", DATED, day(2017, 3, 10)), article("new", said))
    assert found is not None
    assert (found.start, found.end, found.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("أعلن تويتر إغلاق 48200 حساب قبل أسبوعين.", id="the words date the act"),
        pytest.param(
            "أعلن تويتر في آذار 2017 إغلاق 48200 حساب.", id="an absolute date tells nothing of the day"
        ),
        pytest.param("أعلن تويتر إغلاق 48200 حساب.", id="no words of time"),
        pytest.param("أعلن تويتر قبل أسبوعين إغلاق 48300 حساب.", id="another number"),
        pytest.param("أعلن فيسبوك قبل أسبوعين إغلاق 48200 حساب.", id="another platform"),
        pytest.param("قال متحدث باسم الشرطة قبل أسبوعين إن تويتر أغلق 48200 حساب.", id="another teller"),
        pytest.param("نفى تويتر قبل أسبوعين إغلاق 48200 حساب.", id="denied"),
    ],
)
def test_what_does_not_fix_the_days_gives_no_date(said: str) -> None:
    assert told(article("old", DATED, day(2017, 3, 10)), article("new", said)) is None


@pytest.mark.parametrize("source", [DateSource.INFERRED, DateSource.UNKNOWN])
def test_an_inferred_date_proves_no_other(source: DateSource) -> None:
    assert told(article("old", DATED, day(2017, 3, 10, source)), article("new", UNDATED)) is None


def test_a_year_proves_no_other() -> None:
    year = Published(date(2017, 1, 1), date(2017, 12, 31), Precision.YEAR, DateSource.STATED)
    assert told(article("old", DATED, year), article("new", UNDATED)) is None


def test_announcements_at_times_that_do_not_meet_give_no_date() -> None:
    first, second = article("old", DATED, day(2017, 3, 10)), article("older", DATED, day(2016, 3, 10))
    assert told(first, article("new", UNDATED)) is not None
    assert told(first, second, article("new", UNDATED)) is None


def test_a_later_day_told_as_past_contradicts_it() -> None:
    later = f"{UNDATED}\n\nوفي 4 أيلول 2018 عقد مؤتمر في بيروت."
    assert told(article("old", DATED, day(2017, 3, 10)), article("new", later)) is None


def test_a_wide_date_of_its_own_is_narrowed_and_never_contradicted() -> None:
    own = Published(date(2017, 1, 1), date(2017, 12, 31), Precision.YEAR, DateSource.INFERRED)
    source = article("old", DATED, day(2017, 3, 10))
    new = article("new", UNDATED)
    found = told(source, replace(new, published=own))
    assert found == told(source, new)
    other = Published(date(2014, 1, 1), date(2014, 12, 31), Precision.YEAR, DateSource.INFERRED)
    assert told(source, replace(new, published=other)) is None
    stated = replace(own, source=DateSource.STATED)
    assert told(source, replace(new, published=stated)) is None


def test_recent_news_of_a_headline_is_of_the_last_days() -> None:
    body = "أعلن تويتر مؤخرا إغلاق 48200 حساب."
    headline = told(article("old", body, day(2017, 3, 10), "تويتر يغلق 48200 حساب"), article("new", UNDATED))
    buried = told(article("old", body, day(2017, 3, 10), "مؤتمر في بيروت"), article("new", UNDATED))
    assert headline is not None
    assert buried is not None
    assert buried.start < headline.start <= headline.end == buried.end


@pytest.mark.parametrize(
    ("expression", "day_of_writing"),
    [("أمس", date(2016, 2, 29)), ("الشهر الماضي", date(2016, 3, 31)), ("قبل أسبوعين", date(2016, 3, 13)),
     ("الثلاثاء الماضي", date(2016, 3, 4)), ("العام الماضي", date(2017, 1, 1))],
)  # fmt: skip
def test_the_day_of_writing_is_among_the_anchors_of_what_was_meant(
    expression: str, day_of_writing: date
) -> None:
    from archive.extraction.anchors import read_whole

    meant = read_whole(expression, day_of_writing)
    assert meant is not None
    found = anchors_of(expression, meant.start, meant.end)
    assert found is not None
    assert found[0] <= day_of_writing <= found[1]


def test_an_absolute_date_has_no_anchors() -> None:
    assert anchors_of("7 فبراير 2016", date(2016, 2, 7), date(2016, 2, 7)) is None
