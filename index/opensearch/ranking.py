"""Ranking over a cluster: which articles are listed, in which order, and what is counted of them.

By relevance the cluster chooses the best `HEAD` articles, whose order `head` works out as the arrays would;
what stands behind them keeps the cluster's order. By date or arrival its order is that of the arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from archive.model.article import Article
from index.analysis.names import SIGN
from index.model import Filters, Query, Sort
from index.opensearch.head import HEAD, HeadScorer
from index.opensearch.listing import Answer, Counts, Listed, Listing
from index.opensearch.page import PageSnapshot, Wanted, page_of
from index.opensearch.query.scoring import Clauses
from index.opensearch.query.statistics import asked_of, asks_for_values, leaves
from index.opensearch.query.translate import EVERYTHING, Filter, all_of, filters_of
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Expanded, Parsed
from index.search.cursor import Cursor
from index.search.expansion.feedback import wants_feedback
from index.search.facets.buckets import counted_facets
from index.search.rescorers import COMMON, GRAM_BOOST, GramQuery
from index.search.searcher import search
from index.search.snapshot import Snapshot, outlet_order
from index.search.top_docs import Place

#: Hits of one request at most, as the cluster has it; articles of one.
MOST, STRETCH = 10_000, 500
_SORTS = {
    Sort.RELEVANCE: {"_score": "desc"},
    Sort.NEWEST: {"newest": "desc"},
    Sort.OLDEST: {"oldest": "asc"},
    Sort.ADDED: {"arrival": "desc"},
}
#: Orders whose values rise from first to last.
_RISING = frozenset({Sort.OLDEST, Sort.OUTLET})
#: The place of an article's outlet; outlets that are not told of, and none, come last.
_OUTLET = (
    "doc['outlet'].size() == 0 ? params.last : params.places.getOrDefault(doc['outlet'].value, params.last)"
)
#: Where a facet's values stand, which filter does not narrow it, and what stands for those without.
_OWN_FILTER = {"year": "date", "month": "date", "day": "date"} | dict.fromkeys(
    ("about_year", "about_month", "about_day"), "about"
)
_WHOLE = frozenset({"outlet", "language"})


class Ranked:
    """A query over an index, translated once; asked for counts and for stretches of its list."""

    def __init__(
        self,
        snapshot: ClusterSnapshot,
        parsed: Parsed,
        query: Query,
        *,
        grams: bool = True,
        listing: Listing | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._parsed = parsed
        self._query = query
        self._grams = grams
        self._listing = listing or Listing()
        self._translator = snapshot.translator
        words = [word.node for word in parsed.words]
        grams_asked = GramQuery.of(parsed.words) if grams and parsed.tree is not None else None
        self._gram_counts = grams_asked.grams if grams_asked else {}
        asked = asked_of(leaf for node in (parsed.tree, *words) for leaf in leaves(node))
        terms = [*asked["terms"], *(("gram", gram) for gram in self._gram_counts)]
        snapshot.statistics.prepare(terms, asked["patterns"], asked["nodes"])
        self._filters = filters_of(query.filters)
        self._matching = self._translator.matching(parsed.tree) if parsed.tree is not None else EVERYTHING
        self._scoring = self._clauses() if query.sort is Sort.RELEVANCE else []
        self.wanted = self._wanted_words(asked["terms"], asked["patterns"])

    def _wanted_words(self, terms: Sequence[tuple[str, str | bytes]], patterns: Sequence[Expanded]) -> Wanted:
        """Return which words of an article the query can ask for."""
        words = {_text(text) for name, text in terms if name == "surface"}
        expanded = {_text(term) for node in patterns for term in self._snapshot.statistics.expand(node)}
        words |= expanded
        # A name of several words is marked by the terms that count them; feedback takes whatever is shared.
        stems = expanded | {_text(text) for name, text in terms if name != "surface"}
        stems |= {f"{stem}/{length}" for stem in stems if stem.startswith(SIGN) for length in range(2, 10)}
        stems |= {f"{stem.rpartition('/')[0]}" for stem in stems if stem.startswith(SIGN) and "/" in stem}
        is_short = wants_feedback(self._parsed, self._query)
        return Wanted(
            frozenset(words),
            tuple(map(_text, self._gram_counts)),
            None if is_short else frozenset(stems),
            any(map(asks_for_values, leaves(self._parsed.tree))),
        )

    @property
    def is_scored(self) -> bool:
        """Tell whether anything but ids orders the list by relevance."""
        return bool(self._scoring)

    @property
    def matching(self) -> Filter:
        """Return the filter of all that match, the query's filters among them."""
        return all_of([self._matching, *self._filters.values()])

    def _clauses(self) -> list[Filter]:
        snapshot = self._snapshot
        most = COMMON * snapshot.statistics.documents
        frequency = snapshot.statistics.frequency
        grams = [
            (gram, GRAM_BOOST * times)
            for gram, times in ((_text(gram), times) for gram, times in self._gram_counts.items())
            if 0 < frequency("gram", gram.encode("utf-8", "surrogatepass")) <= most
        ]
        return Clauses(self._translator, snapshot.statistics).of(self._parsed.tree, grams)

    def _body(self, size: int) -> dict[str, Any]:
        query: Filter = {"bool": {"filter": [self._matching], "should": self._scoring}}
        if not self._scoring:
            query = {"constant_score": {"filter": self._matching, "boost": 0.0}}
        listing = self._listing
        unwanted = [{"terms": {"id": list(listing.hidden)}}] if listing.hidden else []
        among = [listing.among] if listing.among is not None else []
        behind = all_of([*self._filters.values(), *among], unwanted)
        return {
            "query": query,
            "post_filter": behind,
            "sort": [self._order(), {"id": "asc"}],
            "track_scores": False,
            "track_total_hits": False,
            "stored_fields": "_none_",
            "size": size,
        }

    def _order(self) -> dict[str, Any]:
        if self._query.sort is not Sort.OUTLET:
            return _SORTS[self._query.sort]
        places = outlet_order(self._snapshot.labels)
        script = {"source": _OUTLET, "params": {"places": places, "last": len(places)}}
        return {"_script": {"type": "number", "script": script, "order": "asc"}}

    def answer(self, size: int, *, counting: bool = True, pit: str | None = None) -> Answer:
        """Return the counts and the first `size` of the list, or the head where it is scored."""
        body = self._body(size)
        if counting:
            body["aggs"] = self._aggregations()
        answer = self._snapshot.ask(body, pit)
        counts = self._counts(answer["aggregations"]) if counting else Counts(0, 0, {})
        rows = tuple(map(self._listed, answer["hits"]["hits"]))
        behind = Cursor(rows[-1].key, rows[-1].id) if len(rows) == size and size else None
        if not self.is_scored or not rows:
            return Answer(counts, rows, {}, None, behind)
        scorer = HeadScorer(self._snapshot, self._parsed, self._query, self.wanted, grams=self._grams)
        head = scorer.score(rows)
        return Answer(counts, head.rows, head.places, head.result, behind)

    def shown(self, answer: Answer, rows: Sequence[Listed]) -> tuple[Snapshot, dict[str, Place]]:
        """Return a segment that holds the articles of a page, and their places in it by id, in order.

        An article that was withdrawn while the page was made is left out.
        """
        if answer.result is not None and all(row.id in answer.places for row in rows):
            return answer.result.snapshot, {row.id: answer.places[row.id] for row in rows}
        held = self._snapshot.stored([row.id for row in rows])
        page = page_of(self._snapshot, held.values(), self.wanted)
        # By relevance the score is the one that the list is ordered by.
        scores = {} if self._query.sort is Sort.RELEVANCE else self._scores(page)
        there = enumerate(row for row in rows if row.id in held)
        return page, {row.id: Place(row.key, 0, at, scores.get(row.id, row.score)) for at, row in there}

    def _scores(self, page: PageSnapshot) -> dict[str, float]:
        """Return the scores of a page's articles by id; the order of the list gives them no extras."""
        if not page.segments or self._parsed.tree is None:
            return {}
        asked = replace(self._query, sort=Sort.NEWEST, cursor=None, filters=Filters())
        result = search(page, self._parsed, asked)
        documents, scores = result.found[0].matches
        found = zip(documents.tolist(), scores.tolist(), strict=True)
        return {page.segments[0].id(document): score for document, score in found}

    def after(self, cursor: Cursor | None, count: int, *, pit: str | None = None) -> list[Listed]:
        """Return at most `count` of the cluster's own list, behind a place in it; None for its beginning."""
        body = self._body(min(count, MOST))
        if cursor is not None:
            body["search_after"] = [self._value(cursor.key), cursor.id]
        return list(map(self._listed, self._snapshot.ask(body, pit)["hits"]["hits"]))

    def skipping(self, count: int, cursor: Cursor | None) -> Cursor | None:
        """Return the place `count` articles behind a place; None if the list ends before it."""
        while count > 0:
            rows = self.after(cursor, min(count, MOST))
            if len(rows) < min(count, MOST):
                return None
            cursor = Cursor(rows[-1].key, rows[-1].id)
            count -= len(rows)
        return cursor

    def _listed(self, hit: dict[str, Any]) -> Listed:
        value, id_ = hit["sort"]
        if self._query.sort is Sort.RELEVANCE:
            # Below 0, where the places of a scored head are 0 and above.
            return Listed(id_, -value - 1.0, float(value))
        return Listed(id_, float(value if self._query.sort in _RISING else -value), 0.0)

    def _value(self, key: float) -> float | int:
        """Return what the cluster sorts by, of a key."""
        if self._query.sort is Sort.RELEVANCE:
            return -key - 1.0
        return int(key if self._query.sort in _RISING else -key)

    def _aggregations(self) -> dict[str, Any]:
        words = list({word.node: None for word in self._parsed.words if word.counted and not word.negated})
        own = list(self._filters.values())
        every_word = [self._translator.matching(node) for node in words]
        aggs: dict[str, Any] = {
            "all": {"filter": all_of(own)},
            "words": {"filter": all_of([*own, *every_word])},
        }
        for facet in counted_facets(self._query):
            others = [held for name, held in self._filters.items() if name != _OWN_FILTER.get(facet, facet)]
            values: dict[str, Any] = {"field": facet, "size": MOST}
            if facet in _WHOLE:
                values["missing"] = "unknown"
            aggs[f"f_{facet}"] = {"filter": all_of(others), "aggs": {"v": {"terms": values}}}
        return aggs

    @staticmethod
    def _counts(aggregations: dict[str, Any]) -> Counts:
        facets = {
            name[2:]: {bucket["key"]: bucket["doc_count"] for bucket in held["v"]["buckets"]}
            for name, held in aggregations.items()
            if name.startswith("f_")
        }
        return Counts(aggregations["all"]["doc_count"], aggregations["words"]["doc_count"], facets)

    def everything(self) -> Iterator[Listed]:
        """Iterate over the whole list at one moment, the scored head first."""
        with self._snapshot.moment() as pit:
            for rows in self._stretches(pit):
                yield from rows

    def articles(self) -> Iterator[tuple[Listed, Article]]:
        """Iterate over the whole list at one moment, with the articles as they were at it."""
        with self._snapshot.moment() as pit:
            for rows in self._stretches(pit):
                for first in range(0, len(rows), STRETCH):
                    some = rows[first : first + STRETCH]
                    held = self._snapshot.articles([row.id for row in some], pit)
                    yield from ((row, held[row.id]) for row in some if row.id in held)

    def _stretches(self, pit: str) -> Iterator[Sequence[Listed]]:
        cursor: Cursor | None = None
        if self.is_scored:
            answer = self.answer(HEAD, counting=False, pit=pit)
            yield answer.head
            if answer.behind is None:
                return
            cursor = answer.behind
        while rows := self.after(cursor, MOST, pit=pit):
            yield rows
            cursor = Cursor(rows[-1].key, rows[-1].id)


def _text(gram: str | bytes) -> str:
    return gram if isinstance(gram, str) else gram.decode("utf-8", "surrogatepass")
