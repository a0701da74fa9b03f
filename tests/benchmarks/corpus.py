"""The corpus: articles of a JSON Lines file, once or tiled, in shares as a build reads them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.model.article import Article, DateSource, Outlet, Precision, Published
from archive.store.moments import Share
from index.writer.sources import even_shares

#: A word of each platform, enough to fill a facet without the archive's own extraction.
PLATFORM_WORDS = {"facebook": "فيسبوك", "instagram": "انستقرام", "twitter": "تويتر", "youtube": "يوتيوب"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """An `ArticleSource` over lines with `id`, `outlet`, `url`, `crawled`, `title`, `author` and `body`.

    Lines with an empty body are skipped. A `scale` of n gives every article n times, with distinct ids: the
    postings of every word grow n times, the vocabulary does not.
    """

    path: Path
    offsets: array[int]
    scale: int = 1

    @classmethod
    def of(cls, path: Path, scale: int = 1) -> Corpus:
        """The corpus in a file."""
        offsets, at = array("Q"), 0
        with path.open("rb") as file:
            for line in file:
                if json.loads(line)["body"].strip():
                    offsets.append(at)
                at += len(line)
        return cls(path, offsets, scale)

    def __len__(self) -> int:
        return len(self.offsets) * self.scale

    def shares(self, count: int) -> Sequence[Share]:
        """Divide the articles into consecutive shares, numbered from 1."""
        return even_shares(len(self), count)

    def ids(self, _sequence: int) -> None:
        """Tell no ids: nobody else reads this file."""

    def read(self, share: Share) -> Iterator[Article]:
        """Yield the articles of one share."""
        with self.path.open("rb") as file:
            for place in range(share.after, share.until):
                tile, line = divmod(place, len(self.offsets))
                file.seek(self.offsets[line])
                yield article_of(json.loads(file.readline()), tile)

    def articles(self) -> Iterator[Article]:
        """All articles."""
        return (article for share in self.shares(1) for article in self.read(share))


def article_of(record: dict[str, str], tile: int = 0) -> Article:
    """A line as an article; later tiles have ids of their own."""
    body, outlet = record["body"], record.get("outlet")
    day = date.fromisoformat(record["crawled"][:10]) if record.get("crawled") else None
    return Article(
        id=f"{record['id']}-{tile}" if tile else record["id"],
        body=body,
        title=record.get("title") or None,
        outlet=Outlet(outlet, outlet) if outlet else None,
        url=record.get("url") or None,
        byline=record.get("author") or None,
        published=Published(day, day, Precision.DAY, DateSource.METADATA) if day else Published(),
        platforms=tuple(name for name, word in PLATFORM_WORDS.items() if word in body),
    )


def month_of(article: Article) -> str:
    """The month of publication as the facet has it, or `unknown`."""
    start = article.published.start
    return start.isoformat()[:7] if start else "unknown"
