"""Scoring: the clauses by whose scores a cluster nearly scores a query tree as the arrays do.

They choose the articles that `ranking` then scores exactly, and order those behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log
from typing import ClassVar

from archive.text.encodings import utf8
from index.opensearch.layout import SCORED
from index.opensearch.query.patterns import surface_of
from index.opensearch.query.statistics import Statistics
from index.opensearch.query.translate import Filter, Translator, plain
from index.query import ast
from index.query.ast import About, AsWritten, Expanded, Node, Phrase, Signed, Synonyms

#: Clauses of terms at most: a cluster takes about a thousand in one request.
MOST_CLAUSES = 400
#: What a word that stands in a title is taken to be worth before it is scored: the idf of a rare one.
_RARE = 8.0
_LEAST = 1e-6
#: What a form of a word adds beside its best one, in parts of its own score: frequencies saturate.
_TIE = 0.1
#: Nodes whose words may stand where they do not match.
_WHOLE = (ast.And, ast.AndMaybe, Phrase, AsWritten, Signed)


class Clauses:
    """The scoring clauses of one tree, gathered: the weight of each term, and what is scored as a whole."""

    def __init__(self, translator: Translator, statistics: Statistics) -> None:
        self._translator = translator
        self._statistics = statistics
        self._terms: dict[tuple[str, str], float] = {}
        self._others: list[Filter] = []

    def of(self, node: Node | None, grams: Iterable[tuple[str, float]] = ()) -> list[Filter]:
        """Return the clauses of a tree and of weighted grams; empty if nothing is scored."""
        if node is not None:
            self._add(node, 1.0, certain=True)
        for gram, boost in grams:
            self._put("gram", gram, boost)
        return self._gathered()

    def _gathered(self) -> list[Filter]:
        heaviest = sorted(self._terms.items(), key=lambda item: -item[1])[:MOST_CLAUSES]
        return self._others + [
            {"term": {SCORED[name]: {"value": text, "boost": boost}}}
            for (name, text), boost in heaviest
            if boost > 0
        ]

    def _put(self, name: str, text: str | bytes, boost: float) -> None:
        if name in SCORED:
            key = name, plain(text)
            self._terms[key] = self._terms.get(key, 0.0) + boost

    def _add(self, node: Node, boost: float, *, certain: bool) -> None:
        """Add the clauses of a node; `certain` if whatever is listed matches it."""
        handler = self._HANDLERS.get(type(node))
        if handler is None:
            return
        if certain or not isinstance(node, _WHOLE):
            handler(self, node, boost)
            return
        # What holds its words and does not match it as a whole gains nothing by them.
        inside = Clauses(self._translator, self._statistics)
        handler(inside, node, boost)
        needed = node.required if isinstance(node, ast.AndMaybe) else node
        whole = {"filter": [self._translator.matching(needed)], "should": inside._gathered()}
        self._others.append({"bool": whole})

    def _or(self, node: ast.Or, boost: float) -> None:
        for child in node.children:
            self._add(child, boost * node.boost, certain=len(node.children) == 1)

    def _and(self, node: ast.And, boost: float) -> None:
        for child in node.children:
            self._add(child, boost * node.boost, certain=True)

    def _and_maybe(self, node: ast.AndMaybe, boost: float) -> None:
        self._add(node.required, boost, certain=True)
        self._add(node.optional, boost, certain=False)

    def _term(self, node: ast.Term, boost: float) -> None:
        self._put(node.fieldname, node.text, boost * node.boost)

    def _phrase(self, node: Phrase, boost: float) -> None:
        for term, _ in node.steps:
            self._put(node.fieldname, term, boost * node.boost)

    def _expanded(self, node: Expanded, boost: float) -> None:
        if node.in_title:
            self._others.append(constant(self._translator.matching(node), boost * node.boost * _RARE))
            return
        for text in self._statistics.expand(node):
            self._put(node.fieldname, text, boost * node.boost)

    def _as_written(self, node: AsWritten, boost: float) -> None:
        self._put("surface", surface_of(node), boost * node.boost)

    def _signed(self, node: Signed, boost: float) -> None:
        self._put("surface", node.term, boost * node.boost)

    def _about(self, node: About, boost: float) -> None:
        if node.weight:
            idf = self._idf(self._statistics.count(node))
            self._others.append(constant(self._translator.matching(node), boost * node.weight * idf))

    def _synonyms(self, node: Synonyms, boost: float) -> None:
        """Put a clause that scores the best form of a word by how common the commonest is."""
        frequency = self._statistics.frequency
        rarest = [
            min((frequency(node.fieldname, utf8(text)), text) for text in texts_of(form))
            for form, _ in node.forms
        ]
        commonest = max(int(weight * n) for (_, weight), (n, _) in zip(node.forms, rarest, strict=True))
        idf, queries = self._idf(commonest), []
        for (form, weight), (count, text) in zip(node.forms, rarest, strict=True):
            worth = boost * node.boost * weight * idf
            scored = {"value": text, "boost": max(worth / self._idf(count), _LEAST)}
            query: Filter = {"term": {SCORED[form.fieldname]: scored}}
            if isinstance(form, Phrase):  # which stands about as often as its rarest word
                query = {"bool": {"filter": [self._translator.matching(form)], "should": [query]}}
            queries.append(query)
        self._others.append({"dis_max": {"queries": queries, "tie_breaker": _TIE}})

    def _idf(self, frequency: int) -> float:
        return log(max(self._statistics.documents, 1) / (frequency + 1)) + 1

    _HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        ast.Term: _term, ast.Or: _or, ast.And: _and, ast.AndMaybe: _and_maybe, Phrase: _phrase,
        Expanded: _expanded, AsWritten: _as_written, Signed: _signed, About: _about, Synonyms: _synonyms,
    }  # fmt: skip


def texts_of(form: ast.Term | Phrase) -> list[str]:
    """Return the terms of a form of a word."""
    return [term for term, _ in form.steps] if isinstance(form, Phrase) else [plain(form.text)]


def constant(filter_: Filter, boost: float) -> Filter:
    """Return a clause that scores alike all that passes a filter."""
    return {"constant_score": {"filter": filter_, "boost": max(boost, _LEAST)}}
