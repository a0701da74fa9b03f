"""The publication date: stated, printed, proven by the text, or unknown; never a guess."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.publication import Dated, choose_published
from archive.extraction.stated_dates import read_stated
from archive.model.article import DateSource, Precision
from tests.shared import shared

TODAY = date(2026, 11, 22)


def choose(
    body: str = "",
    *,
    header: tuple[str, ...] = (),
    origin: str = "given",
    today: date = TODAY,
    url: str | None = None,
    modified: str | None = None,
    **stated: str,
) -> Dated:
    return choose_published(
        stated=stated, origin=origin, header=header, body=body, today=today, url=url, modified=modified
    )


def days(dated: Dated) -> str:
    return f"{dated.published.start}..{dated.published.end}"


STATED = {
    "day": ("2016-02-07", "2016-02-07..2016-02-07", Precision.DAY),
    "month": ("2016-02", "2016-02-01..2016-02-29", Precision.MONTH),
    "year": ("2016", "2016-01-01..2016-12-31", Precision.YEAR),
    "ISO time": ("2016-02-07T23:30:00+03:00", "2016-02-07..2016-02-07", Precision.DAY),
    "compact": ("20160207T101500Z", "2016-02-07..2016-02-07", Precision.DAY),
    "RFC 822": ("Sun, 07 Feb 2016 10:00:00 GMT", "2016-02-07..2016-02-07", Precision.DAY),
    "Arabic pubDate": ("الأحد, 07 فبراير 2016 10:00:00 +0300", "2016-02-07..2016-02-07", Precision.DAY),
    "Hijri month": ("شوال 1436هـ", "2015-07-17..2015-08-15", Precision.INTERVAL),
    "two days": ("2016-01-01/2016-03-31", "2016-01-01..2016-03-31", Precision.INTERVAL),
}


@pytest.mark.parametrize(("value", "expected", "precision"), STATED.values(), ids=STATED.keys())
def test_a_stated_date(value: str, expected: str, precision: Precision) -> None:
    """Every usual form of a date field is read, with the field as its proof."""
    dated = choose(published=value)
    assert days(dated) == expected
    assert dated.published.precision is precision
    assert dated.published.source is DateSource.STATED
    assert dated.published.proof == value
    assert dated.evidence[0].quote == value
    assert dated.warnings == ()


def test_the_input_says_how_well_it_knows() -> None:
    """`published_precision` widens a day to its month; `published_source` is believed; tags are metadata."""
    dated = choose(published="2016-02-01", published_precision="month", published_source="inferred")
    assert days(dated) == "2016-02-01..2016-02-29"
    assert dated.published.source is DateSource.INFERRED
    assert choose(published="2016-02-01", origin="metadata").published.source is DateSource.METADATA


@pytest.mark.parametrize("value", ["garbage", "1454839200", "أمس", "2016-13-45"])
def test_an_unreadable_field_is_warned_of(value: str) -> None:
    """A field without a date leaves the date unknown and says so."""
    dated = choose(published=value)
    assert not dated.published.known
    assert (dated.warnings[0].code, dated.warnings[0].evidence) == ("unread_date", value)


@pytest.mark.parametrize(
    ("value", "word"), [("2031-05-01", "future"), ("3031-05-01", "future"), ("1700-01-01", "newspapers")]
)
def test_suspicious_dates_are_kept_with_a_warning(value: str, word: str) -> None:
    """The future and the time before printing are kept as stated, and warned of."""
    dated = choose(published=value)
    assert str(dated.published.start) == value
    assert word in dated.warnings[0].words
    assert dated.warnings[0].evidence == value


def test_a_field_and_a_printed_line_that_disagree() -> None:
    """What the input states stays, and the reader is told that the text prints another day."""
    dated = choose(header=("عنوان", "07 فبراير 2016"), published="2015-03-01")
    assert days(dated) == "2015-03-01..2015-03-01"
    assert (dated.warnings[0].code, dated.warnings[0].evidence) == ("dates_differ", "07 فبراير 2016")


PRINTED = {
    "a line of its own": ("07 فبراير 2016", "2016-02-07"),
    "with a label and a time": ("نُشر في 11 أغسطس 2015 - 10:30 ص", "2015-08-11"),
    "weekday and two calendars": ("الثلاثاء 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", "2015-08-11"),
    "a dateline": ("الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس", "2015-08-11"),
    "a dateline with dashes": ("بيروت - 11 آب/أغسطس 2015 - أعلنت الوزارة", "2015-08-11"),
    "a dateline, agency in brackets": ("لندن: 11 أغسطس 2015 (رويترز) قال متحدث", "2015-08-11"),
}


@pytest.mark.parametrize(("line", "expected"), PRINTED.values(), ids=PRINTED.keys())
def test_printed_dates(line: str, expected: str) -> None:
    """A date line and a dateline state the day."""
    dated = choose(header=("عنوان الخبر", line))
    assert days(dated) == f"{expected}..{expected}"
    assert dated.published.source is DateSource.STATED
    assert dated.published.precision is Precision.DAY


@pytest.mark.parametrize(
    "line",
    [
        "وقال في 11 أغسطس 2015 إن العمل بدأ",
        "بدأت في 11 أغسطس 2015 أعمال المؤتمر",
        "07 فبراير",
        "أمس",
        "عام 2014",
        "ولد خالد في 3 مايو 1950",
        "حرب 6 أكتوبر 1973: صور",
        "ذكرى أحداث 11 سبتمبر 2001",
    ],
)
def test_lines_that_date_nothing(line: str) -> None:
    """A date inside a sentence, without its year, or a year alone is no publication date."""
    assert not choose(header=("عنوان", line), body=line).published.known


def test_the_day_of_publishing_counts_before_the_update() -> None:
    header = ("آخر تحديث: 12 أغسطس 2015", "تاريخ النشر: 11 أغسطس 2015")
    assert days(choose(header=header)) == "2015-08-11..2015-08-11"


PROVEN = {
    "today with its date": ("وصل الوفد اليوم الأربعاء 22 يوليو 2015.", "2015-07-22..2015-07-22"),
    "yesterday with its date": ("وقع أمس الأحد 10 شوال 1436هـ حادث.", "2015-07-27..2015-07-27"),
    "last year by number": ("زادت المبيعات في العام الماضي 2014 كثيرا.", "2015-01-01..2015-12-31"),
    "a past year": ("أغلقت حسابات منذ منتصف عام 2015 المنصرم.", "2016-01-01..2016-12-31"),
    "a study of last year": (
        "بنهاية سنة 2012 بلغ العدد ألفا، وفق دراسة نشرت في أيار/مايو من العام الماضي.",
        "2014-01-01..2014-12-31",
    ),
    "the two past years": (
        "تراجع العدد في 2012.\nوخلال العامين الماضيين تغير الأمر، وفي منتصف عام 2013 أغلقت حسابات.",
        "2014-01-01..2014-12-31",
    ),
}


@pytest.mark.parametrize(("body", "expected"), PROVEN.values(), ids=PROVEN.keys())
def test_what_a_text_proves(body: str, expected: str) -> None:
    """A relative date joined to a full one dates the text; the proof is its own sentence."""
    dated = choose(body)
    assert days(dated) == expected
    assert dated.published.source is DateSource.INFERRED
    assert dated.published.proof in body
    assert 0 < dated.evidence[0].confidence < 1


UNPROVEN = {
    "only an old event": "وقعت المعركة في 6 أيار/مايو 2018.",
    "a day without its year": "نشرت الوثائق في 21 كانون الثاني/يناير، وقيل أمس غير ذلك.",
    "two proofs that exclude each other": "اليوم الأربعاء 22 يوليو 2015. ثم قال: اليوم الأحد 7 فبراير 2016.",
    "a later event": "زادت في العام الماضي 2014 كثيرا. ووقع الحادث في 3 مايو 2017.",
    "nothing": "لا تاريخ هنا.",
}


@pytest.mark.parametrize("body", UNPROVEN.values(), ids=UNPROVEN.keys())
def test_what_a_text_does_not_prove(body: str) -> None:
    """What is not proven is unknown, and contradictory proofs prove nothing."""
    dated = choose(body)
    assert not dated.published.known
    assert dated.published.source is DateSource.UNKNOWN


def test_an_undated_text_has_a_day_before_which_it_was_not_written() -> None:
    """The newest past day is told with its sentence; what may lie ahead does not count."""
    dated = choose(
        "وقعت المعركة في 6 أيار/مايو 2018. وتنتهي الخطة بحلول عام 2024. وسينعقد اللقاء في مايو 2020."
    )
    assert dated.not_before == date(2018, 5, 6)
    assert dated.published.proof == "وقعت المعركة في 6 أيار/مايو 2018."


def test_a_crawl_proves_nothing() -> None:
    """A capture time among the fields is not looked at."""
    assert not choose(captured="2015-07-21 02:51:32").published.known


def test_the_seeds_are_dated_by_what_they_say() -> None:
    """The stated day is found; every inferred interval holds the gold's; the rest is unknown."""
    gold = json.loads(shared("gold/seeds.json").read_text("utf-8"))
    texts = [path.read_text("utf-8") for path in sorted(shared("seeds").glob("*.txt"))]
    known = 0
    for text, seed in zip(texts, gold, strict=True):
        expected = seed["publication_date"]
        found = choose(text, header=tuple(text.splitlines()[:6])).published
        if found.start is None or found.end is None:
            continue
        known += 1
        assert str(found.start) <= expected["earliest"], seed
        assert expected["latest"] <= str(found.end), seed
    assert known >= 3
    first = choose(texts[0], header=tuple(texts[0].splitlines()[:6])).published
    assert (str(first.start), first.precision, first.source) == (
        "2016-02-07",
        Precision.DAY,
        DateSource.STATED,
    )


