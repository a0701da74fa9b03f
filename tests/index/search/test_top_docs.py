"""Ranking: the smallest keys, whatever they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.search.top_docs import least


@given(
    st.integers(0, 6_000),
    st.integers(1, 700),
    st.sampled_from(["any", "few values", "rising", "falling", "alike", "rare"]),
    st.integers(0, 9),
)
def test_least_keys_with_all_ties(size: int, wanted: int, kind: str, seed: int) -> None:
    """All keys up to the `wanted`-th smallest, in order of place: what sorting the whole says."""
    random = np.random.default_rng(seed).random(size)
    keys = {
        "any": random,
        "few values": np.round(random * 5),
        "rising": np.sort(random),
        "falling": -np.sort(random),
        "alike": np.zeros(size),
        "rare": np.where(random < 0.01, random, 1.0),
    }[kind]
    cut = np.sort(keys)[min(wanted, size) - 1] if size else 0.0
    expected = np.flatnonzero(keys <= cut) if size > wanted else np.arange(size)
    assert least(keys, wanted).tolist() == expected.tolist()
