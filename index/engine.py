"""The seam: what an engine is. It speaks our frozen types and no engine's dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from archive.dedup.published import Copies
from archive.model.article import Article
from index.figures import FigureFilters, FigurePage
from index.model import Fragment, Hit, Page, Query


class Engine(Protocol):
    """Answers queries from one current generation; safe to share between threads."""

    @property
    def generation(self) -> int:
        """The number of the generation that answers now."""
        ...

    def search(self, query: Query) -> Page:
        """The page of hits, with counts and facets over all matches, those that are folded included."""
        ...

    def iterate(self, query: Query) -> Iterator[Hit]:
        """Every match in order, none folded, without fragments, from one pinned generation (for exports)."""
        ...

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Articles that share rare words with this one; empty if it is not indexed."""
        ...

    def mark(self, query: Query, article_id: str) -> tuple[Fragment, ...]:
        """Title and body of one article whole, each a fragment with every match marked."""
        ...

    def mark_article(self, query: Query, article: Article) -> tuple[Fragment, ...]:
        """Like `mark`, of the article's text as it is given, whether the generation holds it or not."""
        ...

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Queries that begin with what was typed: titles, names, frequent phrases, spelled as written."""
        ...

    def did_you_mean(self, query: Query) -> str | None:
        """Another text that finds more than this query does; None where there is none."""
        ...

    def rank_plain(self, text: str, limit: int) -> list[str]:
        """The ids of the best articles for a text taken as plain words, for evaluation."""
        ...

    def figures(self, query: Query, wanted: FigureFilters) -> FigurePage:
        """A page of the wanted figures of all matching articles, in order, with the claims of that page."""
        ...

    def close(self) -> None:
        """Let go of the generation's files."""
        ...


def open_engine(index_folder: Path, copies: Copies | None = None) -> Engine:
    """The engine over the data folder's `index/`; it follows the pointer as generations change.

    Without `copies` no article has copies elsewhere.
    """
    from index.arrays_engine import ArraysEngine

    return ArraysEngine(index_folder, copies)
