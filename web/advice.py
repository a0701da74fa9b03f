"""Advice beside an answer: another spelling, each word alone, a second search, values nobody has.

Page, REST and terminal tell the same; each thing is asked of the engine that gave the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.engine import Engine
from index.model import VALUE_FILTERS, Page, Query
from web.urls import from_start, unfiltered

#: Words tried alone at most; each costs a search.
TRIED = 6

_WORD = re.compile(r"[^\W_][\w\u064b-\u065f\u0640]*", re.UNICODE)

_OPERATORS = {"AND", "OR", "NOT", "TO", "أو", "بدون", "و"}


@dataclass(frozen=True, slots=True)
class WordAlone:
    """A word of the query, and how many articles it finds by itself under the same filters."""

    word: str
    total: int


@dataclass(frozen=True, slots=True)
class NobodyHas:
    """A value of a filter that no article of the archive has."""

    parameter: str
    value: str


@dataclass(frozen=True, slots=True)
class Advice:
    """All that stands beside an answer."""

    did_you_mean: str | None
    """Another text that finds more."""
    words: tuple[WordAlone, ...]
    """The words that find something alone, the most frequent first, if nothing was found."""
    without_filters: int | None
    """The number of articles without the filters, if nothing was found under them."""
    nobody_has: tuple[NobodyHas, ...]
    second: Page | None = None
    """The counts of the search to compare with; its hits are not told."""


def advise(engine: Engine, page: Page, second_text: str = "") -> Advice:
    """Return what may help beside this answer; `second_text` is the search to compare with, or empty."""
    nothing = not page.total
    loosened = nothing and not page.query.filters.empty
    second = engine.search(counting(replace(page.query, text=second_text))) if second_text else None
    return Advice(
        did_you_mean=engine.did_you_mean(page.query),
        words=words_alone(engine, page.query) if nothing else (),
        without_filters=engine.search(counting(unfiltered(page.query))).total if loosened else None,
        nobody_has=tuple(nobody_has(engine, page)),
        second=second,
    )


def counting(query: Query) -> Query:
    """Return the query where only its counts matter: the hit that comes with them tells nothing of itself."""
    return replace(query, page=1, per_page=1, cursor=None, explain=False, passages=0, meaning=False)


def words_alone(engine: Engine, query: Query) -> tuple[WordAlone, ...]:
    """Return the words of a query of several that find something by themselves, the most frequent first."""
    words = dict.fromkeys(w for w in _WORD.findall(query.text) if w not in _OPERATORS and len(w) > 1)
    if len(words) < 2:
        return ()
    tried = (
        WordAlone(word, engine.search(counting(from_start(query, text=word))).total)
        for word in list(words)[:TRIED]
    )
    return tuple(sorted((one for one in tried if one.total), key=lambda one: -one.total))


def nobody_has(engine: Engine, page: Page) -> Iterator[NobodyHas]:
    """Return the values of the query's filters that stand in no article, whatever its words."""
    filters = page.query.filters
    doubtful = [
        (name, value)
        for name, filter_ in VALUE_FILTERS.items()
        for value in getattr(filters, filter_)
        if value not in _values(page, name)
    ]
    if doubtful:
        everything = engine.search(counting(Query()))
        for name, value in doubtful:
            if value not in _values(everything, name):
                yield NobodyHas(name, value)


def _values(page: Page, facet: str) -> set[str]:
    return {bucket.value for bucket in page.facets.get(facet, ()) if bucket.count}
