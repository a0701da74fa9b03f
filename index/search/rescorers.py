"""Rescorers: letter 4-grams and the nearness of words add to the score of what already matches.

Neither makes an article match: counts stay counts of words. Grams bring words that are misspelt, oddly
joined or inflected beyond a light stemmer nearer to what was typed; very common grams say nothing and are
left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from index.analysis.stemmer import strip_clitics
from index.analysis.tokenizer import normalize, tokenize
from index.memory import Remembered
from index.query import ast
from index.query.ast import PLAIN_KINDS, Synonyms, Word
from index.search.collection_stats import Budget
from index.search.docset import Matches
from index.search.positions import Occurrences, occurrences
from index.search.scorer import SegmentEvaluator
from index.search.term_scorer import K1, SegmentTerms, Text
from index.search.top_docs import least
from index.segment.array_file import Array
from index.segment.inverter import grams_of
from index.segment.postings import global_positions, within_documents

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
        """Return the grams of the plain words that count; None if there are none."""
        counts: dict[Text, int] = {}
        for word in words:
            if word.counted and not word.negated and word.kind in PLAIN_KINDS:
                for gram in grams_in(word.typed):
                    counts[gram] = counts.get(gram, 0) + 1
        return cls(counts) if counts else None

    def score(self, documents: Array, evaluator: SegmentEvaluator, budget: Budget) -> Array:
        """Return what the grams add to the score of each of some documents of a segment, given rising."""
        terms, most = evaluator.terms, COMMON * evaluator.collection.documents
        telling = {
            gram: GRAM_BOOST * times
            for gram, times in self.grams.items()
            if terms.term_info("gram", gram).frequency <= most
        }
        return terms.added_to(documents, {"gram": telling}, budget)


@lru_cache(Remembered.LIMIT)
def grams_in(text: str) -> tuple[str, ...]:
    """Return the grams of a text's words, in order."""
    return tuple(gram for token in tokenize(normalize(text)) for gram in grams_of(strip_clitics(token.norm)))


#: How many of a segment's best articles are looked at; of more that are equally good, twice as many.
DEPTH = 50

#: The weight of two words within `WINDOW` positions: measured. Pairs side by side are worth no more.
NEAR_BOOST = 0.1

WINDOW = 8

#: Longer queries are judged by their first words.
LONGEST = 12


@dataclass(frozen=True, slots=True)
class ProximityQuery:
    """The terms of a query's words in their order."""

    terms: tuple[Text, ...]
    linked: tuple[bool, ...]
    """True where the pair (term, next term) is scored; repeated and identical pairs are skipped."""

    @classmethod
    def of(cls, words: Sequence[Word]) -> ProximityQuery | None:
        """Take the terms of the plain words that count; None if no two different ones stand side by side."""
        terms = tuple(term for word in words[:LONGEST] if (term := _text_term(word)))
        pairs = list(pairwise(terms))
        linked = tuple(a != b and (a, b) not in pairs[:at] for at, (a, b) in enumerate(pairs))
        return cls(terms, linked) if any(linked) else None

    def add_to(self, matches: Matches, evaluator: SegmentEvaluator) -> Array | None:
        """Add to the scores of the best matches what their words' nearness is worth.

        Returns the indices of these matches, which come before all others; None if nothing is added, or
        if too many matches are equally good.
        """
        numbers, weights = self._held(evaluator.terms)
        if not any(weights):
            return None
        leading = least(-matches.scores, DEPTH)
        chosen = leading[: 2 * DEPTH]
        hits = occurrences(evaluator.segment.fields["text"], numbers, matches.documents.take(chosen))
        near = _near(hits, len(chosen))
        matches.scores[chosen] += _worth(near, np.array(weights), hits, len(chosen))
        return leading if len(chosen) == len(leading) else None

    def _held(self, terms: SegmentTerms) -> tuple[list[int], list[float]]:
        """Return the numbers of the terms that the segment has, and each one's weight with the next.

        The weight is the mean idf of the two, 0 where their pair is not scored.
        """
        infos = [terms.term_info("text", term) for term in self.terms]
        weights = [
            (one.idf + other.idf) / 2 if linked and other.number >= 0 else 0.0
            for linked, (one, other) in zip(self.linked, pairwise(infos), strict=True)
        ]
        known = [at for at, info in enumerate(infos) if info.number >= 0]
        return [infos[at].number for at in known], [(*weights, 0.0)[at] for at in known]


def _text_term(word: Word) -> Text | None:
    """Return the term of the text field by which a plain word is found; None for any other word."""
    if not word.counted or word.negated or word.kind not in PLAIN_KINDS:
        return None
    return _first_term(word.node)


def _first_term(node: ast.Node) -> Text | None:
    if isinstance(node, ast.Term):
        term: Text = node.text
        return term if node.fieldname == "text" else None
    if isinstance(node, Synonyms):
        return _first_term(node.forms[0][0])
    children = node.children if isinstance(node, ast.Or) else ()
    return next((found for child in children if (found := _first_term(child))), None)


def _near(hits: Occurrences, documents: int) -> Array:
    """Count for each occurrence of a term how many of the next term stand within the window."""
    keys = global_positions(hits.terms * documents + hits.places, within_documents(hits.positions))
    # As many positions on, the next term's of the same document stand.
    following = keys + global_positions(np.array([documents]), 0)
    upto = keys.searchsorted(following + WINDOW, side="right")
    return np.asarray(upto - keys.searchsorted(following - WINDOW))


def _worth(near: Array, weights: Array, hits: Occurrences, documents: int) -> Array:
    """Return what the terms' nearness is worth in each document, saturating as BM25's frequencies do."""
    cells = hits.terms * documents + hits.places
    frequency = np.bincount(cells, near, len(weights) * documents).reshape(len(weights), documents)
    impact = frequency * (NEAR_BOOST * (K1 + 1)) / (frequency + K1)
    return np.asarray((weights[:, None] * impact).sum(axis=0))
