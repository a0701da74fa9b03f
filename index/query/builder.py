"""Builds the query tree from an expression, and lists the words that are counted, marked and explained.

Of expressions side by side, phrases, fields, groups with operators and `+` are required; `-` is excluded;
plain words and patterns score, and where nothing else is required, or only values of fields are, one of
them must be found. With `mode=all` they are all required. A `Not` stands only inside an `And`, beside
something positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.model import Mode
from index.query import ast
from index.query.ast import Parsed, Word
from index.query.grammar import All, Any, Expression, InField, Not, Required, Row
from index.query.terms import Node, Unit


def parsed(row: Row, mode: Mode) -> Parsed:
    """Build the tree and list the words of a whole query.

    Its stop words score only if it has no other words. The tree is None if the query asks for every article.
    """
    builder = _Builder(mode)
    tree = builder.row(row, keeps_stops=_says_nothing(row))
    if isinstance(tree, ast.Every):
        tree = None
    return Parsed(tree, tuple(builder.words))


def units_of(part: Expression) -> Iterator[Unit]:
    """Yield the units of an expression in order."""
    match part:
        case Unit():
            yield part
        case Row() | All() | Any():
            for each in part.parts:
                yield from units_of(each)
        case Not() | Required() | InField():
            yield from units_of(part.part)


def _says_nothing(row: Row) -> bool:
    return all(unit.is_stop or unit.kind in ("value", "every") for unit in units_of(row))


@dataclass(slots=True)
class _Clauses:
    """Nodes that stand side by side, sorted by what they ask for."""

    required: list[Node] = field(default_factory=list)
    optional: list[Node] = field(default_factory=list)
    excluded: list[Node] = field(default_factory=list)
    has_every: bool = False
    only_filters: bool = True
    """Whether what is required says nothing but values of fields, as facets do."""

    def node(self) -> Node | None:
        """Combine all clauses into one node; None if there is none."""
        if not self.required and not self.excluded:
            if not self.optional:
                return ast.Every() if self.has_every else None
            return _one(self.optional, ast.Or)
        if self.only_filters and self.optional:
            self.required.append(_one(self.optional, ast.Or))
            self.optional = []
        nots = [ast.Not(node) for node in self.excluded]
        if not self.required:
            return ast.And([ast.Every(), *nots])
        needed = _one([*self.required, *nots], ast.And)
        if not self.optional:
            return needed
        return ast.AndMaybe(needed, _one(self.optional, ast.Or))


def _one(nodes: list[Node], compound: type[ast.And | ast.Or]) -> Node:
    return nodes[0] if len(nodes) == 1 else compound(nodes)


class _Builder:
    """Builds nodes, and keeps the words in the order in which it meets them."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._negated = False
        self.words: list[Word] = []

    def row(self, row: Row, *, keeps_stops: bool) -> Node | None:
        """Build the node of expressions side by side; None if nothing in them scores or filters."""
        clauses = _Clauses()
        self._sort(row, clauses, keeps_stops=keeps_stops)
        if self._mode is Mode.ALL:
            clauses.required += clauses.optional
            clauses.optional = []
        return clauses.node()

    def _sort(self, row: Row | All, clauses: _Clauses, *, keeps_stops: bool) -> None:
        for part in row.parts:
            match part:
                case Unit(kind="every"):
                    clauses.has_every = True
                case Unit() if isinstance(row, Row):
                    self._sort_unit(part, clauses, keeps_stops=keeps_stops)
                case Row() if isinstance(row, Row):
                    self._sort(part, clauses, keeps_stops=keeps_stops)
                case All():
                    self._sort(part, clauses, keeps_stops=True)
                case Not():
                    clauses.excluded += self._excluded(part.part)
                case _:
                    clauses.required.append(self._operand(part))
                    clauses.only_filters &= all(unit.kind == "value" for unit in units_of(part))

    def _sort_unit(self, unit: Unit, clauses: _Clauses, *, keeps_stops: bool) -> None:
        scores = keeps_stops or not unit.is_stop
        self._keep(unit, scores=scores)
        if unit.is_required:
            clauses.required.append(unit.node)
            clauses.only_filters &= unit.kind == "value"
        elif scores:
            clauses.optional.append(unit.node)

    def _operand(self, part: Expression) -> Node:
        """Build the node of an operand: stop words count in it if it has nothing else."""
        match part:
            case Unit():
                self._keep(part, scores=True)
                return part.node
            case Required() | InField():
                return self._operand(part.part)
            case Any():
                return ast.Or([self._operand(each) for each in part.parts])
            case All() | Not():
                return self.row(Row((part,)), keeps_stops=True) or ast.Every()
            case Row():
                return self.row(part, keeps_stops=_says_nothing(part)) or ast.Every()

    def _excluded(self, part: Expression) -> list[Node]:
        """List the nodes that a negation excludes: one for each part of a group without negations."""
        if isinstance(part, Any) or (isinstance(part, Row) and not _has_negation(part)):
            return [node for each in part.parts for node in self._excluded(each)]
        self._negated = not self._negated
        node = self._operand(part)
        self._negated = not self._negated
        return [node]

    def _keep(self, unit: Unit, *, scores: bool) -> None:
        if unit.kind not in ("value", "every"):
            counted = scores and not self._negated
            self.words.append(Word(unit.typed, unit.node, unit.kind, counted, self._negated))


def _has_negation(row: Row) -> bool:
    return any(isinstance(part, Not) or (isinstance(part, Row) and _has_negation(part)) for part in row.parts)
