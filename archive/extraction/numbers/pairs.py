"""Joining of two numbers that say one thing (ranges, scores, spans of years) or share a multiplier."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from archive.extraction.numbers.classify import Kind
from archive.extraction.numbers.spans import Piece

_SPACE = r"[ \u00a0\"«»“”]{0,3}"
_TO = re.compile(rf"{_SPACE}(?:الي|حتي|لي){_SPACE}(?:نحو |حوالي |قرابه )?(?:ال)?")
_OR = re.compile(rf"{_SPACE}او{_SPACE}(?:ال)?")
_AND = re.compile(rf"{_SPACE}و{_SPACE}(?:ال)?")
_HYPHEN = re.compile(r" ?[-–—] ?")
_BETWEEN = re.compile(r"(?<![ء-ي])[وف]?(?:ما ?)?بين[ \u00a0\"«“]{1,2}(?:ال)?$")
_FROM = re.compile(r"(?<![ء-ي])[وف]?من[ \u00a0\"«“]{1,2}(?:(?:نحو|حوالي|قرابه|اكثر من) )?(?:ال)?$")
_NOUN_AFTER = re.compile(r" ?(?!(?:في|من|علي|الي|عن|مع|ثم|بعد|قبل|امام|لصالح|منذ)\b)[ء-ي]{3,}")
_COUNTING = frozenset({Kind.CARDINAL, Kind.YEAR, Kind.ORDINAL, Kind.VAGUE})
_AMOUNT = frozenset(
    {Kind.CARDINAL, Kind.YEAR, Kind.PERCENT, Kind.MONEY, Kind.MEASURE, Kind.DURATION, Kind.AGE}
)


def join_pairs(folded: str, pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with each pair that belongs together made one, or made to share its multiplier."""
    done: list[Piece] = []
    for piece in pieces:
        pair = _pair(folded, done[-1], piece) if done else None
        done[-1 if pair else len(done) :] = pair or [piece]
    return done


def _pair(  # noqa: PLR0911 - one return for each way in which two numbers belong together
    folded: str, low: Piece, high: Piece
) -> list[Piece] | None:
    """Return what two neighbours become; None if they have nothing to do with each other."""
    if high.start - low.end > 24 or low.upper is not None:
        return None
    gap = folded[low.end : high.start]
    if _HYPHEN.fullmatch(gap):
        return _hyphenated(folded, low, high)
    if (
        high.kind is Kind.DATE
        and low.value <= 31
        and low.digits
        and (_AND.fullmatch(gap) or _TO.fullmatch(gap))
    ):
        return [replace(low, kind=Kind.DATE), high]
    before = folded[max(0, low.word_start - 24) : low.start]
    if _AND.fullmatch(gap) and _BETWEEN.search(before):
        return _range(low, high)
    if _OR.fullmatch(gap):
        return _range(low, high) if _shares(low, high) else None
    if not _TO.fullmatch(gap) or bool(low.digits) != _begins_with_digit(folded, high):
        return None
    if _FROM.search(before):
        return [_lifted(low, high), high] if _shares(low, high) else None
    return _range(low, high)


def _hyphenated(folded: str, low: Piece, high: Piece) -> list[Piece] | None:
    """Join two numbers with a hyphen: «45-50 ألف», «2-1», «2014-2015»."""
    if not low.digits or low.kind not in _COUNTING:
        return None
    if high.scaled or high.kind in {Kind.PERCENT, Kind.MONEY, Kind.MEASURE, Kind.DURATION, Kind.AGE}:
        return _range(low, high)
    if not high.digits:
        return None
    rising = low.value < high.value
    if high.kind is Kind.YEAR or (
        1800 <= low.value <= 2100 and rising and not _NOUN_AFTER.match(folded, high.end)
    ):
        return [replace(low, kind=Kind.YEAR, end=high.end, upper=high.value)] if rising else None
    if rising and _NOUN_AFTER.match(folded, high.end):
        return _range(low, high)
    kind = Kind.SCORE if max(low.value, high.value) < 200 else Kind.PHONE
    return [replace(low, kind=kind, end=high.end)]


def _range(low: Piece, high: Piece) -> list[Piece] | None:
    if low.kind not in _AMOUNT or high.kind not in _AMOUNT:
        return None
    lifted = _lifted(low, high)
    if low.kind is Kind.PERCENT and high.kind is not Kind.PERCENT:
        return None
    if lifted.value >= high.value or (low.kind is Kind.YEAR and (high.scaled or high.value > 2100)):
        return None
    kinds = {low.kind, high.kind} - {Kind.CARDINAL}
    kind = Kind.RANGE if not kinds else high.kind if high.kind in kinds else low.kind
    return [
        replace(
            high, value=lifted.value, upper=high.value, kind=kind, start=low.start, word_start=low.word_start
        )
    ]


def _begins_with_digit(folded: str, piece: Piece) -> bool:
    return folded[piece.start].isdigit()


def _shares(low: Piece, high: Piece) -> bool:
    """Tell whether the multiplier of the second number counts for the first as well («بين 45 و50 ألفا»)."""
    return _lifted(low, high).value != low.value


def _lifted(low: Piece, high: Piece) -> Piece:
    """Return `low` times the multiplier that it shares with `high`."""
    scale = _scale_of(high)
    if low.scaled or not high.scaled or low.value >= 1000 or low.value * scale >= high.value:
        return low
    return replace(low, value=low.value * scale, scaled=True)


def _scale_of(piece: Piece) -> int:
    scale = 1
    for candidate in (10**3, 10**6, 10**9, 10**12):
        if piece.value >= candidate:
            scale = candidate
    return scale
