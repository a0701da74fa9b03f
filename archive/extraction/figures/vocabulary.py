"""Vocabulary of figures, from the lexicon files: units, comparators, actions and actors.

One id a thing. `canonical_unit` and `canonical_comparator` map the spellings of other vocabularies to ours:
`tweets/day/account` is the unit `tweets` at a rate, `vague_thousands` is `vague`, `max_approx` is `max`, and
a `range` is `eq` with an upper value, and `gt?` (more than, if the bound of a first number reaches over a
second) is `eq`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

_ARTICLES = ("", "ال", "لل", "و", "وال", "ب", "ل", "ف")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: one thing that is counted."""

    id: str
    label: str
    label_en: str
    family: str
    """Units of one family tell the same thing in different words."""
    needs: str
    """The words that the sentence must hold too."""
    is_object: bool
    """Whether it may be joined with another («موقع وحساب»)."""
    only_with: frozenset[str]
    plural: str = ""
    """The label after three to ten."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action; actions of one class tell the same measure in different words."""

    id: str
    label: str
    label_en: str
    action_class: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Comparator:
    """A comparator: how a value binds (exactly, at least, about …)."""

    id: str
    label: str
    label_en: str
    sign: str


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor or a speaker that is no platform."""

    id: str
    label: str
    label_en: str
    side: str


@cache
def units() -> Mapping[str, Unit]:
    """Return the units by id."""
    return {
        record["id"]: Unit(
            record["id"],
            record["label"],
            record["label_en"],
            record["family"],
            record["needs"],
            record.get("object", False),
            as_forms(record.get("only_with", [])),
            record.get("plural", ""),
        )
        for record in read_lexicon("units.json")["units"]
    }


@cache
def unit_words() -> Mapping[tuple[str, ...], Unit]:
    """Return units by the one or two words after a number that name them, folded, with or without article."""
    found: dict[tuple[str, ...], Unit] = {}
    for record in read_lexicon("units.json")["units"]:
        for word in record["words"]:
            parts = tuple(fold(word).split(" "))
            found.setdefault(parts, units()[record["id"]])
            found.setdefault(("ال" + parts[0], *parts[1:]), units()[record["id"]])
    return found


@cache
def unit_heads() -> Mapping[str, Unit]:
    """Return units by the words before a number that say what it counts («متابعيه»), with clitics."""
    return _heads("heads")


@cache
def unit_verbs() -> Mapping[str, Unit]:
    """Return units by the verbs before a number of people that say what they are («يستخدمه»)."""
    return _heads("head_verbs")


def _heads(key: str) -> Mapping[str, Unit]:
    heads: dict[str, Unit] = {}
    for record in read_lexicon("units.json")["units"]:
        for word in map(fold, record.get(key, [])):
            heads.update({clitic + word: units()[record["id"]] for clitic in ("", "و", "ف", "ل", "ب")})
            if word.startswith("ال"):
                heads["لل" + word[2:]] = units()[record["id"]]
    return heads


@cache
def word_set(name: str, file: str = "units.json") -> frozenset[str]:
    """Return a plain word list of a lexicon file, folded, with the article and single clitics."""
    return as_forms(read_lexicon(file)[name])


def as_forms(words: list[str]) -> frozenset[str]:
    """Return the words folded, alone and with the article and single clitics."""
    return frozenset(clitic + fold(word) for word in words for clitic in _ARTICLES)


@cache
def actions() -> Mapping[str, Action]:
    """Return the actions by id."""
    return {
        record["id"]: Action(
            record["id"],
            record["label"],
            record["label_en"],
            record["class"],
            re.compile("|".join(f"(?:{pattern})" for pattern in record["patterns"])),
        )
        for record in read_lexicon("actions.json")["actions"]
    }


@cache
def comparators() -> Mapping[str, Comparator]:
    """Return the comparators by id."""
    return {
        record["id"]: Comparator(record["id"], record["label"], record["label_en"], record["sign"])
        for record in read_lexicon("comparators.json")["comparators"]
    }


@cache
def actors() -> Mapping[str, Actor]:
    """Return the actors by id."""
    return {
        record["id"]: Actor(record["id"], record["label"], record["label_en"], record["side"])
        for record in read_lexicon("actors.json")["actors"]
    }


Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@cache
def actor_names(kind: str = "names") -> Names:
    """Return actors' names by first word, the longest first, as pairs of folded words and actor's id.

    `kind` is `names`, or `short` for those that hold once a text has named the actor in full.
    """
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for record in read_lexicon("actors.json")["actors"]:
        for name in record.get(kind, ()):
            words = tuple(fold(name).split(" "))
            names.setdefault(words[0], []).append((words, record["id"]))
    return {first: tuple(sorted(same, key=lambda pair: -len(pair[0]))) for first, same in names.items()}


@cache
def full_names() -> re.Pattern[str]:
    """Return a pattern of the full names of actors that have short ones; its groups are numbered by actor."""
    records = [record for record in read_lexicon("actors.json")["actors"] if "short" in record]
    return re.compile("|".join(f"({'|'.join(map(re.escape, map(fold, one['names'])))})" for one in records))


def actors_named(text: str) -> frozenset[str]:
    """Return the ids of the actors with short names that a text names in full."""
    ids = [record["id"] for record in read_lexicon("actors.json")["actors"] if "short" in record]
    found = full_names().finditer(fold(text))
    return frozenset(ids[one.lastindex - 1] for one in found if one.lastindex is not None)


def canonical_unit(spelling: str) -> str | None:
    """Return our unit for one of another vocabulary, `accounts+channels` included; None if there is none."""
    parts = [_canonical(part, "units.json", "units") for part in spelling.split("+")]
    return None if None in parts else "+".join(part for part in parts if part)


def canonical_comparator(spelling: str) -> str | None:
    """Return our comparator for one of another vocabulary; None if there is none."""
    return _canonical(spelling, "comparators.json", "comparators")


def _canonical(spelling: str, file: str, key: str) -> str | None:
    records: list[dict[str, Any]] = read_lexicon(file)[key]
    for record in records:
        if spelling == record["id"] or spelling in record.get("elsewhere", []):
            return str(record["id"])
    return None
