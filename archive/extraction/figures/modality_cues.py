"""Cues of modality, from the lexicon: words that deny, demand, plan, refuse, doubt or try."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

FILE = "modality.json"
Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@cache
def listed(name: str) -> frozenset[str]:
    """Return a plain word list of the lexicon file, folded."""
    return frozenset(map(fold, read_lexicon(FILE)[name]))


@cache
def patterns(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return one pattern for each modality, with its words of a kind (`verbs`, `nouns`)."""
    return tuple(
        (record["id"], re.compile("|".join(record[kind])))
        for record in read_lexicon(FILE)["modalities"]
        if record.get(kind)
    )


@cache
def led_by() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return modality, preposition and pattern of the words whose object that preposition leads in."""
    return tuple(
        (record["id"], preposition, re.compile("|".join(words)))
        for record in read_lexicon(FILE)["modalities"]
        for preposition, words in record.get("by", {}).items()
    )


@cache
def words_of(kind: str) -> Mapping[str, str]:
    """Return the folded words of a kind (`particles`, `openers` …) with their modality."""
    records = read_lexicon(FILE)["modalities"]
    return {fold(word): record["id"] for record in records for word in record.get(kind, [])}


@cache
def phrases(kind: str) -> Phrases:
    """Return the phrases of a kind with their modality, by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for text, modality in words_of(kind).items():
        words = tuple(text.split(" "))
        by_first.setdefault(words[0], []).append((words, modality))
    return {first: tuple(sorted(same, key=lambda pair: -len(pair[0]))) for first, same in by_first.items()}


@cache
def is_asserting(word: str) -> bool:
    """Tell whether a folded word opens a clause that is told as done: «مؤكدة», «مشيرا»."""
    return re.fullmatch("|".join(read_lexicon(FILE)["asserting"]), word) is not None


@cache
def modality_of_verb(word: str) -> str | None:
    """Return the modality that a verb or participle gives what it governs directly, or None."""
    return next((modality for modality, pattern in patterns("verbs") if pattern.fullmatch(word)), None)


@cache
def modality_of_noun(word: str) -> str | None:
    """Return the modality that a noun gives the verbal noun behind it («طلب حذف»), or None."""
    return next((modality for modality, pattern in patterns("nouns") if pattern.fullmatch(word)), None)


@cache
def modalities_led_in(word: str) -> tuple[tuple[str, str], ...]:
    """Return the modalities that a word gives an object, each with the preposition that must lead it in."""
    return tuple((modality, led) for modality, led, pattern in led_by() if pattern.fullmatch(word))
