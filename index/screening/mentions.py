"""Mentions: looks for all the names of a list in a text at once, position by position along their trie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain as chained
from itertools import islice
from typing import NamedTuple

from archive.model.article import Article
from index.analysis.analyzer import Analysis, Chain
from index.analysis.names import SIGN
from index.screening.names import KeptList, NameList, Node

#: Words that a name's term can stand for at most.
_LONGEST_NAME = 9
#: Articles in which a list is looked for without all of it being made ready.
FEW = 20


class Mention(NamedTuple):
    """One place where a name of the list stands."""

    name: int
    """The name's number in the list, from 0."""
    field: str
    """`title` or `body`."""
    start: int
    """Code points [start, end) in title or body."""
    end: int
    surface: str
    """The words as they are printed."""
    as_listed: bool
    """Whether its words are those of the list, letters folded; otherwise it has a prefix or another form."""


@dataclass(frozen=True, slots=True)
class Screened:
    """An article with the names that it mentions, in the order in which they stand."""

    article: Article
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class NameCount:
    """The counts of a name of the list: its mentions, the articles that hold them, and its printed forms."""

    number: int
    name: str
    mentions: int
    articles: int
    forms: tuple[str, ...]
    """The most frequent first."""


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer: the articles that mention any name of the list, and how many were looked at."""

    names: tuple[str, ...]
    articles: tuple[Screened, ...]
    looked_at: int
    generation: int

    def counts(self) -> tuple[NameCount, ...]:
        """Count each name that is mentioned, the one in most articles first."""
        held: dict[int, list[Mention]] = {}
        articles: Counter[int] = Counter()
        for one in self.articles:
            for mention in one.mentions:
                held.setdefault(mention.name, []).append(mention)
            articles.update({mention.name for mention in one.mentions})
        found = [
            NameCount(
                number,
                self.names[number],
                len(mentions),
                articles[number],
                tuple(form for form, _ in Counter(m.surface for m in mentions).most_common()),
            )
            for number, mentions in held.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.articles, -one.mentions, one.number)))


def screen(listed: KeptList, articles: Iterable[Article], chain: Chain, generation: int) -> Screening:
    """Look for the names of a list in articles, one by one.

    In a few articles only those of its names are made ready that may stand there: most of what a long list
    takes is making it ready.
    """
    coming = iter(articles)
    first = [(article, _analyses(article, chain)) for article in islice(coming, FEW + 1)]
    if len(first) <= FEW:
        ready = listed.of(_terms(analysis) for _, both in first for analysis in both)
    else:
        ready = listed.whole()
    found, count = [], 0
    for article, (title, body) in chained(first, ((one, _analyses(one, chain)) for one in coming)):
        count += 1
        mentions = (*_mentions(ready, "title", article.title or "", title),
                    *_mentions(ready, "body", article.body, body))  # fmt: skip
        if mentions:
            found.append(Screened(article, mentions))
    return Screening(listed.names, tuple(found), count, generation)


def _analyses(article: Article, chain: Chain) -> tuple[Analysis, Analysis]:
    """Return the analyses of an article's title and body."""
    return chain.analyze(article.title or ""), chain.analyze(article.body)


def mentions_in(listed: NameList, field: str, text: str, chain: Chain) -> tuple[Mention, ...]:
    """Find every name of the list in a text, in order; of one name at one place the longest mention."""
    return _mentions(listed, field, text, chain.analyze(text))


def _mentions(listed: NameList, field: str, text: str, analysis: Analysis) -> tuple[Mention, ...]:
    terms = _terms(analysis)
    longest: dict[tuple[int, int], int] = {}
    for first, last, name in _matches(listed, terms):
        key = (first, name)
        longest[key] = max(longest.get(key, 0), last)
    found = []
    for (first, name), last in sorted(longest.items()):
        start, end = analysis.starts[first], analysis.ends[last]
        as_listed = tuple(analysis.norms[first : last + 1]) == listed.norms[name]
        found.append(Mention(name, field, start, end, text[start:end], as_listed))
    return tuple(found)


def names_in(listed: NameList, analysis: Analysis) -> set[int]:
    """Return the numbers of the names that an analysed text mentions."""
    return {name for _, _, name in _matches(listed, _terms(analysis))}


def _terms(analysis: Analysis) -> list[list[str]]:
    """Return the terms that stand at each position of a text."""
    terms = [[stem] for stem in analysis.stems]
    for at, term in analysis.extras:
        terms[at].append(term)
    return terms


def _matches(listed: NameList, terms: list[list[str]]) -> Iterator[tuple[int, int, int]]:
    """Yield the first and the last position of each name, and its number."""
    for position, here in enumerate(terms):
        for term in here:
            node = listed.root.get(term)
            if node is not None:
                for last, name in _ends(node, term, terms, position):
                    yield position, last, name


def _ends(node: Node, term: str, terms: list[list[str]], position: int) -> Iterator[tuple[int, int]]:
    """Yield where names end that have come as far as this node at this position, and their numbers."""
    last = min(position + _length(term, terms[position]), len(terms)) - 1
    for name in node.names:
        yield last, name
    for distance, children in node.following.items():
        at = position + distance
        for following in terms[at] if at < len(terms) else ():
            child = children.get(following)
            if child is not None:
                yield from _ends(child, following, terms, at)


def _length(term: str, here: list[str]) -> int:
    """Return how many words a name's term stands for at its place; 1 for all other terms."""
    if not term.startswith(SIGN) or "/" in term:
        return 1
    lengths = (n for n in range(_LONGEST_NAME, 1, -1) if f"{term}/{n}" in here)
    return next(lengths, 1)
