"""Evaluation: a query tree over one segment's arrays gives its documents and their scores.

Scores are Whoosh's BM25F to the last digits that matter: the same idf, the same rounded lengths, the same
sums. What filters (dates, outlets, platforms) scores nothing. Every posting that is read counts against
the query's budget; past it, leaves give nothing and the answer is partial. The budget counts postings and
not time, so that the same query over the same generation always gives the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from whoosh import query as q

from index.analysis.tokens import normalize
from index.codes import weights_of
from index.container import Array
from index.expansion import REMEMBERED
from index.gathering import rows_of
from index.matches import NOTHING, Matches, boosted, conjunction, scattered, subtraction, union
from index.nodes import About, AsWritten, Dates, Expanded, Numbers, Phrase
from index.phrases import phrase_positions
from index.postings import FieldPostings, SegmentArrays, decoded_lengths
from index.spans import ALL
from index.writing import is_as_written

B = 0.75
K1 = 1.2
#: Fields that only filter.
UNSCORED = frozenset({"id", "url", "outlet", "platform", "unit", "action"})


@dataclass(slots=True)
class Budget:
    """How many postings a query may touch, over all segments."""

    limit: int
    touched: int = 0
    exhausted: bool = False

    def take(self, postings: int) -> bool:
        """Whether this many more may be read; notes that they are."""
        if self.exhausted or self.touched + postings > self.limit:
            self.exhausted = True
            return False
        self.touched += postings
        return True


@dataclass(slots=True)
class Collection:
    """What scoring needs to know of all segments together."""

    documents: int
    """Deleted ones included, as in Whoosh."""
    average: dict[str, float]
    """The mean length of each scored field."""
    frequency: Callable[[str, bytes], int]
    """In how many documents of all segments a field's term stands."""
    expand: Callable[[Expanded], tuple[bytes, ...]]
    """The terms of a prefix, wildcard or fuzzy node, the most frequent first."""
    count_about: Callable[[About], int]
    """In how many documents of all segments a time stands."""
    idfs: dict[tuple[str, bytes], float] = field(default_factory=dict)

    def idf(self, name: str, term: bytes) -> float:
        """The inverse document frequency of a term, as Whoosh has it."""
        known = self.idfs.get((name, term))
        if known is None:
            known = self.idfs[name, term] = self.rarity(self.frequency(name, term))
        return known

    def rarity(self, frequency: int) -> float:
        """The inverse document frequency of what stands in so many documents."""
        return math.log(self.documents / (frequency + 1)) + 1


