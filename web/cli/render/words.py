"""The words of a result in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from index.keyness.matrix import Matrix
from index.keyness.neighbours import Neighbours
from index.keyness.result_words import Keyword, ResultWords
from web.cli.render.search import clean
from web.pages.words import times


def word_lines(found: ResultWords, limit: int) -> Iterator[str]:
    """Return both orders, a line a word, then what was compared."""
    for title, keywords in (("distinctive", found.distinctive), ("frequent", found.frequent)):
        yield f"{title}:"
        yield from (f"   {_keyword_line(one)}" for one in keywords[:limit])
    rest = found.archive - found.articles
    articles = f"{found.articles:,} article{'' if found.articles == 1 else 's'}"
    yield f"{articles} compared with the {rest:,} others; reprints counted once"


def _keyword_line(one: Keyword) -> str:
    forms = "، ".join(clean(form) for form in one.forms)
    at_least = f"at least {times(one.log_ratio):,.1f} times as frequent"
    return f"{forms}: {one.inside:,} of {one.archive:,} articles, {at_least}, G² {one.g2:,.0f}"


def neighbour_lines(found: Neighbours, limit: int) -> Iterator[str]:
    """Return a line for each neighbour, then how many places were read."""
    for one in found.words[:limit]:
        sides = f"{one.before:,} before, {one.after:,} after"
        yield f"{clean(one.form)}: {sides}, at least {times(one.log_ratio):,.1f} times as frequent"
    more = "; there are more, which were not read" if found.cut else ""
    yield f"beside {clean(found.word)} in {found.places:,} places{more}"


def matrix_lines(found: Matrix) -> Iterator[str]:
    """Return a line for each outlet with its platforms."""
    for row, counts in zip(found.outlets, found.counts, strict=True):
        held = (f"{column.value} {n:,}" for column, n in zip(found.platforms, counts, strict=True) if n)
        yield f"{clean(row.label)} ({row.count:,}): {', '.join(held)}"
    yield f"{len(found.outlets):,} outlets, {len(found.platforms):,} platforms"
