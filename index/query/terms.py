"""Units: what a query counts as one word, each with the node that finds it.

A plain word scores by its stem and, less, by its normalised surface, so that the very form that was typed
comes first. A name scores by its one term, which stands for all its spellings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import NamedTuple, Protocol, TypeAlias

from archive.text.arabic import CONTROLS, TATWEEL, fold
from index.analysis.analyzer import Chain
from index.analysis.names import SIGN, NameMatch
from index.analysis.stemmer import has_clitics, other_numbers_of, stem_of
from index.analysis.variants import Variants
from index.analysis.wordlists import is_stop_word
from index.model import Expansion, Mode
from index.query import ast
from index.query.ast import AsWritten, Expanded, Phrase
from index.query.fields import Field
from index.query.lexer import DOUBLE_QUOTES, SINGLE_QUOTES

Node: TypeAlias = ast.Node

#: The weight of a word's stem, or of its name, in its score.
STEM_BOOST = 1.0

#: The weight of the word's own form: measured, a little better than stems alone.
SURFACE_BOOST = 0.45

#: The weight of a likely second reading, and of a broken plural or its singular: measured.
SECOND_BOOST = 0.4
OTHER_NUMBER_BOOST = 0.05
#: From this length on, what follows a typed article stands for the word (`التغريد*` is `تغريد*`).
SHORTEST_AFTER_ARTICLE = 3

_ARTICLE = "ال"

_UNSEEN = re.compile(f"[{CONTROLS}{SINGLE_QUOTES}{DOUBLE_QUOTES}]")


class Spellings(Protocol):
    """The spellings in an archive that sound like a given word."""

    def of_latin(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each of some Latin words side by side the Arabic words that it may stand for."""
        ...

    def of_name(self, word: str) -> tuple[str, ...]:
        """Return Latin words that an Arabic word may be, if it may be a foreign name."""
        ...

    def apart(self, word: str) -> tuple[str, str] | None:
        """Return the two neighbouring words that the archive writes for a word that it hardly holds."""
        ...

    def joined(self, first: str, second: str) -> str | None:
        """Return two neighbouring words as one, if the archive holds them so too."""
        ...

    def of_rare(self, word: str) -> tuple[str, ...]:
        """Return Arabic words for which a word that hardly stands in the archive may be a misspelling."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """The settings and tables with which the words of a query are read."""

    chain: Chain
    expand: bool = True
    without: frozenset[str] = frozenset()
    variants: Variants | None = None
    """Spellings, peoples and everyday words that are shipped."""
    spellings: Spellings | None = None
    """Spellings that the archive attests."""
    mode: Mode = Mode.ANY
    fieldname: str = "text"
    """The field of stems in which words are sought: `text`, `title` or `byline`."""

    @property
    def holds_text(self) -> bool:
        """Tell whether words are sought in titles or bodies."""
        return self.fieldname in ("text", "title")

    def widens(self, expansion_id: str) -> bool:
        """Tell whether the expansion of this id is switched on."""
        return self.expand and expansion_id not in self.without

    def is_name(self, match: NameMatch) -> bool:
        """Tell whether a match is one unit: the words of a synonym that is switched off are only words."""
        spelling = match.spelling
        if not spelling.collapse:
            return False
        return self.widens(spelling.id) or match.length == 1 or spelling.kind != "synonym"


class Unit(NamedTuple):
    """One unit of a query."""

    kind: str
    """A kind of `index.query.ast.Word`; `value` for a field's whole value, `every` for a lone star."""
    typed: str
    """Its words as typed, without signs."""
    shown: str
    """How `read_as` writes it."""
    node: Node
    is_stop: bool = False
    is_required: bool = False
    expansions: tuple[Expansion, ...] = ()


def visible(surface: str) -> str:
    """Return a token as typed, without controls and without the quote that a joined form swallowed."""
    return surface if surface.isalnum() else _UNSEEN.sub("", surface)


def word_node(context: Context, norm: str, weight: float = 1.0, *, opens: bool = False) -> Node:
    """Build the node of a plain word: stem, own form, second reading and, less, its broken plurals.

    What `opens` a query has no «و» before it: «وحي» there is no «حي», though in a text it is that more often.
    """
    forms = context.chain.forms(norm)
    if opens and forms.second and forms.cut and not has_clitics(norm, forms.second):
        return _scored(context, forms.second, norm, weight)
    others = _other_readings(context, norm)
    for expansion in _other_numbers(context, norm, norm):
        numbers = (stem_of(fold(form)) for form in expansion.forms)
        others += [ast.Term(context.fieldname, number, OTHER_NUMBER_BOOST) for number in numbers]
    return _scored(context, context.chain.stem(norm), norm, weight, others)


def word_unit(context: Context, norm: str, surface: str, weight: float = 1.0, *, opens: bool = False) -> Unit:
    """Build the unit of a plain word, which scores with this weight; `opens` tells that it comes first."""
    expansions = _other_numbers(context, norm, surface)
    node = word_node(context, norm, weight, opens=opens)
    # A word that would be read as an operator is shown in small letters, and is a word again.
    shown = surface.lower() if surface in ("AND", "OR", "NOT") else surface
    return Unit("word", surface, shown, node, is_stop_word(norm), expansions=expansions)


