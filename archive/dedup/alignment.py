"""Alignment of two texts: what long common runs cover, and whether the texts tell of different events.

An edited reprint breaks shingles and keeps long runs of words in their order: how much of both texts such
runs cover is measured on an alignment (Ratcliff and Obershelp's, by difflib).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.boilerplate.rules import lexicon as furniture_lexicon
from archive.dedup.similarity import Words, vocabulary

#: So many words in a row, the same in both texts, are a run: fewer recur in any two texts on one matter.
RUN = 4
#: A run of so many is no formula of a sentence: the text proper lies between the first of them and the last,
#: and of what changed its place they alone count.
LONG_RUN = 8
#: So many words at the head or at the end are a sentence that an outlet wrote itself; fewer are changes.
SENTENCE = 12
#: Alignment costs the square of the length at worst; the beginnings decide.
_ALIGNED_WORDS = 2_000
#: From this part of the shorter text in common runs on, or from these parts of the shorter and the longer,
#: one other number in so many words is forgiven, one other name, and in texts of so many words one word for
#: another throughout.
_CLOSE, _CLOSE_BOTH = 0.93, (0.88, 0.85)
_WORDS_A_NUMBER, _WORDS_A_NAME, _LONG = 240, 150, 120
_SAME_WORD = 0.75
"""Letters two words must share, as a part of all, to be spellings of one word."""


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

    def changed(self) -> int:
        """Return the number of the shorter text's words that are in no run, a new head and a new end aside.

        They are such from a sentence on.
        """
        side = 0 if len(self._a) <= len(self._b) else 1
        runs = [block for block in self._matcher.get_matching_blocks() if block.size >= RUN]
        long = [block for block in runs if block.size >= LONG_RUN]
        start, end = (long[0][side], long[-1][side] + long[-1].size) if long else (0, self.length)
        start, end = (
            (start if start >= SENTENCE else 0),
            (end if self.length - end >= SENTENCE else self.length),
        )
        return end - start - sum(block.size for block in runs if start <= block[side] < end)

    def coverage_with_moved(self) -> tuple[float, float]:
        """Return what `coverage` does, with the long runs outside of these, which changed their place."""
        runs = [block for block in self._matcher.get_matching_blocks() if block.size >= RUN]
        left, right = (
            _outside(words, [(block[side], block.size) for block in runs])
            for side, words in enumerate((self._a, self._b))
        )
        moved = SequenceMatcher(None, left, right).get_matching_blocks() if left and right else []
        common = sum(block.size for block in runs) + sum(
            block.size for block in moved if block.size >= LONG_RUN
        )
        shorter, longer = sorted((len(self._a), len(self._b)))
        return (common / shorter, common / longer) if shorter else (0.0, 0.0)

    def tells_another_event(self) -> bool:
        """Tell whether the texts put other numbers or other names in the same places.

        A long text that is nearly all common may differ in a few: a misprint, a place in its first line, a
        day in two calendars. Formula texts are short, or differ in many.
        """
        swaps = [swap for swap in _swaps(self._matcher, self._a, self._b) if swap.left and swap.right]
        shorter, longer = self.coverage()
        has = set(self._a), set(self._b)
        names = [swap for swap in swaps if not swap.first and _other_name(swap) and _foreign(swap, *has)]
        is_close = shorter >= _CLOSE or (shorter >= _CLOSE_BOTH[0] and longer >= _CLOSE_BOTH[1])
        few = self.length if is_close else 0
        return (
            sum(map(_other_number, swaps)) > few // _WORDS_A_NUMBER
            or len(names) > few // _WORDS_A_NAME
            or _other_throughout(names if few >= _LONG else swaps, *has)
        )


def _outside(words: Words, runs: Sequence[tuple[int, int]]) -> list[str]:
    """Return the words outside of the runs, given as start and size, with a mark in place of each."""
    outside: list[str] = []
    at = 0
    for start, size in runs:
        outside += [*words[at:start], f"|{start}"]
        at = start + size
    return outside + list(words[at:])


def tells_another_event(a: Words, b: Words) -> bool:
    """Tell whether the texts put other numbers or other names in the same places."""
    return Alignment(a, b).tells_another_event()


@dataclass(frozen=True, slots=True)
class _Swap:
    """The words in the same place of two texts, without words that are spellings of each other."""

    left: Words
    right: Words
    first: bool = False
    """Whether both texts begin with it: there each outlet has its writer and its place."""


def _swaps(matcher: SequenceMatcher[str], a: Words, b: Words) -> Iterator[_Swap]:
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag == "replace" and a_end - a_start <= 12 and b_end - b_start <= 12:
            yield _without_spellings(a[a_start:a_end], b[b_start:b_end], first=not a_start and not b_start)


def _without_spellings(left: Words, right: Words, *, first: bool) -> _Swap:
    if "".join(left) == "".join(right):
        return _Swap((), ())
    only_left = tuple(word for word in left if not any(_same(word, other) for other in right))
    only_right = tuple(word for word in right if not any(_same(word, other) for other in left))
    return _Swap(only_left, only_right, first)


def _foreign(swap: _Swap, in_a: set[str], in_b: set[str]) -> bool:
    """Tell whether a side has a word that is nowhere in the other text, where «طهران» for «إيران» may be."""
    return not (in_b.issuperset(swap.left) and in_a.issuperset(swap.right))


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    if word.isdigit() or other.isdigit() or min(len(word), len(other)) < 3:
        return False
    return SequenceMatcher(None, word, other).ratio() >= _SAME_WORD


def _numbers(words: Words) -> frozenset[str]:
    known = vocabulary().numbers
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
    known, given = vocabulary(), furniture_lexicon().given_names
    return any(word in given or word in known.places or word in known.links for word in words)


def _other_name(swap: _Swap) -> bool:
    return _is_name(swap.left) and _is_name(swap.right)


def _other_throughout(swaps: Sequence[_Swap], in_a: set[str], in_b: set[str]) -> bool:
    """Tell whether one word replaces another twice or more, each never in the other text: another actor."""
    once: set[tuple[str, str]] = set()
    for swap in swaps:
        for pair in ((x, y) for x in swap.left for y in swap.right):
            foreign = pair[0] not in in_b and pair[1] not in in_a and min(map(len, pair)) > 3
            if foreign and pair in once:
                return True
            once.add(pair)
    return False
