"""The engine's interface: a protocol in terms of the frozen types of `index.model`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from archive.dedup.published import Copies
from archive.model.article import Article
from index.figures import FigureFilters, FigurePage
from index.keyness.matrix import Matrix
from index.keyness.neighbours import Neighbours
from index.keyness.result_words import ResultWords
from index.model import Fragment, Hit, Page, Query
from index.screening.mentions import Screening
from index.search.tally import Tally

if TYPE_CHECKING:
    from index.meaning.space import Meaning


class Engine(Protocol):
    """Answers queries from one current generation; safe to share between threads."""

    @property
    def generation(self) -> int:
        """Return the number of the generation that answers now."""
        ...

    def search(self, query: Query) -> Page:
        """Return the page of hits, with counts and facets over all matches, folded ones included.

        QueryTooLong for a text beyond the limit, QueryError for a cursor that is not of this search.
        """
        ...

    def iterate(self, query: Query) -> Iterator[Hit]:
        """Iterate over every match in order, none folded, without fragments, in one generation; for exports.

        The generation is the one that is live at the call.
        """
        ...

    def tally(self, query: Query) -> Tally:
        """Count what a query finds, with no page of hits; the counts are those of `search`.

        Raises what `search` raises.
        """
        ...

    def screen(self, names: tuple[str, ...], articles: Iterable[Article]) -> Screening:
        """Return which names of a list these articles mention, in any form, and where."""
        ...

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return up to `limit` articles that share rare words with this one, or are near in meaning.

        Empty if it is not indexed.
        """
        ...

    def mark(self, query: Query, article_id: str) -> tuple[Fragment, ...]:
        """Return an article's title and whole body, each a fragment with every match marked.

        Empty if the article is not indexed.
        """
        ...

    def mark_article(self, query: Query, article: Article) -> tuple[Fragment, ...]:
        """Mark a given article's title and whole body, whether the generation holds it or not."""
        ...

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Return up to `limit` queries that begin with the typed text: names, words, titles, as written."""
        ...

    def did_you_mean(self, query: Query) -> str | None:
        """Return another text that finds more than this query does; None if there is none."""
        ...

    def rank_plain(self, text: str, limit: int) -> list[str]:
        """Return the ids of the `limit` best articles for a text taken as plain words; for evaluation."""
        ...

    def words(self, query: Query) -> ResultWords:
        """Return the words that set a result apart from the rest of the archive, reprints counted once."""
        ...

    def neighbours(self, query: Query, word: str) -> Neighbours:
        """Return what stands beside a word in the articles of a result; raises what `search` raises."""
        ...

    def matrix(self, query: Query) -> Matrix:
        """Count a result's articles by outlet and platform."""
        ...

    def require_known(self, wanted: FigureFilters) -> None:
        """Raise UnknownName for a platform or an actor that neither figures nor word lists know."""
        ...

    def figures(self, query: Query, wanted: FigureFilters) -> FigurePage:
        """Return a page of the wanted figures of all matching articles, in order, with that page's claims."""
        ...

    def close(self) -> None:
        """Let go of the generation's files."""
        ...


def open_engine(
    index_folder: Path, copies: Copies | None = None, meaning: Meaning | None = None, *, watch: bool = False
) -> Engine:
    """Open the engine over the data folder's `index/`, or over the cluster that `SIJILL_ENGINE` names.

    It follows the pointer, or the alias, as generations change. `copies` tells which articles reprint each
    other; without it none counts as a copy. `meaning` searches by meaning; without it, and over a cluster,
    words alone find. `watch` has the files of the folder's index read through once, beside the first answers.
    IndexingError for a wrong address or a missing library.
    """
    if os.environ.get("SIJILL_ENGINE", "").strip():
        from index.opensearch.connection import required_address
        from index.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(required_address(), index_folder.parent / "lexicon", copies)
    from index.arrays_engine import ArraysEngine

    return ArraysEngine(index_folder, copies, meaning=meaning, watch=watch)
