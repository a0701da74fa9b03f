"""Corrections lie over an article, are proven, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ArchiveError, BadCorrection
from archive.model.article import Article, DateSource, Evidence, Mention, Outlet, Precision, Published
from archive.store.corrections import FIELDS, Correction, apply, normal_value, parse_published
from archive.store.writer import Store
from tests.archive.support.builders import article


def correction(field: str, value: str, **values: str) -> Correction:
    """A correction of this field that holds."""
    said = {"who": "ليلى", "at": "2026-01-15T12:00:00Z", "why": "في النسخة المطبوعة"} | values
    return Correction(1, "a-1", field, value, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        pytest.param("2016-02-07", "2016-02-07", "2016-02-07", Precision.DAY, id="day"),
        pytest.param("2016-2-7", "2016-02-07", "2016-02-07", Precision.DAY, id="short-day"),
        pytest.param("2016-02", "2016-02-01", "2016-02-29", Precision.MONTH, id="leap-month"),
        pytest.param("2016", "2016-01-01", "2016-12-31", Precision.YEAR, id="year"),
        pytest.param("2016-01..2016-02-07", "2016-01-01", "2016-02-07", Precision.INTERVAL, id="interval"),
        pytest.param("2014 .. 2016", "2014-01-01", "2016-12-31", Precision.INTERVAL, id="years"),
        pytest.param("7 شباط 2016", "2016-02-07", "2016-02-07", Precision.DAY, id="in-words"),
        pytest.param("شباط 2016", "2016-02-01", "2016-02-29", Precision.MONTH, id="month-in-words"),
    ],
)
def test_dates(value: str, start: str, end: str, precision: Precision) -> None:
    read = parse_published(value)
    assert (read.start, read.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert (read.precision, read.source) == (precision, DateSource.CORRECTED)


@pytest.mark.parametrize("value", ["unknown", "", "غير معروف", "Unknown"])
def test_a_date_can_be_made_unknown(value: str) -> None:
    assert parse_published(value) == Published(source=DateSource.CORRECTED)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param("body", "x", "no field 'body'", id="field"),
        pytest.param("published", "2016-02-30", "is not a date", id="no-such-day"),
        pytest.param("published", "2016-13", "is not a date", id="no-such-month"),
        pytest.param("published", "0000", "is not a date", id="year-zero"),
        pytest.param("published", "أمس", "is not a date", id="relative"),
        pytest.param("published", "2016..2015", "ends before it starts", id="backwards"),
        pytest.param("published", "2016..", "is not a date", id="half-an-interval"),
        pytest.param("url", "javascript:alert(1)", "not a web address", id="script"),
        pytest.param("platforms", "twitter,<b>", "no platform's id", id="platforms"),
    ],
)
def test_bad_corrections_are_told(field: str, value: str, said: str) -> None:
    with pytest.raises(BadCorrection, match=said) as raised:
        normal_value(field, value)
    assert raised.value.remedy


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=30))
def test_any_value_is_taken_or_told(field: str, value: str) -> None:
    """What is taken can be laid over an article."""
    try:
        kept = normal_value(field, value)
    except BadCorrection:
        return
    assert isinstance(apply(article(), [correction(field, kept)]), Article)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        pytest.param("title", " عنوان  جديد ", "عنوان جديد", id="title"),
        pytest.param("title", "", None, id="no-title"),
        pytest.param("outlet", "annahr=صحيفة النهر", Outlet("annahr", "صحيفة النهر"), id="outlet-with-id"),
        pytest.param("outlet", "", None, id="no-outlet"),
        pytest.param("outlet", "صحيفة الشرق الأوسط", Outlet("aawsat", "الشرق الأوسط"), id="known-outlet"),
        pytest.param("outlet", "aawsat", Outlet("aawsat", "الشرق الأوسط"), id="outlet-by-id"),
        pytest.param("platforms", "twitter، facebook,twitter", ("facebook", "twitter"), id="platforms"),
        pytest.param("url", "https://news.example/1", "https://news.example/1", id="url"),
        pytest.param("language", "ar", "ar", id="language"),
    ],
)
def test_apply(field: str, value: str, expected: object) -> None:
    """The value stands in the article, and its evidence says who corrected it."""
    one = article(title="قديم", evidence=(Evidence(field, "text"),))
    corrected = apply(one, [correction(field, normal_value(field, value))])
    assert getattr(corrected, field) == expected
    assert corrected.evidence == (Evidence(field, "corrected", "في النسخة المطبوعة"),)


def test_a_corrected_date_has_its_reason_as_proof() -> None:
    corrected = apply(article(), [correction("published", "2016")])
    assert corrected.published.proof == "في النسخة المطبوعة"


def test_later_corrections_win_and_undone_ones_do_not_hold() -> None:
    chain = [correction("note", "أول"), correction("note", "ثان"), correction("note", "ثالث", undone="2026")]
    assert apply(article(), chain).note == "ثان"


def test_mentions_follow_a_correction() -> None:
    """A mention stays only while its words stand and its platform is listed: spans never point elsewhere."""
    mentions = (
        Mention("twitter", 0, 5, "تويتر", "title"),
        Mention("twitter", 3, 8, "تويتر", "body"),
        Mention("facebook", 9, 15, "فيسبوك", "body"),
    )
    one = article(title="تويتر يتغير", mentions=mentions, platforms=("facebook", "twitter"))
    assert apply(one, [correction("title", "عنوان آخر")]).mentions == mentions[1:]
    assert apply(one, [correction("platforms", "twitter")]).mentions == mentions[:2]
    assert apply(one, [correction("note", "-")]).mentions == mentions


def test_the_store_lays_corrections_over_and_keeps_the_article(store: Store) -> None:
    store.add(article(title="قديم"))
    made = store.correct("a-1", "title", "جديد", why="خطأ مطبعي", who="ليلى")
    assert (made.value, made.who, made.why, made.at) == (
        "جديد",
        "ليلى",
        "خطأ مطبعي",
        "2026-01-15T12:00:00Z",
    )
    shown = [store.get("a-1"), *store.iterate(), *(one for _, one in store.iterate_changes(0))]
    assert [one and one.title for one in shown] == ["جديد"] * 3
    assert store.revisions("a-1")[0].article.title == "قديم"


def test_corrections_outlive_a_new_revision(store: Store) -> None:
    store.add(article())
    store.correct("a-1", "byline", "ليلى", why="-")
    store.add(article(body="نص جديد."))
    found = store.get("a-1")
    assert found is not None
    assert (found.byline, found.body) == ("ليلى", "نص جديد.")


def test_undo_goes_back_one_correction_at_a_time(store: Store) -> None:
    """Of any field or of one, until none holds; what was undone stays in the list."""
    store.add(article(note="أصل"))
    for field, value in (("note", "أول"), ("byline", "ليلى"), ("note", "ثان")):
        store.correct("a-1", field, value, why="-")
    assert store.undo("a-1", "byline").value == "ليلى"
    assert store.undo("a-1").value == "ثان"
    found = store.get("a-1")
    assert found is not None
    assert (found.note, found.byline) == ("أول", None)
    store.undo("a-1")
    assert [one.undone is not None for one in store.corrections("a-1")] == [True] * 3
    with pytest.raises(ArchiveError, match="no correction holds"):
        store.undo("a-1")


def test_a_bad_correction_leaves_no_trace(store: Store) -> None:
    store.add(article())
    sequence = store.sequence
    with pytest.raises(BadCorrection):
        store.correct("a-1", "published", "قبل مدة", why="-")
    assert (store.sequence, store.corrections("a-1")) == (sequence, ())


@pytest.mark.parametrize("which", ["value", "why", "who"])
def test_what_is_no_text_is_refused_in_words(store: Store, which: str) -> None:
    """A terminal hands over bytes that are no UTF-8 as halves of surrogate pairs."""
    store.add(article())
    typed = {"value": "x", "why": "y", "who": "z"} | {which: "ab\udcff"}
    with pytest.raises(BadCorrection, match=r"ab\\udcff.*UTF-8"):
        store.correct("a-1", "note", typed["value"], why=typed["why"], who=typed["who"])
    for verb in (store.withdraw, store.restore, store.undo):
        with pytest.raises(BadCorrection):
            verb("a-1", why="ab\udcff")
    assert store.sequence == 1
