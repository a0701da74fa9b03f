"""Similarity of two texts, and whether they tell of different events in one formula.

Texts are compared as folded words without what an outlet changes when it reprints: days («أمس» for
«اليوم»), honorifics, agency marks, the spacing of «و» and «عبد», the names of one month, the writing of
fractions («5 ر 2», `2,5`) and of a few words («مسئول», «مسؤول»).

An edited reprint breaks shingles and keeps long runs of words in their order: how much of both texts such
runs cover is measured on an alignment (Ratcliff and Obershelp's, by difflib).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from archive.boilerplate.rules import lexicon as furniture_lexicon
from archive.paths import shipped_text
from archive.text.arabic import fold

#: Words in a shingle: two are too common, five break at each small change.
SHINGLE = 3
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
#: «5 ر 2» is 2.5 as the Saudi Press Agency writes it, the fraction first.
_SPA_FRACTION = re.compile(r"\b(\d+)\s?ر\s?(\d+)\b")
#: So many words in a row, the same in both texts, are a run: fewer recur in any two texts on one matter.
RUN = 4
_BARE = re.compile(r"^[وفل]?(?:ال)?")
#: The hour that the Saudi Press Agency puts under its texts.
_HOUR = re.compile(r"\b\d{1,2}:\d{2}\s*ت\s*م\b")
#: Alignment costs the square of the length at worst; the beginnings decide.
_ALIGNED_WORDS = 2_000
#: From this part of the shorter text in common runs on, or from these parts of the shorter and the longer,
#: one other number in so many words is forgiven, one other name, and in texts of so many words one word for
#: another throughout.
_CLOSE, _CLOSE_BOTH = 0.93, (0.88, 0.85)
_WORDS_A_NUMBER, _WORDS_A_NAME, _LONG = 300, 150, 120
_SAME_WORD = 0.75
"""Letters two words must share, as a part of all, to be spellings of one word."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    dropped: frozenset[str]
    months: dict[str, str]
    numbers: frozenset[str]
    places: frozenset[str]
    links: frozenset[str]
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


@cache
def _vocabulary() -> _Vocabulary:
    changed, months, bylines = _data("duplicates.json"), _data("months.json"), _data("bylines.json")
    numbers = _data("number_words.json")
    systems = [system for system in months.values() if isinstance(system, dict)]
    named = (
        (form, number) for system in systems for number, forms in system.items() for form in _strings(forms)
    )
    return _Vocabulary(
        dropped=frozenset(_strings([changed["days"], changed["honorifics"], changed["agencies"]])),
        months={form: f"month{number}" for form, number in named if number.isdigit() and " " not in form},
        numbers=frozenset(
            word for key in ("units", "tens", "hundreds") for word in _strings(numbers.get(key))
        ),
        places=frozenset(_strings(bylines["places"])),
        links=frozenset(_strings(bylines["links"])),
        spellings=_spellings(changed["spellings"]),
    )


def comparable_words(text: str) -> Words:
    """Return the words of a text in the form in which texts are compared; empty if it has none."""
    vocabulary, words = _vocabulary(), []
    joined = ""
    plain = _SPA_FRACTION.sub(r"\2.\1", _HOUR.sub(" ", fold(text)))
    for old, new in vocabulary.spellings:
        plain = plain.replace(old, new)
    for word in _WORD.findall(plain):
        word = joined + word  # noqa: PLW2901 - «و» and «عبد» belong to the next word
        joined = word if word in ("و", "عبد", "ابو", "وعبد", "وابو") else ""
        if (
            not joined
            and word not in vocabulary.dropped
            and word.removeprefix("ال") not in vocabulary.dropped
        ):
            words.append(vocabulary.months.get(word) or _plain(word))
    return tuple(words)


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


