"""Statistics of a whole index: what scoring and expansion ask of all articles, fetched together and kept.

A query is gone through once and all that it needs is asked in one request. What was asked last is remembered
while the index does not change; what was forgotten is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from archive.text.encodings import from_utf8, utf8
from index.memory import Recent
from index.opensearch.layout import EXPANDED, HOLDING, LENGTHS, SCORED
from index.opensearch.query.patterns import expression, fitting, holding, surface_of
from index.query import ast
from index.query.ast import About, AsWritten, Expanded, Node, Phrase, Synonyms

#: Terms that a pattern is asked for at first, beyond its limit; and how many of each shard.
_BEYOND, _OF_SHARD = 50, 5_000
#: Terms of one request at most.
_MOST = 2_000
#: Answers of each kind that are remembered, and up to twice as many.
REMEMBERED = 50_000


class Asking(Protocol):
    """Searches the index, and says what of it matches a node."""

    def __call__(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a search."""
        ...


class Matching(Protocol):
    """Makes the filter of a node."""

    def __call__(self, node: Node) -> dict[str, Any]:
        """Return the filter."""
        ...


PatternKey = tuple[str, str, str, int]


class Expansion(NamedTuple):
    """The terms of a pattern, and whether there are more."""

    terms: tuple[bytes, ...]
    is_cut: bool


class Statistics:
    """The statistics of an index as it is at one moment; shared by threads."""

    def __init__(self, ask: Asking, matching: Matching, remembered: int = REMEMBERED) -> None:
        self._ask = ask
        self._matching = matching
        self._frequencies: Recent[tuple[str, bytes], int] = Recent(remembered)
        self._expansions: Recent[PatternKey, Expansion] = Recent(remembered)
        self._counts: Recent[Node, int] = Recent(remembered)
        self.documents, self.average = self._totals()

    def _totals(self) -> tuple[int, dict[str, float]]:
        """Return the number of articles, and the mean length of each scored field."""
        sums = {name: {"sum": {"field": name}} for name in dict.fromkeys(LENGTHS.values())}
        answer = self._ask({"size": 0, "track_total_hits": True, "aggs": sums})
        documents = answer["hits"]["total"]["value"]
        means = {name: answer["aggregations"][name]["value"] / max(documents, 1) for name in sums}
        return documents, {name: means[LENGTHS[name]] for name in SCORED}

    def prepare(
        self,
        terms: Iterable[tuple[str, str | bytes]] = (),
        patterns: Iterable[Expanded] = (),
        nodes: Iterable[Node] = (),
    ) -> None:
        """Ask in one request for the frequencies, expansions and counts that are not known yet."""
        wanted = dict.fromkeys((name, _bytes(text)) for name, text in terms)
        unknown = [term for term in wanted if self._frequencies.get(term) is None]
        asked = [node for node in dict.fromkeys(patterns) if self._expansions.get(_key(node)) is None]
        counted = [node for node in dict.fromkeys(nodes) if self._counts.get(node) is None]
        for first in range(0, max(len(unknown), 1), _MOST):
            self._fetch(unknown[first : first + _MOST], () if first else asked, () if first else counted)

    def _fetch(
        self,
        terms: Sequence[tuple[str, bytes]] = (),
        patterns: Sequence[Expanded] = (),
        nodes: Sequence[Node] = (),
    ) -> tuple[list[int], list[Expansion], list[int]]:
        """Ask for these in one request, and keep them; return frequencies, expansions and counts."""
        filters = {f"t{at}": _holds(name, text) for at, (name, text) in enumerate(terms)}
        filters |= {f"n{at}": self._matching(node) for at, node in enumerate(nodes)}
        aggs: dict[str, Any] = {"f": {"filters": {"filters": filters}}} if filters else {}
        aggs |= {f"p{at}": _listed(node, node.limit + _BEYOND) for at, node in enumerate(patterns)}
        if not aggs:
            return [], [], []
        found = self._ask({"size": 0, "track_total_hits": False, "aggs": aggs})["aggregations"]
        told = {name: bucket["doc_count"] for name, bucket in found.get("f", {}).get("buckets", {}).items()}
        return (
            [self._frequencies.keep(term, told[f"t{at}"]) for at, term in enumerate(terms)],
            [
                self._expanded(node, found[f"p{at}"]["v"]["buckets"], node.limit + _BEYOND)
                for at, node in enumerate(patterns)
            ],
            [self._counts.keep(node, told[f"n{at}"]) for at, node in enumerate(nodes)],
        )

    def _expanded(self, node: Expanded, buckets: list[dict[str, Any]], size: int) -> Expansion:
        """Return and keep a pattern's terms; ask for more as long as too few of those that came fit it."""
        fits = fitting(node)
        good = [bucket for bucket in buckets if fits(bucket["key"])]
        while len(good) <= node.limit and len(buckets) == size:
            size *= 8
            answer = self._ask({"size": 0, "track_total_hits": False, "aggs": {"p": _listed(node, size)}})
            buckets = answer["aggregations"]["p"]["v"]["buckets"]
            good = [bucket for bucket in buckets if fits(bucket["key"])]
        taken = good[: node.limit]
        self.know(node.fieldname, {bucket["key"]: bucket["doc_count"] for bucket in taken})
        terms = tuple(utf8(bucket["key"]) for bucket in taken)
        return self._expansions.keep(_key(node), Expansion(terms, is_cut=len(good) > node.limit))

    def know(self, name: str, counts: Mapping[str, int]) -> None:
        """Keep how many articles hold some terms of a field, which another request told."""
        for term, count in counts.items():
            self._frequencies.keep((name, utf8(term)), count)

    def frequency(self, name: str, term: bytes) -> int:
        """Count the articles that hold a field's term."""
        known = self._frequencies.get((name, term))
        return self._fetch(terms=[(name, term)])[0][0] if known is None else known

    def expand(self, node: Expanded) -> tuple[bytes, ...]:
        """Return the terms of a pattern, the most frequent first, ties in byte order."""
        return self._expansion(node).terms

    def is_cut(self, node: Expanded) -> bool:
        """Tell whether there are more terms of a pattern than its limit."""
        return self._expansion(node).is_cut

    def _expansion(self, node: Expanded) -> Expansion:
        known = self._expansions.get(_key(node))
        return self._fetch(patterns=[node])[1][0] if known is None else known

    def count(self, node: Node) -> int:
        """Count the articles that match a node."""
        known = self._counts.get(node)
        return self._fetch(nodes=[node])[2][0] if known is None else known

    def count_about(self, node: About) -> int:
        """Count the articles that name a time."""
        return self.count(node)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else utf8(text)


