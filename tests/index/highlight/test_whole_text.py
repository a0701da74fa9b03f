"""Marks of a text that the index does not hold: a changed article, and one that it never saw."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from archive.model.article import Article
from index.arrays_engine import ArraysEngine
from index.errors import IndexingError
from index.model import Fragment, Query
from tests.index.highlight.test_match_spans import BODIES, BODY, TITLE, TITLES, engine, marked
from tests.index.support.articles import article
from tests.index.support.strategies import query_texts

__all__ = ["engine"]

#: Stands before what the index holds, so that every offset differs.
NEWS = "كلام أضيف قبل ذلك كله.\n\n"
CHANGED = article("one", NEWS + BODY, title=f"جديد: {TITLE}")
UNSEEN = article("unseen", BODY, title=TITLE)


def marked_in(fragments: tuple[Fragment, ...], field: str) -> list[str]:
    (whole,) = [fragment for fragment in fragments if fragment.field == field]
    return [whole.text[start:end] for start, end in whole.marks]


@pytest.mark.parametrize("shown", [CHANGED, UNSEEN], ids=["changed", "unseen"])
@pytest.mark.parametrize(("text", "expected"), BODIES.values(), ids=BODIES.keys())
def test_marks_are_on_the_words_of_the_text_that_is_shown(
    engine: ArraysEngine, shown: Article, text: str, expected: list[str]
) -> None:
    fragments = engine.mark_article(Query(text), shown)
    assert marked_in(fragments, "body") == expected
    assert [fragment.text for fragment in fragments] == [shown.title, shown.body]


@pytest.mark.parametrize(("text", "expected"), TITLES.values(), ids=TITLES.keys())
def test_marks_are_in_the_title_too(engine: ArraysEngine, text: str, expected: list[str]) -> None:
    assert marked_in(engine.mark_article(Query(text), CHANGED), "title") == expected


def test_a_text_that_lost_its_words_has_no_marks(engine: ArraysEngine) -> None:
    emptied = replace(CHANGED, body="لا شيء هنا مما كان.", title=None)
    (body,) = engine.mark_article(Query("تويتر"), emptied)
    assert body.marks == ()


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(query_texts())
def test_an_article_alone_is_marked_as_the_index_marks_it(engine: ArraysEngine, text: str) -> None:
    """Analysed by itself, a text has the marks that it has in the index."""
    try:
        expected = marked(engine, text)
    except IndexingError:
        return
    assert marked_in(engine.mark_article(Query(text), UNSEEN), "body") == expected
