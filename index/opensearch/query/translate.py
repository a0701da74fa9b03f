"""Translation: a query tree as a filter of the cluster, which decides what matches to the last article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from archive.text.encodings import from_utf8
from index.model import VALUE_FILTERS, Filters
from index.opensearch.layout import EXPANDED, HOLDING, HOLE
from index.opensearch.query.patterns import as_written
from index.opensearch.query.statistics import Statistics
from index.query import ast
from index.query.ast import About, AsWritten, Dates, Expanded, Node, Numbers, Phrase, Signed, Synonyms

Filter = dict[str, Any]
NOTHING: Filter = {"match_none": {}}
EVERYTHING: Filter = {"match_all": {}}


def plain(text: str | bytes) -> str:
    """Return a term as text."""
    return from_utf8(text) if isinstance(text, bytes) else text


def any_of(filters: Sequence[Filter]) -> Filter:
    """Return a filter for what passes any of some filters."""
    if len(filters) == 1:
        return filters[0]
    return {"bool": {"should": list(filters), "minimum_should_match": 1}} if filters else NOTHING


def all_of(filters: Sequence[Filter], unwanted: Sequence[Filter] = ()) -> Filter:
    """Return a filter for what passes all of some filters and none of the unwanted."""
    if len(filters) == 1 and not unwanted:
        return filters[0]
    if not filters and not unwanted:
        return EVERYTHING
    return {"bool": {"filter": list(filters), "must_not": list(unwanted)}}


class Translator:
    """Makes filters and scoring clauses of nodes; patterns are expanded by the statistics."""

    def __init__(self, statistics: Callable[[], Statistics]) -> None:
        self._statistics = statistics

    def matching(self, node: Node) -> Filter:
        """Return the filter of a node."""
        handler = self._HANDLERS.get(type(node))
        if handler is None:
            raise TypeError(f"no translation for {type(node).__name__}")
        return handler(self, node)

    def _term(self, node: ast.Term) -> Filter:
        return {"term": {HOLDING.get(node.fieldname, node.fieldname): plain(node.text)}}

    def _or(self, node: ast.Or) -> Filter:
        terms: dict[str, dict[str, None]] = {}
        others: list[Filter] = []
        rest = list(node.children)
        for child in rest:  # which grows while it is gone through
            if isinstance(child, ast.Or):
                rest += child.children
            elif isinstance(child, ast.Term):
                terms.setdefault(HOLDING.get(child.fieldname, child.fieldname), {})[plain(child.text)] = None
            else:
                others.append(self.matching(child))
        return any_of([*({"terms": {name: list(held)}} for name, held in terms.items()), *others])

    def _and(self, node: ast.And) -> Filter:
        wanted = [self.matching(child) for child in node.children if not isinstance(child, ast.Not)]
        return all_of(wanted, [self.matching(one.child) for one in node.children if isinstance(one, ast.Not)])

    def _not(self, node: ast.Not) -> Filter:
        return all_of([], [self.matching(node.child)])

    def _and_maybe(self, node: ast.AndMaybe) -> Filter:
        return self.matching(node.required)

    def _every(self, _: Node) -> Filter:
        return EVERYTHING

    def _nothing(self, _: Node) -> Filter:
        return NOTHING

    def _phrase(self, node: Phrase) -> Filter:
        return window(node) if node.slop else phrase(node)

    def _synonyms(self, node: Synonyms) -> Filter:
        return self._or(ast.Or([form for form, weight in node.forms if weight > 0]))

    def _expanded(self, node: Expanded) -> Filter:
        field = "title_words" if node.in_title else EXPANDED.get(node.fieldname, node.fieldname)
        terms = [from_utf8(term) for term in self._statistics().expand(node)]
        return {"terms": {field: terms}} if terms else NOTHING

    def _as_written(self, node: AsWritten) -> Filter:
        return {"regexp": {"forms": {"value": as_written(node), "flags": "NONE"}}}

    def _signed(self, node: Signed) -> Filter:
        return {"term": {"signed": node.text}}

    def _dates(self, node: Dates) -> Filter:
        return days(node)

    def _numbers(self, node: Numbers) -> Filter:
        bounds = {"gte": node.low, "lte": node.high}
        return {
            "range": {"numbers": {name: float(value) for name, value in bounds.items() if value is not None}}
        }

    def _about(self, node: About) -> Filter:
        return about(node)

    _HANDLERS: ClassVar[dict[type, Callable[..., Filter]]] = {
        ast.Term: _term, ast.Or: _or, ast.And: _and, ast.Not: _not, ast.AndMaybe: _and_maybe,
        ast.Every: _every, ast.Nothing: _nothing, Phrase: _phrase, Expanded: _expanded, Dates: _dates,
        AsWritten: _as_written, Numbers: _numbers, About: _about, Synonyms: _synonyms, Signed: _signed,
    }  # fmt: skip


def phrase(node: Phrase) -> Filter:
    """Return the filter of terms at exact distances."""
    at: dict[int, list[str]] = {}
    for term, offset in node.steps:
        at.setdefault(offset, []).append(term)
    if max(map(len, at.values())) > 1:
        return _stacked(node.fieldname, at)
    row = [at.get(offset, [HOLE])[0] for offset in range(node.steps[-1][1] + 1)]
    return {"match_phrase": {node.fieldname: {"query": " ".join(row), "analyzer": "asked"}}}


def _stacked(name: str, at: dict[int, list[str]]) -> Filter:
    """Return the filter of a row in which several terms share a position."""
    clauses: list[Filter] = []
    last = -1
    for offset, terms in sorted(at.items()):
        if last >= 0 and offset - last > 1:
            clauses.append({"span_gap": {name: offset - last - 1}})
        clause: Filter = {"span_term": {name: terms[0]}}
        for term in dict.fromkeys(terms[1:]):
            clause = {"span_within": {"big": {"span_term": {name: term}}, "little": clause}}
        clauses.append(clause)
        last = offset
    if len(clauses) == 1:
        return clauses[0]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def window(node: Phrase) -> Filter:
    """Return the filter of terms in any order within some positions."""
    terms = list(dict.fromkeys(term for term, _ in node.steps))
    asked = [{"match": {"query": term, "analyzer": "asked"}} for term in terms]
    if len(asked) == 1:
        return {"intervals": {node.fieldname: asked[0]}}
    gaps = node.steps[-1][1] + node.slop + 1 - len(terms)
    held: Filter = {"ordered": False, "intervals": asked}
    if gaps >= 0:
        held["max_gaps"] = gaps
    else:  # terms that share positions: the width itself is asked for
        source = f"interval.end - interval.start <= {node.steps[-1][1] + node.slop}"
        held["filter"] = {"script": {"source": source}}
    return {"intervals": {node.fieldname: {"all_of": held}}}


def days(node: Dates) -> Filter:
    """Return the filter of published intervals that overlap the node's, or of undated articles."""
    if node.unknown:
        return {"bool": {"must_not": [{"exists": {"field": "published_from"}}]}}
    bounds: list[Filter] = [{"exists": {"field": "published_from"}}]
    if node.end is not None:
        bounds.append({"range": {"published_from": {"lte": node.end.toordinal()}}})
    if node.start is not None:
        bounds.append({"range": {"published_to": {"gte": node.start.toordinal()}}})
    return all_of(bounds)


