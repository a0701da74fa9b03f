"""Bylines: persons, agencies, places and outlets taken out of header and tail lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.boilerplate import clean
from archive.extraction.agencies import agency_labels
from archive.extraction.bylines import Byline, find_byline
from tests.shared import shared

LINES = [
    ("compiled by", "متابعة سامي العلي:", "سامي العلي", None, None, None),
    ("written by", "بقلم: د. سالم علي", "د. سالم علي", None, None, None),
    ("wrote", "كتب - سامي عادل", "سامي عادل", None, None, None),
    ("she wrote", "كتبت: منى حسن", "منى حسن", None, None, None),
    ("prepared and translated", "إعداد وترجمة: منى حسن", "منى حسن", None, None, None),
    ("English", "By John Smith", "John Smith", None, None, None),
    ("place: person", "لندن: سامي عادل", "سامي عادل", None, "لندن", None),
    ("person - place", "سامي عادل - جدة", "سامي عادل", None, "جدة", None),
    ("person (place)", "سامي عادل(صنعاء)", "سامي عادل", None, "صنعاء", None),
    ("person from place", "سامي عادل من بريدة", "سامي عادل", None, "بريدة", None),
    ("two persons", "القاهرة: سامي عادل ومنى حسن", "سامي عادل، منى حسن", None, "القاهرة", None),
    ("agency alone", "أ ف ب", None, "أ ف ب", None, None),
    ("agency with dots", "باريس - أ.ف.ب", None, "أ ف ب", "باريس", None),
    ("agency in brackets", "(د ب أ)", None, "د ب أ", None, None),
    ("agency (place)", "رويترز (مانيلا)", None, "رويترز", "مانيلا", None),
    ("source", "المصدر: رويترز", None, "رويترز", None, None),
    ("agency and a place unknown", "سان بيدرو - رويترز", None, "رويترز", "سان بيدرو", None),
    ("person and agency", "خالد الفلاني - رويترز", "خالد الفلاني", "رويترز", None, None),
    ("Saudi agency", "واس - الطائف", None, "واس", "الطائف", None),
    (
        "agency after a date",
        "الرياض 25 شوال 1436 هـ الموافق 10 اغسطس 2015 م واس",
        None,
        "واس",
        "الرياض",
        None,
    ),
    ("outlet dash place", "عين اليوم – جدة", None, None, "جدة", "عين اليوم"),
    ("outlet and kind", "عين اليوم – متابعات", None, None, None, "عين اليوم"),
    ("person, outlet, place", "سامي عادل- سبق- الرياض:", "سامي عادل", None, "الرياض", "سبق"),
    ("outlet in quotes", "القاهرة: «الشرق الأوسط»", None, None, "القاهرة", "الشرق الأوسط"),
    ("tatweel for a dash", "سامي عادل ـ جدة", "سامي عادل", None, "جدة", None),
    ("bare name", "سامي عادل", "سامي عادل", None, None, None),
]

HEADS = [
    ("agency", "باريس - أ.ف.ب: توصل الطرفان إلى اتفاق", "أ ف ب", "باريس", None),
    ("agency in brackets", "الرياض (واس) - استقبل المدير وفدا", "واس", "الرياض", None),
    ("agency and a place unknown", "سان بيدرو (رويترز) - نجا الركاب", "رويترز", "سان بيدرو", None),
    ("outlet", "سبق- الرياض: استقبل المدير وفدا", None, "الرياض", "سبق"),
    ("entity", "سبق &ndash; أبها: أقام النادي أمسية", None, "أبها", "سبق"),
]

NO_BYLINES = [
    ("section", "أخبار العراق"),
    ("one word", "سياسة"),
    ("speech", "قال الوزير: سنعود غدا"),
    ("headline with a name", "خالد الفلاني يلتقي الرئيس"),
    ("brackets", "قال الوزير (في بيان) - سنعود غدا"),
    ("office", "وزير الخارجية: لا حوار"),
    ("text", "وصل عدد الحسابات إلى مئة ألف حساب في العام الماضي، كما تقول الشركة في بيانها."),
    ("empty", ""),
    ("punctuation", "—:—"),
]


def parts(byline: Byline | None) -> tuple[str | None, ...]:
    assert byline is not None
    labels = [agency_labels()[agency]["ar"] for agency in byline.agencies]
    return byline.name, "، ".join(labels) or None, byline.place, byline.outlet


@pytest.mark.parametrize(("line", "wanted"), [(r[1], r[2:]) for r in LINES], ids=[r[0] for r in LINES])
def test_a_line_is_taken_apart(line: str, wanted: tuple[str | None, ...]) -> None:
    byline = find_byline([line])
    assert parts(byline) == wanted
    assert byline is not None
    assert byline.lines == (0,)


@pytest.mark.parametrize(("line", "wanted"), [(r[1], r[2:]) for r in HEADS], ids=[r[0] for r in HEADS])
def test_a_dateline_glued_to_the_text_is_read_and_the_line_kept(
    line: str, wanted: tuple[str | None, ...]
) -> None:
    byline = find_byline([line])
    assert parts(byline)[1:] == wanted
    assert byline is not None
    assert byline.lines == ()


@pytest.mark.parametrize("line", [row[1] for row in NO_BYLINES], ids=[row[0] for row in NO_BYLINES])
def test_other_lines_are_no_bylines(line: str) -> None:
    assert find_byline([line]) is None


def test_an_agency_in_brackets_ends_a_text() -> None:
    byline = find_byline(
        ["أول الخبر وفيه تفاصيل كثيرة عن الحسابات.", "آخر الخبر وفيه ما بقي من التفاصيل (رويترز)"]
    )
    assert parts(byline) == (None, "رويترز", None, None)


def test_what_one_line_lacks_another_gives() -> None:
    byline = find_byline(["سياسة", "كتب: سامي عادل", "لندن - رويترز"])
    assert parts(byline) == ("سامي عادل", "رويترز", "لندن", None)
    assert byline is not None
    assert byline.lines == (1, 2)


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("أحمد الفلاني (صنعاء)", ("أحمد الفلاني", None, "صنعاء", None)),
        ("رويترز - لاس فيجاس", (None, "رويترز", "لاس فيجاس", None)),
        ("موناكو: «الشرق الأوسط»", (None, None, "موناكو", "الشرق الأوسط")),
        ("سامي عادل | Tuesday, 11 August 2015 - 13:00 pm", ("سامي عادل", None, None, None)),
        ("أمنيات", ("أمنيات", None, None, None)),
    ],
)
def test_an_author_field_always_counts(stated: str, wanted: tuple[str | None, ...]) -> None:
    byline = find_byline(stated=stated)
    assert parts(byline) == wanted
    assert byline is not None
    assert (byline.evidence.source, byline.evidence.confidence) == ("given", 1.0)


@pytest.mark.parametrize("stated", [None, "", "  ", "| Tuesday, 11 August 2015 - 00:00 am"])
def test_an_empty_author_field_is_none(stated: str | None) -> None:
    assert find_byline(stated=stated) is None


@settings(max_examples=80)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["لندن", " - ", ":", "رويترز", " و", "سامي ", "عادل", "(", "بقلم ", "من ", "15"])
            | st.text(max_size=4)
        ).map("".join),
        max_size=4,
    )
)
def test_any_lines_give_a_byline_or_none(lines: list[str]) -> None:
    byline = find_byline(lines, stated=lines[0] if lines else None)
    assert byline is None or byline.name or byline.agencies or byline.place or byline.outlet


def test_the_bylines_of_the_reports_are_found() -> None:
    for seed in json.loads(shared("gold/seeds.json").read_text(encoding="utf-8")):
        cleaned = clean(shared(f"seeds/{seed['file']}").read_text(encoding="utf-8"))
        body = cleaned.body.split("\n\n")
        byline = find_byline([*cleaned.header, body[0], body[-1]])
        assert (byline.name if byline else None) == seed["byline"], seed["file"]
