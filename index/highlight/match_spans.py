"""Matching within the articles of a page: finds where each word of a query stands, for marks and reasons.

All the documents of a page that one segment holds are looked at together, all the terms of a query too: a
dozen operations on whole arrays, and not one for every word of every hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import ClassVar, NamedTuple

import numpy as np

from archive.text.encodings import utf8
from index.analysis.names import SIGN
from index.analysis.tokenizer import normalize
from index.highlight.passages import Marks
from index.query import ast
from index.query.ast import About, AsWritten, Expanded, Numbers, Phrase, Signed, Word
from index.search.exact_form import Matching, in_form, is_as_written, is_signed
from index.search.positions import joined, occurrences, phrase_starts, rows_of
from index.search.ranges import about_rows, number_rows
from index.search.scorer import SegmentEvaluator
from index.search.term_scorer import encoded
from index.segment.array_file import Array
from index.segment.intervals import Spans
from index.segment.postings import global_positions, holders_of, within_documents

#: Fields whose positions are positions of title and body.
_TEXT_FIELDS = ("text", "surface", "title")
#: Words a name or a number can have; longer ones are marked by their first words.
_LONGEST_NAME = 9
_SIGN = SIGN.encode()


class Runs(NamedTuple):
    """Matches as runs of consecutive global positions, from first to last, both included."""

    first: Array
    last: Array


@dataclass(frozen=True, slots=True)
class Matched:
    """The matches in some documents of a segment, rising, titles apart from bodies."""

    documents: list[int]
    titles: Marks
    bodies: Marks


class Asked(NamedTuple):
    """A term to look for: its number, the query word it belongs to, and how many positions a match takes."""

    number: int
    word: int
    length: int


class Matcher:
    """A finder of the matches of a query's words in some documents of one segment."""

    def __init__(self, evaluator: SegmentEvaluator, words: Sequence[Word], documents: Sequence[int]) -> None:
        self.words = [word for word in words if word.counted and not word.negated]
        self._evaluator = evaluator
        self._segment = evaluator.segment
        self._documents = np.array(sorted(set(documents)), np.int32)

    def matches(self) -> Matched:
        """Return every match in the documents, titles apart from bodies."""
        words, runs = self._distinct()
        held = holders_of(runs.first)
        places = self._documents.searchsorted(held)
        in_title, starts, lengths = self._segment.token_spans(held, within_documents(runs.first))
        last_starts = starts
        if (runs.last != runs.first).any():
            _, last_starts, lengths = self._segment.token_spans(held, within_documents(runs.last))
        marks = Marks(places, starts, last_starts + lengths, words)
        if not in_title.any():
            return Matched(self._documents.tolist(), NO_MARKS, marks)
        titles, bodies = (
            Marks(*[column.take(at) for column in marks])
            for at in (in_title.nonzero()[0], (~in_title).nonzero()[0])
        )
        return Matched(self._documents.tolist(), titles, bodies)

    def _distinct(self) -> tuple[Array, Runs]:
        """Return every match in order with its word; of those that overlap the earliest and longest."""
        matches = self._runs() if len(self._documents) else []
        if not matches:
            return _NO_WORDS, NOWHERE
        words, (first, last) = matches[0]
        if len(matches) > 1:
            words = np.concatenate([words for words, _ in matches])
            first = np.concatenate([runs.first for _, runs in matches])
            last = np.concatenate([runs.last for _, runs in matches])
        order = np.lexsort((-last, first))
        words, first, last = words.take(order), first.take(order), last.take(order)
        is_apart = first[1:] > last[:-1]
        if not is_apart.all():
            # Where a run is of one position, only the same position overlaps it, which is the next in order.
            one_each = np.array_equal(first, last)
            kept = _first_and(is_apart) if one_each else _apart(first.tolist(), last.tolist())
            words, first, last = words.take(kept), first.take(kept), last.take(kept)
        return words, Runs(first, last)

    def _runs(self) -> list[tuple[Array, Runs]]:
        """Return the matches of every other node and of terms, field by field, with the words they are of."""
        runs: list[tuple[int, Runs]] = []
        asked: dict[str, list[Asked]] = {}
        phrases: dict[str, list[tuple[int, Phrase]]] = {}
        for place, word in enumerate(self.words):
            for leaf in _told_apart(word):
                if isinstance(leaf, ast.Term):
                    asked.setdefault(leaf.fieldname, []).extend(self._asked(leaf, place))
                elif isinstance(leaf, Phrase):
                    phrases.setdefault(leaf.fieldname, []).append((place, leaf))
                elif type(leaf) in self._HANDLERS:
                    runs.append((place, self._HANDLERS[type(leaf)](self, leaf)))
        of_terms: list[tuple[Array, Runs]] = []
        for field in [name for name in asked | phrases if name in _TEXT_FIELDS]:
            found, of_phrases = self._in_field(field, asked.get(field, ()), phrases.get(field, ()))
            of_terms += found
            runs += of_phrases
        # Of two that match the same, the first is told; words of a query come in their order.
        runs.sort(key=itemgetter(0))
        return [(np.full(len(run.first), place), run) for place, run in runs] + of_terms

    def _asked(self, node: ast.Term, word: int) -> Iterator[Asked]:
        """Yield a term as the segment has it, and of a name also its terms of more words."""
        if node.fieldname not in _TEXT_FIELDS:
            return
        find = self._segment.fields[node.fieldname].find
        text = encoded(node.text)
        if (number := find(text)) >= 0:
            yield Asked(number, word, 1)
        if text.startswith(_SIGN) and node.fieldname == "text":
            for length in range(2, _LONGEST_NAME + 1):
                if (number := find(b"%b/%d" % (text, length))) >= 0:
                    yield Asked(number, word, length)

    def _in_field(
        self, field: str, asked: Sequence[Asked], phrases: Sequence[tuple[int, Phrase]]
    ) -> tuple[list[tuple[Array, Runs]], list[tuple[int, Runs]]]:
        """Return the matches of a field's terms and of its phrases, whose terms are all looked up at once."""
        steps = [self._evaluator.phrase_terms(node) for _, node in phrases]
        numbers = [term.number for term in asked] + [number for terms in steps for number in terms]
        if not numbers:
            return [], []
        of_terms: list[tuple[Array, Runs]] = []
        of_phrases: list[tuple[int, Runs]] = []
        hits = occurrences(self._segment.fields[field], numbers, self._documents)
        bounds = hits.terms.searchsorted(np.arange(len(numbers) + 1)).tolist()
        if asked:
            _, words, lengths = zip(*asked, strict=True)
            terms, first = hits.terms[: bounds[len(asked)]], hits.positions[: bounds[len(asked)]]
            last = first + (np.asarray(lengths) - 1).take(terms)
            of_terms.append((np.asarray(words).take(terms), Runs(first, last)))
        reached = len(asked)
        for (place, node), held in zip(phrases, steps, strict=True):
            own = bounds[reached : reached + len(held) + 1]
            reached += len(held)
            lists = [hits.positions[start:stop] for start, stop in pairwise(own)]
            of_phrases.append((place, self._phrase(node, lists)))
        return of_terms, of_phrases

    def _phrase(self, node: Phrase, lists: Sequence[Array]) -> Runs:
        """Return the matches of a phrase, given the positions of its terms; none if it lacks one."""
        if not lists or not all(map(len, lists)):
            return NOWHERE
        starts = phrase_starts(lists, node, self._segment.fields[node.fieldname])
        if node.slop:
            return _within(np.unique(np.concatenate(lists)), starts, node.steps[-1][1] + node.slop)
        ends = starts + node.steps[-1][1]
        return Runs(starts, ends + self._further_words(node.steps[-1][0], ends))

    def _further_words(self, term: str, positions: Array) -> Array:
        """Return how many more words than one a name has at each of these positions."""
        further = np.zeros(len(positions), np.int64)
        asked = list(self._asked(ast.Term("text", term), 0)) if term.startswith(SIGN) else []
        if asked:
            ((_, runs),), _ = self._in_field("text", asked, ())
            for first, last in zip(runs.first.tolist(), runs.last.tolist(), strict=True):
                at = positions == first
                further[at] = np.maximum(further[at], last - first)
        return further

    def _expanded(self, node: Expanded) -> Runs:
        if node.fieldname not in _TEXT_FIELDS:
            return NOWHERE
        postings = self._segment.fields[node.fieldname]
        rows, _ = rows_of(postings, self._evaluator.expanded_terms(node))
        wanted = np.zeros(self._segment.documents, bool)
        wanted[self._documents] = True
        positions, _ = postings.positions_at(rows.compress(wanted.take(postings.documents_at(rows))))
        if node.in_title:
            titles = postings.title_tokens.take(holders_of(positions))
            positions = positions.compress(within_documents(positions) < titles)
        return Runs(positions, positions)

    def _as_written(self, node: AsWritten) -> Runs:
        return self._in_form(normalize(node.surface), node.surface, is_as_written)

    def _signed(self, node: Signed) -> Runs:
        return self._in_form(node.term, node.text, is_signed)

    def _in_form(self, term: str, typed: str, matching: Matching) -> Runs:
        postings = self._segment.fields["surface"]
        number = postings.find(utf8(term))
        if number < 0:
            return NOWHERE
        held = occurrences(postings, (number,), self._documents)
        holders = self._documents.take(held.places)
        places = within_documents(held.positions)
        kept = list(in_form(self._segment, holders, places, typed, matching))
        documents = np.array([document for document, found in kept for _ in found], np.int64)
        positions = np.array([position for _, found in kept for position in found], np.int64)
        first = global_positions(documents, positions)
        return Runs(first, first)

    def _numbers(self, node: Numbers) -> Runs:
        numbers = self._segment.numbers
        return self._stretches(numbers, lambda rows: number_rows(self._segment, node, rows))

    def _about(self, node: About) -> Runs:
        times = self._segment.times
        return self._stretches(times, lambda rows: about_rows(self._segment, node, rows))

    def _stretches(self, spans: Spans, wanted: Callable[[slice], Array]) -> Runs:
        rows = np.concatenate([wanted(spans.of(document)) for document in self._documents.tolist()])
        first = global_positions(spans.documents[rows], spans.positions[rows])
        return Runs(first, first + spans.lengths[rows] - 1)

    _HANDLERS: ClassVar[dict[type, Callable[..., Runs]]] = {
        Expanded: _expanded, AsWritten: _as_written, Signed: _signed, Numbers: _numbers,
        About: _about,
    }  # fmt: skip