class SegmentEvaluator:
    """Answers query trees over one segment; used by one query at a time."""

    def __init__(self, segment: SegmentArrays, collection: Collection, norms: dict[str, Array]) -> None:
        self.segment = segment
        self.collection = collection
        self._norms = norms
        self._expanded_terms: dict[Expanded, tuple[int, ...]] = {}

    def evaluate(self, node: q.Query, budget: Budget, memory: dict[int, Matches]) -> Matches:
        """The matches of a tree, deleted documents included; `memory` keeps what nodes gave, by identity."""
        known = memory.get(id(node))
        if known is None:
            handler = self._HANDLERS.get(type(node))
            if handler is None:
                raise TypeError(f"no evaluation for {type(node).__name__}")
            known = memory[id(node)] = handler(self, node, budget, memory)
        return known

    def _term(self, node: q.Term, budget: Budget, _: dict[int, Matches]) -> Matches:
        text = node.text if isinstance(node.text, bytes) else node.text.encode("utf-8", "surrogatepass")
        return self.term(node.fieldname, text, node.boost, budget)

    def term(self, name: str, text: bytes, boost: float, budget: Budget) -> Matches:
        """The matches of one term of a field."""
        postings = self.segment.fields.get(name)
        number = postings.find(text) if postings else -1
        if postings is None or number < 0 or not budget.take(postings.frequency(number)):
            return NOTHING
        documents, weights = postings.postings(number)
        if name in UNSCORED:
            return Matches(documents, np.zeros(len(documents)))
        return Matches(documents, self._bm25(name, text, documents, weights) * boost)

    def _bm25(self, name: str, text: bytes, documents: Array, weights: Array) -> Array:
        weight = weights.astype(np.float64)
        idf = self.collection.idf(name, text)
        return np.asarray(idf * (weight * (K1 + 1) / (weight + self._norms[name][documents])))

    def _or(self, node: q.Or, budget: Budget, memory: dict[int, Matches]) -> Matches:
        found = [self.evaluate(child, budget, memory) for child in node.subqueries]
        return boosted(union(found, self.segment.documents), node.boost)

    def _and(self, node: q.And, budget: Budget, memory: dict[int, Matches]) -> Matches:
        wanted = [child for child in node.subqueries if not isinstance(child, q.Not)]
        unwanted = [child for child in node.subqueries if isinstance(child, q.Not)]
        gone = [self._unwanted(child.query, budget, memory) for child in unwanted]
        found = [self.evaluate(child, budget, memory) for child in wanted]
        result = conjunction(found, self.segment.documents) if found else self._everything()
        for each in gone:
            result = subtraction(result, each, self.segment.documents)
        return boosted(result, node.boost)

    def _not(self, node: q.Not, budget: Budget, memory: dict[int, Matches]) -> Matches:
        gone = self._unwanted(node.query, budget, memory)
        return subtraction(self._everything(), gone, self.segment.documents)

    def _and_not(self, node: q.AndNot, budget: Budget, memory: dict[int, Matches]) -> Matches:
        gone = self._unwanted(node.b, budget, memory)
        return subtraction(self.evaluate(node.a, budget, memory), gone, self.segment.documents)

    def _unwanted(self, node: q.Query, budget: Budget, memory: dict[int, Matches]) -> Matches:
        """What a negation excludes: past the budget everything, so that nothing excluded is ever shown."""
        found = self.evaluate(node, budget, memory)
        return self._everything() if budget.exhausted else found

    def _and_maybe(self, node: q.AndMaybe, budget: Budget, memory: dict[int, Matches]) -> Matches:
        wanted = self.evaluate(node.a, budget, memory)
        extra = self.evaluate(node.b, budget, memory)
        return Matches(
            wanted.documents, wanted.scores + scattered(extra, self.segment.documents)[wanted.documents]
        )

    def _every(self, node: q.Every, *_: object) -> Matches:  # noqa: ARG002 (a handler's shape)
        return self._everything()

    def _nothing(self, *_: object) -> Matches:
        return NOTHING

    def _everything(self) -> Matches:
        count = self.segment.documents
        return Matches(np.arange(count, dtype=np.int32), np.zeros(count))

    def _phrase(self, node: Phrase, budget: Budget, _: dict[int, Matches]) -> Matches:
        postings = self.segment.fields[node.fieldname]
        numbers = self.phrase_terms(node)
        if not numbers or not budget.take(sum(len(postings.term_positions(n)) for n in numbers)):
            return NOTHING
        starts = phrase_positions(postings, numbers, node)
        documents: Array = np.unique(np.searchsorted(postings.base, starts, side="right") - 1)
        scores = np.zeros(len(documents))
        for number in numbers:
            held, weights = postings.postings(number)
            at = np.searchsorted(held, documents)
            scores += self._bm25(node.fieldname, postings.term(number), documents, weights[at])
        return Matches(documents, scores * node.boost)

    def phrase_terms(self, node: Phrase) -> tuple[int, ...]:
        """The numbers of a phrase's terms, step by step; empty if the segment lacks one of them."""
        postings = self.segment.fields[node.fieldname]
        numbers = tuple(postings.find(term.encode("utf-8", "surrogatepass")) for term, _ in node.steps)
        return numbers if numbers and min(numbers) >= 0 else ()

    def _expanded(self, node: Expanded, budget: Budget, _: dict[int, Matches]) -> Matches:
        postings, name = self.segment.fields[node.fieldname], node.fieldname
        numbers = [n for n in self.expanded_terms(node) if budget.take(postings.frequency(n))]
        if not numbers:
            return NOTHING
        rows, counts = rows_of(postings, numbers)
        documents, weights = postings.documents[rows], weights_of(postings.pairs[postings.codes[rows]])
        idfs = np.array([self.collection.idf(name, postings.term(number)) for number in numbers])
        scores = np.repeat(idfs, counts) * (weights * (K1 + 1) / (weights + self._norms[name][documents]))
        held = np.flatnonzero(np.bincount(documents))
        return boosted(Matches(held.astype(np.int32), np.bincount(documents, scores)[held]), node.boost)

    def expanded_terms(self, node: Expanded) -> tuple[int, ...]:
        """The numbers of those terms of a pattern that the segment has; remembered while the snapshot is."""
        known = self._expanded_terms.get(node)
        if known is None:
            find = self.segment.fields[node.fieldname].find
            known = tuple(n for term in self.collection.expand(node) if (n := find(term)) >= 0)
            if len(self._expanded_terms) < REMEMBERED:
                self._expanded_terms[node] = known
        return known

    def _dates(self, node: Dates, *_: object) -> Matches:
        documents = np.flatnonzero(date_mask(self.segment, node)).astype(np.int32)
        return Matches(documents, np.zeros(len(documents)))

    def _numbers(self, node: Numbers, budget: Budget, _: dict[int, Matches]) -> Matches:
        rows = number_rows(self.segment, node)
        if not budget.take(len(rows)):
            return NOTHING
        documents = np.unique(self.segment.numbers.documents[rows])
        return Matches(documents, np.zeros(len(documents)))

    def _about(self, node: About, budget: Budget, _: dict[int, Matches]) -> Matches:
        rows = about_rows(self.segment, node)
        if not budget.take(len(rows)):
            return NOTHING
        documents = np.unique(self.segment.times.documents[rows])
        rarity = self.collection.rarity(self.collection.count_about(node)) if node.weight else 0.0
        return Matches(documents, np.full(len(documents), rarity * node.weight))

    def _as_written(self, node: AsWritten, budget: Budget, _: dict[int, Matches]) -> Matches:
        held = self.as_written(node, budget)
        text = normalize(node.surface).encode("utf-8", "surrogatepass")
        documents = np.array(sorted(held), np.int32)
        weights = np.array([float(len(held[document])) for document in sorted(held)], np.float64)
        return Matches(documents, self._bm25("surface", text, documents, weights) * node.boost)

    def as_written(self, node: AsWritten, budget: Budget) -> dict[int, list[int]]:
        """For each document that holds the word as typed: at which positions. Read from the text itself."""
        postings: FieldPostings = self.segment.fields["surface"]
        number = postings.find(normalize(node.surface).encode("utf-8", "surrogatepass"))
        if number < 0 or not budget.take(len(postings.term_positions(number))):
            return {}
        documents, _ = postings.postings(number)
        held: dict[int, list[int]] = {}
        for document in documents.tolist():
            positions = self.segment.positions_in("surface", number, document)
            matching = is_as_written(self.segment, document, positions, node.surface)
            if matching:
                held[document] = matching
        return held

    _HANDLERS: ClassVar[dict[type, Callable[..., Matches]]] = {
        q.Term: _term, q.Or: _or, q.And: _and, q.Not: _not, q.AndNot: _and_not, q.AndMaybe: _and_maybe,
        q.Every: _every, type(q.NullQuery): _nothing, Phrase: _phrase, Expanded: _expanded, Dates: _dates,
        AsWritten: _as_written, Numbers: _numbers, About: _about,
    }  # fmt: skip