def about(node: About) -> Filter:
    """Return the filter of texts that name a time which overlaps the node's, or lies in it."""
    bounds = {
        "gte": (node.start or date.min).toordinal(),
        "lte": (node.end or date.max).toordinal(),
    }
    return {"range": {"about": bounds | {"relation": "within" if node.within else "intersects"}}}


def filters_of(filters: Filters) -> dict[str, Filter]:
    """Return a filter for each of the query's that is set, by its facet, `date` or `about`."""
    found: dict[str, Filter] = {}
    for name, attribute in VALUE_FILTERS.items():
        values = getattr(filters, attribute)
        if values and name == "country":  # which says so itself where it is unknown
            found[name] = {"terms": {name: list(values)}}
        elif values:
            known = [value for value in values if value != "unknown"]
            parts: list[Filter] = [{"terms": {name: known}}] if known else []
            if len(known) < len(values):
                parts.append({"bool": {"must_not": [{"exists": {"field": name}}]}})
            found[name] = any_of(parts)
    undated = days(Dates(None, None, unknown=True))
    if filters.date_from or filters.date_to:
        within = days(Dates(filters.date_from, filters.date_to))
        found["date"] = any_of([within, undated]) if filters.date_unknown else within
    elif filters.date_unknown is not None:
        found["date"] = undated if filters.date_unknown else all_of([], [undated])
    if filters.about_from or filters.about_to:
        found["about"] = about(About(filters.about_from, filters.about_to))
    return found
