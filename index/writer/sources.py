"""Sources: where a build reads its articles, in shares that processes read side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from archive.database_address import ArchiveLocation
from archive.model.article import Article
from archive.store.moments import Share
from archive.store.writer import Store
from archive.text.encodings import utf8


class ArticleSource(Protocol):
    """Articles in a stable order. A source crosses to other processes, so it holds no open file."""

    def shares(self, count: int) -> Sequence[Share]:
        """Divide the articles into at most `count` shares of about one size, one at least.

        Together they are all articles of one moment, which every share names.
        """
        ...

    def read(self, share: Share) -> Iterator[Article]:
        """Yield the articles of one share, as they were at its moment."""
        ...

    def ids(self, sequence: int) -> Iterator[str] | None:
        """Yield the ids of all articles of a moment by their UTF-8 bytes; None where no archive can tell."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The articles of an archive, without the withdrawn ones."""

    location: ArchiveLocation

    def shares(self, count: int) -> Sequence[Share]:
        """Divide the archive as it is now."""
        with Store.open_reader(self.location) as store:
            return store.shares(count)

    def read(self, share: Share) -> Iterator[Article]:
        """Yield the articles of one share, read with a connection of its own."""
        with Store.open_reader(self.location) as store:
            yield from store.iterate_share(share)

    def ids(self, sequence: int) -> Iterator[str]:
        """Yield the ids of the articles that the archive showed after the change of this sequence."""
        with Store.open_reader(self.location) as store:
            yield from store.ids_at(sequence)


@dataclass(frozen=True, slots=True)
class ListSource:
    """Articles at hand, for small builds and for tests."""

    articles: tuple[Article, ...]

    def shares(self, count: int) -> Sequence[Share]:
        """Divide the articles into consecutive shares, numbered from 1."""
        return even_shares(len(self.articles), count)

    def read(self, share: Share) -> Iterator[Article]:
        """Yield the articles of one share."""
        for arrival, article in enumerate(self.articles[share.after : share.until], share.after + 1):
            yield replace(article, arrival=arrival)

    def ids(self, sequence: int) -> Iterator[str]:  # noqa: ARG002 (there is one moment)
        """Yield the ids of all articles."""
        return iter(sorted((article.id for article in self.articles), key=_utf8))


def _utf8(id_: str) -> bytes:
    return utf8(id_)


def even_shares(total: int, count: int) -> list[Share]:
    """Divide articles numbered from 1 to `total` into at most `count` shares, one at least."""
    bounds = sorted({total * i // count for i in range(count + 1)} | {0})
    shares = [Share(first, stop, stop - first) for first, stop in pairwise(bounds)]
    return shares or [Share(0, 0, 0)]
