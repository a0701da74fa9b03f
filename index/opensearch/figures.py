"""Figures over a cluster: those of all articles that match, article by article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.model.article import Article
from index.figure_columns import FigureRow
from index.model import Query
from index.opensearch.encode import read_article
from index.opensearch.query.translate import Filter, all_of
from index.opensearch.ranking import Ranked
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Parsed

#: Articles of one request.
_STEP = 500
_TELLING: Filter = {"range": {"figures": {"gt": 0}}}


def rows_of(articles: Iterable[Article]) -> Iterator[FigureRow]:
    """Yield the figures of some articles."""
    for article in articles:
        for figure in article.figures:
            yield FigureRow(figure, article.id, article.title, article.outlet, article.published)


def matching_rows(snapshot: ClusterSnapshot, parsed: Parsed, query: Query) -> Iterator[FigureRow]:
    """Yield the figures of all articles that match a query, in the order in which they came in."""
    return rows_of(_articles(snapshot, Ranked(snapshot, parsed, query).matching))


def all_rows(snapshot: ClusterSnapshot) -> Iterator[FigureRow]:
    """Yield the figures of all articles."""
    return rows_of(_articles(snapshot, {"match_all": {}}))


def _articles(snapshot: ClusterSnapshot, matching: Filter) -> Iterator[Article]:
    after: list[object] | None = None
    while True:
        body = {
            "query": {"constant_score": {"filter": all_of([matching, _TELLING])}},
            "sort": [{"arrival": "asc"}, {"id": "asc"}],
            "size": _STEP,
            "_source": ["article"],
            "track_total_hits": False,
        }
        hits = snapshot.ask(body | ({"search_after": after} if after else {}))["hits"]["hits"]
        for hit in hits:
            yield read_article(hit["_source"]["article"])
        if len(hits) < _STEP:
            return
        after = hits[-1]["sort"]
