"""A list of names, made ready to be looked for in texts all at once: a trie of rows of terms.

A name is analysed as a phrase in quotes is, so that it is found after clitics, in the spellings that the
archive's names and variants know, joined or apart («عبدالله»), and where an ending differs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from index.analysis.analyzer import Chain
from index.analysis.names import SIGN
from index.analysis.variants import Variants
from index.query import ast
from index.query.phrases import Steps, phrase_node
from index.query.terms import Context
from index.screening.candidates import Candidates, may_join, norms_of, other_forms

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


def compile_names(
    names: Sequence[str],
    chain: Chain,
    variants: Variants,
    norms: Sequence[tuple[str, ...]] | None = None,
    wanted: Iterable[int] | None = None,
) -> NameList:
    """Make a list ready; a line without any word is kept and never found.

    With `wanted` only the names of these numbers are made ready, and found. `norms` are the words of each
    name where they are known.
    """
    norms = norms_of(names) if norms is None else norms
    root = Node()
    context = Context(chain, variants=variants)
    for number in range(len(names)) if wanted is None else wanted:
        words = norms[number]
        for steps in dict.fromkeys(_rows(context, words)) if words else ():
            node, reached = root, 0
            for term, at in steps:
                node = node.child(at - reached, term)
                reached = at
            node.names.append(number)
    return NameList(tuple(names), tuple(norms), root.following.get(0, {}))


def _rows(context: Context, norms: Sequence[str]) -> Iterator[Steps]:
    """Yield the rows of terms by which a name is found."""
    if len(norms) == 1:
        yield from _single(context, norms)
    elif _is_plain(context, norms):
        yield tuple((context.chain.stem(norm), at) for at, norm in enumerate(norms))
    else:
        yield from _steps(phrase_node(context, norms))
    for form in other_forms(norms, context.variants) if context.variants else ():
        yield tuple((context.chain.stem(word), at) for at, word in enumerate(form))


def _is_plain(context: Context, norms: Sequence[str]) -> bool:
    """Tell whether words are a phrase in one way alone: nothing among them is a name, joined or apart."""
    for at, norm in enumerate(norms):
        forms = context.chain.forms(norm)
        before = norms[at - 1] if at else ""
        if forms.may_name or forms.parts or (at and may_join(before, norm)):
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


class KeptList:
    """A list that is kept for the next text. Threads may share it.

    For a few texts only those of its names are made ready that may stand there.
    """

    def __init__(self, names: Sequence[str], chain: Chain, variants: Variants) -> None:
        self.names = tuple(names)
        self._made_of = (chain, variants)
        self._candidates = Candidates(self.names, chain, variants)
        self._whole: NameList | None = None

    def whole(self) -> NameList:
        """Return the list with all its names ready."""
        if self._whole is None:
            self._whole = compile_names(self.names, *self._made_of, self._candidates.norms)
        return self._whole

    def of(self, texts: Iterable[Sequence[Sequence[str]]]) -> NameList:
        """Return the list with those names ready that may stand in texts, or with more.

        A text is a row of positions, each with the terms that stand there.
        """
        if self._whole is not None:
            return self._whole
        wanted = self._candidates.of(texts)
        return compile_names(self.names, *self._made_of, self._candidates.norms, wanted)


class NameLists:
    """The lists that were used last, ready, for one analysis; threads may share it."""

    def __init__(self, chain: Chain, variants: Variants) -> None:
        self._made_of = (chain, variants)
        self._kept: OrderedDict[tuple[str, ...], KeptList] = OrderedDict()
        self._lock = Lock()

    def is_of(self, chain: Chain, variants: Variants) -> bool:
        """Tell whether the lists were made with this analysis."""
        return self._made_of[0] is chain and self._made_of[1] is variants

    def of(self, names: tuple[str, ...]) -> KeptList:
        """Return a list, from those that are kept if it is among them."""
        with self._lock:
            known = self._kept.get(names)
        if known is None:
            known = KeptList(names, *self._made_of)
        with self._lock:
            self._kept[names] = known
            self._kept.move_to_end(names)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return known