def date_mask(segment: SegmentArrays, node: Dates) -> Array:
    """Which documents' published interval overlaps the node's; the undated ones if it asks for them."""
    known: Array = segment.published_from > 0
    if node.unknown:
        return ~known
    start = node.start.toordinal() if node.start else 0
    end = node.end.toordinal() if node.end else np.iinfo(np.int32).max
    return np.asarray(known & (segment.published_from <= end) & (segment.published_to >= start))


def number_rows(segment: SegmentArrays, node: Numbers, rows: slice = ALL) -> Array:
    """Those of the rows of the segment's numbers that a node asks for."""
    low = float("-inf") if node.low is None else float(node.low)
    high = float("inf") if node.high is None else float(node.high)
    return segment.numbers.within(low, high, rows)


def about_rows(segment: SegmentArrays, node: About, rows: slice = ALL) -> Array:
    """Those of the rows of the segment's times that a node asks for."""
    start = node.start.toordinal() if node.start else 0
    end = node.end.toordinal() if node.end else np.iinfo(np.int32).max
    times = segment.times
    return times.within(start, end, rows) if node.within else times.overlapping(start, end, rows)


def about_mask(segment: SegmentArrays, node: About) -> Array:
    """Which documents name such a time."""
    mask = np.zeros(segment.documents, bool)
    mask[segment.times.documents[about_rows(segment, node)]] = True
    return mask


def length_norms(segment: SegmentArrays, average: dict[str, float]) -> dict[str, Array]:
    """For each scored field, BM25's length part of every document."""
    norms: dict[str, Any] = {}
    for name, mean in average.items():
        lengths = decoded_lengths(segment.fields[name].lengths)
        norms[name] = K1 * ((1 - B) + B * lengths / (mean or 1.0))
    return norms
