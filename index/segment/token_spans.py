"""Spans of tokens in their texts: one byte a token, in blocks that can each be read by themselves.

A byte says how many code points lie between the token before and this one (its upper three bits) and how
many the token has (its lower five). A token that does not fit is a byte of 0, and its two numbers stand
apart. Each text, a title or a body, begins a block of its own, and a block says where its first gap begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from index.segment.array_file import Array

#: Tokens of a block.
BLOCK = 16
_SHIFT = 4
_LONGEST, _WIDEST = 31, 7
_CODES = np.arange(256)
#: By a token's byte: code points before it, in it, and both.
_GAPS, _LENGTHS = (_CODES >> 5).astype(np.int64), (_CODES & _LONGEST).astype(np.int64)
_ADVANCES = _GAPS + _LENGTHS
_WITHIN = np.arange(BLOCK)


class Extents(NamedTuple):
    """The starts of tokens in their texts and their lengths, in code points."""

    starts: Array
    lengths: Array


def blocks_of(tokens: Array) -> Array:
    """Return how many blocks texts of so many tokens take."""
    return -(-tokens // BLOCK)


def span_arrays(starts: Array, lengths: Array, tokens: Array) -> dict[str, Array]:
    """Return the arrays of the spans of tokens, text after text, given how many each text has."""
    counts = tokens.astype(np.int64)
    blocks = blocks_of(counts)
    before = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(before, counts)
    slots = np.repeat(np.cumsum(blocks) - blocks, counts) * BLOCK + within
    begin, long = starts.astype(np.int64), lengths.astype(np.int64)
    reached = np.concatenate(([0], begin + long))[:-1]
    reached[within == 0] = 0
    gaps = begin - reached
    fits = (gaps >= 0) & (gaps <= _WIDEST) & (long >= 1) & (long <= _LONGEST)
    codes = np.zeros(int(blocks.sum()) * BLOCK, np.uint8)
    codes[slots[fits]] = (gaps << 5 | long)[fits]
    origins = np.zeros(int(blocks.sum()), np.uint32)
    opens = within % BLOCK == 0
    origins[slots[opens] >> _SHIFT] = reached[opens]
    return {
        "token_codes": codes,
        "token_origins": origins,
        "wide_tokens": slots[~fits],
        "wide_gaps": gaps[~fits].astype(np.int32),
        "wide_lengths": long[~fits].astype(np.uint16),
    }


class TokenSpans:
    """The spans of a segment's tokens, to read."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._codes, self._origins = arrays["token_codes"], arrays["token_origins"]
        self._wide = arrays["wide_tokens"]
        self._wide_gaps, self._wide_lengths = arrays["wide_gaps"], arrays["wide_lengths"]

    def at(self, slots: Array) -> Extents:
        """Look up the tokens in these slots: int64 each."""
        blocks, own = slots >> _SHIFT, self._codes.take(slots)
        at = (blocks << _SHIFT)[:, None] + _WITHIN
        codes = self._codes.take(at) * (at < slots[:, None])
        starts = self._origins.take(blocks) + _ADVANCES.take(codes).sum(axis=1)
        gaps, lengths = _GAPS.take(own), _LENGTHS.take(own)
        # A token that does not fit is a byte of 0, as is all that stands behind the one that is looked for.
        if np.count_nonzero(codes) + np.count_nonzero(own) < int((slots & (BLOCK - 1)).sum()) + len(slots):
            self._put_wide(starts, gaps, lengths, (slots, blocks << _SHIFT))
        return Extents(starts + gaps, lengths)

    def _put_wide(self, starts: Array, gaps: Array, lengths: Array, span: tuple[Array, Array]) -> None:
        """Add what the tokens that do not fit a byte advance, from each block's first slot to its own."""
        slots, first = span
        low, high = self._wide.searchsorted(first), self._wide.searchsorted(slots)
        for place in np.flatnonzero(low < high).tolist():
            some = slice(low[place], high[place])
            starts[place] += int(self._wide_gaps[some].sum()) + int(self._wide_lengths[some].sum())
        is_wide = high < len(self._wide)
        is_wide[is_wide] = self._wide[high[is_wide]] == slots[is_wide]
        gaps[is_wide] = self._wide_gaps[high[is_wide]]
        lengths[is_wide] = self._wide_lengths[high[is_wide]]
