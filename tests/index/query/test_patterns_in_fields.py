"""Patterns in the title and in the byline: by words as they stand, after particles too."""

from __future__ import annotations

import pytest

from index.arrays_engine import ArraysEngine
from index.model import Query
from tests.index.support.articles import article, engine_over, found

FINDS = {
    "a prefix in the title": ("عنوان:معرض*", {"title"}),
    "after particles": ("عنوان:كتاب*", {"title"}),
    "a spelling of a name in the title": ("title:فيس*", {"name"}),
    "a wildcard in the title": ("title:مع*ض", {"title"}),
    "a slip in the title": ("title:معرص~", {"title"}),
    "a slip after particles in the title": ("title:كتات~", {"title"}),
    "everywhere": ("معرض*", {"title", "body"}),
    "a prefix in the byline": ("كاتب:الغال*", {"title"}),
    "a slip in the byline": ("كاتب:غالى~", {"title"}),
    "another byline": ("byline:سال*", {"body"}),
}


@pytest.fixture(scope="module", params=[1, 2], ids=["one segment", "two segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraysEngine:
    articles = (
        article("title", "نص عن الأدب", title="معرض للكتاب في المدينة", byline="منى الغالي"),
        article("body", "زار معرض الزهور", title="نزهة", byline="سالم"),
        article("name", "نص آخر", title="حملة على فيسبوك"),
    )
    return engine_over(tmp_path_factory.mktemp("patterns"), *articles, parts=request.param)


@pytest.mark.parametrize(("text", "expected"), FINDS.values(), ids=FINDS.keys())
def test_finds(engine: ArraysEngine, text: str, expected: set[str]) -> None:
    assert set(found(engine, text)) == expected


def test_only_the_title_is_marked(engine: ArraysEngine) -> None:
    (hit,) = engine.search(Query("عنوان:معرض*")).hits
    assert hit.title is not None
    assert [hit.title[start:end] for start, end in hit.title_marks] == ["معرض"]
