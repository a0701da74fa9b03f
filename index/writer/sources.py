"""Sources: where a build reads its articles, in shares that processes read side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from archive.model.article import Article
from archive.store.reader import Share
from archive.store.writer import Store


class ArticleSource(Protocol):
    """Articles in a stable order. A source crosses to other processes, so it holds no open file."""

    def shares(self, count: int) -> Sequence[Share]:
        """The articles in at most `count` shares of about one size, together all of them."""
        ...

    def read(self, share: Share) -> Iterator[Article]:
        """The articles of one share."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The articles of an archive, without the withdrawn ones."""

    path: Path

    def shares(self, count: int) -> Sequence[Share]:
        """Shares of the archive as it is now."""
        with Store.open_reader(self.path) as store:
            return store.shares(count)

    def read(self, share: Share) -> Iterator[Article]:
        """The articles of one share, read with a connection of its own."""
        with Store.open_reader(self.path) as store:
            yield from store.iterate(after=share.after, limit=share.count)


@dataclass(frozen=True, slots=True)
class ListSource:
    """Articles at hand, for small builds and for tests."""

    articles: tuple[Article, ...]

    def shares(self, count: int) -> Sequence[Share]:
        """Consecutive shares; `after` is the place of the first article as text."""
        total = len(self.articles)
        bounds = [total * i // count for i in range(count + 1)]
        return [Share(str(first), stop - first) for first, stop in pairwise(bounds) if stop > first]

    def read(self, share: Share) -> Iterator[Article]:
        """The articles of one share."""
        first = int(share.after or 0)
        yield from self.articles[first : first + share.count]