@settings(max_examples=80)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=80), st.dates(date(1900, 1, 1)))
def test_nothing_raises(value: str, line: str, body: str, today: date) -> None:
    """Whatever stands in the field, the header and the body, there is an answer, and it is an interval."""
    dated = choose(body, header=(line,), today=today, published=value, published_precision=line)
    start, end = dated.published.start, dated.published.end
    assert (start is None and end is None) or (start is not None and end is not None and start <= end)


ADDRESSES = {
    "folders": ("https://news.example/2014/03/03/title", "2014-03-03..2014-03-03"),
    "without zeros": ("https://news.example/news/2014/3/3/title", "2014-03-03..2014-03-03"),
    "eight digits": ("https://news.example/Issues/20140303/Con201403037.htm", "2014-03-03..2014-03-03"),
    "dashes": ("https://news.example/a-2014-03-03.html", "2014-03-03..2014-03-03"),
    "day first": ("https://news.example/03-03-2014/a", "2014-03-03..2014-03-03"),
    "a month": ("https://news.example/2014/03/title", "2014-03-01..2014-03-31"),
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_dates_an_article(url: str, expected: str) -> None:
    """Where nothing else says the day; the words of the address are its proof."""
    dated = choose(url=url)
    assert days(dated) == expected
    assert (dated.evidence[0].source, dated.published.source) == ("url", DateSource.INFERRED)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/article/4082683",
        "https://20140303.example/a",
        "https://news.example/2031/01/01/a",
        "https://news.example/the-war-of-2003-03-20-begins",
    ],
)
def test_a_number_in_an_address_is_no_date(url: str) -> None:
    """Numbers of articles, hosts, and days to come."""
    assert not choose(url=url).published.known


