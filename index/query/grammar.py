"""The grammar: combines units and operators into an expression.

Precedence, tightest first: `+ - NOT بدون` and fields, each on what follows it; AND; OR and «أو»; words side
by side. So «حظر تويتر أو فيسبوك» asks for حظر beside (تويتر or فيسبوك), as in most search boxes.
Parentheses group for the operator beside them; beside no operator they change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.query.fields import Field
from index.query.terms import PREFIXES, Item, Role, Unit
from index.query.token_cursor import Cursor


@dataclass(frozen=True, slots=True)
class Row:
    """Expressions side by side: a whole query, or a group in parentheses."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Two or more expressions joined by AND."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Two or more expressions joined by OR."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """An expression that must not match."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Required:
    """An expression that must match."""

    part: Expression


@dataclass(frozen=True, slots=True)
class InField:
    """An expression that must match in one field."""

    field: Field
    part: Expression


Expression: TypeAlias = Unit | Row | All | Any | Not | Required | InField


def expression_of(items: Sequence[Item], cursor: Cursor) -> Row:
    """Parse settled items into an expression; empty groups are left out, and the cursor keeps a problem."""
    units = tuple([item.unit for item in items if item.role is Role.UNIT and item.unit is not None])
    if len(units) == len(items):  # no operators, as in most queries
        return Row(units)
    return Row(_Grammar(items, cursor).row())


class _Grammar:
    """A parser by recursive descent, as deep as groups are; the reader bounds their depth."""

    def __init__(self, items: Sequence[Item], cursor: Cursor) -> None:
        self._items = items
        self._cursor = cursor
        self._at = 0

    @property
    def _item(self) -> Item | None:
        return self._items[self._at] if self._at < len(self._items) else None

    def row(self) -> tuple[Expression, ...]:
        parts: list[Expression] = []
        while (item := self._item) is not None and item.role is not Role.CLOSE:
            part = self._joined(Role.OR)
            if part is not None:
                parts.append(part)
        return tuple(parts)

    def _joined(self, role: Role) -> Expression | None:
        """Parse expressions joined by OR, or by AND within them; None if nothing is left of them."""
        parts = [self._part(role)]
        while (item := self._item) is not None and item.role is role:
            self._at += 1
            parts.append(self._part(role))
        found = tuple(part for part in parts if part is not None)
        if len(found) < 2:
            return found[0] if found else None
        return Any(found) if role is Role.OR else All(found)

    def _part(self, role: Role) -> Expression | None:
        return self._joined(Role.AND) if role is Role.OR else self._operand()

    def _operand(self) -> Expression | None:
        """Parse a unit or a group with the signs and fields before it; two negations cancel out."""
        negated = required = False
        field: Field | None = None
        while (item := self._item) is not None and item.role in PREFIXES:
            negated ^= item.role is Role.NOT
            required |= item.role is Role.REQUIRE
            field = item.field or field
            self._at += 1
        part = self._primary()
        if part is None:
            return None
        if field is not None:
            part = InField(field, part)
        if negated:
            return Not(part)
        return Required(part) if required and not _is_required(part) else part

    def _primary(self) -> Expression | None:
        """Parse a unit or a group; None where an operand has been left out."""
        item = self._item
        if item is None or item.role not in (Role.UNIT, Role.OPEN):
            return None
        self._at += 1
        if item.role is Role.OPEN:
            parts = self.row()
            closing = self._items[self._at]
            self._at += 1
            if not parts:
                self._cursor.tell("empty_group", item.start, closing.end)
            return Row(parts) if parts else None
        return item.unit


def _is_required(part: Expression) -> bool:
    return isinstance(part, InField) or (isinstance(part, Unit) and part.is_required)


def settle(items: Sequence[Item], cursor: Cursor) -> list[Item]:
    """Return the items with every operator beside its operands.

    Stop words between an operator and its operands are left out. So is an operator that lacks an operand; the
    cursor keeps it as a problem.
    """
    settled: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        if item.role in (Role.AND, Role.OR):
            at = _between(settled, items, at, cursor)
        elif item.role in PREFIXES:
            at = _before(settled, items, at, cursor)
        else:
            settled.append(item)
            at += 1
    return settled


def _between(settled: list[Item], items: Sequence[Item], at: int, cursor: Cursor) -> int:
    """Settle AND or OR; return where to go on."""
    item = items[at]
    left, right = _left(settled), _right(items, at + 1)
    if item.unit is not None and (left is None or right is None):
        settled.append(Item(Role.UNIT, item.start, item.end, item.unit))
        return at + 1
    has_left = left is not None or (bool(settled) and settled[-1].is_stop)
    has_right = right is not None or (at + 1 < len(items) and items[at + 1].is_stop)
    if not has_left or not has_right:
        cursor.tell("dangling_operator", item.start, item.end)
        return at + 1
    if left is not None:
        del settled[left + 1 :]
    settled.append(item)
    return right if right is not None else at + 1


def _before(settled: list[Item], items: Sequence[Item], at: int, cursor: Cursor) -> int:
    """Settle an operator that stands before its operand; return where to go on."""
    item = items[at]
    if item.is_glued:
        right = at + 1 if at + 1 < len(items) and _begins_operand(items[at + 1]) else None
    else:
        right = _right(items, at + 1)
    if item.unit is not None and right is None:
        settled.append(Item(Role.UNIT, item.start, item.end, item.unit))
        return at + 1
    if right is None and not (at + 1 < len(items) and items[at + 1].is_stop):
        cursor.tell("dangling_operator", item.start, item.end)
        return at + 1
    settled.append(item)
    return at + 1 if right is None else right


def _left(settled: Sequence[Item]) -> int | None:
    """Return where the operand to the left ends, before stop words; None if there is none."""
    place = len(settled) - 1
    while place >= 0 and settled[place].is_stop and not (place and settled[place - 1].role in PREFIXES):
        place -= 1
    return place if place >= 0 and settled[place].role in (Role.UNIT, Role.CLOSE) else None


def _right(items: Sequence[Item], place: int) -> int | None:
    """Return where the operand to the right begins, after stop words; None if there is none."""
    while place < len(items) and items[place].is_stop:
        place += 1
    return place if place < len(items) and _begins_operand(items[place]) else None


def _begins_operand(item: Item) -> bool:
    return item.role in (Role.UNIT, Role.OPEN) or item.role in PREFIXES
