"""Evaluation: a query tree over one segment's arrays gives its documents and their scores.

Scores are Whoosh's BM25F to the last digits that matter: the same idf, the same rounded lengths, the same
sums. What filters (dates, outlets, platforms) scores nothing. Every posting that is read counts against
the query's budget; past it, leaves give nothing and the answer is partial. The budget counts postings and
not time, so that the same query over the same generation always gives the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

import numpy as np

from archive.text.encodings import utf8
from index.analysis.tokenizer import normalize
from index.memory import Remembered
from index.query import ast
from index.search.collection_stats import Budget, Collection
from index.search.docset import (
    NOTHING,
    Matches,
    Postings,
    boosted,
    conjunction,
    distinct,
    is_dense,
    scattered,
    subtraction,
    summed,
    union,
)
from index.search.exact_form import Matching, in_form, is_as_written, is_signed
from index.search.expansion.synonyms import synonym_matches
from index.search.positions import phrase_positions, rows_of
from index.search.ranges import about_rows, date_mask, number_rows
from index.search.term_scorer import UNSCORED, SegmentTerms, Summands, encoded, saturated, summands_of
from index.segment.array_file import Array
from index.segment.postings import FieldPostings, holders_of, within_documents
from index.segment.reader import SegmentArrays

#: Reading a word's letters in one article costs about as much as so many postings.
FORM_COST = 200


#: What was found for the nodes of a tree, by their `id`: matches, or postings that were not added up yet.
Memory: TypeAlias = dict[int, Matches | Postings]


class SegmentEvaluator:
    """Answers query trees over one segment; shared by threads, for what it remembers holds for any query."""

    def __init__(self, segment: SegmentArrays, collection: Collection) -> None:
        self.segment = segment
        self.collection = collection
        self.terms = SegmentTerms(segment, collection)
        self._patterns: Remembered[ast.Expanded, tuple[Array, Array]] = Remembered()

    def evaluate(self, node: ast.Node, budget: Budget, memory: Memory) -> Matches:
        """Return the matches of a tree, deleted documents included; `memory` keeps each node's, by `id`."""
        known = memory.get(id(node))
        if isinstance(known, Postings):
            known = memory[id(node)] = summed(*known, self.segment.documents)
        if known is None:
            handler = self._HANDLERS.get(type(node))
            if handler is None:
                raise TypeError(f"no evaluation for {type(node).__name__}")
            known = memory[id(node)] = handler(self, node, budget, memory)
        return known

    def documents(self, node: ast.Node, budget: Budget, memory: Memory) -> Array:
        """Return the documents of a node that was evaluated before, rising; words are not scored for it."""
        summands = self._unscored(node, budget, memory)
        return (
            self.evaluate(node, budget, memory).documents
            if summands is None
            else self.terms.holding(summands)
        )

    def holders(self, node: ast.Node, budget: Budget, memory: Memory) -> Array:
        """Return what `documents` does, in any order and with repeats: quicker where forms are many."""
        known = memory.get(id(node))
        if known is not None:
            return known.documents
        summands = self._unscored(node, budget, memory)
        return (
            self.evaluate(node, budget, memory).documents
            if summands is None
            else self.terms.holders(summands)
        )

    @staticmethod
    def _unscored(node: ast.Node, budget: Budget, memory: Memory) -> Summands | None:
        """Return what a node adds up, if its terms tell its documents sooner than evaluating it does."""
        return summands_of(node) if id(node) not in memory and not budget.exhausted else None

    def _term(self, node: ast.Term, budget: Budget, _: Memory) -> Matches:
        info = self.terms.term_info(node.fieldname, node.text)
        if info.number < 0 or not budget.take(info.stop - info.start):
            return NOTHING
        documents = self.terms.documents_of(node.fieldname, info)
        if node.fieldname in UNSCORED:
            return Matches(documents, np.zeros(len(documents)))
        return Matches(documents, self.terms.impacts_of(node.fieldname, info) * (info.idf * node.boost))

    def _or(self, node: ast.Or, budget: Budget, memory: Memory) -> Matches:
        summands = summands_of(node)
        if summands is not None:
            return self.terms.any_of(summands, budget)
        parts = [self._part(child, budget, memory) for child in node.children]
        return boosted(union(parts, self.segment.documents), node.boost)

    def _part(self, node: ast.Node, budget: Budget, memory: Memory) -> Matches | Postings:
        """Return what matches a node, or the postings of its terms, not added up yet, where they are many."""
        known = memory.get(id(node))
        if known is not None:
            return known
        summands = self._unscored(node, budget, memory)
        if summands is None or not is_dense(self.terms.size(summands), self.segment.documents):
            return self.evaluate(node, budget, memory)
        postings = memory[id(node)] = Postings(*self.terms.added(summands, budget))
        return postings

    def _and(self, node: ast.And, budget: Budget, memory: Memory) -> Matches:
        wanted = [child for child in node.children if not isinstance(child, ast.Not)]
        unwanted = [child.child for child in node.children if isinstance(child, ast.Not)]
        gone = [self._unwanted(child, budget, memory) for child in unwanted]
        result = self._all(wanted, budget, memory) if wanted else self._everything()
        for each in gone:
            result = subtraction(result, each, self.segment.documents)
        return boosted(result, node.boost)

    def _all(self, nodes: Sequence[ast.Node], budget: Budget, memory: Memory) -> Matches:
        """Match documents that match every one of the nodes, scores added."""
        words = [summands for node in nodes if (summands := summands_of(node)) is not None]
        if 1 < len(words) == len(nodes) and not any(id(node) in memory for node in nodes):
            together = self.terms.all_of(words, budget)
            if together is not None:
                return together
        return conjunction([self.evaluate(node, budget, memory) for node in nodes], self.segment.documents)

    def _not(self, node: ast.Not, budget: Budget, memory: Memory) -> Matches:
        gone = self._unwanted(node.child, budget, memory)
        return subtraction(self._everything(), gone, self.segment.documents)

    def _unwanted(self, node: ast.Node, budget: Budget, memory: Memory) -> Array:
        """Return the documents that a negation excludes; past the budget all, so that none of them shows."""
        summands = summands_of(node)
        if summands is not None and budget.take(self.terms.size(summands)):
            return self.terms.holding(summands)
        documents = self.evaluate(node, budget, memory).documents
        return np.arange(self.segment.documents) if budget.exhausted else documents

    def _and_maybe(self, node: ast.AndMaybe, budget: Budget, memory: Memory) -> Matches:
        wanted = self.evaluate(node.required, budget, memory)
        extra = self.evaluate(node.optional, budget, memory)
        return Matches(
            wanted.documents, wanted.scores + scattered(extra, self.segment.documents)[wanted.documents]
        )

    def _every(self, node: ast.Every, *_: object) -> Matches:  # noqa: ARG002 (a handler's shape)
        return self._everything()

    def _nothing(self, *_: object) -> Matches:
        return NOTHING

    def _everything(self) -> Matches:
        count = self.segment.documents
        return Matches(np.arange(count, dtype=np.int32), np.zeros(count))

    def _phrase(self, node: ast.Phrase, budget: Budget, _: Memory) -> Matches:
        postings = self.segment.fields[node.fieldname]
        numbers = self.phrase_terms(node)
        starts = phrase_positions(postings, numbers, node, budget) if numbers else None
        if starts is None:
            return NOTHING
        documents = distinct(holders_of(starts))
        scores = np.zeros(len(documents))
        for term, times in Counter(term for term, _ in node.steps).items():
            info = self.terms.term_info(node.fieldname, term)
            bounds = info.start, info.stop
            scores += self.terms.impacts_at(node.fieldname, bounds, documents)[1] * (info.idf * times)
        return Matches(documents, scores * node.boost)

    def _synonyms(self, node: ast.Synonyms, budget: Budget, _: Memory) -> Matches:
        return synonym_matches(node, self.segment, self.terms, self.collection, budget)

    def phrase_terms(self, node: ast.Phrase) -> tuple[int, ...]:
        """Return the numbers of a phrase's terms, step by step, or of a window's, each once.

        Empty if the segment lacks one of them.
        """
        postings = self.segment.fields[node.fieldname]
        terms = [term for term, _ in node.steps]
        numbers = tuple(map(postings.find, map(encoded, dict.fromkeys(terms) if node.slop else terms)))
        return numbers if numbers and min(numbers) >= 0 else ()

    def _expanded(self, node: ast.Expanded, budget: Budget, _: Memory) -> Matches:
        postings = self.segment.fields[node.fieldname]
        numbers, idfs = self._pattern(node)
        rows, counts = rows_of(postings, numbers)
        if not budget.affords(len(rows)):
            read = [at for at, count in enumerate(counts.tolist()) if budget.take(count)]
            numbers, idfs = numbers[read], idfs[read]
            rows, counts = rows_of(postings, numbers)
        else:
            budget.take(len(rows))
        if node.in_title:
            positions = postings.positions_at(rows)[0]
            holders = holders_of(positions)
            is_in_title = within_documents(positions) < postings.title_tokens[holders]
            documents = np.unique(holders.compress(is_in_title))
            return Matches(documents, np.full(len(documents), idfs.max(initial=0.0) * node.boost))
        if node.fieldname in UNSCORED:
            documents = np.unique(postings.documents_at(rows))
            return Matches(documents, np.zeros(len(documents)))
        scores = self.terms.impacts[node.fieldname].codes.take(postings.codes.take(rows))
        scores *= np.repeat(idfs, counts)
        return boosted(summed(postings.documents_at(rows), scores, self.segment.documents), node.boost)

    def expanded_terms(self, node: ast.Expanded) -> Array:
        """Return the numbers of those terms of a pattern that the segment has."""
        return self._pattern(node)[0]

    def _pattern(self, node: ast.Expanded) -> tuple[Array, Array]:
        """Return the numbers of a pattern's terms and the idf of each; remembered while the snapshot is."""
        known = self._patterns.get(node)
        if known is None:
            find, idf = self.segment.fields[node.fieldname].look_up, self.collection.idf
            known_terms = [
                (n, idf(node.fieldname, t)) for t in self.collection.expand(node) if (n := find(t)) >= 0
            ]
            numbers, idfs = zip(*known_terms, strict=True) if known_terms else ((), ())
            known = self._patterns.keep(node, (np.array(numbers, np.int64), np.array(idfs)))
        return known

    def _dates(self, node: ast.Dates, *_: object) -> Matches:
        documents = np.flatnonzero(date_mask(self.segment, node)).astype(np.int32)
        return Matches(documents, np.zeros(len(documents)))

    def _numbers(self, node: ast.Numbers, budget: Budget, _: Memory) -> Matches:
        rows = number_rows(self.segment, node)
        if not budget.take(len(rows)):
            return NOTHING
        documents = np.unique(self.segment.numbers.documents[rows])
        return Matches(documents, np.zeros(len(documents)))

    def _about(self, node: ast.About, budget: Budget, _: Memory) -> Matches:
        rows = about_rows(self.segment, node)
        if not budget.take(len(rows)):
            return NOTHING
        documents = np.unique(self.segment.times.documents[rows])
        idf = self.collection.idf_of(self.collection.count_about(node)) if node.weight else 0.0
        return Matches(documents, np.full(len(documents), idf * node.weight))

    def _as_written(self, node: ast.AsWritten, budget: Budget, _: Memory) -> Matches:
        return self._in_form(self.as_written(node, budget), normalize(node.surface), node.boost)

    def _signed(self, node: ast.Signed, budget: Budget, _: Memory) -> Matches:
        return self._in_form(self.signed(node, budget), node.term, node.boost)

    def _in_form(self, positions: dict[int, list[int]], term: str, boost: float) -> Matches:
        """Match the documents in which a surface term stands in a form, scored by how often it does."""
        documents = np.array(sorted(positions), np.int32)
        weights = np.array([len(positions[document]) for document in sorted(positions)], np.float64)
        lengths = self.segment.fields["surface"].lengths[documents]
        scores = saturated(weights, self.terms.impacts["surface"].norms[lengths])
        return Matches(documents, scores * (self.terms.term_info("surface", term).idf * boost))

    def as_written(self, node: ast.AsWritten, budget: Budget) -> dict[int, list[int]]:
        """Find the positions, by document, at which the word stands as typed; read from the text itself."""
        return self._positions_in_form(normalize(node.surface), node.surface, is_as_written, budget)

    def signed(self, node: ast.Signed, budget: Budget) -> dict[int, list[int]]:
        """Find the positions, by document, at which the letter stands with its signs; read from the text."""
        return self._positions_in_form(node.term, node.text, is_signed, budget)

    def _positions_in_form(
        self, term: str, typed: str, matching: Matching, budget: Budget
    ) -> dict[int, list[int]]:
        postings: FieldPostings = self.segment.fields["surface"]
        number = postings.find(utf8(term))
        if number < 0:
            return {}
        work = postings.position_count(number) + FORM_COST * postings.frequency(number)
        if not budget.take(work):
            return {}
        positions = postings.positions_between(*postings.bounds(number))
        holders, places = holders_of(positions), within_documents(positions)
        found = in_form(self.segment, holders, places, typed, matching)
        return {document: held for document, held in found if held}

    _HANDLERS: ClassVar[dict[type, Callable[..., Matches]]] = {
        ast.Term: _term, ast.Or: _or, ast.And: _and, ast.Not: _not, ast.AndMaybe: _and_maybe,
        ast.Every: _every, ast.Nothing: _nothing, ast.Phrase: _phrase, ast.Expanded: _expanded,
        ast.Dates: _dates, ast.AsWritten: _as_written, ast.Numbers: _numbers, ast.About: _about,
        ast.Synonyms: _synonyms, ast.Signed: _signed,
    }  # fmt: skip