def _key(node: Expanded) -> PatternKey:
    return node.fieldname, node.kind, node.pattern, node.limit


def _holds(name: str, text: bytes) -> dict[str, Any]:
    return {"term": {HOLDING.get(name, name): from_utf8(text)}}


def _listed(node: Expanded, size: int) -> dict[str, Any]:
    """Return a request for the terms that fit a pattern's expression, the most frequent first."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    field, fitting_ = EXPANDED.get(node.fieldname, node.fieldname), expression(node)
    listed = {"field": field, "include": fitting_, "size": size, "order": order}
    listed["shard_size"] = max(2 * size, _OF_SHARD)
    # The words of those articles alone are gone through that hold one.
    return {"filter": holding(fitting_, field), "aggs": {"v": {"terms": listed}}}


def leaves(node: Node | None) -> Iterator[Node]:
    """Yield every node of a tree without children, negated ones and the forms of synonyms too."""
    match node:
        case None:
            return
        case ast.And() | ast.Or():
            for child in node.children:
                yield from leaves(child)
        case ast.AndMaybe():
            yield from leaves(node.required)
            yield from leaves(node.optional)
        case Synonyms():
            yield from (form for form, _ in node.forms)
        case ast.Not():
            yield from leaves(node.child)
        case _:
            yield node


def asked_of(nodes: Iterable[Node]) -> Mapping[str, Any]:
    """Return what `Statistics.prepare` is to ask for, that trees may be translated and scored."""
    terms: list[tuple[str, str | bytes]] = []
    patterns: list[Expanded] = []
    counted: list[Node] = []
    for leaf in nodes:
        match leaf:
            case ast.Term() if leaf.fieldname in SCORED:
                terms.append((leaf.fieldname, leaf.text))
            case Phrase():
                terms += [(leaf.fieldname, term) for term, _ in leaf.steps]
            case AsWritten():
                terms.append(("surface", surface_of(leaf)))
            case ast.Signed():
                terms.append(("surface", leaf.term))
            case Expanded():
                patterns.append(leaf)
            case About() if leaf.weight:
                counted.append(leaf)
    return {"terms": terms, "patterns": patterns, "nodes": counted}


def asks_for_values(leaf: Node) -> bool:
    """Tell whether a leaf of a tree asks for a field of whole values, or for the date."""
    if isinstance(leaf, ast.Term | Expanded):
        return leaf.fieldname not in SCORED
    return isinstance(leaf, ast.Dates)
