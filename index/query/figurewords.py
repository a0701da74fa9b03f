"""The words of figures in a query: units and actions, by id or by name."""

from __future__ import annotations

from archive.extraction.figures.vocabulary import actions, unit_words, units
from archive.text.arabic import fold


def unit_ids(text: str) -> tuple[str, ...]:
    """The units that a text names («حسابات», `accounts`); empty if it names none."""
    wanted = fold(text).strip()
    found = [unit.id for unit in units().values() if wanted in _names(unit.id, unit.label, unit.label_en)]
    word = unit_words().get(tuple(wanted.split()))
    return tuple(dict.fromkeys([*found, *([word.id] if word else [])]))


def action_ids(text: str) -> tuple[str, ...]:
    """The actions that a text names («إغلاق», `close`); empty if it names none."""
    wanted = fold(text).strip()
    named = [one.id for one in actions().values() if wanted in _names(one.id, one.label, one.label_en)]
    return tuple(named or [one.id for one in actions().values() if one.pattern.fullmatch(wanted)])


def _names(*names: str) -> frozenset[str]:
    return frozenset(map(fold, names))
