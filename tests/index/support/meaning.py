"""A model of a few subjects for tests, and archives whose texts have its vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.meaning.choice import ModelChoice
from index.meaning.embedding import Embedded, embed
from index.meaning.model import Model, NoModel
from index.meaning.space import Meaning
from index.segment.array_file import Array
from tests.index.support.articles import build, split

#: What a text may be about: it is, as often as one of these letters stands in it.
SUBJECTS = (
    ("سفين", "باخر", "مرك"),
    ("طبيب", "مستشف", "دواء"),
    ("كرة", "ملعب", "هداف"),
    ("مطر", "سيول", "غيم"),
)
CHOICE = ModelChoice("http://127.0.0.1:9/v1", "subjects")


class SubjectsModel:
    """Vectors with a number for each subject and one for all else; counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.silent = False

    def passages(self, texts: Sequence[str]) -> Array:
        self.asked += texts
        if self.silent:
            raise NoModel("the model is silent")
        vectors = np.array(
            [[0.3, *(sum(map(text.count, one)) for one in SUBJECTS)] for text in texts], np.float32
        )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths

    def query(self, text: str) -> Array:
        return self.passages([text])[0]


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Reports nothing."""


def stored(home: Path, articles: Sequence[Article]) -> DataFolder:
    """A data folder whose archive holds the articles."""
    folder = DataFolder(home)
    home.mkdir(parents=True, exist_ok=True)
    with Store.open(folder.archive_db) as store:
        store.add_all(articles)
    return folder


def embedded(folder: DataFolder, model: Model | None = None, limit: int | None = None) -> Embedded:
    """Make the vectors that lack."""
    return embed(folder, CHOICE, model or SubjectsModel(), quiet, limit)


def engine_with_meaning(
    home: Path, articles: Sequence[Article], parts: int = 2, model: Model | None = None
) -> ArraysEngine:
    """An engine over the articles, all of which have vectors."""
    folder = stored(home, articles)
    build(home, split(articles, parts))
    embedded(folder)
    return ArraysEngine(folder.index, meaning=Meaning(folder.vectors, CHOICE, model or SubjectsModel()))
