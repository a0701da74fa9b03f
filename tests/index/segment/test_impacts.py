"""Codes stand for weights, lengths and counts, and merge as what they stand for does."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.segment.array_file import Array
from index.segment.fieldnorm import LENGTHS, length_bytes
from index.segment.impacts import coded, counts_of, lengths_of, merged_triples, weights_of

numbers = st.integers(1, 9) | st.sampled_from((255, 256, 257, 65_535, 65_536, 1_000_000))
lengths = st.integers(0, 50) | st.sampled_from((108, 5_000, 10_000_000))
#: Of each posting its weight, its document and its number of positions.
Rows = list[tuple[int, int, int]]
postings = st.lists(st.tuples(numbers, st.integers(0, 5), numbers), max_size=40)
fields = st.tuples(postings, st.lists(lengths, min_size=6, max_size=6))


def arrays(field: tuple[Rows, list[int]]) -> tuple[Array, Array, Array, Array]:
    """Weights, documents, lengths and counts."""
    rows, held = field
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0].astype(np.float32), table[:, 1].astype(np.int32), np.array(held, np.int64), table[:, 2]


@given(fields)
def test_a_code_tells_weight_length_and_count(field: tuple[Rows, list[int]]) -> None:
    """Whatever their size; every triple is rising, distinct, and stands for some posting."""
    heavy, documents, long, counts = arrays(field)
    codes, triples = coded(heavy, documents, long, counts)
    assert weights_of(triples)[codes].tolist() == heavy.tolist()
    assert lengths_of(triples)[codes].tolist() == length_bytes(long)[documents].tolist()
    assert counts_of(triples)[codes].tolist() == counts.tolist()
    assert triples.tolist() == sorted(set(triples.tolist()))
    assert set(codes.tolist()) == set(range(len(triples)))


@given(postings)
def test_a_field_without_lengths_and_positions_has_none(rows: Rows) -> None:
    heavy, documents, _, _ = arrays((rows, []))
    codes, triples = coded(heavy, documents, np.zeros(0, np.int64))
    assert weights_of(triples)[codes].tolist() == heavy.tolist()
    assert not lengths_of(triples).any()
    assert not counts_of(triples).any()


@given(st.lists(fields, min_size=1, max_size=3))
def test_merged_codes_are_those_of_one_segment(segments: list[tuple[Rows, list[int]]]) -> None:
    """To the type of the arrays."""
    parts = [coded(*arrays(field)) for field in segments]
    merged, codes = merged_triples([triples for _, triples in parts])
    rows = [
        (weight, document + 6 * at, count)
        for at, (held, _) in enumerate(segments)
        for weight, document, count in held
    ]
    whole, triples = coded(*arrays((rows, [length for _, held in segments for length in held])))
    assert np.concatenate([new[old] for new, (old, _) in zip(codes, parts, strict=True)]).tolist() == (
        whole.tolist()
    )
    assert merged.tolist() == triples.tolist()
    assert {new.dtype for new in codes} == {whole.dtype}
    assert merged.dtype == triples.dtype


def test_lengths_are_rounded_as_whoosh_does() -> None:
    """Every byte means what it means there, and every length becomes its byte."""
    assert [byte_to_length(code) for code in range(256)] == LENGTHS.tolist()
    lengths = np.array([*range(3_000), *range(100_000, 110_000, 7), 10**9])
    assert length_bytes(lengths).tolist() == [length_to_byte(int(length)) for length in lengths]
