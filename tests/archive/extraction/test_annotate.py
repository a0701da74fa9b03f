"""Readings: numbers, times and figures of title and body, each with its span in the text it stands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.annotate import read, read_anew
from archive.model.article import UNKNOWN_DATE, DateSource, Precision, Published
from archive.model.figure import key_of
from tests.archive.support.builders import article

TITLE = "تويتر يغلق 125 ألف حساب"
BODY = "أعلنت الشركة أمس أنها حظرت ألفي حساب في شباط 2016.\n\nوهاتفها 0501234567، وبلغ ذلك عشرات الآلاف."
DAY = Published(date(2016, 3, 2), date(2016, 3, 2), Precision.DAY, DateSource.STATED)
MONTH = Published(date(2016, 3, 1), date(2016, 3, 31), Precision.MONTH, DateSource.STATED)


def test_spans_count_in_the_text_they_stand_in() -> None:
    readings = read("a", TITLE, BODY, DAY)
    texts = {"title": TITLE, "body": BODY}
    assert [texts[n.field][n.start : n.end] for n in readings.numbers] == ["125 ألف", "ألفي", "2016"]
    assert [texts[t.field][t.start : t.end] for t in readings.times] == ["أمس", "شباط 2016"]
    assert {figure.field for figure in readings.figures} >= {"title"}
    assert all(texts[f.field][f.start : f.end] == f.surface for f in readings.figures)


def test_phones_and_vague_amounts_are_no_numbers_to_search() -> None:
    values = [number.value for number in read("a", None, BODY, DAY).numbers]
    assert values == [2000, 2016]


def test_a_relative_time_is_as_wide_as_the_date_it_counts_from() -> None:
    """«أمس» in an article of March is a day between the last of February and the thirtieth of March."""
    (yesterday, _) = read("a", None, BODY, MONTH).times
    assert (yesterday.first, yesterday.last) == (date(2016, 2, 29), date(2016, 3, 30))
    assert yesterday.precision is Precision.INTERVAL


def test_without_a_date_only_what_is_absolute_is_a_time() -> None:
    times = read("a", None, BODY, UNKNOWN_DATE).times
    assert [(time.first, time.last) for time in times] == [(date(2016, 2, 1), date(2016, 2, 29))]


def test_keys_are_of_the_article_and_of_what_the_figure_says() -> None:
    (figure, *_) = read("a", TITLE, BODY, DAY).figures
    assert figure.key == key_of("a", figure) == key_of("a", replace(figure, period="x", confidence=0.6))
    assert figure.key != key_of("b", figure)
    assert figure.key != key_of("a", replace(figure, value=7))


def test_reading_anew_follows_the_date() -> None:
    one = read_anew(article(title=TITLE, body=BODY, published=DAY))
    other = read_anew(replace(one, published=replace(DAY, start=date(2015, 5, 2), end=date(2015, 5, 2))))
    assert one.times[0].first == date(2016, 3, 1)
    assert other.times[0].first == date(2015, 5, 1)
    assert [figure.key for figure in one.figures] == [figure.key for figure in other.figures]


@settings(max_examples=60)
@given(st.none() | st.text(max_size=30), st.text(max_size=60), st.sampled_from([DAY, MONTH, UNKNOWN_DATE]))
def test_any_text_is_read(title: str | None, body: str, published: Published) -> None:
    """Whatever stands there; every span lies in its own text."""
    readings = read("a", title, body, published)
    for part in (*readings.figures, *readings.numbers, *readings.times):
        assert 0 <= part.start < part.end <= len(title or "" if part.field == "title" else body)
