"""Widening: makes one unit of a word or a name and what else it is called.

Each group of forms can be switched off by its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis.skeletons import is_latin
from index.analysis.stemmer import strip_clitics
from index.analysis.variants import Form, Group, Widening
from index.analysis.vocabulary import irregular, irregular_nouns, levels, other_numbers
from index.analysis.wordlists import is_stop_word
from index.model import Expansion, Mode
from index.query import ast
from index.query.ast import Phrase, Synonyms
from index.query.lexer import Kind, Lexeme
from index.query.terms import SURFACE_BOOST, Context, Node, Unit, word_node
from index.query.token_cursor import Cursor

#: The weight of each word of a name of several, beside the name.
NAMES_WORD_WEIGHT = 0.05
#: Stop words that begin names too: «أم درمان», «بن لادن».
NAME_HEADS = frozenset({"ام", "بن", "ابن", "ذو", "ذي"})
#: Kinds of groups of which a word's own kind is told; of others it is a name.
_KINDS_OF_FORMS = frozenset({"synonym", "spelling", "letters"})
#: The weight of a spelling that sounds like a rare word.
SPELLING_WEIGHT = 0.7


class Widener:
    """A finder of other forms of a query's words, in the shipped tables and in what the archive attests."""

    def __init__(self, cursor: Cursor, context: Context) -> None:
        self._cursor = cursor
        self._context = context
        self._variants = context.variants
        self._spellings = context.spellings

    def at(self, position: int) -> Widening | None:
        """Return the other forms of the words from a position of the row; None if they have none."""
        norms = self._cursor.norms
        if not norms[position]:
            return None
        is_whole = self._context.chain.forms(norms[position]).cut == 0 and norms[position] in levels()
        known = self._variants.at(norms, position, is_whole=is_whole) if self._variants else None
        if known and known.length == 1 and strip_clitics(norms[position]) in other_numbers():
            known = _without_latin_cities(known)
        return known or self._attested(position)

    def with_joined(self, unit: Unit, lexeme: Lexeme) -> Unit:
        """Return a word's unit that also finds it joined to a neighbour, where the archive writes it so.

        «بو تفليقة» also finds «بوتفليقة».
        """
        context, row = self._context, self._cursor.row
        if self._spellings is None or not context.expand or context.fieldname == "byline":
            return unit
        at = next((at for at, one in enumerate(row) if one.start == lexeme.start), 0)
        nodes, expansions = [unit.node], list(unit.expansions)
        for pair in (row[max(at - 1, 0) : at + 1], row[at : at + 2]):
            if len(pair) < 2 or not all(map(_may_join, pair)):
                continue
            joined = self._spellings.joined(pair[0].norm, pair[1].norm)
            if joined is not None and context.widens(f"joined:{joined}"):
                nodes.append(ast.Term(context.fieldname, context.chain.stem(joined)))
                expansions.append(
                    Expansion(f"joined:{joined}", "name", self._cursor.surface(pair), (joined,))
                )
        if len(nodes) == 1:
            return unit
        own = unit.node.children if isinstance(unit.node, ast.Or) and unit.node.boost == 1.0 else nodes[:1]
        return unit._replace(node=ast.Or([*own, *nodes[1:]]), expansions=tuple(expansions))

    def _attested(self, position: int) -> Widening | None:
        norm = self._cursor.norms[position]
        if self._spellings is None:
            return None
        if is_latin_word(norm):
            first, run = self._latin_run(position)
            words, kind, weight = self._spellings.of_latin(run)[position - first], "letters", 1.0
        elif words := self._spellings.of_rare(norm):
            kind, weight = "spelling", SPELLING_WEIGHT
        elif pair := self._spellings.apart(norm):
            return Widening(1, (Group(f"spelling:{norm}", "spelling", (Form(pair, " ".join(pair), 1.0),)),))
        else:
            words, kind, weight = self._in_latin(norm), "letters", 1.0
        forms = tuple(Form((word,), word, weight) for word in words)
        return Widening(1, (Group(f"{kind}:{norm}", kind, forms),)) if forms else None

    def _in_latin(self, norm: str) -> tuple[str, ...]:
        """Return the Latin spellings of what may be a name: no stop word, verb or noun of known plurals."""
        bare = strip_clitics(norm)
        is_verb = bare in irregular() and bare not in irregular_nouns()
        is_word = is_verb or bare in other_numbers() or is_stop_word(bare)
        return () if is_word or self._spellings is None else self._spellings.of_name(bare)

    def _latin_run(self, position: int) -> tuple[int, list[str]]:
        """Return where the row of Latin words around a position begins, and its words."""
        norms = self._cursor.norms
        first = last = position
        while first > 0 and is_latin_word(norms[first - 1]):
            first -= 1
        while last + 1 < len(norms) and is_latin_word(norms[last + 1]):
            last += 1
        return first, norms[first : last + 1]


def _without_latin_cities(known: Widening) -> Widening | None:
    """Return the forms of a common noun that is a city's name too («دولة»), without the city's Latin name."""
    groups = (
        replace(group, forms=tuple(form for form in group.forms if not is_latin(form.words)))
        if group.id.startswith("city-")
        else group
        for group in known.groups
    )
    kept = tuple(group for group in groups if len(group.forms) > 1 or not group.id.startswith("city-"))
    return known._replace(groups=kept) if kept else None


def _may_join(lexeme: Lexeme) -> bool:
    """Tell whether a word of a query may be half a word: two letters or more, Arabic, and no stop word."""
    norm = lexeme.norm
    is_word = lexeme.kind is Kind.WORD and len(norm) > 1 and not norm[0].isascii() and not norm.isdecimal()
    return is_word and norm != "ال" and (norm in NAME_HEADS or not is_stop_word(norm))


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
    kinds = {group.kind for group in widening.groups}
    kind = kinds.pop() if len(kinds) == 1 and kinds <= _KINDS_OF_FORMS else "name"
    return Unit(kind, surface, surface, node, expansions=tuple(expansions))


def _terms(context: Context, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(context.chain.stem(word) for word in words)


def _form(context: Context, terms: Sequence[str]) -> ast.Term | Phrase:
    if len(terms) == 1:
        return ast.Term(context.fieldname, terms[0])
    return Phrase(context.fieldname, tuple((term, at) for at, term in enumerate(terms)))
