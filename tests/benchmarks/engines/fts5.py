"""SQLite FTS5 through the standard library."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from index.query import ast
from index.query.ast import Expanded, Parsed, Phrase
from tests.benchmarks.analysed import Analyst
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines.base import HITS, Answer, Engine
from tests.benchmarks.questions import Question

FILE = "articles.db"
#: Everything but a space belongs to a token: the chain has cut the words already.
TOKENIZE = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
COLUMNS = {"text": "{title body}", "title": "title", "surface": "surface"}


class Prepared(NamedTuple):
    """An FTS5 expression, and SQL with its values for what filters."""

    match: str
    where: str
    values: tuple[str, ...]


class Fts5(Engine):
    """Ranked by bm25 with the weights of title, body and surface; facets by one GROUP BY of both."""

    def build(self, folder: Path, corpus: Corpus, cores: int) -> float:
        """One transaction, then `optimize`, as its manual advises."""
        folder.mkdir(parents=True)
        analyst = Analyst()
        database = sqlite3.connect(folder / FILE)
        database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5(title, body, surface, tokenize='{TOKENIZE}')"
        )
        database.execute(
            "CREATE TABLE articles (rowid INTEGER PRIMARY KEY, id TEXT, outlet TEXT, month TEXT)"
        )
        database.execute("INSERT INTO words(words, rank) VALUES ('rank', 'bm25(3.0, 1.0, 0.3)')")
        for number, article in enumerate(analyst.read(corpus), 1):
            row = (number, article.title, article.body, article.surface)
            database.execute("INSERT INTO words(rowid, title, body, surface) VALUES (?, ?, ?, ?)", row)
            facts = (number, article.id, article.outlet, article.month)
            database.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", facts)
        database.execute("INSERT INTO words(words) VALUES ('optimize')")
        database.commit()
        database.close()
        return analyst.seconds

    def open(self, folder: Path) -> None:
        """Open the file with a cache that holds it."""
        self._database = sqlite3.connect(folder / FILE)
        self._database.execute("PRAGMA cache_size = -200000")
        self._database.execute("SELECT count(*) FROM words WHERE words MATCH 'x'")

    def prepare(self, question: Question, parsed: Parsed) -> Prepared:
        """The tree as an expression."""
        filters = [
            (f"articles.{name} = ?", value)
            for name, value in (("outlet", question.outlet), ("month", question.month))
            if value
        ]
        where = "".join(f" AND {condition}" for condition, _ in filters)
        return Prepared(expression(parsed.tree), where, tuple(value for _, value in filters))

    def answer(self, prepared: Prepared) -> Answer:
        """Two statements: the counts of all matches, and the best hits with their snippets."""
        source = (
            "FROM words JOIN articles ON articles.rowid = words.rowid WHERE words MATCH ?" + prepared.where
        )
        values = (prepared.match, *prepared.values)
        outlets: Counter[str] = Counter()
        months: Counter[str] = Counter()
        grouped = f"SELECT outlet, month, count(*) {source} GROUP BY outlet, month"
        for outlet, month, count in self._database.execute(grouped, values):
            outlets[outlet] += count
            months[month] += count
        best = (
            f"SELECT articles.id, snippet(words, 1, '[', ']', ' … ', 32) {source} ORDER BY rank LIMIT {HITS}"
        )
        passages = [passage for _, passage in self._database.execute(best, values)]
        return Answer(months.total(), outlets, months, passages)


def expression(node: ast.Node | None) -> str:
    """A tree as an FTS5 expression."""
    match node:
        case Phrase():
            return f"{COLUMNS[node.fieldname]} : {quoted(' '.join(term for term, _ in node.steps))}"
        case Expanded():
            return f"{COLUMNS[node.fieldname]} : {quoted(node.pattern)} *"
        case ast.Term():
            return f"{COLUMNS[node.fieldname]} : {quoted(node.text)}"
        case ast.Synonyms():
            return "(" + " OR ".join(expression(form) for form, _ in node.forms) + ")"
        case ast.Or():
            return "(" + " OR ".join(map(expression, node.children)) + ")"
        case ast.And():
            wanted = [expression(child) for child in node.children if not isinstance(child, ast.Not)]
            unwanted = [
                f" NOT {expression(child.child)}" for child in node.children if isinstance(child, ast.Not)
            ]
            return "((" + " AND ".join(wanted) + ")" + "".join(unwanted) + ")"
    raise TypeError(f"no question of the benchmark makes {node!r}")


def quoted(text: str) -> str:
    """A string of FTS5's language."""
    return '"' + text.replace('"', '""') + '"'