class Alignment:
    """The word-by-word alignment of two texts: their common runs, and what differs in the same places."""

    def __init__(self, a: Words, b: Words) -> None:
        self._a, self._b = a[:_ALIGNED_WORDS], b[:_ALIGNED_WORDS]
        self._matcher = SequenceMatcher(None, self._a, self._b)

    @property
    def length(self) -> int:
        """Return the number of words of the shorter text."""
        return min(len(self._a), len(self._b))

    def coverage(self) -> tuple[float, float]:
        """Return the share of words in common runs, of the shorter and of the longer text, each 0 to 1."""
        common = sum(block.size for block in self._matcher.get_matching_blocks() if block.size >= RUN)
        shorter, longer = sorted((len(self._a), len(self._b)))
        return (common / shorter, common / longer) if shorter else (0.0, 0.0)

    def tells_another_event(self) -> bool:
        """Tell whether the texts put other numbers or other names in the same places.

        A long text that is nearly all common may differ in a few: a misprint, a place in its first line, a
        day in two calendars. Formula texts are short, or differ in many.
        """
        swaps = [swap for swap in _swaps(self._matcher, self._a, self._b) if swap.left and swap.right]
        shorter, longer = self.coverage()
        is_close = shorter >= _CLOSE or (shorter >= _CLOSE_BOTH[0] and longer >= _CLOSE_BOTH[1])
        few = self.length if is_close else 0
        return (
            sum(map(_other_number, swaps)) > few // _WORDS_A_NUMBER
            or sum(map(_other_name, swaps)) > few // _WORDS_A_NAME
            or (few < _LONG and _other_throughout(swaps, self._a, self._b))
        )


def tells_another_event(a: Words, b: Words) -> bool:
    """Tell whether the texts put other numbers or other names in the same places."""
    return Alignment(a, b).tells_another_event()


@dataclass(frozen=True, slots=True)
class _Swap:
    """The words in the same place of two texts, without words that are spellings of each other."""

    left: Words
    right: Words


def _swaps(matcher: SequenceMatcher[str], a: Words, b: Words) -> Iterator[_Swap]:
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag == "replace" and a_end - a_start <= 12 and b_end - b_start <= 12:
            yield _without_spellings(a[a_start:a_end], b[b_start:b_end])


def _without_spellings(left: Words, right: Words) -> _Swap:
    if "".join(left) == "".join(right):
        return _Swap((), ())
    only_left = tuple(word for word in left if not any(_same(word, other) for other in right))
    only_right = tuple(word for word in right if not any(_same(word, other) for other in left))
    return _Swap(only_left, only_right)


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    if word.isdigit() or other.isdigit() or min(len(word), len(other)) < 3:
        return False
    return SequenceMatcher(None, word, other).ratio() >= _SAME_WORD


def _numbers(words: Words) -> frozenset[str]:
    known = _vocabulary().numbers
    return frozenset(word for word in words if word[0].isdigit() or word in known)


def _other_number(swap: _Swap) -> bool:
    """Tell whether digits replace other digits, or number words others; «4» for «أربعة» is house style."""
    left, right = _numbers(swap.left), _numbers(swap.right)
    same_kind = {word[0].isdigit() for word in left} & {word[0].isdigit() for word in right}
    if not same_kind or any(_same_number(x, y) for x in left for y in right):
        return False
    return _digits(swap.left) != _digits(swap.right)


def _digits(words: Words) -> str:
    """Return all digits of some words in a row, which a clock's time has in any writing: «05:15», «0515»."""
    return re.sub(r"\D", "", "".join(words)).lstrip("0")


def _same_number(x: str, y: str) -> bool:
    """Tell whether they are one number: «2.6» and «2,6», «1.277» and «1277», «322» and «322.8», reversed."""
    if x[0].isdigit() and re.split("[.,]", x) == re.split("[.,]", y)[::-1]:
        return True  # «064.3» is 3.064 where the fraction came first
    x, y = re.sub(r"\D", "", x) or x, re.sub(r"\D", "", y) or y
    return x.startswith(y) or y.startswith(x) or x == y[::-1]


def _is_name(words: Words) -> bool:
    vocabulary, given = _vocabulary(), furniture_lexicon().given_names
    return any(word in given or word in vocabulary.places or word in vocabulary.links for word in words)


def _other_name(swap: _Swap) -> bool:
    return _is_name(swap.left) and _is_name(swap.right)


def _other_throughout(swaps: Sequence[_Swap], a: Words, b: Words) -> bool:
    """Tell whether one word replaces another twice or more, each never in the other text: another actor."""
    once: set[tuple[str, str]] = set()
    in_a, in_b = set(a), set(b)
    for swap in swaps:
        for pair in ((x, y) for x in swap.left for y in swap.right):
            foreign = pair[0] not in in_b and pair[1] not in in_a and min(map(len, pair)) > 3
            if foreign and pair in once:
                return True
            once.add(pair)
    return False
