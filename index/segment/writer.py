"""Writes what was inverted of a segment as its posting arrays; `index.segment.reader` reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from archive.text.encodings import from_utf8
from index.segment.array_file import Array, write_container
from index.segment.buffer import Accumulator
from index.segment.fieldnorm import length_bytes
from index.segment.impacts import coded
from index.segment.intervals import SpanColumns
from index.segment.inverter import Inverted, Layout, checksums
from index.segment.postings import STRIDE, document_dtype
from index.segment.reader import ARRAYS_VERSION
from index.segment.token_spans import span_arrays


@dataclass(slots=True)
class Contents:
    """All that a segment's file is made of."""

    documents: int
    arrays: dict[str, Array]
    """The arrays of the documents themselves, by name."""
    base: Array
    """int64, documents + 1: where each document's positions begin; empty until they are laid out."""
    fields: dict[str, Inverted] = field(default_factory=dict)
    lengths: dict[str, Array] = field(default_factory=dict)
    """The fields' lengths by document, where these come before their postings."""
    labels: dict[str, str] = field(default_factory=dict)
    """Outlet names by id."""
    cut: Callable[[str], int] = lambda _: 0
    """Tells how many letters of a word are clitics."""

    @classmethod
    def bare(cls, documents: int) -> Contents:
        """Return the contents of documents of which no text is known: nothing is shown of them."""
        arrays: dict[str, Array] = {
            "title_tokens": np.zeros(documents, np.int32),
            "base": np.zeros(0, np.int64),
            **span_arrays(np.zeros(0, np.uint32), np.zeros(0, np.uint16), np.zeros(2 * documents, np.int64)),
            "published_from": np.zeros(documents, np.int32),
            "published_to": np.zeros(documents, np.int32),
            "arrivals": np.zeros(documents, np.int64),
            "records": np.zeros(0, np.uint8),
            "record_ends": np.zeros(documents, np.int64),
            "bodies": np.zeros(0, np.uint8),
            "body_ends": np.zeros(documents, np.int64),
            "body_widths": np.ones(documents, np.uint8),
            "sentences": np.zeros(0, np.uint32),
            "sentence_ends": np.zeros(documents, np.int64),
            "figures": np.zeros(0, np.uint8),
            "figure_ends": np.zeros(documents, np.int64),
            **SpanColumns("d").arrays("numbers"),
            **SpanColumns("i").arrays("times"),
        }
        return cls(documents, arrays, arrays["base"])


def contents_of(source: Accumulator, layout: Layout) -> Contents:
    """Return what is kept of the documents of a segment, still without the fields."""
    texts = np.stack((np.asarray(source.title_tokens), np.asarray(source.body_tokens)), axis=1).ravel()
    arrays: dict[str, Array] = {
        "title_tokens": layout.title,
        "base": layout.base,
        **span_arrays(np.asarray(source.starts), np.asarray(source.lengths), texts),
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
    return Contents(len(source), arrays, layout.base, labels=source.labels, cut=source.chain.cut)


def write_segment_arrays(
    path: Path, source: Accumulator, layout: Layout, inverted: dict[str, Inverted]
) -> None:
    """Write a segment of the gathered articles to one file."""
    contents = contents_of(source, layout)
    contents.fields = inverted
    write_contents(path, contents)


def write_contents(path: Path, contents: Contents) -> None:
    """Write a segment's contents to one file."""
    arrays = dict(contents.arrays)
    totals: dict[str, int] = {}
    for name, field_ in contents.fields.items():
        arrays |= {f"{name}.{part}": held for part, held in field_arrays(field_, contents.base).items()}
        if len(field_.lengths):
            arrays[f"{name}.lengths"] = length_bytes(field_.lengths)
            totals[name] = int(field_.lengths.sum())
    terms = contents.fields["surface"].terms
    arrays["surface.bare"], arrays["surface.cuts"] = bare_order(terms, contents.cut)
    meta = {
        "version": ARRAYS_VERSION,
        "documents": contents.documents,
        "totals": totals,
        "labels": contents.labels,
    }
    write_container(path, arrays, meta)


def field_arrays(field: Inverted, texts: Array) -> dict[str, Array]:
    """Return one field's arrays by name; `texts` tell where the documents' texts begin."""
    counts = np.diff(field.position_pointers) if field.has_positions else None
    codes, triples = coded(field.weights, field.documents, field.lengths, counts)
    arrays: dict[str, Array] = {
        **term_arrays(field.terms),
        "pointers": compact(field.pointers),
        "documents": field.documents.astype(document_dtype(len(texts) - 1)),
        "codes": codes,
        "triples": triples,
    }
    if counts is not None:
        base = field.base if len(field.base) else texts
        local = field.positions - base[field.documents].repeat(counts)
        arrays["position_starts"] = field.position_pointers[::STRIDE].astype(start_dtype(len(local)))
        arrays["positions"] = local.astype(position_dtype(base))
    if len(field.base):
        arrays["base"] = field.base
    return arrays


def start_dtype(positions: int) -> type[np.unsignedinteger | np.signedinteger]:
    """Return the type of places among so many positions."""
    return np.uint32 if positions < 1 << 32 else np.int64


def position_dtype(base: Array) -> type[np.unsignedinteger]:
    """Return the type of positions within documents that begin at these global positions."""
    return np.uint16 if np.diff(base).max(initial=0) <= 1 << 16 else np.uint32


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
