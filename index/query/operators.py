"""Operators between words: which are ones, and what stop words beside them mean.

«أو» and «بدون» are operators only between words that say something; elsewhere they are words. Stop words
between an operator and the next word are passed over («تويتر أو في فيسبوك»); where there is nothing else,
they are what is asked for (`في AND تويتر`). An operator without an operand is left out, and told.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.query.cursor import Cursor
from index.query.items import PREFIXES, Item, Role


def settle(items: Sequence[Item], cursor: Cursor) -> list[Item]:
    """The items with every operator beside its operands; what is left out is told to the cursor."""
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
    """Settles AND or OR; returns where to go on."""
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
    """Settles an operator that stands before its operand; returns where to go on."""
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
    """Where the operand to the left ends: before stop words, at a unit or a group."""
    place = len(settled) - 1
    while place >= 0 and settled[place].is_stop and not (place and settled[place - 1].role in PREFIXES):
        place -= 1
    return place if place >= 0 and settled[place].role in (Role.UNIT, Role.CLOSE) else None


def _right(items: Sequence[Item], place: int) -> int | None:
    """Where the operand to the right begins: after stop words."""
    while place < len(items) and items[place].is_stop:
        place += 1
    return place if place < len(items) and _begins_operand(items[place]) else None


def _begins_operand(item: Item) -> bool:
    return item.role in (Role.UNIT, Role.OPEN) or item.role in PREFIXES
