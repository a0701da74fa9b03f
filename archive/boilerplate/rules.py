"""Words of page furniture (`lexicon/furniture.json`), and the keys that they are compared by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from archive.paths import shipped_text
from archive.text.arabic import fold

_WORD = re.compile(r"[^\W_]+")
#: Longer texts are not kept, in code points.
_SHORT = 2_000
_PART = re.compile(r"[:：/|،,()\[\]{}«»\"“”–—-]|\sـ\s?")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, without marks and punctuation."""
    return list(_words(text)) if len(text) <= _SHORT else _WORD.findall(fold(text))


@lru_cache(256)
def _words(text: str) -> tuple[str, ...]:
    """Return the folded words of a line, which one rule after the other asks for."""
    return tuple(_WORD.findall(fold(text)))


def key_of(text: str) -> str:
    """Return the folded words joined by spaces: equal keys are the same words."""
    return " ".join(words_of(text))


@dataclass(frozen=True, slots=True)
class LineRule:
    """A rule for whole lines: phrases, as keys, that give a line of at most `most` words one role."""

    role: str
    most: int
    whole: frozenset[str]
    starts: frozenset[str]
    open_starts: frozenset[str]
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class WidgetRule:
    """A rule for lines of a closed set of words with a trigger among them, which have the role."""

    role: str
    triggers: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class CombinedRule:
    """A rule for short lines without a stop that begin with one word and hold another."""

    role: str
    most: int
    first: frozenset[str]
    companions: frozenset[str]


@dataclass(frozen=True, slots=True)
class GluedRule:
    """A rule for what an outlet glues to the head or tail of a paragraph, as a pattern."""

    role: str
    pattern: re.Pattern[str]
    holds: str = ""
    """A text that every match holds: a look tells most paragraphs that lack it."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of furniture; every string is a key (see `key_of`)."""

    lines: tuple[LineRule, ...]
    widgets: tuple[WidgetRule, ...]
    combined: tuple[CombinedRule, ...]
    heads: tuple[GluedRule, ...]
    tails: tuple[GluedRule, ...]
    share: WidgetRule
    share_strong: frozenset[str]
    share_objects: frozenset[str]
    platforms: frozenset[str]
    credits: frozenset[str]
    archive: frozenset[str]
    agencies: frozenset[str]
    signatures: frozenset[str]
    places: frozenset[str]
    byline_labels: frozenset[str]
    byline_strong: frozenset[str]
    given_names: frozenset[str]
    sections: frozenset[str]
    date_triggers: frozenset[str]
    date_words: frozenset[str]


def _keys(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in phrases)


def _widget(data: Mapping[str, Any], role: str) -> WidgetRule:
    triggers = _keys(data["triggers"])
    return WidgetRule(role, triggers, triggers | _keys(data["words"]))


def _line_rule(data: Mapping[str, Any]) -> LineRule:
    phrases = (_keys(data.get(kind, ())) for kind in ("whole", "starts", "open_starts", "labels"))
    return LineRule(data["role"], data["most"], *phrases)


def _combined_rule(data: Mapping[str, Any]) -> CombinedRule:
    return CombinedRule(data["role"], data["most"], _keys(data["first"]), _keys(data["with"]))


def _glued(rules: Iterable[Mapping[str, str]]) -> tuple[GluedRule, ...]:
    return tuple(
        GluedRule(rule["role"], re.compile(rule["pattern"]), rule.get("holds", "")) for rule in rules
    )


@cache
def lexicon() -> Lexicon:
    """Return the words of furniture, read once."""
    data = json.loads(shipped_text("furniture.json"))
    return Lexicon(
        lines=tuple(_line_rule(rule) for rule in data["lines"]),
        widgets=tuple(_widget(rule, rule["role"]) for rule in data["widgets"]),
        combined=tuple(_combined_rule(rule) for rule in data["combined"]),
        heads=_glued(data["heads"]),
        tails=_glued(data["tails"]),
        share=_widget(data["share"], "share_widget"),
        share_strong=_keys(data["share"]["strong"]),
        share_objects=_keys(data["share"]["objects"]),
        platforms=_keys(data["share"]["platforms"]),
        credits=_keys(data["credits"]),
        archive=_keys(data["archive"]),
        agencies=_keys(data["agencies"]),
        signatures=_keys(data["signatures"]),
        places=_keys(data["places"]),
        byline_labels=_keys(data["byline"]["labels"]),
        byline_strong=_keys(data["byline"]["strong"]),
        given_names=_keys(data["given_names"]),
        sections=_keys(data["sections"]),
        date_triggers=_keys(data["dates"]["triggers"]),
        date_words=_keys(data["dates"]["words"]) | _keys(data["dates"]["triggers"]),
    )


def parts_of(line: str) -> list[str]:
    """Return the keys of the parts of a line between separators and brackets."""
    return [key for part in _PART.split(line) if (key := key_of(part))]


def heads_of(words: list[str], longest: int = 5) -> Iterator[str]:
    """Yield the keys that the words begin with, the longest first."""
    for count in range(min(len(words), longest), 0, -1):
        yield " ".join(words[:count])
