"""Articles beside one: copies elsewhere, the switch that folds them in a list, and what is similar."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import ArchiveError
from archive.model.article import Article
from index.errors import IndexingError
from index.model import Hit, Page
from web.i18n.catalogue import gettext
from web.library import library
from web.links import Link, search_address
from web.urls import from_start


def copies_of(article_id: str) -> tuple[Article, ...]:
    """The other articles of the same text, as last worked out, in the order in which they were added."""
    ids = library().copies.of(article_id)
    try:
        return tuple(library().articles.get_many(ids).values()) if ids else ()
    except ArchiveError:
        return ()


def similar_to(article: Article, copies: Sequence[Article]) -> tuple[Hit, ...]:
    """Articles that share rare words with this one and are no copies of it; none where there is no index."""
    apart = {copy.id for copy in copies}
    try:
        return tuple(hit for hit in library().engine.similar(article.id) if hit.id not in apart)
    except IndexingError:
        return ()


def switch(page: Page) -> Link | None:
    """Folds or unfolds the list; None where the page shows nothing that has copies."""
    query = page.query
    if not (query.fold_copies or any(hit.copies for hit in page.hits)):
        return None
    label = gettext("list every copy") if query.fold_copies else gettext("fold copies together")
    return Link(label, search_address(from_start(query, fold_copies=not query.fold_copies)))
