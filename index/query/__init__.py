"""The query language: parses a typed text into a query tree and tells how it was read.

* Words side by side score, and none is required (`mode=all` requires all). A phrase in quotes, a `field:`,
  `+word`, `-word` or `بدون word`, and what AND, OR, NOT or «أو» join, filter.
* Precedence, tightest first: signs and fields on what follows them, AND, OR, words side by side.
* A text with required parts and plain words is `AndMaybe(required, Or(plain words))`: the plain words only
  score. Where values of fields (`outlet:`, `date:` …) are all that is required, they filter as facets do, and
  one of the plain words must be found. A text of negations alone is `And([Every(), Not(…), …])`.

What is broken is read as well as it can be: it is left out, told as a `Problem`, and the rest is read as
though it had been typed alone, so that typing `Reading.read_as` always gives the same tree.
"""

from __future__ import annotations

from index.analysis.analyzer import Chain
from index.analysis.variants import Variants, shipped_variants
from index.errors import QueryError, QueryTooLong
from index.model import Expansion, Problem, Query, Reading
from index.query import ast
from index.query.ast import Parsed
from index.query.builder import parsed, units_of
from index.query.canonical import wording
from index.query.grammar import Row, expression_of, settle
from index.query.lexer import is_spaced
from index.query.reader import Reader
from index.query.terms import Context, Spellings
from index.query.token_cursor import Cursor
from index.query.values.field_value import OutletResolver, Values

#: Code points of the longest text that is read.
LONGEST_TEXT = 2_000
#: How often a mended text is read again, at most; two are enough for all but the strangest.
_ROUNDS = 5


def parse(
    query: Query,
    chain: Chain,
    outlets: OutletResolver | None = None,
    spellings: Spellings | None = None,
    variants: Variants | None = None,
) -> tuple[Parsed, Reading]:
    """Parse a query's text; return its tree and how it was read. Filters and sorting are not looked at.

    `outlets` gives the ids of the outlets that a text names; without it, `outlet:` takes ids. `spellings` are
    those that the archive attests, by which words in other letters and rare words are widened; `variants` the
    shipped ones with the owner's, without them the shipped ones. Raises `QueryTooLong`, and `QueryError` for
    a text in which there is nothing to search for.
    """
    return _parse(query, Values(chain, outlets), (spellings, variants), plain=False)


def parse_plain(
    query: Query, chain: Chain, spellings: Spellings | None = None, variants: Variants | None = None
) -> tuple[Parsed, Reading]:
    """Parse a text of plain words: like `parse`, but signs and operators mean nothing.

    Without any word the tree is `Nothing`, where `parse` raises `QueryError`; `QueryTooLong` is raised alike.
    """
    parsed_text, reading = _parse(query, Values(chain), (spellings, variants), plain=True)
    return (parsed_text if parsed_text.words else Parsed(ast.Nothing(), ())), reading


def _parse(
    query: Query, values: Values, widened: tuple[Spellings | None, Variants | None], *, plain: bool
) -> tuple[Parsed, Reading]:
    text = query.text
    if len(text) > LONGEST_TEXT:
        what = f"the query has {len(text):,} characters, more than {LONGEST_TEXT:,}"
        raise QueryTooLong(what, remedy="Search for some of its words, or for a phrase of it in quotes.")
    spellings, variants = widened
    known = shipped_variants() if variants is None else variants
    context = Context(values.chain, query.expand, query.without, known, spellings, query.mode)
    row, read_as, problems = _read(text, context, values, plain=plain)
    if not row.parts and not plain and not is_spaced(text, 0, len(text)):
        raise _nothing_to_search(problems)
    reading = Reading(text, read_as, _expansions(row), tuple(problems))
    return parsed(row, query.mode), reading


def _read(text: str, context: Context, values: Values, *, plain: bool) -> tuple[Row, str, list[Problem]]:
    """Return the expression of a text, its wording, and what was wrong with the text as it was typed."""
    row, cursor = _read_once(text, context, values, plain=plain)
    problems, read_as = cursor.problems, wording(row)
    if not row.parts:
        only_operators = problems and all(problem.code == "dangling_operator" for problem in problems)
        if not only_operators:
            return row, read_as, problems
        row, _ = _read_once(text, context, values, plain=True)
        read_as = wording(row)
    for _ in range(_ROUNDS):
        if not cursor.is_mended or read_as == text:
            break
        text = read_as
        row, cursor = _read_once(text, context, values, plain=plain)
        read_as = wording(row)
    return row, read_as, problems


def _read_once(text: str, context: Context, values: Values, *, plain: bool) -> tuple[Row, Cursor]:
    cursor = Cursor(text, plain=plain)
    items = Reader(cursor, context, values).read()
    return expression_of(settle(items, cursor), cursor), cursor


def _expansions(row: Row) -> tuple[Expansion, ...]:
    """Return what the words of an expression were widened to, each expansion once, in order."""
    found: dict[str, Expansion] = {}
    for unit in units_of(row):
        for expansion in unit.expansions:
            found.setdefault(expansion.id, expansion)
    return tuple(found.values())


def _nothing_to_search(problems: list[Problem]) -> QueryError:
    if not problems:
        what = "the query has signs and no words"
        return QueryError(what, code="no_words", position=0, remedy="Type a word, or * for every article.")
    first = problems[0]
    what = f"the query has nothing to search for: {first.typed!r} at {first.position} has no reading"
    return QueryError(what, code=first.code, position=first.position, remedy="See the help on searching.")
