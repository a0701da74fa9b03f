"""Near-duplicates: the decision on a pair of texts, and clusters over an archive.

Two texts are near-duplicates if one reprints the other: shortened, under another heading, with other
honorifics or «أمس» for «اليوم». Formula texts (executions, telegrams, the weather) share most of their words
and tell of different events: other numbers and names in the same places give them away.

Clusters are found by MinHash and locality-sensitive hashing (A. Broder, 1997; datasketch), one article at a
time; each pair that hashing proposes is then decided like any other.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from datasketch import MinHash, MinHashLSH

from archive.boilerplate import clean
from archive.dedup.similarity import (
    Alignment,
    Words,
    comparable_words,
    containment,
    jaccard,
    shingles,
)

#: Measured on pairs judged by hand: reprints reach it, other articles on the same event do not.
SIMILAR = 0.75
#: A shortened copy shares less of both texts and nearly all of its own.
SHORTENED, CONTAINED = 0.6, 0.95
#: An edited copy has long common runs in the same order: so much of the shorter text, and of the longer.
RUNS_SHORTER, RUNS_LONGER = 0.89, 0.5
#: Texts that share less are not aligned.
LEAST_SIMILAR, LEAST_CONTAINED = 0.3, 0.55
PERMUTATIONS = 128
#: Signatures are filed under 42 bands of 3 numbers: two texts of which half the shingles are common, as a cut
#: or an edited copy's may be, share one with a probability of .996, two of which a tenth are with .04.
BANDS, ROWS = 42, 3


def are_near_duplicates(a: str, b: str) -> bool:
    """Tell whether one text reprints the other, page furniture aside. Symmetric; false for empty texts."""
    # As bodies: a first line is text here and no headline.
    bodies = (clean(text, has_furniture=False).body for text in (a, b))
    return reprints(*map(comparable_words, bodies))


def is_reprint(a: str, b: str) -> bool:
    """Tell whether one of two clean bodies reprints the other; `are_near_duplicates` without the cleaning."""
    return reprints(comparable_words(a), comparable_words(b))


def reprints(a: Words, b: Words) -> bool:
    """Tell whether one of two texts, given as `comparable_words`, reprints the other."""
    if not a or not b:
        return False
    if a == b:
        return True
    a, b = sorted((a, b))  # an alignment may depend on which text comes first
    left, right = shingles(a), shingles(b)
    similarity, contained = jaccard(left, right), containment(left, right)
    if similarity < LEAST_SIMILAR or contained < LEAST_CONTAINED:
        return False  # before the alignment, which is dear
    alignment = Alignment(a, b)
    similar = similarity >= SIMILAR or (similarity >= SHORTENED and contained >= CONTAINED)
    return (similar or _runs_through(alignment)) and not alignment.tells_another_event()


def _runs_through(alignment: Alignment) -> bool:
    """Tell whether common runs cover the shorter text, and so much of the longer that it is no digest."""
    shorter, longer = alignment.coverage()
    return shorter >= RUNS_SHORTER and longer >= RUNS_LONGER


def signature(text: str) -> bytes:
    """Return the MinHash signature of a body: 128 little-endian 32-bit numbers; empty for one without words.

    It depends on the text alone, so that a store can keep it.
    """
    return signature_of(comparable_words(text))


def signature_of(compared: Words) -> bytes:
    """Return the MinHash signature of a text given as `comparable_words`."""
    words = shingles(compared)
    if not words:
        return b""
    minhash = _empty_minhash().copy()
    minhash.update_batch([" ".join(shingle).encode("utf-8", "surrogatepass") for shingle in words])
    return bytes(minhash.hashvalues.astype("<u4").tobytes())


def bands(kept: bytes) -> tuple[int, ...]:
    """Return the bands of a signature as 64-bit numbers: texts that share one may be near-duplicates.

    For stores that keep them; `DuplicateIndex` proposes the same pairs.
    """
    width = ROWS * 4 if kept else 0
    pieces = (bytes([at]) + kept[at * width : (at + 1) * width] for at in range(BANDS if kept else 0))
    return tuple(
        int.from_bytes(blake2b(piece, digest_size=8).digest(), "little", signed=True) for piece in pieces
    )


@cache
def _empty_minhash() -> MinHash:
    """Return an empty MinHash, made once as it is dear; its fixed scheme keeps old signatures valid."""
    return MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32, scheme="affine32")


def _minhash(kept: bytes) -> MinHash:
    minhash = _empty_minhash().copy()
    minhash.hashvalues = np.frombuffer(kept, dtype="<u4").astype(np.uint32)
    return minhash


@dataclass(frozen=True, slots=True)
class Cluster:
    """The articles that reprint one text; the representative is the one that was added first."""

    representative: str
    members: tuple[str, ...]
    """All ids, the representative first, then in the order they were added."""


class DuplicateIndex:
    """An index of signatures that finds near-duplicates among many bodies; it holds no texts.

    `text_of` gives the body of an id when a pair has to be decided. Without it the estimate decides, which
    takes formula texts for reprints.
    """

    def __init__(self, text_of: Callable[[str], str] | None = None) -> None:
        self._text_of = text_of
        self._hashes = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        self._signatures: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._signatures)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._signatures

    def add(self, article_id: str, text: str) -> bytes:
        """Add a body and return its signature; an id that is there already is replaced."""
        kept = signature(text)
        self.add_signature(article_id, kept)
        return kept

    def add_signature(self, article_id: str, kept: bytes) -> None:
        """Add an article by what `signature` returned for it before; an id that is there is replaced."""
        self.remove(article_id)
        self._signatures[article_id] = kept
        if kept:
            self._hashes.insert(article_id, _minhash(kept), check_duplication=False)

    def remove(self, article_id: str) -> None:
        """Remove an article; unknown ids are no error."""
        kept = self._signatures.pop(article_id, None)
        if kept:
            self._hashes.remove(article_id)

    def candidates(self, text: str) -> tuple[str, ...]:
        """Return the ids whose texts may be near-duplicates of this body, in the order they were added."""
        return self._alike(signature(text))

    def _alike(self, kept: bytes) -> tuple[str, ...]:
        if not kept:
            return ()
        found = set(self._hashes.query(_minhash(kept)))
        return tuple(article_id for article_id in self._signatures if article_id in found)

    def clusters(self) -> tuple[Cluster, ...]:
        """Return the clusters of two and more articles, in the order of their representatives."""
        groups = _Groups(self._signatures)
        for a, b in self._pairs():
            if not groups.joined(a, b) and self._same(a, b):
                groups.join(a, b)
        return tuple(Cluster(members[0], members) for members in groups.of_two_or_more())

    def _pairs(self) -> Iterator[tuple[str, str]]:
        order = {article_id: number for number, article_id in enumerate(self._signatures)}
        for article_id, kept in self._signatures.items():
            found = self._hashes.query(_minhash(kept)) if kept else []
            yield from ((other, article_id) for other in found if order[other] < order[article_id])

    def _same(self, a: str, b: str) -> bool:
        if self._text_of is not None:
            return reprints(comparable_words(self._text_of(a)), comparable_words(self._text_of(b)))
        estimate = _minhash(self._signatures[a]).jaccard(_minhash(self._signatures[b]))
        return bool(estimate >= SIMILAR)


class _Groups:
    """Disjoint sets; the first-added member leads each."""

    def __init__(self, ids: dict[str, bytes]) -> None:
        self._order = {article_id: number for number, article_id in enumerate(ids)}
        self._leader = {article_id: article_id for article_id in ids}

    def _find(self, article_id: str) -> str:
        while (leader := self._leader[article_id]) != article_id:
            self._leader[article_id] = self._leader[leader]
            article_id = leader
        return article_id

    def joined(self, a: str, b: str) -> bool:
        return self._find(a) == self._find(b)

    def join(self, a: str, b: str) -> None:
        first, second = sorted((self._find(a), self._find(b)), key=self._order.__getitem__)
        self._leader[second] = first

    def of_two_or_more(self) -> Iterator[tuple[str, ...]]:
        members: dict[str, list[str]] = {}
        for article_id in self._leader:
            members.setdefault(self._find(article_id), []).append(article_id)
        return (tuple(group) for group in members.values() if len(group) > 1)
