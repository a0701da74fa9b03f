"""Articles become JSON records and come back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.article import (
    Article,
    DateSource,
    Evidence,
    Furniture,
    Mention,
    Outlet,
    Precision,
    Published,
    TextNumber,
    TextTime,
)
from archive.model.figure import Figure, key_of
from archive.model.serialize import canonical_json, changed_fields, from_record, record_digest, to_record
from archive.model.warning import ArticleWarning
from tests.archive.support.builders import article

_words = st.text(max_size=12)
_maybe = st.none() | _words
_days = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@st.composite
def _published(draw: st.DrawFn) -> Published:
    days = sorted(draw(st.lists(_days, min_size=2, max_size=2)))
    start, end = draw(st.sampled_from([(None, None), (days[0], days[1])]))
    return Published(
        start, end, draw(st.sampled_from(Precision)), draw(st.sampled_from(DateSource)), draw(_maybe)
    )


_numbers = st.integers(0, 999)
_values = st.integers(0, 10**12) | st.decimals(0, 10**6, places=2)
_fields = st.sampled_from(["title", "body"])
_figures = st.builds(
    Figure,
    value=_values,
    unit=_words,
    comparator=_words,
    start=_numbers,
    end=_numbers,
    surface=_words,
    sentence=_words,
    upper=st.none() | _values,
    action=_maybe,
    actor=_maybe,
    target=_maybe,
    platform=_maybe,
    rate=_maybe,
    period=_maybe,
    period_start=st.none() | _days,
    period_end=st.none() | _days,
    speaker=_maybe,
    origin=st.lists(_words, max_size=2).map(tuple),
    side=_maybe,
    confidence=st.floats(0, 1),
    field=_fields,
)
_text_numbers = st.builds(TextNumber, _values, _numbers, _numbers, st.none() | _values, _fields)
_times = st.builds(TextTime, _days, _days, st.sampled_from(Precision), _numbers, _numbers, _fields)


@st.composite
def _with_keys(draw: st.DrawFn) -> Article:
    """An article whose figures have their keys, as every article's that is read from an archive."""
    made = draw(_articles)
    figures = (replace(figure, key=key_of(made.id, figure)) for figure in made.figures)
    return replace(made, figures=tuple(figures))


_articles = st.builds(
    Article,
    id=_words,
    body=_words,
    title=_maybe,
    outlet=st.none() | st.builds(Outlet, _words, _words),
    url=_maybe,
    byline=_maybe,
    published=_published(),
    platforms=st.lists(_words, max_size=2).map(tuple),
    mentions=st.lists(st.builds(Mention, _words, _numbers, _numbers, _words, _words), max_size=2).map(tuple),
    furniture=st.lists(st.builds(Furniture, _words, _words, _numbers), max_size=2).map(tuple),
    evidence=st.lists(st.builds(Evidence, _words, _words, _maybe, st.floats(0, 1)), max_size=2).map(tuple),
    language=_maybe,
    note=_maybe,
    licence=_maybe,
    source=_maybe,
    original=_maybe,
    warnings=st.lists(st.builds(ArticleWarning, _words, _words, _maybe), max_size=2).map(tuple),
    figures=st.lists(_figures, max_size=2).map(tuple),
    numbers=st.lists(_text_numbers, max_size=2).map(tuple),
    times=st.lists(_times, max_size=2).map(tuple),
    extra=st.dictionaries(_words, _words, max_size=2),
)


def test_warnings_of_older_archives_are_read() -> None:
    """A warning that was words alone keeps them, and gets the code of its kind."""
    old = to_record(article()) | {"warnings": ["published in the future: 2031-05-01, read from 'x'", "odd"]}
    read = from_record(old).warnings
    assert [warning.code for warning in read] == ["future_date", "other"]
    assert read[1] == ArticleWarning("other", "odd")


@settings(max_examples=60)
@given(_with_keys())
def test_round_trip(one: Article) -> None:
    """Every field comes back, through JSON text that any store can hold."""
    text = canonical_json(to_record(one))
    assert text.encode().decode() == text
    assert from_record(json.loads(text)) == one


def test_half_a_character_can_be_written() -> None:
    """A lone surrogate is no text, and still nothing is lost."""
    one = article(title="\ud800")
    text = canonical_json(to_record(one))
    assert text.isascii()
    assert from_record(json.loads(text)) == one


def test_empty_fields_are_left_out() -> None:
    assert to_record(Article("a", "b")) == {"id": "a", "body": "b"}


def test_unknown_keys_are_passed_over() -> None:
    """A record of a later version is still an article."""
    assert from_record({"id": "a", "body": "b", "mood": "calm"}) == Article("a", "b")


def test_digest_is_of_what_an_article_says() -> None:
    """Where and when an input came from does not change it, and everything else does."""
    one = article(source="x.jsonl:1", original="0" * 64, extra={"captured": "2015-01-01"})
    digest = record_digest(to_record(one))
    assert digest == record_digest(to_record(article()))
    for other in (
        replace(one, title="عنوان"),
        replace(one, extra={"place": "لندن"}),
        replace(one, note="-"),
    ):
        assert record_digest(to_record(other)) != digest


def test_changed_fields() -> None:
    before, after = (
        to_record(article(title="قديم", note="-")),
        to_record(article(title="جديد", byline="ليلى")),
    )
    assert changed_fields(before, after) == ("byline", "note", "title")
