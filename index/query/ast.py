"""The query tree: frozen nodes that say what a text asks for and know nothing of how they are answered.

The parser makes them, `index.search.scorer` answers them; in the tests, the ScanEngine is the oracle of what
matches, and stock Whoosh, for which they are put in Whoosh's classes, that of scores.

Fields: `text` (title and body, stems), `surface` (title and body, normalised words), `title` (stems of the
title alone), `outlet` (ids), `platform` (ids), `published` (through `Dates` only), `byline`, `url`, `id`,
`unit` and `action` (ids, of the articles' figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A query for the articles that have a term in a field; scored in fields of words."""

    fieldname: str
    text: str | bytes
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Compound:
    """Several nodes combined; their scores are added and multiplied by the boost."""

    children: tuple[Node, ...]
    boost: float = 1.0

    def __init__(self, children: Iterable[Node], boost: float = 1.0) -> None:
        object.__setattr__(self, "children", tuple(children))
        object.__setattr__(self, "boost", boost)


class Or(Compound):
    """A query for the articles that match any of the children."""

    __slots__ = ()


class And(Compound):
    """A query for the articles that match all the children; a `Not` among them excludes what it matches."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Not:
    """A query for the articles that do not match the child; the parser puts it only into an `And`."""

    child: Node


@dataclass(frozen=True, slots=True)
class AndMaybe:
    """A query for the articles that match `required`; those that match `optional` too score higher."""

    required: Node
    optional: Node


@dataclass(frozen=True, slots=True)
class Every:
    """A query for every article."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A query for no article."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A query for terms at stated distances: `steps` are (term, offset from the first) in rising order.

    `slop` 0 asks for exactly these distances; `slop` n > 0 asks for all the terms, in any order, within
    a window: the last of them at most `steps[-1].offset + n` positions after the first (`"…"~n`). No
    phrase and no window reaches from the title into the body.
    """

    fieldname: str
    steps: tuple[tuple[str, int], ...]
    slop: int = 0
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Expanded:
    """A prefix, a wildcard or a fuzzy word over a field's terms, expanded once by the engine.

    `kind` is `prefix` (`pattern` is the stem of the prefix), `wildcard` (`pattern` has `*`) or `fuzzy`
    (`pattern` is a word, at most one letter inserted, left out, changed, or swapped with its neighbour).
    Prefixes and wildcards fit a surface word as it is and after `strip_clitics`; fuzzy words as they are. At
    most `limit` terms are taken, those in most articles first, ties by the term. With `in_title` only what
    stands in titles counts.
    """

    fieldname: str
    kind: str
    pattern: str
    boost: float = 1.0
    limit: int = 200
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A query for a word as typed: its letters exactly, its marks where the query has marks (`=كلمة`).

    `surface` is the typed word without controls and tatweel. A token matches if its letters without
    marks equal those of `surface`, and every mark of `surface` stands on the same letter of the token.
    """

    surface: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Signed:
    """A query for a letter with the signs that belong to it, in either case: `C++`, `f#`.

    `term` is the letter as the index has it; `text` is letter and signs as they stand in a text, casefolded.
    No letter, digit or further sign may follow.
    """

    term: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A query for forms that are one word to a reader, scored as one term.

    `forms` are (form, weight) pairs, the typed one first; a form is a `Term` or an exact `Phrase` of the same
    scored field. An article's frequency is the weighted sum of the forms' frequencies, saturated once; the
    document frequency is the largest of the forms', weighted, so that a rare spelling counts no more than a
    common one (as Lucene's SynonymQuery has it, with its boosts).
    """

    fieldname: str
    forms: tuple[tuple[Term | Phrase, float], ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Dates:
    """A query for the articles whose published interval overlaps [start, end]; None is an open end.

    `unknown` asks for undated articles.
    """

    start: date | None
    end: date | None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """A query for a number from `low` to `high` in an article's text, in any form; None is an open end."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class About:
    """A query for the articles whose text names a time that overlaps [start, end].

    With `within`, the time must lie in it. None is an open end. It filters; with a `weight` it scores every
    match alike, by how few there are.
    """

    start: date | None
    end: date | None
    within: bool = False
    weight: float = 0.0


#: Nodes without children.
Leaf: TypeAlias = Term | Every | Nothing | Phrase | Expanded | AsWritten | Signed | Dates | Numbers | About
Node: TypeAlias = Or | And | Not | AndMaybe | Synonyms | Leaf


def wanted_leaves(node: Node) -> Iterator[Node]:
    """Yield the nodes without children that are wanted in an article, negated ones left out, in order."""
    match node:
        case And() | Or():
            for child in node.children:
                yield from wanted_leaves(child)
        case AndMaybe():
            yield from wanted_leaves(node.required)
            yield from wanted_leaves(node.optional)
        case Synonyms():
            yield from (form for form, _ in node.forms)
        case Not():
            return
        case _:
            yield node


#: The kinds of words that are words by themselves, to count their nearness and their letters.
PLAIN_KINDS = frozenset({"word", "name", "synonym", "spelling", "letters", "number"})


class Word(NamedTuple):
    """One unit of a query for counting, marking and explaining: a word, a name, a phrase, an expansion.

    `node` finds it (for a word: `Or` of its stem and its surface). `counted` is False for stop words that
    the query drops, and for what is negated.
    """

    typed: str
    node: Node
    kind: str
    """`word`, `name`, `synonym`, `number`, `date`, `phrase`, `prefix`, `wildcard`, `fuzzy`, `as_written`;
    of fields `numbers` and `about`."""
    counted: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The result of parsing a text.

    `tree` decides which articles match and scores them; None asks for every article. `words` are the
    units for `total_all_words`, for marks and for reasons; those that are negated are not marked.
    """

    tree: Node | None
    words: tuple[Word, ...]
