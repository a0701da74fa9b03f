"""Stock Whoosh: its own writer, searcher, facets and highlighter over the project's schema."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import fields, highlight, index
from whoosh import query as q
from whoosh.analysis import RegexTokenizer

from index.query.ast import Expanded, Node, Parsed, Phrase, Term, wanted_leaves
from tests.benchmarks.analysed import Analyst, analysed
from tests.benchmarks.corpus import Corpus, month_of
from tests.benchmarks.engines.base import HITS, Answer, Engine
from tests.benchmarks.questions import Question
from tests.index.support.whoosh_reference import translated
from tests.index.support.whoosh_writing import stock_schema as word_schema
from tests.index.support.whoosh_writing import whoosh_document


class Prepared(NamedTuple):
    """Whoosh's query and which terms are marked."""

    tree: q.Query
    terms: frozenset[str]


class Stock(Engine):
    """Whoosh 2.7.4 in one process: its writer for several loses documents when one of them dies."""

    def build(self, folder: Path, corpus: Corpus, cores: int) -> float:
        """Add every article by Whoosh's own writer."""
        folder.mkdir(parents=True)
        chain = Analyst().chain
        writer = index.create_in(str(folder), stock_schema()).writer(limitmb=512)
        for article in corpus.articles():
            document = whoosh_document(article, chain)
            body = analysed(article, chain).body
            writer.add_document(**document, month=month_of(article), stems=body)
        writer.commit()
        return 0.0

    def open(self, folder: Path) -> None:
        """Open index and searcher."""
        self._searcher = index.open_dir(str(folder), schema=stock_schema()).searcher()
        self._tokenizer = RegexTokenizer(r"\S+")

    def prepare(self, question: Question, parsed: Parsed) -> Prepared:
        """The tree in Whoosh's own nodes; prefixes are expanded here, once."""
        filters = [
            q.ConstantScoreQuery(q.Term(name, value), 0.0)
            for name, value in (("outlet", question.outlet), ("month", question.month))
            if value
        ]
        marked = frozenset(
            term for word in parsed.words if not word.negated for term in self._terms(word.node)
        )
        tree = translated(parsed.tree, self._expand)
        return Prepared(q.And([tree, *filters]) if filters else tree, marked)

    def _expand(self, node: Expanded) -> tuple[bytes, ...]:
        reader = self._searcher.reader()
        return tuple(bytes(term) for term in reader.expand_prefix(node.fieldname, node.pattern))

    def _terms(self, node: Node) -> list[str]:
        found: list[str] = []
        for leaf in wanted_leaves(node):
            if isinstance(leaf, Phrase):
                found.extend(term for term, _ in leaf.steps)
            elif isinstance(leaf, Expanded):
                found.extend(term.decode() for term in self._expand(leaf))
            elif isinstance(leaf, Term) and leaf.fieldname == "text":
                found.append(leaf.text)
        return found

    def answer(self, prepared: Prepared) -> Answer:
        """Hits with two facets by Whoosh's own grouping, and its fragments of the stems."""
        results = self._searcher.search(prepared.tree, limit=HITS, groupedby=["outlet", "month"])
        outlets, months = (
            Counter({name: len(held) for name, held in results.groups(facet).items()})
            for facet in ("outlet", "month")
        )
        best = [self._searcher.stored_fields(document) for _, document in results.top_n[:HITS]]
        return Answer(months.total(), outlets, months, [self._passage(stored, prepared) for stored in best])

    def _passage(self, stored: dict[str, Any], prepared: Prepared) -> str:
        passage: str = highlight.highlight(
            stored["stems"], prepared.terms, self._tokenizer, highlight.ContextFragmenter(),
            highlight.UppercaseFormatter(),
        )  # fmt: skip
        return passage


def stock_schema() -> fields.Schema:
    """The project's schema with columns for the facets, and the stems stored for passages."""
    own = word_schema()
    own.remove("outlet")
    own.add("outlet", fields.ID(sortable=True))
    own.add("month", fields.ID(sortable=True))
    own.add("stems", fields.STORED())
    return own
