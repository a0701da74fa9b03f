"""Months and days without a year: «11 سبتمبر» finds «الحادي عشر من أيلول», «يوليو» finds «جويلية» and «تموز».

A year makes a date (see `numbers`); without one a month is a word of many names, by system and spelling.
Names that are common words as well («آب», «جوان») are sought beside a day or after words like «شهر» alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from archive.paths import shipped_text
from archive.text.arabic import fold
from index.analysis.tokenizer import tokenize
from index.model import Expansion
from index.query import ast
from index.query.ast import AsWritten, Phrase, Synonyms
from index.query.terms import Context, Node, Unit, visible, word_unit
from index.query.token_cursor import Cursor

_GREGORIAN = ("gulf", "levantine", "maghrebi", "latin")
#: Months that are common words or names too, and yet are taken for months where they are typed alone.
_KNOWN_BY_THEMSELVES = frozenset({"مارس", "مايو", "نيسان", "غشت", "اوت"})
#: A month that is another word in all but its first letter's mark: it is one as written alone.
_MARKED = {"اب": "آب"}
#: What stands before a month that is a common word otherwise.
_BEFORE_MONTHS = tuple(
    map(fold, ["شهر", "في", "خلال", "منذ", "مطلع", "منتصف", "نهاية", "أواخر", "أوائل", "من"])
)
_MONTH = "شهر"
#: Other forms of which a reader is told.
_MOST_SHOWN = 6
#: Between a day and its month.
_BETWEEN = ((), ("من",), ("من", "شهر"), ("شهر",))
_UNITS = ("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع")
#: The last day of any month.
_LAST_DAY = 31
_LONGEST_ORDINAL = 3


class Month(NamedTuple):
    """A month of a calendar."""

    calendar: str
    """`gregorian` or `hijri`."""
    number: int


class MonthName(NamedTuple):
    """One name of a month, as normalised words."""

    words: tuple[str, ...]
    written: str
    is_weak: bool


@dataclass(frozen=True)
class MonthNames:
    """The names of all months."""

    of: dict[Month, tuple[MonthName, ...]]
    usual: dict[Month, tuple[str, ...]]
    """The names that are written most often, one of each system."""
    by_first_word: dict[str, tuple[tuple[tuple[str, ...], Month], ...]]
    """For the first word of a name the names that begin so, the longest first."""

    def at(self, norms: Sequence[str], position: int) -> tuple[int, Month] | None:
        """Return how many words from a position are a month's name, and which month; None if none are."""
        for words, month in self.by_first_word.get(norms[position], ()):
            if tuple(norms[position : position + len(words)]) == words:
                return len(words), month
        return None


@cache
def month_names() -> MonthNames:
    """Load the names of the months from `months.json`."""
    table = json.loads(shipped_text("months.json"))
    weak = frozenset(map(fold, table["weak"]))
    of: dict[Month, dict[tuple[str, ...], MonthName]] = {}
    usual: dict[Month, dict[str, None]] = {}
    for system in (*_GREGORIAN, "hijri"):
        for number, forms in table[system].items():
            month = Month("hijri" if system == "hijri" else "gregorian", int(number))
            usual.setdefault(month, {}).setdefault(forms[0])
            for form in forms:
                words = tuple(token.norm for token in tokenize(form))
                if not words[-1].isdecimal():
                    of.setdefault(month, {}).setdefault(words, MonthName(words, form, fold(form) in weak))
    firsts: dict[str, list[tuple[tuple[str, ...], Month]]] = {}
    for month, names in of.items():
        for words in names:
            firsts.setdefault(words[0], []).append((words, month))
    return MonthNames(
        {month: tuple(names.values()) for month, names in of.items()},
        {month: tuple(names) for month, names in usual.items()},
        {first: tuple(sorted(held, key=lambda one: -len(one[0]))) for first, held in firsts.items()},
    )


@cache
def _ordinals() -> dict[tuple[str, ...], int]:
    """Return the days of a month by their names in words: «الحادي عشر», «الخامس والعشرين»."""
    found: dict[tuple[str, ...], int] = {("العاشر",): 10, ("اول",): 1}
    found |= {(word,): at for at, word in enumerate(_UNITS, 1)}
    firsts = ("الحادي", *_UNITS[1:])
    found |= {(word, "عشر"): at for at, word in enumerate(firsts, 11)}
    for tens, words in ((20, ("العشرون", "العشرين")), (30, ("الثلاثون", "الثلاثين"))):
        for ten in words:
            found[(ten,)] = tens
            units = [(word, tens + at) for at, word in enumerate(firsts, 1)]
            found |= {(word, "و" + ten): day for word, day in units if day <= _LAST_DAY}
    return found


def _days(day: int) -> list[tuple[str, ...]]:
    """Return the ways to write a day before its month, as normalised words; the first is in digits."""
    return [(str(day),), *(words for words, number in _ordinals().items() if number == day)]


