"""Terms: the postings of many terms of a segment added up in one pass over whole arrays.

Most queries are sums of terms, some ten of them with some thousand postings each. Evaluated one by one they
cost more in calls than in arithmetic; put one after another they cost one gathering and one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from archive.text.encodings import utf8
from index.memory import Remembered
from index.query import ast
from index.search.collection_stats import Budget, Collection
from index.search.docset import LONGER, NOTHING, Matches, common, found_at, summed, united
from index.segment.array_file import Array
from index.segment.fieldnorm import LENGTHS
from index.segment.impacts import lengths_of, weights_of
from index.segment.postings import FieldPostings
from index.segment.reader import SegmentArrays
from index.segment.schema import VALUE_FIELDS

B = 0.75

K1 = 1.2

#: Fields that only filter.
UNSCORED = frozenset(VALUE_FIELDS)


class Impacts(NamedTuple):
    """The impacts of a field's postings: what each adds to a score, the idf of its term apart."""

    codes: Array
    """float64: the impact of a posting by its code."""
    norms: Array
    """float64: BM25's length part by the byte of a length."""


def impacts_of(postings: FieldPostings, average: float) -> Impacts:
    """Compute the tables of a field from its mean length: small, whatever the segment's size."""
    norms = K1 * ((1 - B) + B * LENGTHS / (average or 1.0))
    return Impacts(saturated(weights_of(postings.triples), norms[lengths_of(postings.triples)]), norms)


def saturated(weights: Array, norms: Array) -> Array:
    """Return BM25's part of the frequency, which rises ever more slowly to K1 + 1."""
    return np.asarray(weights * (K1 + 1) / (weights + norms))


#: A term's text, as typed or encoded.
Text: TypeAlias = str | bytes

#: Terms to add up, by field, each with its boost, which is above 0.
Summands: TypeAlias = Mapping[str, Mapping[Text, float]]


def summands_of(node: ast.Node) -> Summands | None:
    """Return what a node adds up if it is nothing but scored terms under `Or`, else None.

    A term that stands several times is one with the sum of its boosts.
    """
    summands: dict[str, dict[Text, float]] = {}
    parts: list[tuple[ast.Node, float]] = [(node, 1.0)]
    for part, boost in parts:  # which grows while it is gone through
        if type(part) is ast.Or:
            parts += [(child, boost * part.boost) for child in part.children]
        elif type(part) is ast.Term and part.fieldname not in UNSCORED and boost * part.boost > 0:
            terms = summands.setdefault(part.fieldname, {})
            terms[part.text] = terms.get(part.text, 0.0) + boost * part.boost
        else:
            return None
    return summands


def encoded(text: Text) -> bytes:
    """Return a term as the index has it."""
    return text if isinstance(text, bytes) else utf8(text)


class TermInfo(NamedTuple):
    """The extent of a term's postings in its field's arrays, and its statistics over all segments."""

    number: int
    """-1 for a term that the segment lacks; it has no postings then."""
    start: int
    stop: int
    frequency: int
    """In how many documents of all segments it stands."""
    idf: float


_NOBODY = np.zeros(0, np.int64)

#: A field and what is known of its term.
FieldTerm: TypeAlias = tuple[str, TermInfo]


