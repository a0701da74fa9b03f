"""Digits that are no amounts by their shape alone: addresses, codes, dates, times, counters, phones."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum


class Kind(StrEnum):
    """What a number says. Only the first five count something; the rest are recognised and set apart."""

    CARDINAL = "cardinal"
    RANGE = "range"
    VAGUE = "vague"
    PERCENT = "percent"
    FRACTION = "fraction"
    MONEY = "money"
    MEASURE = "measure"
    DURATION = "duration"
    AGE = "age"
    YEAR = "year"
    DATE = "date"
    TIME = "time"
    SCORE = "score"
    COUNTER = "counter"
    PHONE = "phone"
    ORDINAL = "ordinal"
    CODE = "code"


#: Each alternative is bounded or begins where the one before ended, so that the scan stays linear.
_MASK = re.compile(
    r"(?=[a-z0-9@#+_])(?:(?P<address>https?://[^\s]{1,2000}|www\.[^\s]{1,2000}|[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,64}|[@#]\w{1,140})"
    r"|(?P<date>(?<![\d/.-])\d{1,4}(?P<mark> ?[/.-] ?)\d{1,2}(?P=mark)\d{1,4}(?![\d/]))"
    r"|(?P<time>(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))"
    r"|(?P<counter>(?<![\d/])\d{1,12}\s{0,2}/\s{0,2}\d{1,12}(?:\s{0,2}/\s{0,2}\d{1,12})*)"
    r"|(?P<phone>(?:\+|(?<!\d)00?)\d[\d ()-]{4,24}\d|(?<![\d.,،])\d{10,40}(?![\d.,،]))"
    r"|(?P<code>[a-z_]{1,20}[-_.]?\d[\w.-]{0,40}|(?<![\d.,،٫])\d{1,3}(?:[.]\d{1,3}){3}(?!\d)))"
)
_KINDS = {
    "address": Kind.CODE,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "counter": Kind.COUNTER,
    "phone": Kind.PHONE,
    "code": Kind.CODE,
}


class Masks:
    """The masked spans of one folded text."""

    def __init__(self, folded: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kinds: list[Kind] = []
        for match in _MASK.finditer(folded):
            kind = _KINDS[next(name for name in _KINDS if match.group(name))]
            if kind is not Kind.DATE or _is_date(match.group()):
                self._starts.append(match.start())
                self._ends.append(match.end())
                self._kinds.append(kind)

    def over(self, position: int) -> tuple[Kind, int, int] | None:
        """The mask at a position of the folded text, with its span."""
        at = bisect_right(self._starts, position) - 1
        if at < 0 or self._ends[at] <= position:
            return None
        return self._kinds[at], self._starts[at], self._ends[at]


def _is_date(text: str) -> bool:
    """A day, a month and a year in either order; «1.250.000» is none."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    digits = [len(part) for part in re.findall(r"\d+", text)]
    if max(digits) == 3 or sum(digits) < 4:
        return False
    day, month = (parts[2], parts[1]) if digits[0] == 4 else (parts[0], parts[1])
    return min(day, month) in range(1, 13) and max(day, month) <= 31
