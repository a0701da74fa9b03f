"""Words of a text in the form in which texts are compared, and the shingles that two texts share.

Texts are compared as folded words without what an outlet changes when it reprints: days («أمس» for
«اليوم»), honorifics, agency marks, the spacing of «و» and «عبد», the names of one month, the writing of
numbers («5 ر 2», `2,5`; «خمسة عشر», 15), of units of measure and of a few words («مسئول», «مسؤول»).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.paths import shipped_text
from archive.text.arabic import fold

#: Words in a shingle: two are too common, five break at each small change.
SHINGLE = 3
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
#: «5 ر 2» is 2.5 as the Saudi Press Agency writes it, the fraction first.
_SPA_FRACTION = re.compile(r"\b(\d+)\s?ر\s?(\d+)\b")
#: The hour that the Saudi Press Agency puts under its texts.
_HOUR = re.compile(r"\b\d{1,2}:\d{2}\s*ت\s*م\b")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, folded, that decide how texts are compared."""

    dropped: frozenset[str]
    forms: dict[str, str]
    """Names of months and of units of measure, and how they are compared."""
    numbers: frozenset[str]
    places: frozenset[str]
    links: frozenset[str]
    units: dict[str, int]
    ten: frozenset[str]
    tens: dict[str, int]
    numerals: frozenset[str]
    """All words of the three, and those of `tens` after «و»."""
    spellings: tuple[tuple[str, str], ...]
    """Parts of words and how they are compared."""


def _data(name: str) -> dict[str, object]:
    content = json.loads(shipped_text(name))
    return content if isinstance(content, dict) else {}


def _strings(value: object) -> Iterator[str]:
    """Yield all texts of nested lists and objects, folded."""
    if isinstance(value, str):
        yield fold(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _spellings(value: object) -> tuple[tuple[str, str], ...]:
    listed = value.items() if isinstance(value, dict) else ()
    return tuple((fold(old), fold(new)) for old, new in listed)


def _number_words(numbers: dict[str, object]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the values of units, 1 to 9, and of what follows them with «و», 20 to 90, by folded word."""
    units = [*_items(numbers["units"]), *_items(numbers["teen_units"]), *_items(numbers["ordinals"])]
    values = {form: int(digits) for digits, forms in units for form in _strings(forms)}
    tens = {form: int(digits) for digits, forms in _items(numbers["tens"]) for form in _strings(forms)}
    return values, tens


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()


@cache
def vocabulary() -> Vocabulary:
    """Return the words that decide how texts are compared, read once."""
    changed, calendars, bylines = _data("duplicates.json"), _data("months.json"), _data("bylines.json")
    numbers = _data("number_words.json")
    units, tens = _number_words(numbers)
    ten = frozenset(_strings(numbers["ten"]))
    systems = [system for system in calendars.values() if isinstance(system, dict)]
    named = (
        (form, number) for system in systems for number, forms in system.items() for form in _strings(forms)
    )
    months = {form: f"month{number}" for form, number in named if number.isdigit() and " " not in form}
    measures = {form: fold(unit) for unit, forms in _items(changed["measures"]) for form in _strings(forms)}
    after_and = (f"{before}{form}" for before in ("و", "وال") for form in tens)
    dropped = _strings([changed["days"], changed["honorifics"], changed["agencies"]])
    return Vocabulary(
        dropped=frozenset([*dropped, "ال"]),  # of «الـ15»
        forms=months | measures,
        numbers=frozenset(
            word for key in ("units", "tens", "hundreds") for word in _strings(numbers.get(key))
        ),
        places=frozenset(_strings(bylines["places"])),
        links=frozenset(_strings(bylines["links"])),
        units=units,
        ten=ten,
        tens=tens,
        numerals=frozenset([*units, *ten, *tens, *after_and]),
        spellings=_spellings(changed["spellings"]),
    )


def comparable_words(text: str) -> Words:
    """Return the words of a text in the form in which texts are compared; empty if it has none."""
    known, words = vocabulary(), []
    joined = ""
    plain = _SPA_FRACTION.sub(r"\2.\1", _HOUR.sub(" ", fold(text)))
    for old, new in known.spellings:
        plain = plain.replace(old, new)
    for word in _WORD.findall(plain):
        word = joined + word  # noqa: PLW2901 - «و» and «عبد» belong to the next word
        joined = word if word in ("و", "عبد", "ابو", "وعبد", "وابو") else ""
        if not joined and word not in known.dropped and word.removeprefix("ال") not in known.dropped:
            words.append(known.forms.get(word) or _plain(word))
    return tuple(_with_digits(words))


def _with_digits(words: list[str]) -> list[str]:
    """Return words with numbers from 3 to 99 as digits, where one or two words write them."""
    known = vocabulary()
    for at in reversed([at for at, word in enumerate(words) if word in known.numerals]):
        word = words[at]
        tens = 10 if word in known.ten else known.tens.get(_bare(word), 0) if word[0] == "و" else 0
        before = known.units.get(_bare(words[at - 1]), 0) if tens and at else 0
        if before:
            words[at - 1 : at + 1] = [str(before + tens)]
        elif word in known.tens or known.units.get(word, 0) > 2:
            words[at] = str(known.tens.get(word) or known.units[word])
    return words


def _bare(word: str) -> str:
    """Return a word without «و» and «ال» before it."""
    return word.removeprefix("و").removeprefix("ال")


def _plain(word: str) -> str:
    """Return one spelling of a word: «مخزنا» as «مخزن», «ابن» as «بن», `2,5` as `2.5`."""
    if word == "ابن":
        return "بن"
    if word[0].isdigit():
        return word.replace(",", ".")
    return word[:-1] if len(word) > 4 and word.endswith("ا") else word


def shingles(words: Words) -> frozenset[Words]:
    """Return all runs of three words; of a shorter text the whole."""
    if not words:
        return frozenset()
    return frozenset(words[i : i + SHINGLE] for i in range(max(1, len(words) - SHINGLE + 1)))


def jaccard(a: frozenset[Words], b: frozenset[Words]) -> float:
    """Return the common shingles as a share of all (the Jaccard index), 0 to 1."""
    together = len(a | b)
    return len(a & b) / together if together else 0.0


def containment(a: frozenset[Words], b: frozenset[Words]) -> float:
    """Return the common shingles as a share of the smaller set, 0 to 1."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0
