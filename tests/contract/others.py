"""What engines answer besides a first page: suggestions, marks, other orders, filters, tallies, figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from archive.model.article import Article
from index.analysis.tokenizer import tokenize
from index.engine import Engine
from index.errors import IndexingError
from index.figures import FigureFilters
from index.model import Filters, Mode, Query, Sort
from index.search.facets.buckets import FACETS, MORE_FACETS

#: Asks an engine something, and returns what must be the same in all.
Asked = Callable[[Engine], object]


def compared(arrays: Engine, cluster: Engine, articles: Sequence[Article], each: int, seed: int) -> int:
    """Ask both engines so many questions of each kind; print what differs, and return how often it does."""
    asked: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for kind, what, ask in questions(articles, each, Random(seed)):
        ours, theirs = (answered(ask, engine) for engine in (arrays, cluster))
        asked[kind] += 1
        same[kind] += ours == theirs
        if ours != theirs:
            print(f"{kind}: {what!r}: {str(ours)[:200]} in the arrays, {str(theirs)[:200]} in the cluster")
    print("the same: " + ", ".join(f"{kind} {same[kind]} of {count}" for kind, count in asked.items()))
    return asked.total() - same.total()


def answered(ask: Asked, engine: Engine) -> object:
    """An engine's answer, or the words with which it refuses."""
    try:
        return ask(engine)
    except IndexingError as error:
        return str(error)


def questions(articles: Sequence[Article], each: int, random: Random) -> Iterator[tuple[str, str, Asked]]:
    """So many questions of each kind about a corpus, in its own words."""
    chosen = random.sample(list(articles), min(6 * each, len(articles)))
    words = [one.body[token.start : token.end] for one in chosen for token in some_words(one.body, random)]
    outlets = sorted({one.outlet.id for one in articles if one.outlet})

    def text() -> str:
        return " ".join(random.sample(words, random.choice((1, 1, 2, 3))))

    for at in range(each):
        typed = random.choice(words)[: random.randint(2, 4)]
        yield "suggestions", typed, lambda engine, typed=typed: engine.suggest(typed)
        slip = slipped(random.choice([word for word in words if len(word) > 4]), random)
        yield "corrections", slip, lambda engine, slip=slip: engine.did_you_mean(Query(slip))
        one = chosen[at % len(chosen)].id
        yield "similar articles", one, lambda engine, one=one: similar(engine, one)
        marked = Query(text())
        yield "marks", f"{one} {marked.text}", lambda engine, q=marked, one=one: engine.mark(q, one)
        yield from pages(text, outlets, random)
        told = Query(text())
        yield "tallies", told.text, lambda engine, q=told: replace(engine.tally(q), generation=0)
        yield "matrices", told.text, lambda engine, q=told: engine.matrix(q)
        yield "figures", told.text, lambda engine, q=told: figures(engine, q)
        yield "whole lists", told.text, lambda engine, q=told: sorted(hit.id for hit in engine.iterate(q))


def pages(
    text: Callable[[], str], outlets: Sequence[str], random: Random
) -> Iterator[tuple[str, str, Asked]]:
    """Pages in another order, further on, filtered, with other facets, and of other readings."""
    order = random.choice([sort for sort in Sort if sort is not Sort.RELEVANCE])
    number, length = random.choice((1, 2, 7)), random.choice((5, 10, 50))
    narrowed = Filters(
        outlets=tuple(random.sample(outlets, min(len(outlets), random.choice((0, 1, 2))))),
        platforms=tuple(random.sample(("twitter", "facebook", "unknown"), random.choice((0, 1)))),
        date_from=random.choice((None, date(2014, 6, 1))),
        date_to=random.choice((None, date(2015, 3, 1))),
    )
    asked = {
        "other orders": Query(text(), sort=order, page=number, per_page=length),
        "filters": Query(
            text(), filters=narrowed, facets=frozenset(random.sample((*FACETS, *MORE_FACETS), 4))
        ),
        "other readings": Query(
            text(), mode=random.choice(list(Mode)), expand=random.random() < 0.5,
            explain=random.random() < 0.5, passages=random.choice((1, 3)), per_page=random.choice((10, 30)),
        ),
        "everything": Query("*", sort=random.choice(list(Sort)), per_page=20),
    }  # fmt: skip
    for kind, query in asked.items():
        yield kind, f"{query.text} {query.sort}", lambda engine, query=query: shown(engine, query)


def shown(engine: Engine, query: Query) -> object:
    """What a page shows, but for its generation and the time it took."""
    page = engine.search(query)
    hits = tuple(hit._replace(score=round(hit.score, 5)) for hit in page.hits)
    same = replace(page, hits=hits, took_ms=0.0, generation=0, next_cursor=None, facets=dict(page.facets))
    return same, page.next_cursor is not None


def similar(engine: Engine, article_id: str) -> object:
    """The articles that are similar to one, with their scores."""
    return [(hit.id, round(hit.score, 5)) for hit in engine.similar(article_id)]


def figures(engine: Engine, query: Query) -> object:
    """The first figures of a result, and how many there are."""
    page = engine.figures(query, FigureFilters(per_page=20))
    return page.rows, page.total, page.articles


def some_words(body: str, random: Random) -> list[object]:
    """Four words of a text."""
    tokens = list(tokenize(body))
    return random.sample(tokens, min(4, len(tokens)))


def slipped(word: str, random: Random) -> str:
    """A word with two of its letters in the wrong order."""
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
