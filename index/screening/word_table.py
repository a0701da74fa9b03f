"""Word tables: the words of a long list as one matrix of letters, told at once which a text may hold.

The cores of all words (see `index/screening/cores.py`) are kept as numbers, each a polynomial of its letters:
that of any part of a word is a difference of two sums, so no part is cut out. Two cores may have one number;
such a word is looked at for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np

from index.screening.cores import ENDINGS, FUTURE, PREFIXES, PRESENT, SWAPPED_ENDS, cores
from index.segment.array_file import Array

#: Letters of the longest word in the matrix; longer ones are taken one by one.
LONGEST_WORD = 32
_LONGEST_PREFIX = max(map(len, PREFIXES))
_BITS = 0xFFFF
_LAST_BITS = np.uint64(_BITS)
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_ALEF, _LAM = map(ord, "ال")


class WordTable:
    """Different normalised words, of which `shared` tells those with a core among a text's."""

    def __init__(self, words: Sequence[str]) -> None:
        self._size = len(words)
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        longer = np.flatnonzero(lengths > LONGEST_WORD).tolist()
        self._longer = [(number, cores(words[number])) for number in longer]
        fitting = np.flatnonzero(lengths <= LONGEST_WORD)
        letters = _letters([words[number] for number in fitting.tolist()] if longer else words)
        found = list(_all_cores(letters)) if len(letters) else []
        self._numbers = np.concatenate([numbers for _, numbers in found]) if found else np.zeros(0, np.uint64)
        """The cores of all words as numbers."""
        self._owners = np.concatenate([fitting[rows] for rows, _ in found]) if found else fitting
        """Whose each of them is."""

    def shared(self, text_cores: Iterable[str]) -> Array:
        """Return a mask of the words that have a core among a text's; very few that have none are in it."""
        wanted = set(text_cores)
        mask = np.zeros(self._size, bool)
        mask[self._owners[self._are_among(_numbers_of(wanted))]] = True
        for number, own in self._longer:
            mask[number] = not wanted.isdisjoint(own)
        return mask

    def _are_among(self, some: Array) -> Array:
        """Return where numbers stand that are among some: by their last bits, then wholly."""
        likely = np.zeros(_BITS + 1, bool)
        likely[some & _LAST_BITS] = True
        places = np.flatnonzero(likely[self._numbers & _LAST_BITS])
        return places[np.isin(self._numbers[places], some)]


def _letters(words: Sequence[str]) -> Array:
    """Return the code points of words as rows, zeros behind them."""
    width = max(map(len, words), default=0) + 1
    return np.array(words, f"U{width}").view(np.uint32).reshape(len(words), width)


def _numbers_of(texts: Iterable[str]) -> Array:
    """Return the number of each text, as words' cores are numbered."""
    known = list(texts)
    if not known:
        return np.zeros(0, np.uint64)
    letters = _letters(known)
    return np.asarray((letters * _powers(letters.shape[1])).sum(axis=1, dtype=np.uint64))


@cache
def _powers(count: int, base: int = _BASE) -> Array:
    """Return so many powers of a number, from the zeroth on, modulo 2**64."""
    return np.array([pow(base, exponent, 2**64) for exponent in range(count)], np.uint64)


@cache
def _numbers_of_length(some: frozenset[str], length: int) -> Array:
    return _numbers_of(sorted(one for one in some if len(one) == length))


@cache
def _of_code(codes: frozenset[str]) -> Array:
    """Return a mask over the code points up to Arabic's last; zero, which is no letter, is in it."""
    mask = np.zeros(0x701, bool)
    mask[[0, *map(ord, codes)]] = True
    return mask


def _is_one_of(letters: Array, some: frozenset[str]) -> Array:
    return _of_code(some)[np.minimum(letters, 0x700)]


def _all_cores(letters: Array) -> Iterator[tuple[Array, Array]]:
    """Yield rows of words and the numbers of one core of each of them, until there are no more."""
    rows = np.arange(len(letters))
    yield from _plain_cores(letters, rows, with_futures=True)
    for mended, own in _unswapped(letters):
        yield from _plain_cores(mended, own, with_futures=False)


def _plain_cores(letters: Array, rows: Array, *, with_futures: bool) -> Iterator[tuple[Array, Array]]:
    """Yield the cores of words, a row of prefixes off each: the letters as they are, endings off."""
    width = letters.shape[1]
    sums = np.zeros((len(letters), width + 1), np.uint64)
    np.cumsum(letters * _powers(width), axis=1, out=sums[:, 1:], dtype=np.uint64)
    is_inside = ~_is_one_of(letters, frozenset(ENDINGS))
    ends = width - np.argmax(is_inside[:, ::-1], axis=1)
    ends[~is_inside.any(axis=1)] = 0
    whole = sums[np.arange(len(letters)), ends]
    yield rows, whole
    for length in range(1, min(_LONGEST_PREFIX, width - 1) + 1):
        begins = np.flatnonzero(np.isin(sums[:, length], _numbers_of_length(PREFIXES, length)))
        yield rows[begins], _behind(whole, sums, ends, begins, length)
    for length in range(1, min(max(map(len, FUTURE)), width - 1) + 1) if with_futures else ():
        starts = np.isin(sums[:, length], _numbers_of_length(FUTURE, length))
        begins = np.flatnonzero(starts & _is_one_of(letters[:, length], frozenset(PRESENT)))
        rest = _behind(whole, sums, ends, begins, length + 1)
        yield rows[begins], np.uint64(ord("ي")) + np.uint64(_BASE) * rest


def _behind(whole: Array, sums: Array, ends: Array, rows: Array, start: int) -> Array:
    """Return the numbers of what stands between a place and the ends of some words."""
    inverse = np.uint64(pow(_BASE, -start, 2**64))
    return np.where(ends[rows] > start, (whole[rows] - sums[rows, start]) * inverse, np.uint64(0))


def _unswapped(letters: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the letters of words as they would be were a PDF's «ال» within them «لا», and whose they are."""
    is_swapped = (letters[:, 1:-1] == _ALEF) & (letters[:, 2:] == _LAM)
    rows, places = np.nonzero(is_swapped)
    if len(rows):
        mended = letters[rows]
        each = np.arange(len(rows))
        mended[each, places + 1], mended[each, places + 2] = _LAM, _ALEF
        yield mended, rows
    several = np.flatnonzero(is_swapped.sum(axis=1) > 1)
    if len(several):
        mended = letters[several]
        own, places = np.nonzero(is_swapped[several])
        mended[own, places + 1], mended[own, places + 2] = _LAM, _ALEF
        yield mended, several
    lengths = (letters > 0).sum(axis=1)
    for swapped in SWAPPED_ENDS:
        codes = np.array([ord(letter) for letter in swapped], np.uint32)
        enough = np.flatnonzero(lengths >= len(codes))
        at = lengths[enough, None] - len(codes) + np.arange(len(codes))
        ending = enough[(letters[enough[:, None], at] == codes).all(axis=1)]
        if len(ending):
            mended = letters[ending]
            at = lengths[ending, None] - len(codes) + np.arange(len(codes))
            mended[np.arange(len(ending))[:, None], at] = [ord(letter) for letter in "الله"]
            yield mended, ending
