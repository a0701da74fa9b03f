"""Widening: makes one unit of a word or a name and what else it is called.

Each group of forms can be switched off by its id.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.variants import Form, Group, Widening
from index.analysis.wordlists import is_stop_word
from index.model import Expansion, Mode
from index.query import ast
from index.query.ast import Phrase, Synonyms
from index.query.terms import SURFACE_BOOST, Context, Node, Unit, word_node
from index.query.token_cursor import Cursor

#: The weight of each word of a name of several, beside the name.
NAMES_WORD_WEIGHT = 0.05
#: The weight of a spelling that sounds like a rare word.
SPELLING_WEIGHT = 0.7


class Widener:
    """A finder of other forms of a query's words, in the shipped tables and in what the archive attests."""

    def __init__(self, cursor: Cursor, context: Context) -> None:
        self._cursor = cursor
        self._variants = context.variants
        self._spellings = context.spellings

    def at(self, position: int) -> Widening | None:
        """Return the other forms of the words from a position of the row; None if they have none."""
        norms = self._cursor.norms
        if not norms[position]:
            return None
        known = self._variants.at(norms, position) if self._variants else None
        return known or self._attested(position)

    def _attested(self, position: int) -> Widening | None:
        norm = self._cursor.norms[position]
        if self._spellings is None:
            return None
        if is_latin_word(norm):
            first, run = self._latin_run(position)
            words, kind, weight = self._spellings.of_latin(run)[position - first], "letters", 1.0
        else:
            words, kind, weight = self._spellings.of_rare(norm), "spelling", SPELLING_WEIGHT
        forms = tuple(Form((word,), word, weight) for word in words)
        return Widening(1, (Group(f"{kind}:{norm}", kind, forms),)) if forms else None

    def _latin_run(self, position: int) -> tuple[int, list[str]]:
        """Return where the row of Latin words around a position begins, and its words."""
        norms = self._cursor.norms
        first = last = position
        while first > 0 and is_latin_word(norms[first - 1]):
            first -= 1
        while last + 1 < len(norms) and is_latin_word(norms[last + 1]):
            last += 1
        return first, norms[first : last + 1]


def is_latin_word(norm: str) -> bool:
    """Tell whether a normalised word is of Latin letters alone."""
    return norm.isascii() and norm.isalpha()


def widened_unit(context: Context, widening: Widening, norms: Sequence[str], surface: str) -> Unit | None:
    """Build the unit of these words with their other forms; None if no other form is to be found."""
    typed = _terms(context, norms)
    forms: dict[tuple[str, ...], float] = {typed: 1.0}
    expansions: list[Expansion] = []
    for group in widening.groups:
        if not context.widens(group.id):
            continue
        others = [form for form in group.forms if form.words != tuple(norms)]
        added = [form for form in others if _terms(context, form.words) != typed]
        for form in added:
            forms.setdefault(_terms(context, form.words), form.weight)
        if added:
            written = tuple(dict.fromkeys(form.written for form in others))
            expansions.append(Expansion(group.id, group.kind, surface, written))
    if len(forms) < 2:
        return None
    weighted = tuple((_form(context, terms), weight) for terms, weight in forms.items())
    node: Node = Synonyms(context.fieldname, weighted)
    if len(norms) > 1 and context.mode is Mode.ANY:
        # The words of a name are words too, as they are where nobody knows the name.
        words = [word_node(context, norm, NAMES_WORD_WEIGHT) for norm in norms if not is_stop_word(norm)]
        node = ast.Or([node, *words])
    elif len(norms) == 1 and context.fieldname == "text":
        node = ast.Or([node, ast.Term("surface", norms[0], boost=SURFACE_BOOST)])
    kind = "synonym" if all(group.kind == "synonym" for group in widening.groups) else "name"
    return Unit(kind, surface, surface, node, expansions=tuple(expansions))


def _terms(context: Context, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(context.chain.stem(word) for word in words)


def _form(context: Context, terms: Sequence[str]) -> ast.Term | Phrase:
    if len(terms) == 1:
        return ast.Term(context.fieldname, terms[0])
    return Phrase(context.fieldname, tuple((term, at) for at, term in enumerate(terms)))
