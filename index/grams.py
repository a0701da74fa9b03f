"""Grams: letter 4-grams add to the score of what already matches.

They bring words that are misspelt, oddly joined or inflected beyond a light stemmer nearer to what was
typed, and never make an article match: counts stay counts of words. Very common grams say nothing and are
left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.tokens import normalize, tokenize
from index.container import Array
from index.evaluation import Budget, SegmentEvaluator
from index.inversion import grams_of
from index.nodes import PLAIN_KINDS, Word

#: The weight of a gram in the score: measured.
GRAM_BOOST = 0.3
#: A gram that stands in a larger share of the articles is left out.
COMMON = 0.5


@dataclass(frozen=True, slots=True)
class GramQuery:
    """The grams of a query's plain words, with how often each stands in them."""

    grams: tuple[tuple[bytes, int], ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> GramQuery | None:
        """The grams of the words that count; None if there are none."""
        counted = (word for word in words if word.counted and not word.negated)
        typed = [word.typed for word in counted if word.kind in PLAIN_KINDS]
        norms = [token.norm for text in typed for token in tokenize(normalize(text))]
        counts = Counter(gram for norm in norms for gram in grams_of(norm))
        held = tuple((gram.encode("utf-8", "surrogatepass"), times) for gram, times in counts.items())
        return cls(held) if held else None

    def score(self, evaluator: SegmentEvaluator, budget: Budget) -> Array:
        """What the grams add to each document of a segment."""
        scores = np.zeros(evaluator.segment.documents)
        collection = evaluator.collection
        for gram, times in self.grams:
            if collection.frequency("gram", gram) > COMMON * collection.documents:
                continue
            matches = evaluator.term("gram", gram, GRAM_BOOST * times, budget)
            scores[matches.documents] += matches.scores
        return scores
