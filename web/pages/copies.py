"""Copies elsewhere: the other articles that reprint one text, and the switch that folds them in a list."""

from __future__ import annotations

from archive.errors import ArchiveError
from archive.model.article import Article
from index.model import Page
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


def switch(page: Page) -> Link | None:
    """Folds or unfolds the list; None where the page shows nothing that has copies."""
    query = page.query
    if not (query.fold_copies or any(hit.copies for hit in page.hits)):
        return None
    label = gettext("list every copy") if query.fold_copies else gettext("fold copies together")
    return Link(label, search_address(from_start(query, fold_copies=not query.fold_copies)))