LATE = "2016-02-06T22:30:00Z"


def test_a_moment_in_utc_is_the_day_that_was_printed_where_it_was_published() -> None:
    """Both say the same moment; the printed day is the reader's."""
    dated = choose(header=("الأحد 7 فبراير 2016",), published=LATE, origin="metadata")
    assert days(dated) == "2016-02-07..2016-02-07"
    assert dated.warnings == ()


def test_a_late_moment_in_utc_is_warned_of_where_no_day_is_printed() -> None:
    """It was the next day already in the east."""
    assert [w.code for w in choose(published=LATE, origin="metadata").warnings] == ["time_zone"]
    assert choose(published="2016-02-06T09:30:00Z").warnings == ()
    assert choose(published="2016-02-06T22:30:00+03:00").warnings == ()


def test_the_day_of_a_change_is_no_day_of_publication() -> None:
    """It is told, and the date stays unknown."""
    dated = choose(modified="2019-03-01T10:00:00Z")
    assert not dated.published.known
    assert [(w.code, w.evidence) for w in dated.warnings] == [("modified_date", "2019-03-01T10:00:00Z")]


@pytest.mark.parametrize("value", ["2005-06", "2011-12", "1999-01"])
def test_a_field_of_year_and_month_is_a_month(value: str):
    """In a text «2005-06» may be two years; a date field in ISO form is no season."""
    read = read_stated(value)
    assert read is not None
    assert (read.precision, read.start and read.start.isoformat()[:7]) == (Precision.MONTH, value)


ADDRESSES = [
    ("2018-02-07", "http://a.example/2016/03/18/x", True),
    ("2016-03-19", "http://a.example/2016/03/18/x", False),
    ("2016-03", "http://a.example/2016/03/18/x", False),
    ("2016-05-02", "http://a.example/2016/03/x", True),
    ("2018-02-07", "http://a.example/news/201603", False),
]


@pytest.mark.parametrize(("stated", "url", "is_doubtful"), ADDRESSES)
def test_a_day_far_from_that_of_the_address_is_warned_of(stated: str, url: str, *, is_doubtful: bool):
    found = choose_published(
        stated={"published": stated}, origin="given", header=(), body="", today=TODAY, url=url
    )
    assert [warning.code for warning in found.warnings] == ["dates_differ"] * is_doubtful


@pytest.mark.parametrize("path", ["2016/feb/07/x", "y2016/m02/d07/x", "2016/2/7/x", "news/07-02-2016/x"])
def test_addresses_name_days_in_many_forms(path: str):
    found = choose_published(
        stated={}, origin="given", header=(), body="", today=TODAY, url=f"http://a.example/{path}"
    )
    assert found.published.start is not None
    assert found.published.start.isoformat() == "2016-02-07"


@pytest.mark.parametrize("value", ["7/2/16 10:00 PM", "7/2/2016 10:30:00 ص", "07/02/2016 10:30"])
def test_a_clock_behind_a_day_does_not_hide_it(value: str):
    read = read_stated(value)
    assert read is not None
    assert (read.start, read.end) == (date(2016, 2, 7), date(2016, 2, 7))