def _other_readings(context: Context, norm: str) -> list[ast.Term | Phrase]:
    """Return the nodes of a word's second reading and of the parts of a joined name in a row.

    A reading that would cut clitics off a word that is one by itself is left out: who types «وردة» means no
    «ردة».
    """
    forms, field = context.chain.forms(norm), context.fieldname
    others: list[ast.Term | Phrase] = []
    if forms.second and (forms.cut or not has_clitics(norm, forms.second)):
        others.append(ast.Term(field, forms.second, SECOND_BOOST))
    if forms.parts:
        others.append(Phrase(field, tuple((part, at) for at, part in enumerate(forms.parts))))
    return others


def _other_numbers(context: Context, norm: str, surface: str) -> tuple[Expansion, ...]:
    """Return the broken plurals of a noun, or the singulars of one; none if that is switched off."""
    if is_stop_word(norm) or not context.widens(id_ := f"plural:{norm}"):
        return ()
    others = other_numbers_of(norm)
    return (Expansion(id_, "plural", surface, others),) if others else ()


def name_unit(context: Context, match: NameMatch, norm: str, surface: str) -> Unit:
    """Build the unit of a name in one of its spellings; `norm` is its word if it is a single one, else ""."""
    spelling = match.spelling
    if not context.widens(spelling.id):
        return Unit("word", surface, surface, _scored(context, match.joined, norm))
    node = _scored(context, SIGN + spelling.id, norm)
    kind = _kind(match)
    return Unit(kind, surface, surface, node, expansions=expansions_of(context, match, surface))


def hashtag_unit(context: Context, tag: str, words: Unit, surface: str) -> Unit:
    """Build the unit of a hashtag: found whole, or as its words in a row."""
    node = ast.Or([ast.Term(context.fieldname, tag), words.node])
    return Unit("word", surface, surface, node, expansions=words.expansions)


def expanded_unit(context: Context, kind: str, pattern: str, surface: str) -> Unit:
    """Build the unit of a prefix, a wildcard or a fuzzy word; a plain word if that expansion is switched off.

    Prefixes and wildcards are sought after clitics too, so that their own article is not needed.
    """
    pattern = pattern if kind == "fuzzy" else _without_article(pattern)
    if f"{kind}:{pattern}" in context.without:
        norm = pattern.replace("*", "")
        return Unit("word", surface, surface, _scored(context, context.chain.stem(norm), norm))
    if context.fieldname == "byline":
        return Unit(kind, surface, surface, Expanded("byline", kind, pattern))
    node = Expanded("surface", kind, pattern, in_title=context.fieldname == "title")
    return Unit(kind, surface, surface, node)


def every_unit() -> Unit:
    """Build the unit of a lone star, which finds every article."""
    return Unit("every", "*", "*", ast.Every())


def as_written_unit(surface: str) -> Unit:
    """Build the unit of a word as typed: letters exactly, marks where typed."""
    return Unit("as_written", surface, f"={surface}", AsWritten(as_written(surface)))


def as_written(surface: str) -> str:
    """Return a token as `AsWritten` compares it: NFC, without controls, tatweel and swallowed quotes."""
    return unicodedata.normalize("NFC", visible(surface)).replace(TATWEEL, "")


def expansions_of(context: Context, match: NameMatch, surface: str) -> tuple[Expansion, ...]:
    """Return the other spellings that a name also finds, as people write them: one expansion, or none."""
    own = match.spelling.words
    spellings = context.chain.names.by_id[match.spelling.id]
    forms = dict.fromkeys(s.written for s in spellings if s.collapse and s.words != own and s.written)
    return (Expansion(match.spelling.id, _kind(match), surface, tuple(forms)),) if forms else ()


def _scored(
    context: Context,
    term: str,
    norm: str,
    weight: float = 1.0,
    others: Sequence[ast.Term | Phrase] = (),
) -> Node:
    """Build the node of a word: its stem, its own form where the field has forms, and its other readings."""
    field = context.fieldname
    nodes: list[Node] = [ast.Term(field, term, boost=STEM_BOOST * weight)]
    if norm and field == "text":
        nodes.append(ast.Term("surface", norm, boost=SURFACE_BOOST * weight))
    nodes += [replace(other, boost=other.boost * weight) for other in others]
    return nodes[0] if len(nodes) == 1 else ast.Or(nodes)


def _kind(match: NameMatch) -> str:
    return "synonym" if match.spelling.kind == "synonym" else "name"


def _without_article(pattern: str) -> str:
    rest = pattern.removeprefix(_ARTICLE)
    return rest if len(rest.partition("*")[0]) >= SHORTEST_AFTER_ARTICLE else pattern


class Role(StrEnum):
    """The part that an item plays in the grammar."""

    UNIT = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    """Negates what follows; so does a dash glued to it."""
    REQUIRE = auto()
    """A plus glued to what follows."""
    IN_FIELD = auto()
    """Seeks in a field what follows."""


#: What stands before its one operand.
PREFIXES = frozenset({Role.NOT, Role.REQUIRE, Role.IN_FIELD})


class Item(NamedTuple):
    """A unit or an operator, and where it was typed.

    An operator with a `unit` is a word that is an operator only between words that say something («أو»).
    """

    role: Role
    start: int
    end: int
    unit: Unit | None = None
    field: Field | None = None
    is_glued: bool = False
    """Whether it is a sign on the very thing it is for, a stop word too."""

    @property
    def is_stop(self) -> bool:
        """Tell whether the item is a stop word."""
        return self.role is Role.UNIT and self.unit is not None and self.unit.is_stop
