"""Passages: the stretches of an article that a model reads, each with the title before it."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

#: Words of the body in one passage.
WORDS = 70
#: Passages of one article at most: what stands behind them is found by its words alone. Of long paragraphs
#: that answer questions two found more than one (joined MRR@10 .875 and .868), and more than two no more.
MOST = 2
#: Code points of one word at most, and of a title: what is longer is no language, and costs a model dearly.
LONGEST_WORD, LONGEST_TITLE = 60, 400
#: Raised when a text is cut into other passages: vectors of another scheme are made anew.
SCHEME = 2

_WORD = re.compile(r"\S+")


class Passage(NamedTuple):
    """A stretch of a body, [start, end) in code points, and what a model is given for it."""

    start: int
    end: int
    text: str


def passages(title: str | None, body: str) -> list[Passage]:
    """Cut an article into passages of `WORDS` words, at most `MOST`; always one at least, however short."""
    head = f"{title.strip()[:LONGEST_TITLE]}. " if title and title.strip() else ""
    words = [match.span() for match in islice(_WORD.finditer(body), WORDS * MOST)]
    found: list[Passage] = []
    for first in range(0, max(len(words), 1), WORDS):
        some = words[first : first + WORDS]
        start, end = (some[0][0], some[-1][1]) if some else (0, 0)
        told = " ".join(body[begin : min(stop, begin + LONGEST_WORD)] for begin, stop in some)
        found.append(Passage(start, end, sendable(head + told)))
    return found


def sendable(text: str) -> str:
    """Return a text as any model takes it: without NUL, and without halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