_NO_WORDS = np.zeros(0, np.int64)
NOWHERE = Runs(_NO_WORDS, _NO_WORDS)
NO_MARKS = Marks(_NO_WORDS, _NO_WORDS, _NO_WORDS, _NO_WORDS)


def _first_and(further: Array) -> Array:
    """Return the places of the first of some values and of those behind it for which `further` is true."""
    return np.concatenate(([0], further.nonzero()[0] + 1))


def _apart(first: Sequence[int], last: Sequence[int]) -> list[int]:
    """Return the places of the runs, in order, that begin behind all those chosen before them."""
    chosen, reached = [], -1
    for place, start in enumerate(first):
        if start > reached:
            chosen.append(place)
            reached = last[place]
    return chosen


def _told_apart(word: Word) -> Iterator[ast.Node]:
    """Return the leaves of a word, without its own form where that stands only where its stem does."""
    leaves = list(ast.wanted_leaves(word.node))
    if word.kind == "word" and [getattr(leaf, "fieldname", "") for leaf in leaves] == ["text", "surface"]:
        del leaves[1]
    return iter(leaves)


def _within(held: Array, starts: Array, width: int) -> Runs:
    """Return the positions held that stand at most `width` behind one of the starts, as runs of one."""
    low = held.searchsorted(starts)
    counts = held.searchsorted(starts + width, side="right") - low
    positions = held[np.unique(joined(low, counts))]
    return Runs(positions, positions)
