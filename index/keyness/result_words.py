"""The words of a result: terms that set its articles apart from the rest of the archive.

Counted in documents, reprints of one text once on both sides. The words of the query, the signs of names and
stop words are left out; each term is told in the forms in which the result prints it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np

from archive.text.arabic import fold
from archive.text.encodings import from_utf8
from index.analysis.names import SIGN
from index.analysis.wordlists import is_stop_word
from index.keyness.measures import conservative_log_ratio, least_significant, log_likelihood
from index.model import Query, Reading
from index.query.ast import Parsed, Phrase, Term, wanted_leaves
from index.search.collapse import CopiesColumn, folded
from index.search.docset import mask_of
from index.search.searcher import Result
from index.search.snapshot import Snapshot
from index.segment.array_file import Array
from index.segment.reader import SegmentArrays

#: Articles of a result in which a term stands at least.
FEWEST = 3
#: Terms of each order that are told at most.
MOST = 50
#: Articles in which the printed forms of a term are looked up; forms told.
PRINTED_IN, FORMS = 8, 3
#: From a term's place among those of a result to the term.
Terms: TypeAlias = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Keyword:
    """One term: its printed forms, in how many articles it stands, and what sets it apart."""

    forms: tuple[str, ...]
    """Its words as printed in the result, the most frequent first."""
    inside: int
    """Articles of the result that hold it."""
    archive: int
    """Articles of the whole archive that hold it, the result's among them."""
    log_ratio: float
    """The conservative log ratio (base 2): 3 says, at least eight times as frequent."""
    g2: float
    """The log-likelihood ratio G²."""


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The words of a result in two orders."""

    query: Query
    reading: Reading
    articles: int
    """Articles of the result, reprints of one text counted once."""
    archive: int
    """Articles of the archive, counted likewise."""
    distinctive: tuple[Keyword, ...]
    """By their conservative log ratio."""
    frequent: tuple[Keyword, ...]
    """By G²."""
    generation: int


class ArchiveCounts:
    """In how many live articles each term of each segment stands, reprints once; worked out once."""

    def __init__(self, snapshot: Snapshot, column: CopiesColumn) -> None:
        self.masks = [
            _representatives(segment, clusters)
            for segment, clusters in zip(snapshot.segments, column.clusters, strict=True)
        ]
        self.articles = sum(int(np.count_nonzero(mask)) for mask in self.masks)
        self.counts = [
            frequencies(segment, mask) for segment, mask in zip(snapshot.segments, self.masks, strict=True)
        ]


def _representatives(segment: SegmentArrays, clusters: Array) -> Array:
    """Return a mask of the live documents without those whose cluster has an earlier one in the segment."""
    mask = np.ones(segment.documents, bool) if segment.live is None else segment.live.copy()
    at = np.flatnonzero((clusters >= 0) & mask)
    _, first = np.unique(clusters[at], return_index=True)
    mask[np.delete(at, first)] = False
    return mask


def frequencies(segment: SegmentArrays, mask: Array) -> Array:
    """Count for each term of a segment's text the documents of a mask that hold it."""
    postings = segment.fields["text"]
    if not len(postings):
        return np.zeros(0, np.int64)
    held = mask.take(postings.all_documents())
    before = np.zeros(len(held) + 1, np.int32)
    np.cumsum(held, out=before[1:])
    return np.diff(before.take(postings.pointers)).astype(np.int64)


def result_words(
    result: Result, reading: Reading, parsed: Parsed, column: CopiesColumn, counts: ArchiveCounts
) -> ResultWords:
    """Find the words that set a result apart from the rest of the archive, in both orders."""
    snapshot = result.snapshot
    listed = folded(result, column)
    own = own_terms(snapshot, parsed)
    inside_of = [found.matches.documents for found in listed.found]
    articles = sum(map(len, inside_of))
    terms = _Terms.of(snapshot, inside_of, counts)
    inside, archive = terms.inside, np.maximum(terms.archive, terms.inside)
    sizes = (articles, max(counts.articles, articles) - articles)
    ratio = conservative_log_ratio(inside, archive - inside, sizes, len(inside))
    g2 = log_likelihood(inside, archive - inside, sizes)
    passes = (ratio > 0) & (g2 >= least_significant(len(inside)))
    orders = []
    for worth in (ratio, g2):
        chosen = np.flatnonzero(passes)
        chosen = chosen[np.argsort(-worth[chosen], kind="stable")]
        told = (
            Keyword(forms, int(inside[at]), int(archive[at]), round(float(ratio[at]), 2), float(g2[at]))
            for at, forms in _printed(terms, chosen.tolist(), own)
        )
        orders.append(tuple(islice(told, MOST)))
    whole = sizes[0] + sizes[1]
    return ResultWords(result.query, reading, articles, whole, orders[0], orders[1], snapshot.number)


