"""Grams: letter 4-grams add to the score of what already matches.

They bring words that are misspelt, oddly joined or inflected beyond a light stemmer nearer to what was
typed, and never make an article match: counts stay counts of words. Very common grams say nothing and are
left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.analysis.tokenizer import normalize, tokenize
from index.query.ast import PLAIN_KINDS, Word
from index.search.collection import Budget
from index.search.memory import Remembered
from index.search.scorer import SegmentEvaluator
from index.search.term_scorer import Text
from index.segment.array_file import Array
from index.segment.inverter import grams_of

#: The weight of a gram in the score: measured.
GRAM_BOOST = 0.3
#: A gram that stands in a larger share of the articles is left out.
COMMON = 0.25


@dataclass(frozen=True, slots=True)
class GramQuery:
    """The grams of a query's plain words, with how often each stands in them."""

    grams: Mapping[Text, int]

    @classmethod
    def of(cls, words: Sequence[Word]) -> GramQuery | None:
        """The grams of the words that count; None if there are none."""
        counts: dict[Text, int] = {}
        for word in words:
            if word.counted and not word.negated and word.kind in PLAIN_KINDS:
                for gram in grams_in(word.typed):
                    counts[gram] = counts.get(gram, 0) + 1
        return cls(counts) if counts else None

    def score(self, documents: Array, evaluator: SegmentEvaluator, budget: Budget) -> Array:
        """What the grams add to each of some documents of a segment, given rising."""
        terms, most = evaluator.terms, COMMON * evaluator.collection.documents
        telling = {
            gram: GRAM_BOOST * times
            for gram, times in self.grams.items()
            if terms.stretch("gram", gram).frequency <= most
        }
        return terms.added_to(documents, {"gram": telling}, budget)


@lru_cache(Remembered.LIMIT)
def grams_in(text: str) -> tuple[str, ...]:
    """The grams of a text's words, in order."""
    return tuple(gram for token in tokenize(normalize(text)) for gram in grams_of(token.norm))
