"""Writes what was inverted of a segment as its posting arrays; `index.segment.reader` reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from archive.text.encodings import from_utf8
from index.segment.array_file import Array, write_container
from index.segment.buffer import Accumulator
from index.segment.fieldnorm import length_bytes
from index.segment.impacts import coded
from index.segment.inverter import Inverted, Layout, checksums
from index.segment.reader import ARRAYS_VERSION


def write_segment_arrays(
    path: Path, source: Accumulator, layout: Layout, inverted: dict[str, Inverted]
) -> None:
    """Write a segment's arrays to one container."""
    arrays: dict[str, Array] = {
        "title_tokens": layout.title,
        "slot_base": np.concatenate(
            ([0], np.cumsum(np.add(source.title_tokens, source.body_tokens, dtype=np.int64)))
        ),
        "base": layout.base,
        "starts": np.asarray(source.starts, np.uint32),
        "token_lengths": np.asarray(source.lengths, np.uint16),
        "published_from": np.asarray(source.published_from, np.int32),
        "published_to": np.asarray(source.published_to, np.int32),
        "arrivals": np.asarray(source.arrivals, np.int64),
        "records": np.frombuffer(source.records, np.uint8),
        "record_ends": np.asarray(source.record_ends, np.int64),
        "bodies": np.frombuffer(source.bodies, np.uint8),
        "body_ends": np.asarray(source.body_ends, np.int64),
        "body_widths": np.asarray(source.body_widths, np.uint8),
        "sentences": np.asarray(source.sentences, np.uint32),
        "sentence_ends": np.asarray(source.sentence_ends, np.int64),
        "figures": np.frombuffer(source.figures, np.uint8),
        "figure_ends": np.asarray(source.figure_ends, np.int64),
        **source.numbers.arrays("numbers"),
        **source.times.arrays("times"),
    }
    totals: dict[str, int] = {}
    for name, field in inverted.items():
        arrays |= {f"{name}.{part}": values for part, values in field_arrays(field).items()}
        if len(field.lengths):
            arrays[f"{name}.lengths"] = length_bytes(field.lengths)
            totals[name] = int(field.lengths.sum())
    arrays["surface.bare"], arrays["surface.cuts"] = bare_order(inverted["surface"].terms, source.chain.cut)
    meta = {"version": ARRAYS_VERSION, "documents": len(source), "totals": totals, "labels": source.labels}
    write_container(path, arrays, meta)


def field_arrays(field: Inverted) -> dict[str, Array]:
    """Return one field's arrays by name."""
    codes, pairs = coded(field.weights, field.documents, field.lengths)
    arrays: dict[str, Array] = {
        **term_arrays(field.terms),
        "pointers": compact(field.pointers),
        "documents": field.documents,
        "codes": codes,
        "pairs": pairs,
    }
    if field.has_positions:
        arrays["position_pointers"] = compact(field.position_pointers)
        arrays["positions"] = field.positions
    if len(field.base):
        arrays["base"] = field.base
    return arrays


def term_arrays(terms: list[bytes]) -> dict[str, Array]:
    """Return the arrays of a field's terms, which are in byte order, by name."""
    crc, crc_term = checksums(terms)
    return {
        "terms": np.frombuffer(b"".join(terms), np.uint8),
        "term_ends": compact(np.cumsum([len(term) for term in terms], dtype=np.int64)),
        "crc": crc,
        "crc_term": crc_term,
    }


def compact(bounds: Array) -> Array:
    """Return rising numbers in four bytes each where that is enough, else as they are."""
    return bounds.astype(np.uint32) if not len(bounds) or bounds[-1] < 2**32 else bounds


def bare_order(terms: list[bytes], cut: Callable[[str], int]) -> tuple[Array, Array]:
    """Return the numbers of the terms that begin with clitics, in the order of what follows these.

    With each comes how many of its bytes are clitics; `cut` tells how many letters of a word are.
    """
    cuts = ((number, 2 * letters) for number, term in enumerate(terms) if (letters := cut(from_utf8(term))))
    return in_bare_order(terms, cuts)


def in_bare_order(terms: list[bytes], cuts: Iterable[tuple[int, int]]) -> tuple[Array, Array]:
    """Return the numbers of terms and the bytes of their clitics, in the order of what follows these."""
    rows = sorted((terms[number][cut:], number, cut) for number, cut in cuts)
    numbers, lengths = (
        np.array([row[1] for row in rows], np.uint32),
        np.array([row[2] for row in rows], np.uint8),
    )
    return numbers, lengths
