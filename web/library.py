"""The engine and the archive of one data folder, opened when first needed and then kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol, cast

from flask import current_app

from archive.dedup.published import Copies
from archive.errors import ArchiveError, NoSuchArticle
from archive.model.article import Article
from archive.model.history import Entry, EntryTimes
from archive.store.originals import Originals
from archive.store.reading_rules import has_older_rules
from archive.store.writer import Store
from index.engine import Engine, open_engine
from index.errors import IndexingError
from index.maintenance import live_index, staleness
from index.meaning.space import Meaning
from index.model import Hit, Page, Query, Sort
from web.advice import counting
from web.settings import Settings

#: How long what was seen of the index's staleness holds.
STALE_SECONDS = 30.0
#: How many of the articles that came in last the start page names.
LATEST = 5


class Articles(Protocol):
    """The archive as the pages read it; `archive.store.writer.Store` is one."""

    def get(self, id_: str) -> Article | None:
        """Return the article with this id; None if there is none or it is withdrawn."""
        ...

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """Return the articles of these ids, by id."""
        ...

    def count(self) -> int:
        """Tell how many articles there are, withdrawn ones apart."""
        ...

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        ...

    def is_withdrawn(self, id_: str) -> bool:
        """Tell whether the article is withdrawn; NoSuchArticle if there is none."""
        ...

    def history(self, id_: str) -> tuple[Entry, ...]:
        """Return all that happened to an article, oldest first."""
        ...

    def entry_times(self, ids: Sequence[str]) -> dict[str, EntryTimes]:
        """Tell when articles came in and last changed, by id."""
        ...


class Withdrawn(NoSuchArticle):
    """The article is kept but no longer shown."""


def meaning_of(settings: Settings) -> Meaning | None:
    """Return what searches the settings' data folder by meaning; None where the owner switched it off."""
    return Meaning(settings.folder.vectors, settings.model_choice) if settings.meaning else None


class Library:
    """The engine and the archive of a web process, both read-only.

    Either may be missing when the process starts; each request tries again, so that a first rebuild
    is noticed without a restart.
    """

    def __init__(self, settings: Settings, engine: Engine | None, articles: Articles | None) -> None:
        self.settings = settings
        self.folder = settings.folder
        self.copies = Copies(self.folder.copies)
        self.meaning = meaning_of(settings)
        self._engine = engine
        self._articles = articles
        # Two: a database that keeps a reader waiting keeps no search waiting.
        self._engine_lock, self._articles_lock = Lock(), Lock()
        self._stale: tuple[str, ...] = ()
        self._stale_at = -2 * STALE_SECONDS
        self._older_rules = False
        self._rules_at = -2 * STALE_SECONDS
        self._everything: Page | None = None
        self._latest: Page | None = None
        self._by_facets: Page | None = None

    @property
    def engine(self) -> Engine:
        """The engine over the live generation; raises `NoGeneration` before the first rebuild."""
        with self._engine_lock:
            if self._engine is None:
                self._engine = open_engine(self.folder.index, self.copies, self.meaning, watch=True)
            return self._engine

    @property
    def articles(self) -> Articles:
        """The archive; raises `NoArchive`, `ArchiveTooOld` or `ArchiveTooNew`."""
        with self._articles_lock:
            if self._articles is None:
                self._articles = Store.open_reader(self.folder.archive)
            return self._articles

    def everything(self) -> Page:
        """Return what the whole archive holds, by time: the measure of a share. One search a generation."""
        if self._everything is None or self._everything.generation != self.engine.generation:
            self._everything = self.engine.search(counting(Query()))
        return self._everything

    def everything_by(self, facets: frozenset[str]) -> Page:
        """Return what the whole archive holds by these facets. One search a generation."""
        if self._by_facets is None or self._by_facets.generation != self.engine.generation:
            self._by_facets = self.engine.search(counting(Query(facets=facets)))
        return self._by_facets

    def latest(self) -> tuple[Hit, ...]:
        """Return the articles that came in last, the newest of them first. One search a generation."""
        if self._latest is None or self._latest.generation != self.engine.generation:
            query = Query(sort=Sort.ADDED, per_page=LATEST, fold_copies=True)
            self._latest = self.engine.search(replace(query, explain=False, passages=0, facets=frozenset()))
        return self._latest.hits

    def stale(self) -> tuple[str, ...]:
        """Tell why the index is behind the archive: `archive`, `analysis`, `lexicon`, `schema`; empty if not.

        Looked up now and then, not at each request. Where there is nothing to compare, nothing is stale.
        """
        now = time.monotonic()
        if now - self._stale_at > STALE_SECONDS:
            try:
                self._stale = staleness(live_index(self.folder), self.folder, self.articles.sequence)
            except (IndexingError, ArchiveError):
                self._stale = ()
            self._stale_at = now
        return self._stale

    def has_older_rules(self) -> bool:
        """Tell whether the archive's articles were read by the rules of an older version.

        Looked up now and then, not at each request.
        """
        now = time.monotonic()
        if now - self._rules_at > STALE_SECONDS:
            try:
                self._older_rules = has_older_rules(self.folder.archive)
            except ArchiveError:
                self._older_rules = False
            self._rules_at = now
        return self._older_rules

    def ask_index(self) -> tuple[int | None, int | None]:
        """Return the generation that answers and how many articles it has; None twice where none answers."""
        try:
            page = self.engine.search(counting(Query()))
        except (IndexingError, OSError):
            return None, None
        return page.generation, page.total

    def ask_archive(self) -> int | None:
        """Return how many articles the archive has; None where it does not answer."""
        try:
            return self.articles.count()
        except (ArchiveError, OSError):
            return None

    def article(self, article_id: str) -> Article:
        """Return the article; raises `Withdrawn` where it is no longer shown, else `NoSuchArticle`."""
        found = self.articles.get(article_id)
        if found is not None:
            return found
        if self.articles.is_withdrawn(article_id):
            raise Withdrawn(f"the article {article_id!r} is withdrawn")
        raise NoSuchArticle(f"no article has the id {article_id!r}")

    def original(self, article: Article) -> bytes:
        """Return the bytes that the article came as; raises `ArchiveError` where they are missing."""
        if article.original is None:
            raise NoSuchArticle(f"the article {article.id!r} was kept without its original")
        return Originals(self.folder.originals).get(article.original)

    def close(self) -> None:
        """Let go of the generation's files."""
        if self._engine is not None:
            self._engine.close()


def library() -> Library:
    """Return the current application's library."""
    return cast("Library", current_app.extensions["sijill"])
