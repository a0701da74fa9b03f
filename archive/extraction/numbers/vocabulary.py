"""Vocabulary of number words: each folded word, with any clitic, and its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from archive.paths import shipped_text
from archive.text.arabic import fold


class Role(StrEnum):
    """The role of a word inside a number."""

    DIGITS = "digits"
    UNIT = "unit"
    TEN = "ten"
    TENS = "tens"
    HUNDRED = "hundred"
    SCALE = "scale"
    PLURAL = "plural"
    FRACTION = "fraction"
    QUARTERS = "quarters"
    VAGUE = "vague"
    FEW = "few"
    ORDINAL = "ordinal"
    TEEN_UNIT = "teen_unit"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a number word."""

    role: Role
    value: int | Decimal
    factor: int = 1
    """The multiplier of a scale: 2 for a dual, 1 otherwise."""
    accusative: bool = False
    """Whether the dual may as well be a singular («مليونا»: two million, or a million)."""
    before_twenty: bool = False
    """For a teen unit: True if it also stands before tens («أحد وعشرون»)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a text: its meaning and the clitics glued to its front."""

    meaning: Meaning
    prefix: str

    @property
    def joined(self) -> bool:
        """Tell whether the word begins with «و»."""
        return self.prefix.startswith("و")

    @property
    def definite(self) -> bool:
        """Tell whether the word has the article."""
        return self.prefix.endswith("ال") or self.prefix.endswith("لل")


def read_lexicon(name: str) -> dict[str, Any]:
    """Return the content of a data file of `archive/lexicon/` as it stands."""
    data: dict[str, Any] = json.loads(shipped_text(name))
    return data


@cache
def number_entries() -> Mapping[str, Entry]:
    """Return every number word with every clitic it may carry, folded."""
    data = read_lexicon("number_words.json")
    refused = {fold(letter + word) for letter in ("", "و", "ب", "ل") for word in data["not_numbers"]}
    meanings = [(fold(word), meaning) for word, meaning in _meanings(data)]
    entries: dict[str, Entry] = {}
    for clitic in map(fold, data["prefixes"]):  # the bare word comes first: «واحد» is no «و» and «أحد»
        for word, meaning in meanings:
            if clitic + word not in refused:
                entries.setdefault(clitic + word, Entry(meaning, clitic))
    return entries


def _meanings(data: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Yield the plain words with their meanings; the first meaning of a spelling holds."""
    yield from _below_hundred(data)
    yield from _hundreds(data)
    yield from _scales(data)
    for text, words in data["fractions"].items():
        part = Fraction(text)
        share = Decimal(part.numerator) / Decimal(part.denominator)
        yield from _each(words, Meaning(Role.FRACTION, share))
    yield from _each(data["quarters"], Meaning(Role.QUARTERS, Decimal("0.25")))
    yield from _numbered(data["vague"], Role.VAGUE)
    yield from _each(data["few"], Meaning(Role.FEW, 1))
    yield from _numbered(data["ordinals"], Role.ORDINAL)


def _below_hundred(data: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    twenty = {word for words in data["twenty_units"].values() for word in words}
    for value, words in data["teen_units"].items():
        for word in words:
            yield word, Meaning(Role.TEEN_UNIT, int(value), before_twenty=word in twenty)
    yield from _numbered(data["units"], Role.UNIT)
    yield from _each(data["ten"], Meaning(Role.TEN, 10))
    yield from _numbered(data["tens"], Role.TENS)


def _hundreds(data: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    yield from _each(data["hundred"], Meaning(Role.HUNDRED, 100))
    yield from _each(data["two_hundred"], Meaning(Role.HUNDRED, 200))
    for value, stems in data["hundred_stems"].items():
        for stem in stems:
            for hundred in data["hundred"]:
                yield stem + hundred, Meaning(Role.HUNDRED, int(value) * 100)


def _scales(data: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for text, forms in data["scales"].items():
        scale = int(text)
        yield from _each(forms["dual_or_accusative"], Meaning(Role.SCALE, scale, 2, accusative=True))
        yield from _each(forms["singular"], Meaning(Role.SCALE, scale))
        yield from _each(forms["dual"], Meaning(Role.SCALE, scale, 2))
        yield from _each(forms["plural"], Meaning(Role.PLURAL, scale))


def _numbered(table: Mapping[str, Iterable[str]], role: Role) -> Iterator[tuple[str, Meaning]]:
    for value, words in table.items():
        yield from _each(words, Meaning(role, int(value)))


def _each(words: Iterable[str], meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    for word in words:
        yield word, meaning