def _printed(
    terms: _Terms, chosen: Iterable[int], own: Container[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the terms that say something with their printed forms; of those printed alike the first."""
    told: set[str] = set()
    for at in chosen:
        term = terms.term(at)
        if not says_something(term) or from_utf8(term) in own:
            continue
        forms = [form for form, _ in terms.forms(term).most_common(FORMS)]
        key = fold(forms[0]) if forms else ""
        if key and key not in told and not is_stop_word(key):
            told.add(key)
            yield at, tuple(forms)


class _Terms:
    """The terms that stand in enough articles of a result: their counts, and each term when asked for."""

    def __init__(
        self, snapshot: Snapshot, documents: Sequence[Array], inside: Array, archive: Array, terms: Terms
    ) -> None:
        self._snapshot, self._documents, self.term = snapshot, documents, terms
        self.inside, self.archive = inside, archive

    @classmethod
    def of(cls, snapshot: Snapshot, documents: Sequence[Array], counts: ArchiveCounts) -> _Terms:
        """Count the terms of a result over all segments; of one segment no term need be read for it."""
        inside = []
        for segment, held in zip(snapshot.segments, documents, strict=True):
            inside.append(frequencies(segment, mask_of(held, segment.documents)))
        if len(inside) == 1:
            kept = np.flatnonzero(inside[0] >= FEWEST)
            numbers, term = kept.tolist(), snapshot.segments[0].fields["text"].term
            return cls(
                snapshot, documents, inside[0][kept], counts.counts[0][kept], lambda at: term(numbers[at])
            )
        return cls._added_up(snapshot, documents, inside, counts)

    @classmethod
    def _added_up(
        cls, snapshot: Snapshot, documents: Sequence[Array], inside: Sequence[Array], counts: ArchiveCounts
    ) -> _Terms:
        """Add up the counts of several segments, term by term."""
        held: Counter[bytes] = Counter()
        for segment, here in zip(snapshot.segments, inside, strict=True):
            term = segment.fields["text"].term
            for number in np.flatnonzero(here).tolist():
                held[term(number)] += int(here[number])
        kept = [term for term, count in held.items() if count >= FEWEST]
        archive = np.zeros(len(kept), np.int64)
        for segment, whole in zip(snapshot.segments, counts.counts, strict=True):
            find = segment.fields["text"].look_up
            numbers = np.array([find(term) for term in kept], np.int64)
            archive[numbers >= 0] += whole.take(numbers[numbers >= 0])
        counted = np.array([held[term] for term in kept], np.int64)
        return cls(snapshot, documents, counted, archive, kept.__getitem__)

    def forms(self, term: bytes) -> Counter[str]:
        """Count the printed forms of a term in some articles of the result."""
        forms: Counter[str] = Counter()
        for segment, documents in zip(self._snapshot.segments, self._documents, strict=True):
            postings = segment.fields["text"]
            number = postings.look_up(term)
            if number < 0 or sum(forms.values()) >= PRINTED_IN:
                continue
            held = np.intersect1d(postings.documents_of(number), documents, assume_unique=True)
            for document in held[:PRINTED_IN].tolist():
                forms[printed(segment, number, document)] += 1
        return forms


def printed(segment: SegmentArrays, number: int, document: int) -> str:
    """Return the word with which a term first stands in a document, as it is printed."""
    position = segment.positions_in("text", number, document)[:1]
    in_title, starts, lengths = segment.token_spans(document, position)
    start, length = int(starts[0]), int(lengths[0])
    if in_title[0]:
        return str(segment.record(document)["title"][start : start + length])
    return segment.body_between(document, start, start + length)


def says_something(term: bytes) -> bool:
    """Tell whether a term is a word that is no stop word: not a name's sign, a number or a hashtag."""
    text = from_utf8(term)
    return len(text) > 1 and text[0].isalpha() and not is_stop_word(text)


def own_terms(snapshot: Snapshot, parsed: Parsed) -> frozenset[str]:
    """Return the terms of the query's words, and of the spellings of its names."""
    own: set[str] = set()
    for term in _leaf_terms(parsed):
        own.add(term)
        for spelling in snapshot.chain.names.by_id.get(term.removeprefix(SIGN).partition("/")[0], ()):
            own.update(spelling.words, map(snapshot.chain.stem, spelling.words), ("".join(spelling.words),))
    return frozenset(own)


def _leaf_terms(parsed: Parsed) -> Iterator[str]:
    for word in parsed.words:
        for leaf in wanted_leaves(word.node):
            match leaf:
                case Phrase():
                    yield from (term for term, _ in leaf.steps)
                case Term():
                    yield leaf.text if isinstance(leaf.text, str) else from_utf8(leaf.text)