class SegmentTerms:
    """The terms of one segment: where their postings are, what they add up to, which documents they hold.

    Shared by threads: what it remembers depends on the segment and the collection alone.
    """

    def __init__(self, segment: SegmentArrays, collection: Collection) -> None:
        self._documents = segment.documents
        self._fields = segment.fields
        self._collection = collection
        self.impacts: dict[str, Impacts] = {
            name: impacts_of(segment.fields[name], mean) for name, mean in collection.average.items()
        }
        self._term_infos: Remembered[tuple[str, Text], TermInfo] = Remembered()
        self._covers: Remembered[tuple[tuple[Text, ...], ...], tuple[FieldTerm, ...]] = Remembered()

    def term_info(self, name: str, text: Text) -> TermInfo:
        """Look up a field's term, remembered; its number is -1 where the segment lacks it."""
        known = self._term_infos.get((name, text))
        return known or self._term_infos.keep((name, text), self._find_term_info(name, encoded(text)))

    def _find_term_info(self, name: str, text: bytes) -> TermInfo:
        postings = self._fields.get(name)
        number = postings.find(text) if postings else -1
        if postings is None or number < 0:
            return TermInfo(-1, 0, 0, 0, 0.0)
        frequency = self._collection.frequency(name, text)
        idf = self._collection.idf_of(frequency)
        return TermInfo(number, *postings.bounds(number), frequency, idf)

    def documents_of(self, name: str, info: TermInfo) -> Array:
        """Return the documents of a term, rising."""
        return self._fields[name].documents_between(info.start, info.stop)

    def impacts_of(self, name: str, info: TermInfo) -> Array:
        """Look up the impact of each posting of a term."""
        return self.impacts[name].codes.take(self._fields[name].codes[info.start : info.stop])

    def added(self, summands: Summands, budget: Budget) -> tuple[Array, Array]:
        """Return the documents of all postings of these terms, with repeats, and what each posting adds.

        Field by field and term by term: in every segment the same words of an article are added in the same
        order, so that ties are ties to the last digit.
        """
        documents: list[Array] = []
        scores: list[Array] = []
        for name, terms in summands.items():
            read = list(self._readable(name, terms, budget))
            if read:
                between = self._fields[name].kept_documents
                documents += [between(start, stop) for start, stop, _ in read]
                scores.append(self._weighed(name, read))
        if not documents:
            return NOTHING
        one = scores[0] if len(scores) == 1 else np.concatenate(scores)
        return np.concatenate(documents, dtype=np.int64), one

    def _weighed(self, name: str, read: Sequence[tuple[int, int, float]]) -> Array:
        """Return what the postings of some terms of a field add, term by term."""
        codes = self._fields[name].codes
        impact = self.impacts[name].codes.take(np.concatenate([codes[start:stop] for start, stop, _ in read]))
        first = 0
        for start, stop, weight in read:
            own = impact[first : first + stop - start]
            own *= weight
            first += stop - start
        return impact

    def _readable(
        self, name: str, terms: Mapping[Text, float], budget: Budget
    ) -> Iterator[tuple[int, int, float]]:
        """Yield the extent of each term's postings and its weight, as far as the budget goes."""
        for text, boost in terms.items():
            _, start, stop, _, idf = self.term_info(name, text)
            if start < stop and budget.take(stop - start):
                yield start, stop, idf * boost

    def any_of(self, summands: Summands, budget: Budget) -> Matches:
        """Match documents that hold any of the terms, scores added."""
        return summed(*self.added(summands, budget), self._documents)

    def all_of(self, words: Sequence[Summands], budget: Budget) -> Matches | None:
        """Match documents that hold all the words, scores added; None where the budget does not go so far."""
        summands = together(words)
        if not budget.affords(self.size(summands)):
            return None
        documents = common([self.holding(word) for word in words], self._documents)
        return Matches(documents, self.added_to(documents, summands, budget))

    def added_to(self, documents: Array, summands: Summands, budget: Budget) -> Array:
        """Return what these terms add to each of some documents, given rising."""
        looked_up = LONGER * len(documents)
        # No term has more postings than there are documents.
        if looked_up < self._documents and looked_up * sum(map(len, summands.values())) < self.size(summands):
            return self._added_at(documents, summands, budget)
        return np.bincount(*self.added(summands, budget), minlength=self._documents).take(documents)

    def _added_at(self, documents: Array, summands: Summands, budget: Budget) -> Array:
        """Do what `added_to` does by looking up each document in each term's postings."""
        scores = np.zeros(len(documents))
        for name, terms in summands.items():
            for start, stop, weight in self._readable(name, terms, budget):
                places, impact = self.impacts_at(name, (start, stop), documents)
                scores[places] += impact * weight
        return scores

    def impacts_at(self, name: str, bounds: tuple[int, int], documents: Array) -> tuple[Array, Array]:
        """Find which of some documents, given rising, hold a term whose postings have these bounds.

        Returns their places among the documents, and the term's impact in each of them.
        """
        field, (start, stop) = self._fields[name], bounds
        places, rows = found_at(field.kept_documents(start, stop), documents)
        return places, self.impacts[name].codes.take(field.codes[start:stop].take(rows))

    def holding(self, word: Summands) -> Array:
        """Return the documents of any of a word's terms, rising."""
        terms = self._cover(word)
        return (
            self.documents_of(*terms[0]) if len(terms) == 1 else united([self._all(terms)], self._documents)
        )

    def holders(self, word: Summands) -> Array:
        """Return the documents of any of a word's terms, in any order and with repeats: int64."""
        return self._all(self._cover(word))

    def _all(self, terms: Sequence[FieldTerm]) -> Array:
        """Return the documents of these terms, one term's after another's: int64."""
        lists = [self._fields[name].kept_documents(info.start, info.stop) for name, info in terms]
        return np.concatenate(lists, dtype=np.int64) if lists else _NOBODY

    def size(self, word: Summands) -> int:
        """Count the postings of a word's terms."""
        return sum(info.stop - info.start for _, info in self._known_terms(word))

    def _known_terms(self, word: Summands) -> Iterator[FieldTerm]:
        """Yield the terms of a word that the segment has."""
        for name, terms in word.items():
            for text in terms:
                info = self.term_info(name, text)
                if info.number >= 0:
                    yield name, info

    def _cover(self, word: Summands) -> tuple[FieldTerm, ...]:
        """Return those of a word's terms whose documents are all of its documents, remembered.

        A stem stands wherever its forms do, so that they need not be looked at.
        """
        asked = tuple([(name, *terms) for name, terms in word.items()])
        known = self._covers.get(asked)
        return self._covers.keep(asked, self._find_cover(word)) if known is None else known

    def _find_cover(self, word: Summands) -> tuple[FieldTerm, ...]:
        chosen: list[FieldTerm] = []
        lists: list[Array] = []
        for name, info in sorted(self._known_terms(word), key=lambda known: known[1].start - known[1].stop):
            documents = self.documents_of(name, info)
            if not any(len(found_at(other, documents)[0]) == len(documents) for other in lists):
                chosen.append((name, info))
                lists.append(documents)
        return tuple(chosen)


def together(words: Iterable[Summands]) -> Summands:
    """Add up the terms of several words as those of one."""
    summands: dict[str, dict[Text, float]] = {}
    for word in words:
        for name, terms in word.items():
            of_field = summands.setdefault(name, {})
            for text, boost in terms.items():
                of_field[text] = of_field.get(text, 0.0) + boost
    return summands
