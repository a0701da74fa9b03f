"""Dates in Arabic text: every system of months, both calendars, words, digits, ranges and relative ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.dates import find_dates, find_dates_within, parse_date, query_interval
from archive.extraction.dates.calendars import HIJRI
from archive.extraction.dates.vocabulary import one_slip, vocabulary
from archive.model.article import Precision
from tests.archive.support.growth import grows_linearly
from tests.shared import shared

#: A Monday.
ANCHOR = date(2015, 8, 10)

GULF = [
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
    "نوفمبر", "ديسمبر",
]  # fmt: skip
LEVANTINE = [
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
    "تشرين الثاني", "كانون الأول",
]  # fmt: skip
ALGERIAN = [
    "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر",
    "ديسمبر",
]  # fmt: skip
MOROCCAN = [
    "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر",
    "دجنبر",
]  # fmt: skip
HIJRI_MONTHS = [
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان",
    "شوال", "ذي القعدة", "ذي الحجة",
]  # fmt: skip


def days(text: str, anchor: date | None = None) -> str | None:
    """The interval that a text means, shortly: `2015-08-10` or `2015-08-01..2015-08-31`."""
    read = parse_date(text, anchor)
    if read is None:
        return None
    return str(read.start) if read.start == read.end else f"{read.start}..{read.end}"


def month(year: int, number: int) -> str:
    last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return f"{date(year, number, 1)}..{last}"


def test_the_gold_table_is_read() -> None:
    """Nearly every string of the catalogue's development half means the gold's interval."""
    rows = [json.loads(line) for line in shared("gold/dates_dev.jsonl").read_text("utf-8").splitlines()]
    wrong = []
    for row in rows:
        read = parse_date(row["text"], row["ref"] and date.fromisoformat(row["ref"]))
        if read is None or (str(read.start), str(read.end)) != (row["start"], row["end"]):
            wrong.append((row["id"], row["text"], read))
    assert len(wrong) <= len(rows) * 0.03, wrong


@pytest.mark.parametrize("names", [GULF, LEVANTINE, ALGERIAN, MOROCCAN], ids=["gulf", "levant", "dz", "ma"])
@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_of_every_system(names: list[str], number: int) -> None:
    """A day, a month with its year, and a month that counts from the anchor are read in each system."""
    name = names[number - 1]
    assert days(f"7 {name} 2014") == str(date(2014, number, 7))
    assert days(f"٧ من شهر {name} عام ٢٠١٤م") == str(date(2014, number, 7))
    assert days(f"7-{name}-2014") == str(date(2014, number, 7))
    assert days(f"{name} 2014") == month(2014, number)
    assert days(f"{name} من العام الماضي", ANCHOR) == month(2014, number)


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("shape", ["{0}/{1}", "{0} / {1}", "{0} ({1})", "{0}({1})", "{0}-{1}", "{0} {1}"])
def test_dual_names_in_any_order(number: int, shape: str) -> None:
    """A month named twice is one month, whichever name comes first."""
    pair = (GULF[number - 1], LEVANTINE[number - 1])
    for names in permutations(pair):
        assert days(f"14 {shape.format(*names)} 2015") == str(date(2015, number, 14))
        assert days(f"{shape.format(*names)} 2015") == month(2015, number)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_hijri_month(number: int) -> None:
    """Hijri days and months are read with هـ, ه or no mark, in words and in digits."""
    name, day, span = HIJRI_MONTHS[number - 1], HIJRI.day(1436, number, 10), HIJRI.month(1436, number)
    assert span is not None
    for text in (
        f"10 {name} 1436هـ",
        f"10 {name} 1436 ه",
        f"١٠ من {name} ١٤٣٦",
        f"العاشر من {name} عام 1436",
    ):
        assert days(text) == str(day), text
    for text in (f"10/{number}/1436هـ", f"1436-{number:02}-10 هـ", f"10 / {number} /1436"):
        assert days(text) == str(day), text
    assert days(f"{name} 1436هـ") == f"{span[0]}..{span[1]}"


STATED = {
    "levantine day": ("20 تشرين الثاني 2015", "2015-11-20"),
    "typo of a dual name": ("3 يناير/كان الثاني 2016", "2016-01-03"),
    "typo of one letter": ("12 سبنمبر 2015", "2015-09-12"),
    "numbered month name": ("12 كانون2 2014", "2014-01-12"),
    "marks and tatweel": ("٢٦ فبـراير ٢٠١٦م", "2016-02-26"),
    "mixed digits, no space": ("2٨جويلية 2021م", "2021-07-28"),
    "ordinal in words": ("الحادي والثلاثين من ديسمبر 2014", "2014-12-31"),
    "ordinal, nominative": ("الخامس والعشرون من شهر ديسمبر 2014", "2014-12-25"),
    "teen in words": ("الثاني عشر من تشرين الأول/أكتوبر 2014", "2014-10-12"),
    "first of a hijri month": ("غرة رمضان 1437", "2016-06-06"),
    "last of a hijri month": ("سلخ ذي الحجة 1436هـ", "2015-10-13"),
    "honorific": ("الثاني والعشرين من رمضان المبارك عام 1393ه", "1973-10-18"),
    "weekday before": ("يوم الأحد الموافق 19/7/2015", "2015-07-19"),
    "weekday in brackets": ("19 يوليو 2015 (الأحد)", "2015-07-19"),
    "date in brackets": ("الأحد (19 يوليو) 2015", "2015-07-19"),
    "weekday corrects a sighted month": ("الجمعة 14 شوال 1436هـ", "2015-07-31"),
    "two calendars": ("26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", "2015-08-11"),
    "two calendars, a slash": ("الخميس 12 شوال 1436هـ / 28 يوليو 2015م", "2015-07-28"),
    "numeric with spaces": ("29 /06 /2015م", "2015-06-29"),
    "year first": ("2015/8/10", "2015-08-10"),
    "dots": ("14.9.1436", "2015-07-01"),
    "month first": ("8/22/2015", "2015-08-22"),
    "two digits of a hijri year": ("5/10/36هـ", "2015-07-21"),
    "ISO time": ("2016-02-07T10:00:00+02:00", "2016-02-07"),
    "RFC 822": ("Sun, 07 Feb 2016 10:00:00 GMT", "2016-02-07"),
    "English": ("February 7th, 2016", "2016-02-07"),
    "French": ("7 février 2016", "2016-02-07"),
    "Arabic, month first": ("فبراير 7, 2016", "2016-02-07"),
    "month in digits": ("شهر ٥/٢٠١٥", "2015-05-01..2015-05-31"),
    "year": ("عام 2014م", "2014-01-01..2014-12-31"),
    "hijri year": ("1437هـ", "2015-10-14..2016-10-01"),
    "hijri year outside the table": ("سنة 1237هـ", "1821-09-28..1822-09-17"),
    "plain hijri year": ("عام 1436", "2014-10-25..2015-10-13"),
    "old gregorian year": ("عام 1492", "1492-01-01..1492-12-31"),
    "school year": ("العام الدراسي 1436 / 1437هـ", "2014-10-25..2016-10-01"),
    "short second year": ("موسم 2014-15", "2014-01-01..2015-12-31"),
    "decade": ("ستينيات القرن الماضي", "1960-01-01..1969-12-31"),
    "decade of a named century": ("ثمانينيات القرن التاسع عشر", "1880-01-01..1889-12-31"),
    "numbered decade": ("العقد الثاني من القرن الحادي والعشرين", "2011-01-01..2020-12-31"),
    "century": ("القرن الـ19", "1801-01-01..1900-12-31"),
    "season": ("صيف عام 2014", "2014-06-01..2014-08-31"),
    "winter of two years": ("شتاء 2014 - 2015", "2014-12-01..2015-02-28"),
    "quarter": ("الربع الأخير من 2014", "2014-10-01..2014-12-31"),
    "third": ("الثلث الأول من عام 2014", "2014-01-01..2014-04-30"),
    "end of a quarter": ("نهاية الربع الثاني من عام 2015", "2015-06-30"),
    "half a hijri month": ("النصف الأول من رمضان 1436هـ", "2015-06-18..2015-07-02"),
    "a third of a hijri month": ("الثلث الأخير من رمضان 1436هـ", "2015-07-08..2015-07-16"),
    "half a hijri year": ("منتصف عام 1435هـ", "2014-04-01..2014-05-29"),
    "first months": ("الأشهر التسعة الأولى من عام 2014", "2014-01-01..2014-09-30"),
    "few months of two years": ("الأشهر الأخيرة من 2014 والأولى من 2015", "2014-10-01..2015-03-31"),
    "week of a month": ("الأسبوع الثاني من أغسطس 2015", "2015-08-08..2015-08-14"),
    "early month": ("مطلع فبراير/شباط 2016", "2016-02-01..2016-02-10"),
    "late month": ("أواخر فبراير 2016", "2016-02-21..2016-02-29"),
    "end of a month": ("نهاية شهر شوال 1436هـ", "2015-08-15"),
    "last ten of Ramadan": ("العشر الأواخر من رمضان 1436", "2015-07-08..2015-07-16"),
    "mid year": ("منتصف العام 2015", "2015-06-01..2015-07-31"),
    "late decade": ("أواخر التسعينات", "1997-01-01..1999-12-31"),
    "days of a month": ("12 و13 و14 أكتوبر 2015", "2015-10-12..2015-10-14"),
    "days written backwards": ("28-27دجنبر 2014", "2014-12-27..2014-12-28"),
    "days, the month in digits": ("من 15 إلى 20/10/1436هـ", "2015-07-31..2015-08-05"),
    "months, a year for both": ("من مايو إلى يوليو 2015", "2015-05-01..2015-07-31"),
    "months over new year": ("من نوفمبر إلى فبراير 2015", "2014-11-01..2015-02-28"),
    "days of two months": ("ما بين 25 يوليو و5 أغسطس 2015", "2015-07-25..2015-08-05"),
    "hijri days": ("من 15 شعبان إلى 10 رمضان 1436هـ", "2015-06-02..2015-06-27"),
    "numeric days": ("من 1 / 7 وحتى 30 / 9 / 2015م", "2015-07-01..2015-09-30"),
    "years": ("بين عامي 2010 و2013", "2010-01-01..2013-12-31"),
    "parts of years": ("أواخر 2014 وأوائل 2015", "2014-10-01..2015-03-31"),
    "named days and numbers": ("من الأحد 5 إلى الخميس 9 شوال 1436", "2015-07-21..2015-07-25"),
}


@pytest.mark.parametrize(("text", "expected"), STATED.values(), ids=STATED.keys())
def test_stated_dates(text: str, expected: str) -> None:
    """What a text states in full is read without an anchor, and an anchor changes nothing."""
    assert days(text) == expected
    assert days(text, ANCHOR) == expected


RELATIVE = {
    "today": ("اليوم", "2015-08-10"),
    "yesterday at dawn": ("فجر أمس", "2015-08-09"),
    "the day before yesterday": ("أول من أمس", "2015-08-08"),
    "the same, other words": ("أمس الأول", "2015-08-08"),
    "tomorrow": ("غداً", "2015-08-11"),
    "after tomorrow": ("بعد غدٍ", "2015-08-12"),
    "a weekday corrects the anchor": ("أمس (الخميس)", "2015-08-06"),
    "a date decides": ("اليوم السبت، 8 أغسطس", "2015-08-08"),
    "last weekday": ("الأحد الماضي", "2015-08-09"),
    "last weekday, today's name": ("الاثنين الماضي", "2015-08-03"),
    "weekday before last": ("السبت قبل الماضي", "2015-08-01"),
    "next weekday": ("الجمعة المقبلة", "2015-08-14"),
    "bracketed shift": ("الأحد (الماضي)", "2015-08-09"),
    "last night": ("الليلة الماضية", "2015-08-09"),
    "bare weekday": ("مساء الأحد", "2015-08-09"),
    "weekday of last week": ("الجمعة من الأسبوع الماضي", "2015-08-07"),
    "last month": ("الشهر الماضي", "2015-07-01..2015-07-31"),
    "month before last": ("الشهر قبل الماضي", "2015-06-01..2015-06-30"),
    "this month": ("هذا الشهر", "2015-08-01..2015-08-31"),
    "next year": ("العام المقبل", "2016-01-01..2016-12-31"),
    "year before last": ("العام قبل الماضي", "2013-01-01..2013-12-31"),
    "last week": ("الأسبوع الماضي", "2015-08-02..2015-08-08"),
    "last hijri month": ("الشهر الهجري الماضي", "2015-06-18..2015-07-16"),
    "days ago": ("قبل ثلاثة أيام", "2015-08-07"),
    "two weeks ago": ("قبل أسبوعين", "2015-07-27"),
    "months ago": ("قبل شهرين", "2015-06-01..2015-06-30"),
    "years ago, digits": ("قبل 3 سنوات", "2012-01-01..2012-12-31"),
    "since, as ago": ("منذ ثلاثة أيام", "2015-08-07"),
    "two past years": ("العامين الماضيين", "2013-08-10..2015-08-10"),
    "past months": ("الأشهر الستة الماضية", "2015-02-10..2015-08-10"),
    "last few, counted first": ("آخر ثلاثة أشهر", "2015-05-10..2015-08-10"),
    "coming weeks": ("الأسبوعين المقبلين", "2015-08-10..2015-08-24"),
    "since early this year": ("منذ مطلع العام الحالي", "2015-01-01..2015-08-10"),
    "since a year": ("منذ عام 2011", "2011-01-01..2015-08-10"),
    "day of this month": ("22 الحالي", "2015-08-22"),
    "day of last month": ("24 من الشهر الماضي", "2015-07-24"),
    "day without a year": ("5 مايو", "2015-05-05"),
    "day without a year, ahead": ("20 سبتمبر", "2015-09-20"),
    "day of last December": ("12 ديسمبر الماضي", "2014-12-12"),
    "day of next January": ("12 يناير المقبل", "2016-01-12"),
    "weekday finds the year": ("السبت 14 مارس", "2015-03-14"),
    "hijri day without a year": ("15 رمضان", "2015-07-02"),
    "hijri month to come": ("رمضان المقبل", "2016-06-06..2016-07-05"),
    "month alone": ("مايو", "2015-05-01..2015-05-31"),
    "early last month of that name": ("منتصف يناير الماضي", "2015-01-11..2015-01-20"),
    "early next year": ("مطلع العام المقبل", "2016-01-01..2016-03-31"),
    "end of this month": ("نهاية الشهر الجاري", "2015-08-31"),
    "weekend": ("نهاية الأسبوع الماضي", "2015-08-07..2015-08-08"),
    "last summer": ("صيف العام الماضي", "2014-06-01..2014-08-31"),
    "next autumn": ("الخريف المقبل", "2015-09-01..2015-11-30"),
    "quarter of this year": ("الربع الثالث من العام الجاري", "2015-07-01..2015-09-30"),
    "months without a year": ("من يونيو إلى أكتوبر من العام الماضي", "2014-06-01..2014-10-31"),
    "two months past": ("يونيو ويوليو الماضيين", "2015-06-01..2015-07-31"),
    "weekdays": ("من الأحد إلى الخميس", "2015-08-02..2015-08-06"),
    "two weekdays": ("يومي السبت والأحد الماضيين", "2015-08-08..2015-08-09"),
}


@pytest.mark.parametrize(("text", "expected"), RELATIVE.values(), ids=RELATIVE.keys())
def test_relative_dates(text: str, expected: str) -> None:
    """What counts from the anchor is read with one and is no date without."""
    assert days(text, ANCHOR) == expected
    if "2011" not in text:
        assert days(text) is None


NO_DATES = {
    "a time": "عند الساعة 11:02",
    "a count": "من 1500 متابع إلى 300 متابع",
    "a form's counter": "1500 / 1500",
    "a phone": "هاتف 0112345678",
    "a decimal": "من 14.5 إلى 5.5",
    "thousands": "125,000 حساب",
    "a score": "فاز الفريق 3-صفر",
    "a name like a month": "وصلت تيريزا مايو",
    "another name": "قال شعبان لصديقه رجب",
    "Joan": "زارت جوان المدينة",
    "cheated": "غشت في الاختبار",
    "a common adjective": "الرأي العام والمدير العام",
    "a newspaper": "حديث إلى «اليوم»",
    "a day of remembrance": "اليوم العالمي",
    "age in decades": "في الستينات من عمره",
    "many schools": "في 2000 مدرسة",
    "a law": "قرار رقم 5/2015",
    "no such day": "31 يونيو 2015",
    "after an event": "بعد يومين من الحادث",
    "before christ": "عام 300 قبل الميلاد",
    "one of them": "قال أحد السكان",
}


@pytest.mark.parametrize("text", NO_DATES.values(), ids=NO_DATES.keys())
def test_no_dates(text: str) -> None:
    """What only looks like a date is left alone in running text."""
    assert list(find_dates(text, ANCHOR)) == []


def test_dates_of_a_running_text() -> None:
    """Dates come in their order, with spans into the original, marks and tatweel included."""
    text = "بدأ العملُ في ٢٦ فبـرايرَ ٢٠١٦م،\nثم توقف أمس، ولـ«مايو» قصة: في عام 1436هـ بدأ."
    found = list(find_dates(text, ANCHOR))
    assert [one.surface for one in found] == ["٢٦ فبـرايرَ ٢٠١٦م", "أمس", "عام 1436هـ"]
    assert all(text[one.span[0] : one.span[1]] == one.surface for one in found)
    assert [one.calendar for one in found] == ["gregorian", "gregorian", "hijri"]
    assert [one.relative for one in found] == [False, True, False]


def test_two_days_that_make_no_range_are_two_dates() -> None:
    """«و» joins days only where they touch."""
    assert [str(one.start) for one in find_dates("2 يوليو و3 أغسطس", ANCHOR)] == ["2015-07-02", "2015-08-03"]


def test_a_full_stop_ends_a_date() -> None:
    """A year of the next sentence does not belong to a month before it."""
    surfaces = [one.surface for one in find_dates("في نهاية ديسمبر. في عام 2014 ارتفعت", ANCHOR)]
    assert surfaces == ["نهاية ديسمبر", "عام 2014"]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("7 مايو 2014", Precision.DAY),
        ("مايو 2014", Precision.MONTH),
        ("2014", Precision.YEAR),
        ("صيف 2014", Precision.INTERVAL),
        ("أواخر 2014", Precision.INTERVAL),
    ],
)
def test_precision(text: str, precision: Precision) -> None:
    read = parse_date(text)
    assert read is not None
    assert read.precision is precision


QUERIES = {
    "2016": "2016-01-01..2016-12-31",
    "2016-02": "2016-02-01..2016-02-29",
    "2016-02-07": "2016-02-07..2016-02-07",
    "02/2016": "2016-02-01..2016-02-29",
    "شباط 2016": "2016-02-01..2016-02-29",
    "٢٠١٦": "2016-01-01..2016-12-31",
    "1437هـ": "2015-10-14..2016-10-01",
    "2014-2015": "2014-01-01..2015-12-31",
}


@pytest.mark.parametrize(("text", "expected"), QUERIES.items())
def test_query_intervals(text: str, expected: str) -> None:
    read = query_interval(text)
    assert read is not None
    assert f"{read.start}..{read.end}" == expected


@pytest.mark.parametrize("text", ["", "فيلم 2015", "غدا", "مايو", "1500", "2016-13", "2016-02-30"])
def test_what_no_query_means(text: str) -> None:
    """A query's date is the whole of the text and needs no anchor."""
    assert query_interval(text) is None


