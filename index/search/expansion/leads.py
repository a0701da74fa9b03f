"""Leads: the terms of articles' titles and first words, from which feedback takes what articles share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.analysis.analyzer import Chain
from index.analysis.wordlists import is_stop_word
from index.memory import Remembered
from index.segment.reader import SegmentArrays

#: Code points of a body that speak for it.
LEAD = 600
#: Letters of the shortest word that says something.
_SHORTEST_TERM = 3


class Leads:
    """The words of titles and leads of a snapshot's articles, analysed when they are first asked for."""

    def __init__(self, segments: Sequence[SegmentArrays], chain: Chain) -> None:
        self._segments = segments
        self._chain = chain
        self._known: Remembered[tuple[int, int], dict[str, tuple[int, str]]] = Remembered()

    def terms(self, segment: int, document: int) -> Mapping[str, tuple[int, str]]:
        """Return for each stem of an article's title and lead its count and the first form of it there."""
        asked = (segment, document)
        known = self._known.get(asked)
        return self._known.keep(asked, self._terms(segment, document)) if known is None else known

    def _terms(self, segment: int, document: int) -> dict[str, tuple[int, str]]:
        held = self._segments[segment]
        text = f"{held.record(document)['title'] or ''}\n{held.body_between(document, 0, LEAD)}"
        analysis = self._chain.analyze(text)
        found: dict[str, tuple[int, str]] = {}
        rows = zip(analysis.norms, analysis.stems, analysis.starts, analysis.ends, strict=True)
        for norm, stem, start, end in rows:
            says_something = len(norm) >= _SHORTEST_TERM <= len(stem) and not is_stop_word(norm)
            if says_something and not norm.isdecimal():
                count, form = found.get(stem, (0, text[start:end]))
                found[stem] = (count + 1, form)
        return found