def read_month(cursor: Cursor, context: Context) -> Unit | None:
    """Read the month at the cursor, with its day if it has one, and move behind it; None if it is none."""
    if cursor.is_plain or context.fieldname == "byline":
        return None
    day, first = _day_at(cursor.norms, cursor.at)
    named = day is None and cursor.norms[first] == _MONTH
    first += named
    found = month_names().at(cursor.norms, first) if first < len(cursor.norms) else None
    if found is None:
        return None
    length, month = found
    norms = cursor.norms[cursor.at : first + length]
    surface = " ".join(visible(cursor.text[cursor.next.start : cursor.row[first + length - 1].end]).split())
    if day is None and not named and not _means_a_month(norms, surface):
        return None
    unit = _unit(context, month, day, norms, surface)
    if unit is not None:
        cursor.at = first + length
    return unit


def _day_at(norms: Sequence[str], at: int) -> tuple[int | None, int]:
    """Return the day at a position and where its month must begin; None and the position without a day."""
    for length in range(min(_LONGEST_ORDINAL, len(norms) - at), 0, -1):
        words = tuple(norms[at : at + length])
        day = int(words[0]) if length == 1 and words[0].isdecimal() and len(words[0]) <= 2 else None
        day = day or _ordinals().get(words)
        if day is None or not 1 <= day <= _LAST_DAY:
            continue
        for between in sorted(_BETWEEN, key=len, reverse=True):
            first = at + length + len(between)
            is_between = tuple(norms[at + length : first]) == between and first < len(norms)
            if is_between and month_names().at(norms, first):
                return day, first
    return None, at


def _means_a_month(norms: Sequence[str], surface: str) -> bool:
    """Tell whether a month's name alone means the month: «آب», and not «أب»; «مارس», and not «صفر»."""
    if len(norms) > 1:
        return True
    if norms[0] in _MARKED:
        return surface == _MARKED[norms[0]]
    weak = {name.words for names in month_names().of.values() for name in names if name.is_weak}
    return norms[0] in _KNOWN_BY_THEMSELVES or tuple(norms) not in weak


def _unit(context: Context, month: Month, day: int | None, norms: Sequence[str], surface: str) -> Unit | None:
    names = month_names().of[month]
    id_ = f"date:--{month.number:02}" if month.calendar == "gregorian" else f"date:hijri--{month.number:02}"
    id_ += f"-{day:02}" if day else ""
    shown = _shown(month, day, surface)
    if not shown or not context.widens(id_):
        return None
    typed = [] if len(norms) == 1 and norms[0] in _MARKED else [tuple(norms)]
    rows = dict.fromkeys([*typed, *(_day_rows(day, names) if day else _month_rows(names))])
    forms = tuple((_form(context, row), 1.0) for row in rows)
    node: Node = Synonyms(context.fieldname, forms)
    marked = [_MARKED[name.words[0]] for name in names if name.words[0] in _MARKED] if day is None else []
    if context.fieldname == "text" and (len(norms) == 1 or marked):
        own = word_unit(context, norms[0], surface).node if typed and len(norms) == 1 else None
        children = own.children if isinstance(own, ast.Or) else ()
        extra = [one for one in children if isinstance(one, ast.Term) and one.fieldname == "surface"]
        node = ast.Or([node, *extra, *(AsWritten(name) for name in dict.fromkeys(marked))])
    return Unit("date", surface, surface, node, expansions=(Expansion(id_, "date", surface, shown),))


def _shown(month: Month, day: int | None, surface: str) -> tuple[str, ...]:
    """Return other forms to show to a reader: the usual names of other systems, else other spellings."""
    usual, typed = month_names().usual[month], fold(surface)
    if day is None:
        spellings = [name.written for name in month_names().of[month] if not name.is_weak]
        others = [name for name in usual if not typed.endswith(fold(name))] or spellings
        return tuple(name for name in others if not typed.endswith(fold(name)))[:_MOST_SHOWN]
    in_words = " ".join(_days(day)[-1])
    forms = [f"{number} {name}" for name in usual for number in (day, f"{in_words} من")]
    return tuple(form for form in forms if fold(form) != typed)


def _day_rows(day: int, names: Sequence[MonthName]) -> Iterator[tuple[str, ...]]:
    for name in names:
        for words in _days(day):
            for between in _BETWEEN:
                yield (*words, *between, *name.words)
        if name.words[0].isascii():
            yield (*name.words, str(day))


def _month_rows(names: Sequence[MonthName]) -> Iterator[tuple[str, ...]]:
    for name in names:
        if not name.is_weak or name.words[0] in _KNOWN_BY_THEMSELVES:
            yield name.words
        elif name.words[0] not in _MARKED:
            yield from ((before, *name.words) for before in _BEFORE_MONTHS)


def _form(context: Context, words: Sequence[str]) -> ast.Term | Phrase:
    steps = tuple((context.chain.stem(word), offset) for offset, word in enumerate(words))
    if len(steps) == 1:
        return ast.Term(context.fieldname, steps[0][0])
    return Phrase(context.fieldname, steps)
