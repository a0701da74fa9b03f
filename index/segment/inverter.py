"""Inversion: turns streams of occurrences into posting arrays, by sorting whole arrays at once.

Every position of a segment has one global number: `base[document] + position`, with a gap after each title
and each article. A key `term * positions + global position` says all of an occurrence in one integer, and
one sort of the keys is the inverted index.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from archive.text.encodings import from_utf8, utf8
from index.segment.array_file import Array
from index.segment.buffer import Accumulator, Stream, Values
from index.segment.schema import LEAD_WEIGHT, LEAD_WORDS, TITLE_GAP, TITLE_WEIGHT

#: Letters of a gram.
GRAM = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of each document of a segment."""

    base: Array
    """int64, documents + 1: the first global position of each document."""
    title: Array
    """int32: tokens of each title."""
    document: Array
    """int32: the document of each global position."""
    in_title: Array
    """bool: whether each global position is in a title."""
    weight: Array
    """uint8: how much a word counts at each global position."""

    @property
    def documents(self) -> int:
        """Return the number of documents."""
        return len(self.title)


@dataclass(slots=True)
class Inverted:
    """A field inverted: terms in byte order, and for each its documents, weights and positions."""

    terms: list[bytes]
    pointers: Array
    """int64, terms + 1: where each term's postings begin."""
    documents: Array
    """int32, one a posting."""
    weights: Array
    """float32, one a posting."""
    position_pointers: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    """uint32 or int64, postings + 1; empty for a field without positions."""
    positions: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    """int32 or int64 global positions, rising within a term."""
    lengths: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    """int64, one a document; empty for a field that is not scored."""
    base: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    """int64, documents + 1: the field's own layout; empty where its positions are the text's."""

    @property
    def has_positions(self) -> bool:
        """Tell whether the field keeps positions."""
        return len(self.position_pointers) > 0


def lay_out(title: array[int], body: array[int]) -> Layout:
    """Return the layout of a segment whose documents have these numbers of title and body tokens."""
    titles, bodies = np.asarray(title, np.int64), np.asarray(body, np.int64)
    spans = titles + bodies + 2 * TITLE_GAP
    base = np.concatenate(([0], np.cumsum(spans)))
    document = np.repeat(np.arange(len(titles), dtype=np.int32), spans)
    in_title = np.zeros(len(document), bool)
    in_title[_ranges(base[:-1], titles)] = True
    weight = np.ones(len(document), np.uint8)
    weight[in_title] = TITLE_WEIGHT
    weight[_ranges(base[:-1] + TITLE_GAP, lead_words(titles, bodies))] = LEAD_WEIGHT
    return Layout(base, titles.astype(np.int32), document, in_title, weight)


def lead_words(titles: Array, bodies: Array) -> Array:
    """Count the words of each body that stand for a lacking title, given the tokens of titles and bodies."""
    return np.where(titles == 0, np.minimum(bodies, LEAD_WORDS), 0)


def _ranges(starts: Array, counts: Array) -> Array:
    """Return the ranges `starts[i] : starts[i] + counts[i]`, one after another."""
    before = np.cumsum(counts) - counts
    return np.asarray(np.repeat(starts - before, counts) + np.arange(int(counts.sum())))


def token_positions(layout: Layout, tokens: Array) -> Array:
    """Return the global position of every token of a stream, given each document's number of tokens."""
    counts = tokens.astype(np.int64)
    first = np.concatenate(([0], np.cumsum(counts)))
    within = np.arange(first[-1]) - np.repeat(first[:-1], counts)
    gap = np.where(within >= np.repeat(layout.title, counts), TITLE_GAP, 0)
    positions: Array = np.repeat(layout.base[:-1], counts) + within + gap
    return positions.astype(np.int32 if layout.base[-1] < 2**31 else np.int64)


def sorted_terms(vocabulary: Mapping[str, int]) -> tuple[list[bytes], Array]:
    """Return a vocabulary's terms in byte order, and the new number of each old one."""
    encoded = sorted((utf8(term), number) for term, number in vocabulary.items())
    rank = np.empty(len(encoded), np.int64)
    rank[[number for _, number in encoded]] = np.arange(len(encoded))
    return [term for term, _ in encoded], rank


def invert(stream: Stream, layout: Layout, positions: Array, *, weighted: bool = True) -> Inverted:
    """Invert a stream of words; they weigh what their positions do, or all the same."""
    terms, rank = sorted_terms(stream.vocabulary)
    keys = rank[np.asarray(stream.terms)] if len(positions) else np.zeros(0, np.int64)
    keys *= layout.base[-1]
    keys += positions
    if len(stream.extra_terms):
        at = positions[np.asarray(stream.extra_tokens)]
        extra = rank[np.asarray(stream.extra_terms)] * layout.base[-1] + at
        keys = np.concatenate((keys, extra))
    keys.sort()
    repeated = keys[1:] == keys[:-1]
    if repeated.any():
        keys = np.delete(keys, np.flatnonzero(repeated))
    return from_keys(terms, keys, layout, weighted=weighted)