@pytest.mark.parametrize(
    ("left", "right", "one"),
    [
        ("ابريل", "ابريل", True),
        ("سبنمبر", "سبتمبر", True),
        ("سبتبمر", "سبتمبر", True),
        ("سبت", "سبتمبر", False),
    ],
)
def test_one_slip(left: str, right: str, *, one: bool) -> None:
    assert one_slip(left, right) is one


_MARKS = ["/", "-", "(", ")", ".", "،", "\n"]
_NUMBERS = ["0", "12", "99", "1436", "2015", "9999", "7/8/2015", "و12"]
_WORDS = st.sampled_from([*vocabulary().words, *_MARKS, *_NUMBERS, "كلمة"])
_ANCHORS = st.none() | st.dates()


@settings(max_examples=150)
@given(st.lists(_WORDS, max_size=14).map(" ".join), _ANCHORS)
def test_words_of_dates_in_any_order(text: str, anchor: date | None) -> None:
    """Whatever the words, nothing raises, spans slice their surface, and intervals are intervals."""
    _holds(text, anchor)


@settings(max_examples=150)
@given(st.text(max_size=60), _ANCHORS)
def test_any_text(text: str, anchor: date | None) -> None:
    """The same for any characters at all."""
    _holds(text, anchor)


def _holds(text: str, anchor: date | None) -> None:
    end = 0
    for found in find_dates(text, anchor):
        assert text[found.span[0] : found.span[1]] == found.surface
        assert end <= found.span[0] < found.span[1]
        assert found.start <= found.end
        end = found.span[1]
    whole = parse_date(text, anchor)
    assert whole is None or whole.start <= whole.end


