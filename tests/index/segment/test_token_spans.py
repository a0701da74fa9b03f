"""Where tokens stand comes back, whatever lies between them and however many there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.segment.token_spans import BLOCK, TokenSpans, blocks_of, span_arrays

#: What lies before a token, and its length: a few of them fit no byte.
tokens = st.tuples(
    st.integers(0, 9) | st.sampled_from((300, 70_000)), st.integers(1, 33) | st.sampled_from((0, 40, 65_535))
)
texts = st.lists(st.lists(tokens, max_size=3 * BLOCK), max_size=5)


@given(texts, st.randoms(use_true_random=False))
def test_any_spans_come_back(held: list[list[tuple[int, int]]], random: object) -> None:
    """Asked for in any order, with repeats."""
    starts, lengths, slots = [], [], []
    first = 0
    for text in held:
        reached = 0
        for place, (gap, length) in enumerate(text):
            starts.append(reached + gap)
            lengths.append(length)
            slots.append(first * BLOCK + place)
            reached += gap + length
        first += int(blocks_of(np.int64(len(text))))
    counts = np.array([len(text) for text in held], np.int64)
    arrays = span_arrays(np.array(starts, np.uint32), np.array(lengths, np.uint16), counts)
    assert len(arrays["token_codes"]) == first * BLOCK
    order = [*range(len(slots)), *range(len(slots))]
    random.shuffle(order)  # type: ignore[attr-defined]
    found = TokenSpans(arrays).at(np.array([slots[at] for at in order], np.int64))
    assert found.starts.tolist() == [starts[at] for at in order]
    assert found.lengths.tolist() == [lengths[at] for at in order]


def test_a_token_costs_a_byte() -> None:
    """As usual texts have them: nothing stands apart."""
    arrays = span_arrays(np.arange(0, 600, 6, np.uint32), np.full(100, 5, np.uint16), np.array([100]))
    assert len(arrays["wide_tokens"]) == 0
    assert arrays["token_codes"].nbytes == 112
    assert np.count_nonzero(arrays["token_codes"]) == 100
