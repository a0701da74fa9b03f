"""The space of an archive's vectors: follows what is published, and tells how near articles are to a text."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from pathlib import Path
from threading import Lock

import numpy as np

from index.meaning.choice import ModelChoice, missing_parts
from index.meaning.model import Model, NoModel, open_model
from index.meaning.nearest import article_cosines, row_cosines, spread
from index.meaning.published import Stamp, Vectors, stamp_of
from index.search.snapshot import Snapshot
from index.segment.array_file import Array

#: Deviations above the mean cosine of all articles that few articles pass.
LIKELY = 2.0
#: An article is close from so many times what the nearest of as many is by chance: 5 deviations of 30,000.
#: Of articles so near to 32 typed topics 169 were on topic and 4 were not. At 4.5 it was 269 and 21, at 3 it
#: was 631 and 810; of what was from 3 to 4.8 near and had none of the words, hardly one in thirty was.
BEYOND_CHANCE = 1.1
#: Of the few articles of a small archive none is so far out: this part of what is possible is enough there.
POSSIBLE = 0.75
#: Queries whose vectors are remembered.
REMEMBERED = 1_024
#: Seconds for which a model that did not answer is not asked again.
SILENCE = 30.0


@dataclass(frozen=True, slots=True)
class Near:
    """The nearness of a snapshot's articles to a vector, by segment and document."""

    cosines: tuple[Array, ...]
    """Cosines (float32) by document number; -inf for a document without a vector."""
    likely: float
    """A cosine that few articles pass; the nearest are among them."""
    close: float
    """The cosine from which an article is far nearer than articles are by chance."""


@dataclass(frozen=True, slots=True)
class _Joined:
    """The published vectors joined with one snapshot: the article of each of its documents."""

    generation: int
    stamp: Stamp
    vectors: Vectors
    places: tuple[Array, ...]
    """The article's place for each document of a segment; -1 for one that has no vectors."""


class Meaning:
    """The search by meaning of one data folder; threads may share it.

    Made without a model being loaded or a file being opened: both wait for the first query.
    """

    def __init__(self, folder: Path, choice: ModelChoice, model: Model | None = None) -> None:
        self._folder = folder / choice.slug
        self.choice = choice
        self._model = model
        self._lock = Lock()
        self._held: _Joined | None = None
        self._silent_until = 0.0
        self._silence = ""
        self._vector = lru_cache(REMEMBERED)(self._ask)

    @property
    def is_there(self) -> bool:
        """Tell whether vectors were published and can be searched."""
        return stamp_of(self._folder) is not None and missing_parts(self.choice) is None

    @property
    def state(self) -> tuple[object, ...]:
        """Return what an answer by meaning depends on besides the query; empty where there are no vectors."""
        stamp = stamp_of(self._folder)
        return (stamp, self._silence) if stamp is not None and missing_parts(self.choice) is None else ()

    def near_query(self, snapshot: Snapshot, text: str) -> Near:
        """Return how near the articles are to a query; NoModel if the model does not answer."""
        joined = self._joined(snapshot)
        if time.monotonic() < self._silent_until:
            raise NoModel(self._silence)
        try:
            vector = self._vector(text)
            self._silence = ""
        except NoModel as error:
            self._silent_until, self._silence = time.monotonic() + SILENCE, str(error)
            raise
        if len(vector) != joined.vectors.dimension:
            what = f"the model gives {len(vector)} numbers, its vectors have {joined.vectors.dimension}"
            raise NoModel(what, remedy="Run `sijill embed`")
        return _near(joined, vector)

    def near_article(self, snapshot: Snapshot, place: int, document: int) -> Near | None:
        """Return how near the articles are to one of them; None if it has no vectors. Asks no model."""
        joined = self._joined(snapshot)
        number = int(joined.places[place][document])
        if number < 0:
            return None
        first = int(joined.vectors.first[number])
        return _near(joined, joined.vectors.matrix[first].astype(np.float32))

    def best_passage(self, snapshot: Snapshot, place: int, document: int, text: str) -> int:
        """Return which of an article's passages is nearest to a query, from 0."""
        joined = self._joined(snapshot)
        number = int(joined.places[place][document])
        first, count = int(joined.vectors.first[number]), int(joined.vectors.passages[number])
        rows = joined.vectors.matrix[first : first + count].astype(np.float32)
        cosines = rows @ self._vector(text) * joined.vectors.inverse_lengths[first : first + count]
        return int(cosines.argmax())

    def _ask(self, text: str) -> Array:
        if self._model is None:
            self._model = open_model(self.choice)
        return self._model.query(text)

    def _joined(self, snapshot: Snapshot) -> _Joined:
        stamp = stamp_of(self._folder)
        held = self._held
        if held is not None and (held.generation, held.stamp) == (snapshot.number, stamp):
            return held
        with self._lock:
            held = self._held
            if held is None or (held.generation, held.stamp) != (snapshot.number, stamp):
                if stamp is None:
                    raise NoModel("no vectors were made", remedy="Run `sijill embed`")
                same = held is not None and held.stamp == stamp
                vectors = held.vectors if same and held is not None else Vectors(self._folder)
                self._held = held = _Joined(snapshot.number, stamp, vectors, _places(snapshot, vectors))
            return held


def _places(snapshot: Snapshot, vectors: Vectors) -> tuple[Array, ...]:
    """Return each document's place among the articles that have vectors."""
    numbers = vectors.numbers
    found = []
    for segment in snapshot.segments:
        ids = segment.fields["id"]
        column = np.full(segment.documents, -1, np.int64)
        column[ids.all_documents()] = [numbers.get(id_, -1) for id_ in ids.all_words()]
        found.append(column)
    return tuple(found)


def _near(joined: _Joined, vector: Array) -> Near:
    rows = row_cosines(joined.vectors, vector)
    articles = article_cosines(joined.vectors, rows)
    # What is taken at -1 is the last one's and is put out after.
    cosines = []
    for places in joined.places:
        own = articles.take(places, mode="wrap") if len(articles) else np.zeros(len(places), np.float32)
        cosines.append(np.where(places >= 0, own, np.float32(-np.inf)))
    mean, deviation = spread(joined.vectors, rows)
    return Near(tuple(cosines), mean + LIKELY * deviation, mean + closeness(len(articles)) * deviation)


def closeness(articles: int) -> float:
    """Return the deviations above the mean from which one of so many articles is close."""
    count = max(articles, 2)
    # The farthest of n values of a normal distribution is about sqrt(2 ln n) out; of any, (n - 1) / sqrt(n).
    return min(BEYOND_CHANCE * sqrt(2 * log(count)), POSSIBLE * (count - 1) / sqrt(count))
