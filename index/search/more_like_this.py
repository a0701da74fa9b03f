"""Similar articles: those that share an article's rarest and most repeated words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from archive.text.encodings import utf8
from index.analysis.analyzer import Analysis
from index.analysis.wordlists import is_stop_word
from index.query import ast
from index.search.snapshot import Snapshot

#: How many words speak for an article.
TERMS = 20


def similar_query(snapshot: Snapshot, article_id: str) -> ast.Node | None:
    """Build a query for articles like this one; None if it is not indexed or says too little.

    It asks for any of the article's `TERMS` stems with the highest tf·idf.
    """
    indexed_at = snapshot.find(article_id)
    if indexed_at is None:
        return None
    place, document = indexed_at
    segment = snapshot.segments[place]
    text = f"{segment.record(document)['title'] or ''}\n{segment.body(document)}"
    return similar_node(snapshot.chain.analyze(text), snapshot.collection.idf)


def similar_node(analysis: Analysis, idf: Callable[[str, bytes], float]) -> ast.Node | None:
    """Build a query for any of a text's `TERMS` stems with the highest tf·idf; None if it says too little."""
    words = zip(analysis.norms, analysis.stems, strict=True)
    counts = Counter(stem for norm, stem in words if len(norm) > 2 and not is_stop_word(norm))
    weights = {stem: count * idf("text", utf8(stem)) for stem, count in counts.items()}
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TERMS]
    return ast.Or([ast.Term("text", stem, boost=counts[stem] ** 0.5) for stem in best]) if best else None
