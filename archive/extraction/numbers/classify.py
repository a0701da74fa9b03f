"""Kinds of numbers: amounts, and digits that are none (addresses, codes, dates, times, counters, phones)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold


class Kind(StrEnum):
    """The kind of a number: what it counts, or what else its digits are."""

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
    """The spans of one folded text whose digits are no amounts."""

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
        """Return the mask `(kind, start, end)` at a position of the folded text, or None."""
        at = bisect_right(self._starts, position) - 1
        if at < 0 or self._ends[at] <= position:
            return None
        return self._kinds[at], self._starts[at], self._ends[at]


def _is_date(text: str) -> bool:
    """Tell whether it is a day, a month and a year in either order; «1.250.000» is not."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    digits = [len(part) for part in re.findall(r"\d+", text)]
    if max(digits) == 3 or sum(digits) < 4:
        return False
    day, month = (parts[2], parts[1]) if digits[0] == 4 else (parts[0], parts[1])
    return min(day, month) in range(1, 13) and max(day, month) <= 31


_BEFORE = re.compile(r"([ء-يa-z$€£¥]+)[^\w\n$€£¥]{0,4}(?:ال|ب|ل|و|ك|لل)?$")

_AFTER = re.compile(r"[^\w\n%٪$€£¥.؛!؟]{0,3}(?:من )?([ء-يa-z]+|[$€£¥])")

_CLITICS = ("", "وبال", "وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و", "ف", "ب", "ل", "ك")


@cache
def context_words() -> Mapping[str, frozenset[str]]:
    """Return the word lists of `number_context.json` and `months`, folded, with and without clitics."""
    lists = {name: words for name, words in read_lexicon("number_context.json").items() if name != "note"}
    lists["months"] = [name.split(" ")[0] for name in _month_names()]
    return {
        name: frozenset(clitic + fold(word) for word in words for clitic in _CLITICS)
        for name, words in lists.items()
    }


def _month_names() -> Iterator[str]:
    for system in read_lexicon("months.json").values():
        if isinstance(system, dict):
            for names in system.values():
                yield from names


@dataclass(frozen=True, slots=True)
class Beside:
    """The words right before and right after a number, folded; empty where there is none."""

    before: str
    after: str
    glued: bool
    """Whether the word after follows without a space («2015م», «3g»)."""
    close: bool = True
    """Whether nothing but space parts it from the word before."""

    def before_in(self, name: str) -> bool:
        """Tell whether the word before stands in a list of the lexicon."""
        return self.before in context_words()[name]

    def after_in(self, name: str) -> bool:
        """Tell whether the word after stands in a list of the lexicon."""
        return self.after in context_words()[name]


def words_beside(folded: str, start: int, end: int) -> Beside:
    """Return the words beside the folded span `[start, end)`."""
    before = _BEFORE.search(folded, max(0, start - 28), start)
    after = _AFTER.match(folded, end)
    word = after.group(1) if after else ""
    return Beside(
        before.group(1) if before else "",
        word,
        glued=bool(after and after.start(1) == end),
        close=bool(before and not folded[before.end(1) : start].strip(" \u00a0/()")),
    )


def kind_of(value: int | Decimal, near: Beside, *, digits: str) -> Kind:
    """Return the kind of a number by its neighbours; `digits` is its text if it is in digits, else empty."""
    by_rule = (
        _money(near),
        _calendar(value, near, digits),
        _span_of_time(near),
        Kind.MEASURE if near.after_in("measure") else None,
        _code(value, near, digits),
    )
    return next((kind for kind in by_rule if kind is not None), Kind.CARDINAL)


def _money(near: Beside) -> Kind | None:
    signs = context_words()["money_signs"]
    if near.after in signs or near.before[-1:] in signs or near.after_in("money"):
        return Kind.MONEY
    return None


def _calendar(value: int | Decimal, near: Beside, digits: str) -> Kind | None:
    if near.before_in("time_before") or (digits and near.after_in("time_after") and value <= 24):
        return Kind.TIME
    if near.after_in("months") and value <= 31 and isinstance(value, int):
        return Kind.DATE
    if near.before_in("day_before") and value <= 31 and digits and not near.after:
        return Kind.DATE
    return _year(value, near, digits)


def _year(value: int | Decimal, near: Beside, digits: str) -> Kind | None:
    if not isinstance(value, int) or not (1300 <= value <= 1500 or 1800 <= value <= 2100):
        return None
    named = near.close and (near.before_in("year_before") or near.before_in("months"))
    if named or near.after_in("year_after"):
        return Kind.YEAR
    if not digits.isdigit() or value <= 1500:
        return None
    loose = not near.after or near.after_in("prepositions") or near.after_in("months") or _recent(value)
    return Kind.YEAR if loose and (near.before_in("prepositions") or not near.before) else None


def _recent(value: int) -> bool:
    """Tell whether it is a year of the news; a round number before a noun rather counts («في 2000 موقع»)."""
    return 1950 <= value <= 2035 and value % 100 != 0


def _span_of_time(near: Beside) -> Kind | None:
    if near.after_in("duration"):
        return Kind.AGE if near.before_in("age_before") else Kind.DURATION
    if near.before_in("age_before") or near.after_in("age_after"):
        return Kind.AGE
    return None


def _code(value: int | Decimal, near: Beside, digits: str) -> Kind | None:
    if digits and near.glued and near.after.isascii() and near.after != "k":
        return Kind.CODE
    if near.before_in("phone_before") and digits.isdigit() and len(digits) >= 5:
        return Kind.PHONE
    if near.before_in("call_before") and digits.isdigit() and len(digits) >= 3:
        return Kind.PHONE
    if digits.startswith("0") and digits.isdigit() and len(digits) > 2:
        return Kind.CODE
    if near.before_in("ordinal_before") and digits.isdigit() and value < 1000:
        return Kind.ORDINAL
    return None
