"""Matching within one article: where each word of a query stands, for marks and for reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np
from whoosh import query as q

from index.analysis.names import SIGN
from index.analysis.stem import strip_prefix
from index.analysis.tokens import normalize
from index.container import Array
from index.evaluation import SegmentEvaluator, about_rows, number_rows
from index.fragments import Mark, merge_marks
from index.nodes import PLAIN_KINDS, About, AsWritten, Expanded, Numbers, Phrase, Word
from index.phrases import local_phrase
from index.query import Reason
from index.spans import Spans
from index.standing import Standing
from index.writing import is_as_written

#: Fields whose positions are positions of title and body.
_TEXT_FIELDS = frozenset({"text", "surface", "title"})
#: Words a name or a number can have; longer ones are marked by their first words.
_LONGEST_NAME = 9


class Run(NamedTuple):
    """Consecutive positions of one match: from `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ArticleMarks:
    """The matches in one article, in order and without overlaps."""

    title: tuple[Mark, ...]
    body: tuple[Mark, ...]


class Matcher:
    """Finds the matches of a query's words in these documents of one segment."""

    def __init__(self, evaluator: SegmentEvaluator, words: Sequence[Word], documents: Sequence[int]) -> None:
        self._evaluator = evaluator
        self._segment = evaluator.segment
        self._documents = documents
        self._standing = Standing(evaluator.segment, documents)
        self._positions = self._standing.positions
        self._words = [word for word in words if word.counted and not word.negated]
        self._kinds: dict[tuple[int, str], str] = {}

    def marks(self, document: int) -> ArticleMarks:
        """Every match in one of the documents."""
        return self._marks[document]

    @cached_property
    def _marks(self) -> dict[int, ArticleMarks]:
        """The marks of all the documents: their spans are looked up together."""
        found: dict[int, tuple[list[Mark], list[Mark]]] = {document: ([], []) for document in self._documents}
        rows = list(self._rows())
        if rows:
            documents, first, last, places = np.array(rows, np.int64).T
            in_title, starts, _ = self._segment.token_spans(documents, first)
            _, last_starts, lengths = self._segment.token_spans(documents, last)
            ends = last_starts.astype(np.int64) + lengths
            spans = (values.tolist() for values in (documents, in_title, starts, ends, places))
            for document, inside, start, end, place in zip(*spans, strict=True):
                found[document][0 if inside else 1].append(Mark(start, end, place))
        return {
            document: ArticleMarks(tuple(merge_marks(title)), tuple(merge_marks(body)))
            for document, (title, body) in found.items()
        }

    def _rows(self) -> Iterator[tuple[int, int, int, int]]:
        """Each match as (document, first position, last position, place of its word in the query)."""
        for document in self._documents:
            for place, word in enumerate(self._words):
                for first, last in set(self._runs(word.node, document)):
                    yield document, first, last, place

    def reasons(self, marks: ArticleMarks, title: str, body: str) -> tuple[Reason, ...]:
        """Why the article matched: each word with the forms that stand in it, the commonest first."""
        counts: Counter[tuple[int, str]] = Counter()
        for text, held in ((title, marks.title), (body, marks.body)):
            counts.update((mark.word, " ".join(text[mark.start : mark.end].split())) for mark in held)
        ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
        return tuple(
            Reason(self._words[place].typed, surface, self._kind(place, surface), count)
            for (place, surface), count in ordered
        )

    def _kind(self, place: int, surface: str) -> str:
        """As `kind_of`, once for all hits: they show the same forms again and again."""
        known = self._kinds.get((place, surface))
        if known is None:
            known = self._kinds[place, surface] = kind_of(self._words[place], surface)
        return known

    def _runs(self, node: q.Query, document: int) -> Iterator[Run]:
        handler = self._HANDLERS.get(type(node))
        if handler is not None:
            yield from handler(self, node, document)

    def _term(self, node: q.Term, document: int) -> Iterator[Run]:
        if node.fieldname not in _TEXT_FIELDS:
            return
        text = node.text if isinstance(node.text, bytes) else node.text.encode("utf-8", "surrogatepass")
        lengths = self._name_lengths(node.text, document) if str(node.text).startswith(SIGN) else {}
        for position in self._positions(node.fieldname, text, document).tolist():
            yield Run(position, position + lengths.get(position, 1) - 1)

    def _name_lengths(self, term: str, document: int) -> dict[int, int]:
        """How many words a name has at each position where it has several."""
        lengths = {}
        for length in range(2, _LONGEST_NAME + 1):
            for position in self._positions("text", f"{term}/{length}".encode(), document).tolist():
                lengths[position] = length
        return lengths

    def _children(self, node: q.compound.CompoundQuery, document: int) -> Iterator[Run]:
        for child in node.subqueries:
            yield from self._runs(child, document)

    def _both(self, node: q.AndMaybe, document: int) -> Iterator[Run]:
        yield from self._runs(node.a, document)
        yield from self._runs(node.b, document)

    def _wanted(self, node: q.AndNot, document: int) -> Iterator[Run]:
        yield from self._runs(node.a, document)

    def _phrase(self, node: Phrase, document: int) -> Iterator[Run]:
        if node.fieldname not in _TEXT_FIELDS:
            return
        terms = (term.encode("utf-8", "surrogatepass") for term, _ in node.steps)
        lists = [self._positions(node.fieldname, term, document) for term in terms]
        if min(map(len, lists), default=0) == 0:
            return
        title = int(self._segment.title_tokens[document])
        last_term, last_offset = node.steps[-1]
        lengths = self._name_lengths(last_term, document) if last_term.startswith(SIGN) else {}
        for start in local_phrase(lists, node, title):
            if node.slop:
                width = last_offset + node.slop
                held = np.unique(np.concatenate(lists))
                yield from (Run(p, p) for p in held[(held >= start) & (held <= start + width)].tolist())
            else:
                end = start + last_offset
                yield Run(start, end + lengths.get(end, 1) - 1)

    def _expanded(self, node: Expanded, document: int) -> Iterator[Run]:
        if node.fieldname not in _TEXT_FIELDS:
            return
        held = self._standing.expanded(node, self._evaluator.expanded_terms(node), document)
        yield from (Run(position, position) for position in held.tolist())

    def _numbers(self, node: Numbers, document: int) -> Iterator[Run]:
        numbers = self._segment.numbers
        yield from _span_runs(numbers, number_rows(self._segment, node, numbers.of(document)))

    def _about(self, node: About, document: int) -> Iterator[Run]:
        times = self._segment.times
        yield from _span_runs(times, about_rows(self._segment, node, times.of(document)))

    def _as_written(self, node: AsWritten, document: int) -> Iterator[Run]:
        term = normalize(node.surface).encode("utf-8", "surrogatepass")
        positions = self._positions("surface", term, document)
        if len(positions):
            written = is_as_written(self._segment, document, positions, node.surface)
            yield from (Run(position, position) for position in written)

    _HANDLERS: ClassVar[dict[type, Callable[..., Iterator[Run]]]] = {
        q.Term: _term, q.Or: _children, q.And: _children, q.AndMaybe: _both, q.AndNot: _wanted,
        Phrase: _phrase, Expanded: _expanded, AsWritten: _as_written,
        Numbers: _numbers, About: _about,
    }  # fmt: skip


def _span_runs(spans: Spans, rows: Array) -> Iterator[Run]:
    first = spans.positions[rows].astype(np.int64)
    last = first + spans.lengths[rows] - 1
    yield from map(Run._make, zip(first.tolist(), last.tolist(), strict=True))


def kind_of(word: Word, surface: str) -> str:
    """How a form in the text relates to what was typed."""
    if word.kind not in PLAIN_KINDS:
        return {"numbers": "number", "about": "date"}.get(word.kind, word.kind)
    typed, found = normalize(word.typed), normalize(surface)
    if typed == found:
        return "exact"
    if strip_prefix(typed) == strip_prefix(found) or found.endswith(typed) or typed.endswith(found):
        return "clitic"
    return "inflection" if word.kind == "word" else word.kind