def from_keys(terms: list[bytes], keys: Array, layout: Layout, *, weighted: bool = True) -> Inverted:
    """Build posting arrays from sorted keys without repeats.

    The keys are most of a build's memory, so what comes of them takes four bytes an occurrence, or one.
    """
    total = max(int(layout.base[-1]), 1)
    bounds = np.searchsorted(keys, np.arange(len(terms) + 1) * total)
    position = (keys % total).astype(np.int32 if total < 2**31 else np.int64)
    document = layout.document[position]
    new = np.zeros(len(keys), bool)
    new[1:] = document[1:] != document[:-1]
    new[bounds[bounds < len(keys)]] = True
    first = np.flatnonzero(new)
    each = layout.weight[position] if weighted else np.ones(len(keys), np.uint8)
    weights = np.add.reduceat(each, first, dtype=np.float32) if len(first) else np.zeros(0, np.float32)
    return Inverted(
        terms=terms,
        pointers=np.searchsorted(first, bounds).astype(np.int64),
        documents=document[first],
        weights=weights,
        position_pointers=np.append(first, len(keys)).astype(np.uint32 if len(keys) < 2**32 else np.int64),
        positions=position,
    )


def title_only(text: Inverted, layout: Layout) -> Inverted:
    """Invert the title field: those occurrences of `text` that stand in titles."""
    in_title = layout.in_title[text.positions]
    occurrences = np.diff(text.position_pointers[text.pointers])
    term = np.repeat(np.arange(len(text.terms)), occurrences)[in_title]
    used, term = np.unique(term, return_inverse=True)
    keys = term * max(int(layout.base[-1]), 1) + text.positions[in_title]
    return from_keys([text.terms[i] for i in used], keys, layout, weighted=False)


def invert_values(values: Values, documents: int) -> Inverted:
    """Invert a field of whole values: postings without positions, all of weight 1."""
    terms, rank = sorted_terms(values.vocabulary)
    numbers = rank[np.asarray(values.terms)] if len(values.terms) else np.zeros(0, np.int64)
    keys = np.unique(numbers * max(documents, 1) + np.asarray(values.documents, np.int64))
    term, document = np.divmod(keys, max(documents, 1))
    counts = np.bincount(term, minlength=len(terms))
    return Inverted(
        terms=terms,
        pointers=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        documents=document.astype(np.int32),
        weights=np.ones(len(keys), np.float32),
    )


def grams_of(bare: str) -> list[str]:
    """Return the letter 4-grams of a normalised word without clitics; a shorter word is its own gram."""
    return [bare[i : i + GRAM] for i in range(len(bare) - GRAM + 1)] or [bare]


def invert_grams(surface: Inverted, documents: int, cut: Callable[[str], int]) -> Inverted:
    """Invert the gram field: the grams of every surface word, one sparse product of words and documents.

    `cut` tells how many letters of a word are clitics.
    """
    numbers: dict[str, int] = {}
    rows, columns = array("I"), array("I")
    for row, term in enumerate(surface.terms):
        word = from_utf8(term)
        for gram in grams_of(word[cut(word) :]):
            rows.append(row)
            columns.append(numbers.setdefault(gram, len(numbers)))
    terms, rank = sorted_terms(numbers)
    ones = np.ones(len(rows), np.float32)
    shape = (len(terms), len(surface.terms))
    holds = sparse.csr_matrix((ones, (rank[np.asarray(columns)], np.asarray(rows))), shape=shape)
    words = sparse.csr_matrix(
        (surface.weights, surface.documents, surface.pointers), shape=(len(surface.terms), documents)
    )
    product = holds @ words
    product.sort_indices()
    return Inverted(
        terms=terms,
        pointers=product.indptr.astype(np.int64),
        documents=product.indices.astype(np.int32),
        weights=product.data.astype(np.float32),
        lengths=np.asarray(product.sum(axis=0)).ravel().astype(np.int64),
    )


def invert_byline(source: Accumulator) -> Inverted:
    """Invert the byline field, laid out by itself: each byline is a head without a body."""
    layout = lay_out(source.byline_tokens, array("I", bytes(4 * len(source))))
    positions = token_positions(layout, np.asarray(source.byline_tokens, np.int64))
    byline = invert(source.byline, layout, positions, weighted=False)
    byline.base = layout.base
    return byline


def invert_all(source: Accumulator) -> tuple[Layout, dict[str, Inverted]]:
    """Invert every field of a segment; return its layout and the fields by name."""
    title = np.asarray(source.title_tokens, np.int64)
    body = np.asarray(source.body_tokens, np.int64)
    byline = np.asarray(source.byline_tokens, np.int64)
    layout = lay_out(source.title_tokens, source.body_tokens)
    positions = token_positions(layout, title + body)
    text = invert(source.text, layout, positions)
    surface = invert(source.surface, layout, positions)
    fields = {
        "text": text,
        "surface": surface,
        "title": title_only(text, layout),
        "byline": invert_byline(source),
        "gram": invert_grams(surface, len(source), source.chain.cut),
    }
    lead = (LEAD_WEIGHT - 1) * lead_words(title, body)
    fields["text"].lengths = fields["surface"].lengths = TITLE_WEIGHT * title + body + lead
    fields["title"].lengths = title
    fields["byline"].lengths = byline
    fields |= {name: invert_values(values, len(source)) for name, values in source.values.items()}
    return layout, fields


def checksums(terms: Iterable[bytes]) -> tuple[Array, Array]:
    """Return the CRC-32 of each term, sorted, with the term's number: a hash table by binary search."""
    sums = np.fromiter((zlib.crc32(term) for term in terms), np.uint32)
    order = np.argsort(sums, kind="stable").astype(np.uint32)
    return sums[order], order
