"""Vocabulary of dates, read from the lexicon: single words, phrases and months."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from archive.paths import shipped_text
from archive.text.arabic import fold


class Kind(StrEnum):
    """The role of a word in the grammar; the comments say what `value` and `name` of a `Word` then mean."""

    NUMBER = "number"  # value
    MONTH = "month"  # value 1-12, name: the system
    WEEKDAY = "weekday"  # value: Monday 0
    UNIT = "unit"  # name: day, week …; value: 1, 2 (dual) or 0 (plural)
    SHIFT = "shift"  # value: last -1, this 0, next 1; name `many` beside duals
    THIS = "this"
    LAST = "last"  # الأخير
    FINAL = "final"  # آخر, before what it counts
    RELATIVE_DAY = "relative_day"  # value: days from the anchor
    DAY_PART = "day_part"
    PORTION = "portion"  # name: early, mid, late, end
    FRACTION = "fraction"  # value: 4 quarters, 2 halves, 3 thirds
    SEASON = "season"  # value: its first month
    DECADE = "decade"  # value: 20 … 90
    ERA = "era"  # name: gregorian, hijri, before
    FROM = "from"
    IN = "in"
    ARTICLE = "article"  # الـ before digits
    TO = "to"
    BETWEEN = "between"
    AND = "and"
    OR = "or"
    BEFORE = "before"
    SINCE = "since"
    AFTER = "after"
    MATCH = "match"  # الموافق
    LABEL = "label"  # بتاريخ
    HONORIFIC = "honorific"  # المبارك
    STUDY = "study"  # الدراسي
    APPROXIMATE = "approximate"
    SUFFIX = "suffix"  # 7th
    ORDINAL = "ordinal"  # value; name: unit, tens_unit, ten, or empty for a whole one
    TEEN = "teen"
    COUNT = "count"  # value
    MARK = "mark"  # punctuation
    BLOCKED = "blocked"  # a phrase that only looks like a date
    PART = "part"  # a word that means nothing outside its phrase
    END = "end"  # after the last token


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the vocabulary."""

    kind: Kind
    value: int = 0
    name: str = ""
    weak: bool = False
    """A common word or a person's name as well: alone it is no date."""
    joined: bool = False
    """Written with an attached «و» here."""


Phrase = tuple[tuple[str, ...], Word]
"""The folded words after the first, and what the whole phrase is."""

_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
#: A word this short with a clitic would be another word.
_SHORTEST_WITH_CLITIC = 2
_UNATTACHED = frozenset({Kind.ERA, Kind.ARTICLE, Kind.SUFFIX, Kind.BLOCKED})


class Vocabulary:
    """The words of dates. `words`: folded word -> Word; `phrases`: first word -> phrases, longest first."""

    def __init__(self, entries: Iterator[tuple[str, Word]]) -> None:
        self.words: dict[str, Word] = {}
        self.phrases: dict[str, list[Phrase]] = {}
        self.months: dict[str, Word] = {}
        pairs = [(tuple(fold(form).split()), word) for form, word in entries]
        for spelled, word in pairs:
            self._add(spelled, word)
        for spelled, word in pairs:
            for first, attached in _with_clitics(spelled[0], word):
                self._add((first, *spelled[1:]), attached)
        self._close()

    def _add(self, spelled: tuple[str, ...], word: Word) -> None:
        first, rest = spelled[0], spelled[1:]
        if rest:
            known = self.phrases.setdefault(first, [])
            if all(rest != other for other, _ in known):
                known.append((rest, word))
        elif first not in self.words:
            self.words[first] = word
            if word.kind is Kind.MONTH and not word.weak and not word.joined:
                self.months.setdefault(first, word)

    def _close(self) -> None:
        for first, phrases in self.phrases.items():
            phrases.sort(key=lambda phrase: -len(phrase[0]))
            for part in (first, *(part for rest, _ in phrases for part in rest)):
                if part.isalpha():
                    self.words.setdefault(part, Word(Kind.PART))

    def misspelt_month(self, word: str) -> Word | None:
        """Return the month of five letters or more that `word` (folded) is one slip away from, or None."""
        for month, meaning in self.months.items():
            if len(month) >= 5 and abs(len(month) - len(word)) <= 1 and one_slip(word, month):
                return meaning
        return None


def one_slip(left: str, right: str) -> bool:
    """Tell whether the words differ by at most one insertion, deletion, substitution or swap of letters."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    swapped = len(a) >= 2 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def _with_clitics(first: str, word: Word) -> Iterator[tuple[str, Word]]:
    if word.kind in _UNATTACHED or len(first) < _SHORTEST_WITH_CLITIC or first.isascii():
        return
    for clitic in _CLITICS:
        attached = replace(word, joined=clitic.startswith("و"))
        yield clitic + first, attached
        if clitic.endswith("ل") and first.startswith("ال"):
            yield clitic + first[1:], attached


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the lexicon that ships with the archive, read once."""
    return Vocabulary(_entries())


def _entries() -> Iterator[tuple[str, Word]]:
    months = _load("months.json")
    weak = frozenset(months["weak"])
    for system in ("gulf", "levantine", "maghrebi", "hijri", "latin"):
        for number, forms in months[system].items():
            for form in forms:
                yield form, Word(Kind.MONTH, int(number), system, weak=form in weak)
    for kind, groups in _load("date_words.json").items():
        if kind.startswith("_"):
            continue
        for group in groups:
            for form in group["forms"]:
                yield form, Word(Kind(kind), group.get("value", 0), group.get("name", ""))


def _load(name: str) -> dict[str, Any]:
    text = shipped_text(name)
    loaded: dict[str, Any] = json.loads(text)
    return loaded
