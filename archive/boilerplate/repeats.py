"""Folding of passages that stand twice in one article."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.boilerplate.rules import key_of
from archive.boilerplate.segments import Piece, Pieces, part_of

#: Runs are taken whole and from their beginning, so that a text of nothing but dots takes linear time.
_SENTENCE = re.compile(r"(?<![.!؟?…])[.!؟?…]++[\"»”)\]]*+\s+")
#: A paragraph, or a sentence within one, is folded as a repeat from this many folded characters on.
REPEATED_PARAGRAPH, REPEATED_SENTENCE = 40, 80


def fold_repeats(pieces: Pieces) -> Pieces:
    """Mark paragraphs, and long sentences within them, that stood before as furniture (`repeat`)."""
    seen: set[str] = set()
    out: Pieces = []
    for piece in pieces:
        key = key_of(piece.text) if piece.open else ""
        if len(key) >= REPEATED_PARAGRAPH and key in seen:
            out.append(replace(piece, role="repeat"))
            continue
        out += _fold_sentences(piece, seen) if piece.open else [piece]
        seen.add(key)
    return out


def _fold_sentences(piece: Piece, seen: set[str]) -> Pieces:
    """Split the paragraph into stretches of new and of repeated sentences.

    A short sentence goes with the repeated one before it if it too stood before.
    """
    stretches: list[tuple[int, int, bool]] = []
    at, repeated = 0, False
    for stop in [*(m.end() for m in _SENTENCE.finditer(piece.text)), len(piece.text)]:
        key = key_of(piece.text[at:stop])
        repeated = key in seen and (len(key) >= REPEATED_SENTENCE or (repeated and bool(key)))
        seen.add(key)
        if stretches and stretches[-1][2] == repeated:
            stretches[-1] = (stretches[-1][0], stop, repeated)
        elif stop > at:
            stretches.append((at, stop, repeated))
        at = stop
    parts = [part_of(piece, start, end, "repeat" if again else None) for start, end, again in stretches]
    return [part for found in parts for part in found]
