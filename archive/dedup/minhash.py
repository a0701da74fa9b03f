"""Near-duplicates: the decision on a pair of texts, and clusters over an archive.

Two texts are near-duplicates if one reprints the other: shortened, under another heading, with other
honorifics or «أمس» for «اليوم». Formula texts (executions, telegrams, the weather) share most of their words
and tell of different events: other numbers and names in the same places give them away.

Clusters are found by MinHash and locality-sensitive hashing (A. Broder, 1997; datasketch), one article at a
time; each pair that hashing proposes is then decided like any other.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from datasketch import MinHash

from archive.boilerplate import clean
from archive.dedup.alignment import Alignment
from archive.dedup.similarity import Words, comparable_words, containment, jaccard, shingles

#: Measured on pairs judged by hand: reprints reach it, other articles on the same event do not.
SIMILAR = 0.77
#: A shortened copy shares less of both texts and nearly all of its own.
SHORTENED, CONTAINED = 0.6, 0.95
#: An edited copy has long common runs in the same order: so much of the shorter text, and of the longer. The
#: more of the shorter one is common, the more the longer one may have besides; a digest has most besides.
RUNS = ((0.93, 0.5), (0.9, 0.63))
#: A shortened and edited copy has shorter runs, and so many shingles in common, of all and of its own.
RUNS_CUT, CUT_SIMILAR, CUT_CONTAINED = (0.8, 0.5), 0.55, 0.88
#: An editor's changes break the runs of a short text more than those of a long one. An edited copy has at
#: most so many of the shorter text's words outside of them, and such a share of the shorter text and of the
#: longer within them: one of the whole, and those that are cut too, which share so many shingles.
EDITED, EDITED_CUT, EDITED_SIMILAR = (36, 0.78, 0.75), ((28, 0.78, 0.6), (36, 0.83, 0.6)), 0.5
#: Where paragraphs changed places, common shingles tell: such a share, and at most so many of the shorter
#: text's not common.
MOVED_SIMILAR, MOVED_SHINGLES = 0.65, 45
#: Or long runs out of order: so much of both texts is common with them, and so much of the shorter is theirs.
MOVED_RUNS, MOVED_SHARE = (0.87, 0.82), 0.1
#: Captions of fewer words have little else than their formula: the first kind of runs alone counts for them.
CAPTION = 40
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
    return (
        similar or _runs_through(alignment, similarity, contained)
    ) and not alignment.tells_another_event()


def _runs_through(alignment: Alignment, similarity: float, contained: float) -> bool:
    """Tell whether common runs cover the shorter text, and so much of the longer that it is no digest."""
    shorter, longer = alignment.coverage()
    kinds = RUNS if alignment.length >= CAPTION else RUNS[:1]
    if alignment.length >= CAPTION:
        kinds = (*kinds, *((EDITED[1:],) if alignment.changed() <= EDITED[0] else ()))
        if similarity >= EDITED_SIMILAR:
            outside = (1 - shorter) * alignment.length
            kinds = (*kinds, *(shares for most, *shares in EDITED_CUT if outside <= most))
        if similarity >= MOVED_SIMILAR and (1 - contained) * alignment.length <= MOVED_SHINGLES:
            return True
        if similarity >= CUT_SIMILAR and _is_moved(alignment, shorter):
            return True
    if similarity >= CUT_SIMILAR and contained >= CUT_CONTAINED:
        kinds = (*kinds, RUNS_CUT)
    return any(shorter >= of_shorter and longer >= of_longer for of_shorter, of_longer in kinds)


def _is_moved(alignment: Alignment, ordered: float) -> bool:
    """Tell whether runs that changed places cover both texts; `ordered` is the share that kept its place."""
    shorter, longer = alignment.coverage_with_moved()
    of_shorter, of_longer = MOVED_RUNS
    return shorter >= of_shorter and longer >= of_longer and shorter - ordered >= MOVED_SHARE


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

    For stores that keep them.
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
