"""Embedding: gives every text of the archive its vectors, each once, and goes on where it was cut short."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archive.model.article import Article
from archive.paths import DataFolder
from archive.progress import Report
from archive.store.writer import Store
from index.meaning.choice import ModelChoice
from index.meaning.model import Model, require_parts
from index.meaning.passages import passages
from index.meaning.published import publish
from index.meaning.store import Text, VectorStore

#: Articles whose texts a model is given at once, and whose vectors are written together.
BATCH = 32
#: Articles that are looked up together.
LOOKUP = 500


@dataclass(frozen=True, slots=True)
class Embedded:
    """The counts of one run of `embed`."""

    made: int
    """Texts whose vectors were made."""
    articles: int
    """Articles that have vectors now."""
    left: int
    """Articles without vectors, where the run was given a limit."""
    mended: int = 0
    """Texts and articles whose vectors or notes were not as they were written, and were made anew."""


def vectors_folder(folder: DataFolder, choice: ModelChoice) -> Path:
    """Return the folder of a model's vectors; it need not exist."""
    return folder.vectors / choice.slug


def embed(
    folder: DataFolder, choice: ModelChoice, model: Model, report: Report, limit: int | None = None
) -> Embedded:
    """Make the vectors that lack, `limit` texts at most, and publish what is there, also when it is stopped.

    With a limit of 0 only what has vectors already is published, and the model is not asked.
    Raises NoModel if there is no model, NoArchive without an archive, WriterBusy beside another run.
    """
    if limit != 0:
        require_parts(choice)
    with (
        Store.open_reader(folder.archive) as archive,
        VectorStore.open(vectors_folder(folder, choice), choice.label, mend=True) as store,
    ):
        run = _Run(archive, store, model, report)
        try:
            left = run.all(limit)
        finally:
            articles = publish(store, choice.label)
    return Embedded(run.made, articles, left, store.mended)


class _Run:
    """One run over what changed in the archive since the last whole one."""

    def __init__(self, archive: Store, store: VectorStore, model: Model, report: Report) -> None:
        self._archive, self._store, self._model, self._report = archive, store, model, report
        self._goal = archive.sequence
        self._done = self._total = 0
        self.made = 0

    def all(self, limit: int | None) -> int:
        """Make all vectors that lack, at most `limit`; return how many articles still lack them."""
        goal, since = self._goal, self._store.sequence
        if since > goal:
            self._store.forget_articles()
            since = 0
        # Ids alone are held: a transaction that lasts as long as the run would keep its log growing.
        changed = list(self._archive.changed_ids(since, goal).items())
        self._total = len(changed)
        left = 0
        for start in range(0, len(changed), LOOKUP):
            left += self._lot(changed[start : start + LOOKUP], None if limit is None else limit - self.made)
        if not left:
            self._store.finish(goal)
        return left

    def _lot(self, changed: list[tuple[str, bool]], limit: int | None) -> int:
        """Bring the vectors of some articles up to date; return how many lack them past the limit."""
        shown = list(self._archive.iterate_ids([id_ for id_, is_shown in changed if is_shown]))
        known = self._store.knows([article.digest for article in shown])
        new = [article for article in shown if article.digest not in known]
        without = [id_ for id_, is_shown in changed if not is_shown] + [article.id for article in new]
        held = [(article.id, article.digest) for article in shown if article.digest in known]
        self._store.note(held, without, self._goal)
        by_text: dict[str, list[Article]] = {}
        for article in new:
            by_text.setdefault(article.digest, []).append(article)
        wanted = list(by_text.values())[:limit]
        lacking = len(new) - sum(map(len, wanted))
        self._tell(len(changed) - len(new) + lacking)
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            self._make(some)
            self._tell(sum(map(len, some)))
        return lacking

    def _make(self, texts: list[list[Article]]) -> None:
        """Make the vectors of some texts, each given as the articles that have it."""
        cut = [passages(articles[0].title, articles[0].body) for articles in texts]
        vectors = self._model.passages([passage.text for some in cut for passage in some])
        parts = np.split(vectors, np.cumsum([len(some) for some in cut])[:-1])
        self._store.keep(
            [
                Text(article.id, article.digest, part)
                for articles, part in zip(texts, parts, strict=True)
                for article in articles
            ],
            self._goal,
        )
        self.made += len(texts)

    def _tell(self, more: int) -> None:
        self._done += more
        self._report("embedding", self._done, self._total)
