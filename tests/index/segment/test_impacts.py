"""Codes stand for weights and lengths, and merge as what they stand for does."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.segment.array_file import Array
from index.segment.fieldnorm import LENGTHS, length_bytes
from index.segment.impacts import coded, lengths_of, merged_pairs, weights_of

weights = st.integers(1, 9) | st.sampled_from((255, 256, 257, 65_535, 65_536, 1_000_000))
lengths = st.integers(0, 50) | st.sampled_from((108, 5_000, 10_000_000))
postings = st.lists(st.tuples(weights, st.integers(0, 5)), max_size=40)
fields = st.tuples(postings, st.lists(lengths, min_size=6, max_size=6))


def arrays(field: tuple[list[tuple[int, int]], list[int]]) -> tuple[Array, Array, Array]:
    """Weights, documents and lengths."""
    rows, held = field
    table = np.array(rows, np.int64).reshape(-1, 2)
    return table[:, 0].astype(np.float32), table[:, 1].astype(np.int32), np.array(held, np.int64)


@given(fields)
def test_a_code_tells_weight_and_length(field: tuple[list[tuple[int, int]], list[int]]) -> None:
    """Whatever their size; every pair is rising, distinct, and stands for some posting."""
    heavy, documents, long = arrays(field)
    codes, pairs = coded(heavy, documents, long)
    assert weights_of(pairs)[codes].tolist() == heavy.tolist()
    assert lengths_of(pairs)[codes].tolist() == length_bytes(long)[documents].tolist()
    assert pairs.tolist() == sorted(set(pairs.tolist()))
    assert set(codes.tolist()) == set(range(len(pairs)))


@given(postings)
def test_a_field_without_lengths_has_none(rows: list[tuple[int, int]]) -> None:
    heavy, documents, _ = arrays((rows, []))
    codes, pairs = coded(heavy, documents, np.zeros(0, np.int64))
    assert weights_of(pairs)[codes].tolist() == heavy.tolist()
    assert not lengths_of(pairs).any()


@given(st.lists(fields, min_size=1, max_size=3))
def test_merged_codes_are_those_of_one_segment(
    segments: list[tuple[list[tuple[int, int]], list[int]]],
) -> None:
    """To the type of the arrays."""
    parts = [coded(*arrays(field)) for field in segments]
    merged, codes = merged_pairs([pairs for _, pairs in parts])
    rows = [(weight, document + 6 * at) for at, (held, _) in enumerate(segments) for weight, document in held]
    whole, pairs = coded(*arrays((rows, [length for _, held in segments for length in held])))
    assert np.concatenate([new[old] for new, (old, _) in zip(codes, parts, strict=True)]).tolist() == (
        whole.tolist()
    )
    assert merged.tolist() == pairs.tolist()
    assert {new.dtype for new in codes} == {whole.dtype}
    assert merged.dtype == pairs.dtype


def test_lengths_are_rounded_as_whoosh_does() -> None:
    """Every byte means what it means there, and every length becomes its byte."""
    assert [byte_to_length(code) for code in range(256)] == LENGTHS.tolist()
    lengths = np.array([*range(3_000), *range(100_000, 110_000, 7), 10**9])
    assert length_bytes(lengths).tolist() == [length_to_byte(int(length)) for length in lengths]
