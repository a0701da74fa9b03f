"""The canonical text of an expression: typing it gives the same query."""

from __future__ import annotations

from index.query.grammar import All, Any, Expression, InField, Not, Required, Row
from index.query.terms import Unit


def wording(row: Row) -> str:
    """Return the canonical text of a query, in the signs that the help explains; `*` for every article."""
    return " ".join(map(_word, row.parts)) or "*"


def _word(part: Expression) -> str:
    match part:
        case Unit():
            return part.shown
        case Row():
            return f"({wording(part)})"
        case All():
            return " AND ".join(_grouped(each, Any) for each in part.parts)
        case Any():
            # Beside a stop word «أو» is a stop word too.
            operator = " OR " if any(map(_has_stop_word, part.parts)) else " أو "
            return operator.join(map(_word, part.parts))
        case Not() | Required():
            sign = "-" if isinstance(part, Not) else "+"
            return sign + _grouped(part.part, All, Any)
        case InField():
            return f"{part.field.shown}:{_word(part.part)}"


def _has_stop_word(part: Expression) -> bool:
    if isinstance(part, All):
        return any(map(_has_stop_word, part.parts))
    return isinstance(part, Unit) and part.is_stop


def _grouped(part: Expression, *looser: type[All] | type[Any]) -> str:
    """Return an expression's wording, in parentheses if it binds less tightly than what is around it."""
    return f"({_word(part)})" if isinstance(part, looser) else _word(part)
