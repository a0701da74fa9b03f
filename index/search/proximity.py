"""Proximity: query words that stand near each other in an article speak for it.

After the unordered windows of Metzler and Croft's sequential dependence model (SIGIR 2005): for each two
neighbouring words of the query, how often the article has them within a few words. Only the best articles
of each segment are looked at, so that the cost does not grow with the archive; none gains or loses its match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from whoosh import query as q

from index.query.ast import PLAIN_KINDS, Word
from index.search.docset import Matches
from index.search.positions import Occurrences, occurrences
from index.search.scorer import SegmentEvaluator
from index.search.scoring import K1
from index.search.term_scorer import SegmentTerms, Text
from index.search.top_docs import least
from index.segment.array_file import Array

#: How many of a segment's best articles are looked at; of more that are equally good, twice as many.
DEPTH = 50
#: The weight of two words within `WINDOW` positions: measured. Pairs side by side are worth no more.
NEAR_BOOST = 0.1
WINDOW = 8
#: Longer queries are judged by their first words.
LONGEST = 12
#: More than there are positions in a segment.
_BEYOND = 1 << 48


@dataclass(frozen=True, slots=True)
class ProximityQuery:
    """The terms of a query's words in their order."""

    terms: tuple[Text, ...]
    linked: tuple[bool, ...]
    """Of each term whether its nearness to the next one counts: two words once, and none to itself."""

    @classmethod
    def of(cls, words: Sequence[Word]) -> ProximityQuery | None:
        """The plain words that count; None if no two of them stand side by side."""
        terms = tuple(term for word in words[:LONGEST] if (term := _text_term(word)))
        pairs = list(pairwise(terms))
        linked = tuple(a != b and (a, b) not in pairs[:at] for at, (a, b) in enumerate(pairs))
        return cls(terms, linked) if any(linked) else None

    def add_to(self, matches: Matches, evaluator: SegmentEvaluator) -> Array | None:
        """Add to the scores of the best matches what their words' nearness is worth.

        Gives where these are: they come before all others. None if they are not told apart.
        """
        numbers, weights = self._held(evaluator.terms)
        if not any(weights):
            return None
        leading = least(-matches.scores, DEPTH)
        chosen = leading[: 2 * DEPTH]
        held = occurrences(evaluator.segment.fields["text"], numbers, matches.documents.take(chosen))
        matches.scores[chosen] += _worth(_near(held), np.array(weights), held, len(chosen))
        return leading if len(chosen) == len(leading) else None

    def _held(self, terms: SegmentTerms) -> tuple[list[int], list[float]]:
        """The numbers of those terms that the segment has, and what its nearness to the next one weighs."""
        stretches = [terms.stretch("text", term) for term in self.terms]
        weights = [
            (one.rarity + other.rarity) / 2 if linked and other.number >= 0 else 0.0
            for linked, (one, other) in zip(self.linked, pairwise(stretches), strict=True)
        ]
        held = [at for at, stretch in enumerate(stretches) if stretch.number >= 0]
        return [stretches[at].number for at in held], [(*weights, 0.0)[at] for at in held]


def _text_term(word: Word) -> Text | None:
    """The term of the text field by which a plain word is found."""
    if not word.counted or word.negated or word.kind not in PLAIN_KINDS:
        return None
    return _first_term(word.node)


def _first_term(node: q.Query) -> Text | None:
    if isinstance(node, q.Term):
        term: Text = node.text
        return term if node.fieldname == "text" else None
    children = node.subqueries if isinstance(node, q.Or) else ()
    return next((found for child in children if (found := _first_term(child))), None)


def _near(held: Occurrences) -> Array:
    """For each occurrence of a term, how many of the next term stand within the window."""
    keys = held.terms * _BEYOND + held.positions
    upto = keys.searchsorted(keys + (_BEYOND + WINDOW), side="right")
    return np.asarray(upto - keys.searchsorted(keys + (_BEYOND - WINDOW)))


def _worth(near: Array, weights: Array, held: Occurrences, documents: int) -> Array:
    """What the terms' nearness is worth in each document, saturating as BM25's frequencies do."""
    cells = held.terms * documents + held.places
    frequency = np.bincount(cells, near, len(weights) * documents).reshape(len(weights), documents)
    worth = frequency * (NEAR_BOOST * (K1 + 1)) / (frequency + K1)
    return np.asarray((weights[:, None] * worth).sum(axis=0))