@settings(max_examples=60)
@given(st.lists(_WORDS | st.sampled_from(".\n؟()ـ"), max_size=24).map(" ".join), st.data(), _ANCHORS)
def test_a_part_has_the_dates_that_it_would_have_alone(
    text: str, data: st.DataObject, anchor: date | None
) -> None:
    """What stands before and after a part changes nothing, wherever the part is cut out."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    alone = [
        replace(found, span=(found.span[0] + start, found.span[1] + start))
        for found in find_dates(text[start:end], anchor)
    ]
    assert list(find_dates_within(text, start, end, anchor)) == alone


def test_a_part_of_a_long_line_is_read_without_the_line() -> None:
    """A line that is too long to be remembered is not read again for each of its sentences."""
    text = "كلمة " * 4_000 + "في 7 فبراير 2016. " + "كلمة " * 4_000
    at = text.index("في 7")
    assert [found.surface for found in find_dates_within(text, at, at + 17)] == ["7 فبراير 2016"]


@given(st.dates(date(1925, 1, 1), date(2075, 1, 1)))
def test_a_day_in_four_writings(day: date) -> None:
    """Every day is read back from digits, from month names and from its ISO form."""
    gulf, levantine = GULF[day.month - 1], LEVANTINE[day.month - 1]
    for text in (
        f"{day.day}/{day.month}/{day.year}م",
        f"{day.day} {gulf} {day.year}",
        f"{day.day} {levantine}/{gulf} {day.year}",
        day.isoformat(),
    ):
        assert days(text) == day.isoformat()


@settings(max_examples=60)
@given(st.dates(date(1925, 1, 1), date(2075, 1, 1)))
def test_hijri_days_round_trip(day: date) -> None:
    """A day's Hijri year and month hold it."""
    year, number = HIJRI.year_and_month_of(day)
    span = HIJRI.month(year, number)
    assert span is not None
    assert span[0] <= day <= span[1]
    assert HIJRI.day(year, number, (day - span[0]).days + 1) == day


@pytest.mark.parametrize(
    "piece", ["12 و", "من ", "7/", "الشهر الأول من ", "منتصف ", "يوم الأحد ", "2014-", "("]
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """Repeats of what dates begin with, a thousand and four thousand of them."""
    assert grows_linearly(lambda count: piece * count, lambda text: list(find_dates(text, ANCHOR)), 1_000)
