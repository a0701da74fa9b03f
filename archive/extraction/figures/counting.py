"""Counting: the numbers of a sentence that count something we know, each with its unit."""

from __future__ import annotations

from collections.abc import Callable

from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.units import Counted, carried_unit, people_there, unit_after, unit_before
from archive.extraction.figures.vocabulary import units
from archive.extraction.numbers import Kind, Number

#: The kinds of numbers that may be figures.
FIGURES = frozenset({Kind.CARDINAL, Kind.RANGE, Kind.VAGUE, Kind.PERCENT, Kind.MONEY})
_BEFORE_FIRST = frozenset({"من", "قرابه", "نحو", "حوالي"})

Found = list[tuple[int, Counted]]


def count(sentence: Sentence, platforms: Callable[[], frozenset[int]]) -> Found:
    """The items of the sentence that are figures, if the gate lets them, with what they count.

    `platforms` gives the items that name a platform; it is asked only where that decides.
    """
    found: Found = []
    for at, item in enumerate(sentence.items):
        number = item.number
        if number is None or number.kind not in FIGURES or _repeats(sentence, at, found):
            continue
        counted = _counted(sentence, at, number, found) or people_there(sentence, at, platforms)
        if counted is not None:
            found.append((at, counted))
            _lend_to_first_of_pair(sentence, found)
    return found


def _counted(sentence: Sentence, at: int, number: Number, found: Found) -> Counted | None:
    if number.kind is Kind.PERCENT:
        return Counted((units()["percent"],), at + 1, 0.8)
    after = unit_after(sentence, at)
    if number.kind is Kind.MONEY:
        return after if after is not None and after.units[0].family == "money" else None
    if after is not None and after.units[0].id != "persons":
        return after
    return unit_before(sentence, at) or after or carried_unit(sentence, at, found)


def _repeats(sentence: Sentence, at: int, found: Found) -> bool:
    """«ثمانية وسبعين حسابا (78)»: the same value again in brackets."""
    if not found or sentence.word(at - 1) != "(":
        return False
    last, this = sentence.number(found[-1][0]), sentence.number(at)
    return last is not None and this is not None and last.value == this.value and at - found[-1][0] <= 5


def _lend_to_first_of_pair(sentence: Sentence, found: Found) -> None:
    """«من 1000 إلى 300 متابع»: the first number of a change has the unit of the second."""
    at, counted = found[-1]
    first = at - 2
    number = sentence.number(first)
    is_pair = sentence.word(at - 1) in {"الي", "لي"} and sentence.word(first - 1) in _BEFORE_FIRST
    is_free = (
        number is not None and number.kind is Kind.CARDINAL and all(place != first for place, _ in found)
    )
    if is_pair and is_free:
        found.insert(-1, (first, Counted(counted.units, first + 1, 0.8)))
