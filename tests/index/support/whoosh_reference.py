"""Stock Whoosh as the reference: it scores a generation's own Whoosh index by its own code.

Scores are what it is trusted with. Which articles match is for a reader of every article to say: Whoosh's
`AndNot` gives wrong documents, so a negation is put to it as `And([a, Not(b)])`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh import matching
from whoosh import query as q
from whoosh.index import FileIndex, open_dir
from whoosh.searching import Searcher

from index.query import ast
from index.search.term_scorer import UNSCORED
from index.segment.entry import INDEX_NAME
from index.whoosh.schema import schema

#: The terms of a pattern, as a generation's snapshot expands it.
Expand = Callable[[ast.Expanded], tuple[bytes, ...]]
#: The score of what only filters: Whoosh takes 0 for a score that was left out, and gives 1.
NOTHING = 1e-12


def open_whoosh(folder: Path) -> FileIndex:
    """The Whoosh index of a generation, opened by stock Whoosh."""
    return open_dir(str(folder), indexname=INDEX_NAME, schema=schema())


class WhooshReference:
    """A Whoosh index opened to be searched by stock Whoosh; one a thread, as Whoosh's searchers are."""

    def __init__(self, path: Path, expand: Expand | None = None) -> None:
        self._expand = expand
        self.searcher: Searcher = open_whoosh(path).searcher()

    def scores(self, tree: ast.Node) -> dict[str, float]:
        """Every match of a tree with its score, by article id."""
        return {hit["id"]: float(hit.score) for hit in self._results(tree, None)}

    def ranking(self, tree: ast.Node) -> list[str]:
        """Every match, the highest score first, ties by id."""
        scores = self.scores(tree)
        return sorted(scores, key=lambda article_id: (-scores[article_id], article_id))

    def top(self, tree: ast.Node, limit: int) -> list[tuple[str, float]]:
        """The best matches as Whoosh itself cuts them, ties as they come."""
        return [(hit["id"], float(hit.score)) for hit in self._results(tree, limit)]

    def _results(self, tree: ast.Node, limit: int | None) -> Any:
        # Without a limit, Whoosh hands over hits in no order and skips nothing.
        return self.searcher.search(translated(tree, self._expand), limit=limit)

    def close(self) -> None:
        """Let go of the index's files."""
        self.searcher.close()


def translated(node: ast.Node, expand: Expand | None = None) -> q.Query:  # noqa: PLR0911 (one case a node)
    """A tree of our nodes as a tree of Whoosh's; TypeError for what Whoosh cannot answer.

    Synonyms find the same articles and score otherwise: Whoosh adds what forms score.
    """
    match node:
        case ast.Phrase(slop=0) if is_adjacent(node):
            return q.Phrase(node.fieldname, [term for term, _ in node.steps], boost=node.boost)
        case ast.Expanded() if expand is not None:
            terms = (q.Term(node.fieldname, term.decode("utf-8", "surrogatepass")) for term in expand(node))
            return boosted(q.Or(list(terms)), node.boost)
        case ast.Term():
            term = q.Term(node.fieldname, node.text, boost=node.boost)
            return unscored(term) if node.fieldname in UNSCORED else term
        case ast.Synonyms():
            return translated(ast.Or([form for form, _ in node.forms], node.boost), expand)
        case ast.Or():
            return boosted(q.Or([translated(child, expand) for child in node.children]), node.boost)
        case ast.And():
            return boosted(q.And([translated(child, expand) for child in node.children]), node.boost)
        case ast.Not():
            return unscored(q.Not(translated(node.child, expand)))
        case ast.AndMaybe():
            return SoundAndMaybe(translated(node.required, expand), translated(node.optional, expand))
        case ast.Every():
            return unscored(q.Every())
        case ast.Nothing():
            return q.NullQuery
    raise TypeError(f"Whoosh has nothing that answers {node!r}")


def is_adjacent(phrase: ast.Phrase) -> bool:
    """Whether a phrase's terms follow one another, which is all that Whoosh's phrases can ask for."""
    return [offset for _, offset in phrase.steps] == list(range(len(phrase.steps)))


def unscored(node: q.Query) -> q.Query:
    """A query that filters and scores nothing, which with Whoosh would add its weight."""
    return q.ConstantScoreQuery(node, NOTHING)


def boosted(compound: q.Query, boost: float) -> q.Query:
    """A compound with its boost; without children, what finds nothing."""
    if not compound.subqueries:
        return q.NullQuery
    return compound if boost == 1.0 else Boosted(compound, boost)


class Boosted(q.WrappingQuery):
    """A compound's boost. Whoosh's own is lost where the compound has one child."""

    def __init__(self, child: q.Query, boost: float) -> None:
        super().__init__(child)
        self.boost = boost

    def matcher(self, searcher: Searcher, context: Any = None) -> Any:
        """The child's matcher with its scores multiplied."""
        return matching.WrappingMatcher(self.child.matcher(searcher, context), boost=self.boost)


class SoundAndMaybeMatcher(matching.AndMaybeMatcher):
    """Whoosh's, with the optional side kept beside the required one.

    Its own `skip_to` moves the optional side to where it was asked to go, not to where the required side
    arrived, and `skip_to_quality` leaves it behind: the two part, and the best hits of a limited search
    lack the optional side's scores.
    """

    def skip_to(self, id: int) -> bool:  # noqa: A002 (Whoosh's name)
        """Go to the first match from `id` on."""
        moved = bool(self.a.skip_to(id))
        return self._catch_up() or moved

    def skip_to_quality(self, minquality: float) -> int:
        """Leave blocks that cannot reach this score; how many."""
        skipped = int(super().skip_to_quality(minquality))
        self._catch_up()
        return skipped

    def _catch_up(self) -> bool:
        both = self.a.is_active() and self.b.is_active()
        return both and self.b.id() < self.a.id() and bool(self.b.skip_to(self.a.id()))


class SoundAndMaybe(q.AndMaybe):
    """Whoosh's `AndMaybe` over the matcher that holds together."""

    matcherclass = SoundAndMaybeMatcher


class Days(q.ColumnQuery):
    """Whoosh's query of a column, which in Whoosh 2.7.4 stands in no compound: it does not tell its size."""

    def estimate_size(self, ixreader: Any) -> int:
        """Every document, at most."""
        return int(ixreader.doc_count_all())
