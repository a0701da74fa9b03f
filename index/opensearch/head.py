"""The head of a list by relevance: the articles that the cluster ranks first, in the order of the arrays.

The cluster rounds lengths, and knows nothing of what nearness and feedback add. So its best articles are
fetched and scored as the arrays score all. Of the others that feedback may lift the cluster tells about what
they gain; those that may stand among the first hits are fetched and scored too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Filters, Query
from index.opensearch.encode import Stored
from index.opensearch.layout import SCORED
from index.opensearch.listing import Listed
from index.opensearch.page import Gathered, PageSnapshot, Wanted
from index.opensearch.query.statistics import leaves
from index.opensearch.query.translate import plain
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Parsed, Term
from index.search.expansion.feedback import (
    ASKED,
    FEEDBACK_ID,
    LIFTED,
    WEIGHT,
    counted,
    wants_feedback,
)
from index.search.searcher import Result, search
from index.search.top_docs import Place

#: Articles of a head: as many as feedback may lift.
HEAD = LIFTED
#: Of these so many are scored at first: of a query of words alone, which the cluster ranks nearly as the
#: arrays do, and of any other.
FIRST_OF_WORDS, FIRST = 60, 120
#: So many more at most are scored for what feedback may lift.
MORE = 40
#: Hits that an article must come near to be scored after feedback, and how far the cluster may err.
SURE, ERROR = 30, 0.1


@dataclass(frozen=True, slots=True)
class Head:
    """A head in its order, where its scored articles stand in the result, by id, and the result."""

    rows: tuple[Listed, ...]
    places: dict[str, Place]
    result: Result


class HeadScorer:
    """Scores the heads of one query."""

    def __init__(
        self, snapshot: ClusterSnapshot, parsed: Parsed, query: Query, wanted: Wanted, *, grams: bool
    ) -> None:
        self._snapshot = snapshot
        self._parsed = parsed
        # What is listed has passed the filters.
        self._query = replace(query, cursor=None, filters=Filters())
        self._wanted = wanted
        self._grams = grams

    def score(self, rows: Sequence[Listed]) -> Head:
        """Return the head of these articles, which the cluster ranked with its own scores, best first."""
        count = FIRST_OF_WORDS if all(isinstance(leaf, Term) for leaf in leaves(self._parsed.tree)) else FIRST
        gathered = Gathered(self._snapshot.chain.names, self._wanted)
        gathered.add(self._fetched([row.id for row in rows[:count]]))
        page = PageSnapshot(self._snapshot, gathered)
        if wants_feedback(self._parsed, self._query):
            self._prepare_feedback(page)
        result = self._searched(page)
        if result.feedback is None or len(rows) <= count:
            return _ordered(rows, result, {})
        gains = self._gains(rows, result)
        chosen = _telling(rows[count:], gains, result)
        if chosen:
            gathered.add(self._fetched(chosen))
            larger = PageSnapshot(self._snapshot, gathered)
            larger.feedback = page.feedback
            result = self._searched(larger)
        return _ordered(rows, result, gains)

    def _fetched(self, ids: Sequence[str]) -> list[Stored]:
        return list(self._snapshot.stored(ids).values())

    def _searched(self, page: PageSnapshot) -> Result:
        return search(page, self._parsed, self._query, grams=self._grams)

    def _prepare_feedback(self, page: PageSnapshot) -> None:
        """Ask how many articles hold the query's words, and each word that two of the best articles share."""
        bare = replace(self._query, without=self._query.without | {FEEDBACK_ID})
        held: Counter[str] = Counter()
        for place in search(page, self._parsed, bare, grams=self._grams).places(0, ASKED):
            held.update(page.leads.terms(place.segment, place.document).keys())
        shared = [("text", term) for term, count in held.items() if count >= 2]
        page.whole.statistics.prepare(shared, nodes=[word.node for word in counted(self._parsed.words)])

    def _gains(self, rows: Sequence[Listed], result: Result) -> dict[str, float]:
        """Return by id about how much feedback adds to the score of each article, as the cluster sees it."""
        weights = result.feedback.weights if result.feedback else {}
        words = [
            {"term": {SCORED["text"]: {"value": plain(term), "boost": weight}}}
            for term, weight in weights.items()
        ]
        among = [{"terms": {"id": [row.id for row in rows]}}]
        body = {"query": {"bool": {"filter": among, "should": words}}, "size": len(rows)}
        asked = {"stored_fields": "_none_", "sort": [{"_score": "desc"}, {"id": "asc"}]}
        hits = self._snapshot.ask(body | asked)["hits"]["hits"]
        worth = {hit["sort"][1]: float(hit["sort"][0]) for hit in hits}
        most, highest = max(worth.values(), default=0.0) or 1.0, _highest(result)
        return {id_: one * highest / most for id_, one in worth.items()}


def _highest(result: Result) -> float:
    """Return the most that feedback has added to a score: the first hit has gained it."""
    best = result.places(0, 1)
    return best[0].score * WEIGHT / (1 + WEIGHT) if best else 0.0


def _telling(rows: Sequence[Listed], gains: Mapping[str, float], result: Result) -> list[str]:
    """Return the ids of those of some articles that must be scored, for the first hits to be right.

    They are those that may stand among these, and those that may gain the most: that sets the scale of all.
    """
    sure = result.places(SURE - 1, 1)
    floor = (1 - ERROR) * sure[0].score if sure else 0.0
    much = (1 - ERROR) * _highest(result)
    gaining = [row.id for row in rows if gains.get(row.id, 0.0) >= much]
    lifted = sorted((-row.score - gains.get(row.id, 0.0), row.id) for row in rows)
    rising = [id_ for key, id_ in lifted if -key >= floor]
    return list(dict.fromkeys([*gaining, *rising]))[:MORE]


def _ordered(rows: Sequence[Listed], result: Result, gains: Mapping[str, float]) -> Head:
    """Return the head in its order: scored articles by their scores, the others as the cluster ranks them.

    Without gains no other comes before a scored one.
    """
    places = {result.id(place): place for place in result.places(0, len(rows))}
    scored = [(place.score, id_) for id_, place in places.items()]
    others = [(row.score + gains.get(row.id, 0.0), row.id) for row in rows if row.id not in places]
    listed = [*scored, *others]
    if gains:
        listed.sort(key=lambda one: -one[0])
    ranked = tuple(Listed(id_, float(rank), score) for rank, (score, id_) in enumerate(listed))
    return Head(ranked, places, result)
