"""Makes texts that are hard for a pattern out of the pattern itself: what repeats in it, repeated.

For each part that may repeat: what must stand before it, then the part many times, then what cannot follow.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# Python's own reading of patterns; it has no public name.
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: A part that may repeat less often than this cannot make a pattern slow.
_OFTEN = 20
_CATEGORIES = {
    opcodes.CATEGORY_DIGIT: "1", opcodes.CATEGORY_NOT_DIGIT: "ب", opcodes.CATEGORY_SPACE: " ",
    opcodes.CATEGORY_NOT_SPACE: "ب", opcodes.CATEGORY_WORD: "ب", opcodes.CATEGORY_NOT_WORD: ".",
}  # fmt: skip
#: Characters of which one is in nearly every class, and one in hardly any.
_PROBES = "بa1 \n.<>\"'=-/:،؟#@&;()[]{}٠\u064b\u200fـ\u00a0_\x00"


@dataclass(frozen=True, slots=True)
class Shape:
    """Texts of one kind: a beginning, a part many times, an end."""

    prefix: str
    pump: str
    suffix: str

    def text(self, size: int) -> str:
        """The text of about `size` characters."""
        return self.prefix + self.pump * (size // len(self.pump)) + self.suffix


def shapes(pattern: str, flags: int) -> list[Shape]:
    """Kinds of hard texts, each once."""
    parts = [*_attacks(pattern, flags), *_plain(pattern)]
    return list(dict.fromkeys(Shape(*one) for one in parts if one[1]))


def _plain(pattern: str) -> Iterator[tuple[str, str, str]]:
    """Single characters of the pattern and of texts, many times."""
    for char in dict.fromkeys(_PROBES + "".join(c for c in pattern if not c.isalnum())):
        yield "", char, "\x01"
        yield "", char, ""


def _attacks(pattern: str, flags: int) -> Iterator[tuple[str, str, str]]:
    tree = parser.parse(pattern, flags)
    for before, body in _repeats(list(tree), ""):
        for pump in dict.fromkeys(_samples(body)):
            for prefix in {"", before}:
                for suffix in ("\x01", "", "ب\x01"):
                    yield prefix, pump, suffix


def _repeats(items: list[Any], before: str) -> Iterator[tuple[str, list[Any]]]:
    """Each part that may repeat often, with a text that stands before it."""
    for code, value in items:
        if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
            _, most, body = value
            if most >= _OFTEN:
                yield before, list(body)
            yield from _repeats(list(body), before)
        else:
            for inner in _inner(code, value):
                yield from _repeats(inner, before)
        before += next(iter(_samples([(code, value)])), "")


def _inner(code: Any, value: Any) -> list[list[Any]]:
    if code is opcodes.SUBPATTERN:
        return [list(value[3])]
    if code is opcodes.BRANCH:
        return [list(branch) for branch in value[1]]
    if code in (opcodes.ASSERT, opcodes.ASSERT_NOT):
        return [list(value[1])]
    if code is opcodes.ATOMIC_GROUP:
        return [list(value)]
    return []


def _samples(items: list[Any]) -> list[str]:
    """A few texts that the items match, or nearly."""
    samples = [""]
    for code, value in items:
        samples = [text + more for text in samples for more in _of(code, value)][:12]
    return samples


def _of(code: Any, value: Any) -> list[str]:  # noqa: PLR0911 - one return a kind of part
    if code is opcodes.LITERAL:
        return [chr(value)]
    if code is opcodes.NOT_LITERAL:
        return [next(char for char in _PROBES if ord(char) != value)]
    if code is opcodes.ANY:
        return ["ب"]
    if code is opcodes.IN:
        return _of_class(value)
    if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
        least, most, body = value
        return [text * max(least, min(1, most)) for text in _samples(list(body))]
    if code is opcodes.BRANCH:
        return [text for branch in value[1] for text in _samples(list(branch))[:2]][:8]
    inner = _inner(code, value)
    if code in (opcodes.SUBPATTERN, opcodes.ATOMIC_GROUP):
        return _samples(inner[0])
    return [""]


def _of_class(items: list[Any]) -> list[str]:
    """Characters of a class: some that it names, and those of the probes that are in it."""
    negated = items[0][0] is opcodes.NEGATE
    named = [text for code, value in items for text in _of_item(code, value)]
    if not negated:
        return list(dict.fromkeys(named))[:6] or [""]
    return [char for char in _PROBES if char not in named][:3]


def _of_item(code: Any, value: Any) -> list[str]:
    if code is opcodes.LITERAL:
        return [chr(value)]
    if code is opcodes.RANGE:
        return [chr(value[0]), chr(min(value[1], sys.maxunicode))]
    if code is opcodes.CATEGORY:
        return [_CATEGORIES.get(value, "ب")]
    return []


def compiled(pattern: str, flags: int) -> re.Pattern[str]:
    """The pattern with the flags that it was made with."""
    return re.compile(pattern, flags & ~re.UNICODE)
