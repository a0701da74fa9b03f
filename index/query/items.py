"""Items: units and operators in the order in which they were typed."""

from __future__ import annotations

from enum import StrEnum, auto
from typing import NamedTuple

from index.query.fields import Field
from index.query.terms import Unit


class Role(StrEnum):
    """What an item is to the grammar."""

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
    """What follows is sought in a field."""


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
        """Whether it is a stop word."""
        return self.role is Role.UNIT and self.unit is not None and self.unit.is_stop
