"""A list of names, made ready to be looked for in texts all at once: a trie of rows of terms.

A name is analysed as a phrase in quotes is, so that it is found after clitics, in the spellings that the
archive's names and variants know, joined or apart («عبدالله»), and where an ending differs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from index.analysis.analyzer import Chain
from index.analysis.compounds import BEFORE_ARTICLE, BEFORE_WORD, LAST
from index.analysis.names import SIGN
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.query import ast
from index.query.phrases import Steps, phrase_node
from index.query.terms import Context

#: Lists that are kept ready for the next text.
KEPT = 4


@dataclass(slots=True)
class Node:
    """A place in the trie: the names that end here, and what may follow so many positions later."""

    names: list[int] = field(default_factory=list)
    """Numbers of names, from 0."""
    following: dict[int, dict[str, Node]] = field(default_factory=dict)

    def child(self, distance: int, term: str) -> Node:
        """Return the node of a term at a distance from this one, made if it is not there."""
        return self.following.setdefault(distance, {}).setdefault(term, Node())


@dataclass(frozen=True, slots=True)
class NameList:
    """The names of a list, and the trie in which they are looked for."""

    names: tuple[str, ...]
    norms: tuple[tuple[str, ...], ...]
    """The normalised words of each name; empty for a line in which there is no word."""
    root: dict[str, Node]
    """The first nodes, by their terms."""


Names: TypeAlias = tuple[str, ...]


def compile_names(names: Names, chain: Chain, variants: Variants) -> NameList:
    """Make a list ready; a line without any word is kept and never found."""
    norms = tuple(tuple(token.norm for token in tokenize(name) if token.norm) for name in names)
    root = Node()
    context = Context(chain, variants=variants)
    for number, words in enumerate(norms):
        for steps in dict.fromkeys(_rows(context, words)) if words else ():
            node, reached = root, 0
            for term, at in steps:
                node = node.child(at - reached, term)
                reached = at
            node.names.append(number)
    return NameList(names, norms, root.following.get(0, {}))


def _rows(context: Context, norms: Sequence[str]) -> Iterator[Steps]:
    """Yield the rows of terms by which a name is found."""
    if len(norms) == 1:
        yield from _single(context, norms)
    elif _is_plain(context, norms):
        yield tuple((context.chain.stem(norm), at) for at, norm in enumerate(norms))
    else:
        yield from _steps(phrase_node(context, norms))
    widening = context.variants.at(norms, 0) if context.variants else None
    if widening is not None and widening.length == len(norms):
        for group in widening.groups:
            if group.kind == "name":
                for form in group.forms:
                    yield tuple((context.chain.stem(word), at) for at, word in enumerate(form.words))


def _is_plain(context: Context, norms: Sequence[str]) -> bool:
    """Tell whether words are a phrase in one way alone: nothing among them is a name, joined or apart."""
    for at, norm in enumerate(norms):
        forms = context.chain.forms(norm)
        before = norms[at - 1] if at else ""
        joins = norm in LAST or any(first in before for first in BEFORE_WORD)
        if norm.startswith("ال"):
            joins |= any(first in before for first in BEFORE_ARTICLE)
        if forms.may_name or forms.parts or (at and joins):
            return False
    return True


def _single(context: Context, norms: Sequence[str]) -> Iterator[Steps]:
    """Yield the rows of a name of one word: its own term, its second reading, and its parts side by side."""
    match = context.chain.name_at(norms, 0)
    if match is not None and match.spelling.collapse:
        yield ((SIGN + match.spelling.id, 0),)
    forms = context.chain.forms(norms[0])
    yield ((forms.stem, 0),)
    if forms.second:
        yield ((forms.second, 0),)
    if forms.parts:
        yield tuple((part, at) for at, part in enumerate(forms.parts))


def _steps(node: ast.Node) -> Iterable[Steps]:
    match node:
        case ast.Or():
            return [steps for child in node.children for steps in _steps(child)]
        case ast.Phrase():
            return [node.steps]
        case ast.Term():
            return [((str(node.text), 0),)]
        case _:
            return []


class NameLists:
    """The lists that were used last, ready, for one analysis; threads may share it."""

    def __init__(self, chain: Chain, variants: Variants) -> None:
        self._made_of = (chain, variants)
        self._kept: OrderedDict[Names, NameList] = OrderedDict()
        self._lock = Lock()

    def is_of(self, chain: Chain, variants: Variants) -> bool:
        """Tell whether the lists were made with this analysis."""
        return self._made_of[0] is chain and self._made_of[1] is variants

    def of(self, names: Names) -> NameList:
        """Return a list ready to use, from those that are kept if it is among them."""
        with self._lock:
            known = self._kept.get(names)
        if known is None:
            known = compile_names(names, *self._made_of)
        with self._lock:
            self._kept[names] = known
            self._kept.move_to_end(names)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return known
