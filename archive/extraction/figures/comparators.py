"""Comparators: a value told as exact, as a bound, or as a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.extraction.figures.sentences import Sentence
from archive.extraction.figures.vocabulary import word_set
from archive.extraction.numbers import Kind
from archive.extraction.numbers.vocabulary import read_lexicon
from archive.text.arabic import fold

#: How many items a verb of exceeding may stand before its number.
_REACH = 16


@dataclass(frozen=True, slots=True)
class _Cues:
    before: Mapping[tuple[str, ...], str]
    after: Mapping[tuple[str, ...], str]
    verbs: Mapping[str, str]
    negated: Mapping[str, str]
    splits: tuple[tuple[str, str, str], ...]
    longest: int


@cache
def _cues() -> _Cues:
    records: list[dict[str, Any]] = read_lexicon("comparators.json")["comparators"]
    before: dict[tuple[str, ...], str] = {}
    after: dict[tuple[str, ...], str] = {}
    verbs: dict[str, str] = {}
    splits: list[tuple[str, str, str]] = []
    for record in records:
        before.update({_phrase(text): record["id"] for text in record["before"]})
        after.update({_phrase(text): record["id"] for text in record.get("after", [])})
        verbs.update({fold(verb): record["id"] for verb in record.get("verbs", [])})
        splits += [(fold(first), fold(last), record["id"]) for first, last in record.get("split", [])]
    negated = {record["id"]: record["negated"] for record in records if "negated" in record}
    return _Cues(before, after, verbs, negated, tuple(splits), max(map(len, before)))


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split(" "))


def comparator_of(sentence: Sentence, at: int, after: int) -> str:
    """Return the comparator (`eq`, `max` …) of the number at item `at`, whose unit ends before `after`."""
    number = sentence.number(at)
    if number is not None and number.kind is Kind.VAGUE:
        return "vague"
    near = _right_before(sentence, at)
    return near or _behind(sentence, after) or _far_verb(sentence, at) or "eq"


def has_cue(sentence: Sentence, at: int) -> bool:
    """Tell whether a comparator stands right before the number at item `at`."""
    return _right_before(sentence, at) is not None


def split_verb(sentence: Sentence, at: int) -> tuple[str, int] | None:
    """Return the comparator of a split phrase («تقل الحسابات … عن الألف») and its verb's item, or None."""
    for first, last, comparator in _cues().splits:
        if sentence.word(at - 1) != last:
            continue
        for place in range(at - 2, max(-1, at - _REACH), -1):
            if sentence.number(place) is not None:
                break
            if _same(sentence.word(place), first):
                return comparator, place
    return None


def _right_before(sentence: Sentence, at: int) -> str | None:
    """Return the comparator of the longest phrase right before the number, or one adverb before it."""
    slack = word_set("slack", "comparators.json")
    end = at - 1 if sentence.word(at - 1) == "(" else at
    for _ in range(3):
        found = _phrase_ending(sentence, end)
        if found is not None:
            return "max" if _is_capped(sentence, *found) else _negated(sentence, *found)
        if sentence.word(end - 1) not in slack:
            break
        end -= 1
    split = split_verb(sentence, at)
    return None if split is None else _negated(sentence, *split)


def _is_capped(sentence: Sentence, found: str, place: int) -> bool:
    """Tell whether an approximate value is also a cap: «يصل إلى نحو ألف»."""
    if found != "approx":
        return False
    capped = _phrase_ending(sentence, place)
    return capped is not None and capped[0] == "max"


def _phrase_ending(sentence: Sentence, end: int) -> tuple[str, int] | None:
    cues = _cues()
    for length in range(min(cues.longest, end), 0, -1):
        words = tuple(item.word for item in sentence.items[end - length : end])
        found = next((cues.before[form] for form in _forms(words) if form in cues.before), None)
        if found == "max" and _is_told_of(sentence, end - length):
            return "eq", end - length
        if found is not None:
            return found, end - length
    return None


def _forms(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the phrase as it stands, and without one or two clitics on its first word."""
    first = _unprefixed(words[0])
    for form in (words[0], first, _unprefixed(first)):
        yield (form, *words[1:])


def _is_told_of(sentence: Sentence, place: int) -> bool:
    """Tell whether «يصل» tells a number and is no cap: «عدد متابعيه يصل إلى 3 ملايين»."""
    reaching = {"يصل", "تصل"} & {_unprefixed(sentence.word(place)), sentence.word(place)}
    counts = word_set("counts", "comparators.json")
    return bool(reaching) and any(sentence.word(at) in counts for at in range(place - 8, place))


def _unprefixed(word: str) -> str:
    return word[1:] if len(word) > 2 and word[0] in "وفبلك" else word


def _negated(sentence: Sentence, found: str, place: int) -> str:
    """Return the comparator, turned if negated: «لم يعد … يتجاوز» is at most; «لا يقل عن» is listed."""
    cues = _cues()
    if found not in cues.negated:
        return found
    negations = word_set("negations", "comparators.json") - {"ما"}
    if sentence.word(place - 1) in negations and sentence.word(place - 1) != "ما":
        return cues.negated[found]
    for first, second in read_lexicon("comparators.json")["far_negations"]:
        for at in range(max(0, place - _REACH - 8), place):
            if _same(sentence.word(at), fold(first)) and sentence.word(at + 1) == fold(second):
                return cues.negated[found]
    return found


def _same(word: str, other: str) -> bool:
    return other in {word, _unprefixed(word)}


def _behind(sentence: Sentence, after: int) -> str | None:
    """Return the comparator of «على الأقل», «تقريبا» within three words behind the unit, or None."""
    cues = _cues()
    for place in range(after, min(after + 4, len(sentence.items))):
        if sentence.items[place].is_mark or sentence.number(place) is not None:
            return None
        for length in (3, 2, 1):
            words = tuple(item.word for item in sentence.items[place : place + length])
            if len(words) == length and words in cues.after:
                return cues.after[words]
    return None


def _far_verb(sentence: Sentence, at: int) -> str | None:
    """Return the comparator of a verb of exceeding in the same clause: «تجاوز عدد متابعيه 60 ألفا».

    No other number may stand in between.
    """
    cues = _cues()
    for place in range(at - 1, max(-1, at - _REACH), -1):
        item = sentence.items[place]
        if (item.number is not None and item.number.kind not in {Kind.YEAR, Kind.DATE}) or item.word in {
            "،",
            ",",
            "؛",
            ":",
        }:
            return None
        verb = cues.verbs.get(item.word) or cues.verbs.get(_unprefixed(item.word))
        if verb is not None:
            return _negated(sentence, verb, place)
    return None
