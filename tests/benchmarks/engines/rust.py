"""tantivy, the search library in Rust, through its Python binding."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from index.query import ast
from index.query.ast import Expanded, Parsed, Phrase
from tests.benchmarks.analysed import GAP, Analyst
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines.base import HITS, Answer, Engine
from tests.benchmarks.questions import Question

#: Memory of the writer, shared by its threads.
HEAP = 512_000_000
#: A word of the title counts three times, as here: once in `text`, twice more in `title`.
TITLE_BOOST = 2.0
FACETS = {name: {"terms": {"field": name, "size": 1_000}} for name in ("outlet", "month")}


class Prepared(NamedTuple):
    """What is matched and filtered, and what is marked."""

    query: Any
    marked: Any


class Rust(Engine):
    """Top hits without a count (so that whole blocks are skipped), then both facets, which give the total."""

    library = "tantivy"

    def build(self, folder: Path, corpus: Corpus, cores: int) -> float:
        """Add every article, a thread a core, and wait for merges."""
        import tantivy

        folder.mkdir(parents=True)
        analyst = Analyst()
        writer = tantivy.Index(rust_schema(), path=str(folder)).writer(HEAP, cores)
        for article in analyst.read(corpus):
            document = tantivy.Document()
            document.add_text("id", article.id)
            document.add_text("text", f"{article.title} {GAP} {article.body}")
            document.add_text("title", article.title)
            document.add_text("surface", article.surface)
            document.add_text("outlet", article.outlet)
            document.add_text("month", article.month)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        return analyst.seconds

    def open(self, folder: Path) -> None:
        """Open index and searcher."""
        import tantivy

        index = tantivy.Index.open(str(folder))
        self._searcher, self._schema = index.searcher(), index.schema
        self._snippets = tantivy.SnippetGenerator.create

    def prepare(self, question: Question, parsed: Parsed) -> Prepared:
        """The tree in tantivy's own nodes."""
        import tantivy

        schema = self._schema
        query = scored(parsed.tree, schema)
        parts = [(tantivy.Occur.Must, query)]
        for name, value in (("outlet", question.outlet), ("month", question.month)):
            if value:
                held = tantivy.Query.term_query(schema, name, value, index_option="basic")
                parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(held, 0.0)))
        return Prepared(tantivy.Query.boolean_query(parts) if len(parts) > 1 else query, query)

    def answer(self, prepared: Prepared) -> Answer:
        """The best hits, the facets, and a snippet of each hit."""
        hits = self._searcher.search(prepared.query, limit=HITS, count=False).hits
        facets = self._searcher.aggregate(prepared.query, FACETS)
        outlets, months = (
            {bucket["key"]: bucket["doc_count"] for bucket in facets[name]["buckets"]}
            for name in ("outlet", "month")
        )
        generator = self._snippets(self._searcher, prepared.marked, self._schema, "text")
        passages = [generator.snippet_from_doc(self._searcher.doc(at)).to_html() for _, at in hits]
        return Answer(sum(months.values()), outlets, months, passages)


def rust_schema() -> Any:
    """Stems with title and body together, the title apart, surface words, and the facets' columns."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=True, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("surface", tokenizer_name="whitespace", index_option="freq")
    for name in ("outlet", "month"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def scored(node: ast.Node | None, schema: Any) -> Any:  # noqa: PLR0911 (one case a node)
    """A tree in tantivy's own nodes; the empty tree finds nothing."""
    import tantivy

    make, occur = tantivy.Query, tantivy.Occur
    match node:
        case Phrase():
            return make.phrase_query(schema, node.fieldname, [term for term, _ in node.steps])
        case Expanded():
            return make.fuzzy_term_query(schema, node.fieldname, node.pattern, distance=0, prefix=True)
        case ast.Term():
            term = make.term_query(schema, node.fieldname, node.text)
            if node.fieldname == "text":
                title = make.boost_query(make.term_query(schema, "title", node.text), TITLE_BOOST)
                return make.boolean_query([(occur.Should, term), (occur.Should, title)])
            return make.boost_query(term, node.boost)
        case ast.Synonyms():
            return make.boolean_query(
                [
                    (occur.Should, make.boost_query(scored(form, schema), weight))
                    for form, weight in node.forms
                ]
            )
        case ast.Or():
            return make.boolean_query([(occur.Should, scored(child, schema)) for child in node.children])
        case ast.And():
            return make.boolean_query(
                [
                    (occur.MustNot, scored(child.child, schema))
                    if isinstance(child, ast.Not)
                    else (occur.Must, scored(child, schema))
                    for child in node.children
                ]
            )
    raise TypeError(f"no question of the benchmark makes {node!r}")
