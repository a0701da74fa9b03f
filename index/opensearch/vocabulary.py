"""The words and titles of an index in the cluster, as suggestions ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive.text.encodings import from_utf8
from index.model import Query, Sort
from index.opensearch.encode import Stored, read_stored
from index.opensearch.head import HEAD
from index.opensearch.ranking import Ranked
from index.opensearch.snapshot import ClusterSnapshot
from index.query import ast
from index.query.ast import Parsed


class ClusterVocabulary:
    """The words and titles of a snapshot of an index."""

    def __init__(self, snapshot: ClusterSnapshot) -> None:
        self._snapshot = snapshot
        self.chain, self.readings = snapshot.chain, snapshot.readings
        self.frequency, self.expand = snapshot.statistics.frequency, snapshot.statistics.expand

    def written_form(self, term: bytes) -> str:
        """Return a surface term as the first article that holds it writes it; as it is if none does."""
        word = from_utf8(term)
        body = {"query": {"constant_score": {"filter": {"term": {"words": word}}}}, "size": 1}
        hits = self._snapshot.ask(body | {"sort": [{"arrival": "asc"}, {"id": "asc"}]})["hits"]["hits"]
        return _form(read_stored(hits[0]["_source"]), word) if hits else word

    def titles(self, tree: ast.Node, limit: int) -> Iterator[str]:
        """Yield the titles of the best `limit` articles that match."""
        ranked = Ranked(self._snapshot, Parsed(tree, ()), Query())
        head = ranked.answer(HEAD if ranked.is_scored else limit, counting=False).head
        for stored in self._snapshot.stored([row.id for row in head[:limit]]).values():
            yield str(stored.article.title)

    def totals(self, parsed: Parsed, query: Query) -> tuple[int, int]:
        """Return how many articles match a query, and how many of them hold all its words."""
        counting = replace(query, sort=Sort.NEWEST, facets=frozenset(), cursor=None)
        counts = Ranked(self._snapshot, parsed, counting).answer(0).counts
        return counts.total, counts.all_words


def _form(stored: Stored, word: str) -> str:
    """Return a normalised word as an article's title or body first writes it."""
    texts = stored.article.title or "", stored.article.body
    for text, (norms, _, gaps, lengths, _) in zip(texts, stored.analyses, strict=False):
        if word in norms:
            at = norms.index(word)
            start = sum(gaps[: at + 1])
            return text[start : start + int(lengths[at])]
    return word
