"""Numbers of days and counts, in digits and in words: 26, السادس والعشرين, ثلاثة."""

from __future__ import annotations

from archive.extraction.dates.matching import skip
from archive.extraction.dates.tokens import Island
from archive.extraction.dates.vocabulary import Kind


def ordinal_at(tokens: Island, at: int) -> tuple[int, int] | None:
    """Read an ordinal in words, 1 to 39 (-1: the last day); return it and the place after it, or None."""
    first = tokens[at]
    if first.kind is not Kind.ORDINAL:
        return None
    following = tokens[at + 1]
    if first.word.name in {"unit", "tens_unit"}:
        if following.kind is Kind.TEEN:
            return first.value + 10, at + 2
        spaced = following.kind is Kind.AND
        ten = tokens[at + 1 + spaced]
        if (
            ten.kind is Kind.ORDINAL
            and ten.word.name == "ten"
            and (spaced or ten.word.joined)
            and ten.value > 10
        ):
            return first.value + ten.value, at + 2 + spaced
    return None if first.word.name == "tens_unit" else (first.value, at + 1)


def day_at(tokens: Island, at: int) -> tuple[int, int] | None:
    """Read the number of a day, 1 to 31 (-1: the last); return it and the place after it, or None."""
    start = skip(tokens, at, Kind.ARTICLE)
    found = ordinal_at(tokens, start)
    if found is None and tokens[start].kind is Kind.NUMBER and len(tokens[start].text) <= 2:
        found = tokens[start].value, skip(tokens, start + 1, Kind.SUFFIX)
    if found is None or not (1 <= found[0] <= 31 or found[0] == -1):
        return None
    return found


def count_at(tokens: Island, at: int) -> tuple[int, int] | None:
    """Read a count of units in digits (1 to 1000) or a word; return it and the place after it, or None."""
    start = skip(tokens, at, Kind.ARTICLE)
    token = tokens[start]
    if token.kind is Kind.COUNT or (token.kind is Kind.NUMBER and 1 <= token.value <= 1000):
        return token.value, start + 1
    return None
