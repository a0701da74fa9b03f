"""The query tree: Whoosh's own classes, and the nodes that Whoosh lacks.

The parser makes them, the evaluator answers them, the ScanEngine of the tests is their oracle:

* `whoosh.query.Term(field, text, boost)`, `Or`, `And`, `Not`, `Every`, `NullQuery`, as in Whoosh. A `Not`
  stands only inside an `And` beside something positive.
* `Phrase`, `Expanded`, `AsWritten`, `Signed`, `Synonyms`, `Dates`, `Numbers` and `About`, below.

Fields: `text` (title and body, stems), `surface` (title and body, normalised words), `title` (stems of the
title alone), `outlet` (ids), `platform` (ids), `published` (through `Dates` only), `byline`, `url`, `id`,
`unit` and `action` (ids, of the articles' figures).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from whoosh import query as whoosh_query


class Phrase(whoosh_query.Query):
    """Terms at stated distances: `steps` are (term, offset from the first) in rising order.

    `slop` 0 asks for exactly these distances; `slop` n > 0 asks for all the terms, in any order, within
    a window: the last of them at most `steps[-1].offset + n` positions after the first (`"…"~n`). No
    phrase and no window reaches from the title into the body.
    """

    def __init__(
        self, fieldname: str, steps: tuple[tuple[str, int], ...], slop: int = 0, boost: float = 1.0
    ) -> None:
        self.fieldname = fieldname
        self.steps = steps
        self.slop = slop
        self.boost = boost

    def __repr__(self) -> str:
        return f"Phrase({self.fieldname!r}, {self.steps!r}, slop={self.slop}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Expanded(whoosh_query.Query):
    """A prefix, a wildcard or a fuzzy word over a field's terms, expanded once by the engine.

    `kind` is `prefix` (`pattern` is the stem of the prefix), `wildcard` (`pattern` has `*`) or `fuzzy`
    (`pattern` is a word, at most one letter inserted, left out, changed, or swapped with its neighbour).
    Prefixes and wildcards fit a surface word as it is and after `strip_clitics`; fuzzy words as they are. At
    most `limit` terms are taken, those in most articles first, ties by the term.
    """

    def __init__(self, fieldname: str, kind: str, pattern: str, boost: float = 1.0, limit: int = 200) -> None:
        self.fieldname = fieldname
        self.kind = kind
        self.pattern = pattern
        self.boost = boost
        self.limit = limit

    def __repr__(self) -> str:
        return f"Expanded({self.fieldname!r}, {self.kind!r}, {self.pattern!r}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expanded) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class AsWritten(whoosh_query.Query):
    """A word as typed: its letters exactly, its marks where the query has marks (`=كلمة`).

    `surface` is the typed word without controls and tatweel. A token matches if its letters without
    marks equal those of `surface`, and every mark of `surface` stands on the same letter of the token.
    """

    def __init__(self, surface: str, boost: float = 1.0) -> None:
        self.surface = surface
        self.boost = boost

    def __repr__(self) -> str:
        return f"AsWritten({self.surface!r}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AsWritten) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Signed(whoosh_query.Query):
    """A letter with the signs that belong to it, in either case: `C++`, `f#`.

    `term` is the letter as the index has it; `text` is letter and signs as they stand in a text, casefolded.
    No letter, digit or further sign may follow.
    """

    def __init__(self, term: str, text: str) -> None:
        self.term = term
        self.text = text
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Signed({self.term!r}, {self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signed) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Dates(whoosh_query.Query):
    """Articles whose published interval overlaps [start, end]; both None asks for undated articles."""

    def __init__(self, start: date | None, end: date | None, *, unknown: bool = False) -> None:
        self.start = start
        self.end = end
        self.unknown = unknown
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Dates({self.start}, {self.end}, unknown={self.unknown})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dates) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Numbers(whoosh_query.Query):
    """Articles in whose text a number from `low` to `high` stands, in whatever form; None is an open end."""

    def __init__(self, low: Decimal | None, high: Decimal | None) -> None:
        self.low = low
        self.high = high
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"Numbers({self.low}, {self.high})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class About(whoosh_query.Query):
    """Articles whose text names a time that overlaps [start, end], or with `within` lies in it.

    It filters; with a `weight` it scores every match alike, by how few there are.
    """

    def __init__(
        self, start: date | None, end: date | None, *, within: bool = False, weight: float = 0.0
    ) -> None:
        self.start = start
        self.end = end
        self.within = within
        self.weight = weight
        self.boost = 1.0

    def __repr__(self) -> str:
        return f"About({self.start}, {self.end}, within={self.within}, weight={self.weight})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, About) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Synonyms(whoosh_query.Query):
    """Forms that are one word to a reader, scored as one term.

    `forms` are (form, weight) pairs, the typed one first; a form is a `Term` or an exact `Phrase` of the same
    scored field. An article's frequency is the weighted sum of the forms' frequencies, saturated once; the
    document frequency is the largest of the forms', weighted, so that a rare spelling counts no more than a
    common one (as Lucene's SynonymQuery has it, with its boosts).
    """

    def __init__(
        self, fieldname: str, forms: tuple[tuple[whoosh_query.Query, float], ...], boost: float = 1.0
    ) -> None:
        self.fieldname = fieldname
        self.forms = forms
        self.boost = boost

    def __repr__(self) -> str:
        return f"Synonyms({self.fieldname!r}, {self.forms!r}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Synonyms) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def leaves(self) -> Iterator[whoosh_query.Query]:
        """Yield the forms, as Whoosh's compounds do."""
        return iter([form for form, _ in self.forms])


#: The kinds of words that are words by themselves, to count their nearness and their letters.
PLAIN_KINDS = frozenset({"word", "name", "synonym", "number"})


class Word(NamedTuple):
    """One unit of a query for counting, marking and explaining: a word, a name, a phrase, an expansion.

    `node` finds it (for a word: `Or` of its stem and its surface). `counted` is False for stop words that
    the query drops, and for what is negated.
    """

    typed: str
    node: whoosh_query.Query
    kind: str
    """`word`, `name`, `synonym`, `number`, `date`, `phrase`, `prefix`, `wildcard`, `fuzzy`, `as_written`;
    of fields `numbers` and `about`."""
    counted: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser made of a text.

    `tree` decides which articles match and scores them; None asks for every article. `words` are the
    units for `total_all_words`, for marks and for reasons; those that are negated are not marked.
    """

    tree: whoosh_query.Query | None
    words: tuple[Word, ...]
