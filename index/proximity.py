"""Proximity: query words that stand near each other in an article speak for it.

After the unordered windows of Metzler and Croft's sequential dependence model (SIGIR 2005): for each two
neighbouring words of the query, how often the article has them within a few words. Only the best articles
of each segment are looked at, so that the cost does not grow with the archive; none gains or loses its match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from whoosh import query as q

from index.container import Array
from index.evaluation import K1, SegmentEvaluator
from index.matches import Matches
from index.nodes import PLAIN_KINDS, Word
from index.postings import FieldPostings

#: How many of a segment's best articles are looked at.
DEPTH = 100
#: The weight of two words within `WINDOW` positions: measured. Pairs side by side are worth no more.
NEAR_BOOST = 0.1
WINDOW = 8
#: Longer queries are judged by their first words.
LONGEST = 12


class Held(NamedTuple):
    """A term's positions within chosen documents."""

    positions: Array
    """Global, rising."""
    places: Array
    """For each position, the place of its document among the chosen."""


@dataclass(frozen=True, slots=True)
class ProximityQuery:
    """The terms of a query's neighbouring words."""

    pairs: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> ProximityQuery | None:
        """The pairs of the plain words that count; None if there are none."""
        terms = [term for word in words[:LONGEST] if (term := _text_term(word))]
        pairs = tuple(dict.fromkeys((a, b) for a, b in pairwise(terms) if a != b))
        return cls(pairs) if pairs else None

    def add_to(self, matches: Matches, evaluator: SegmentEvaluator) -> Matches:
        """The matches, the best of them with what their words' nearness is worth."""
        chosen = _best(matches.scores)
        documents = matches.documents[chosen]
        postings = evaluator.segment.fields["text"]
        held = {term: _held(postings, term, documents) for pair in self.pairs for term in pair}
        scores = matches.scores.copy()
        for first, second in self.pairs:
            a, b = held[first], held[second]
            if len(a.positions) and len(b.positions):
                idf = evaluator.collection.idf
                scores[chosen] += _worth(a, b, len(chosen)) * (idf("text", first) + idf("text", second)) / 2
        return Matches(matches.documents, scores)


def _text_term(word: Word) -> bytes | None:
    """The term of the text field by which a plain word is found."""
    if not word.counted or word.negated or word.kind not in PLAIN_KINDS:
        return None
    for leaf in word.node.leaves():
        if isinstance(leaf, q.Term) and leaf.fieldname == "text":
            return leaf.text if isinstance(leaf.text, bytes) else leaf.text.encode("utf-8", "surrogatepass")
    return None


def _best(scores: Array) -> Array:
    """Where the best scores are, in the order of their documents; ties at the end all count."""
    if len(scores) <= DEPTH:
        return np.arange(len(scores))
    threshold = np.partition(scores, -DEPTH)[-DEPTH]
    return np.flatnonzero(scores >= threshold)[: 2 * DEPTH]


def _held(postings: FieldPostings, term: bytes, documents: Array) -> Held:
    """A term's positions in the chosen documents."""
    number = postings.find(term)
    if number < 0:
        return Held(np.zeros(0, np.int64), np.zeros(0, np.int64))
    own, _ = postings.postings(number)
    at = np.searchsorted(own, documents)
    at[at == len(own)] = 0
    places = np.flatnonzero(own[at] == documents)
    posting = int(postings.pointers[number]) + at[places]
    starts = postings.position_pointers[posting].astype(np.int64)
    counts = postings.position_pointers[posting + 1].astype(np.int64) - starts
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    positions = postings.positions[np.repeat(starts, counts) + within].astype(np.int64)
    return Held(positions, np.repeat(places, counts))


def _worth(a: Held, b: Held, documents: int) -> Array:
    """What two terms' nearness is worth in each document, saturating as BM25's frequencies do."""
    low = np.searchsorted(b.positions, a.positions - WINDOW, side="left")
    near = np.searchsorted(b.positions, a.positions + WINDOW, side="right") - low
    frequency = np.bincount(a.places, weights=near, minlength=documents)
    return np.asarray(NEAR_BOOST * frequency * (K1 + 1) / (frequency + K1))
