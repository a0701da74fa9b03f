"""The golden searches of the demo corpus: what each must find, and what it must not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from index.model import Mode
from tests.relevance.archives import Library
from tests.shared import ROOT

SEARCHES = json.loads((ROOT / "seeds" / "gold.json").read_text("utf-8"))["searches"]
#: What a search may need that plain words do not give. A search with another need waits.
SUPPORTED = frozenset({None, "transliteration", "numbers", "dates"})


def case(search: dict[str, Any]) -> Any:
    """A search as a named row; one that waits says for what."""
    waits = search["needs"] not in SUPPORTED
    marks = [pytest.mark.skip(reason=f"waits until searches know {search['needs']}")] if waits else []
    return pytest.param(search, id=f"{search['class']}: {search['query']}", marks=marks)


@pytest.mark.parametrize("search", [case(search) for search in SEARCHES])
def test_golden_search(search: dict[str, Any], briefs: Library) -> None:
    found = briefs.find(search["query"], Mode(search["mode"]))
    assert sorted(set(search["must_find"]) - found) == [], search["why"]
    assert sorted(set(search["must_not_find"]) & found) == [], search["why"]


def test_every_brief_is_found_by_its_own_title(briefs: Library) -> None:
    """Typing a brief's title as words puts the brief first."""
    titles = {article.id: article.title or "" for article in briefs.store.iterate()}
    first = {id_: briefs.search(title).hits[0].id for id_, title in titles.items()}
    assert len(titles) == 48
    assert {id_: hit for id_, hit in first.items() if hit != id_} == {}
