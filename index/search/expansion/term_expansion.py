"""Expansion: which terms of the vocabulary a prefix, a wildcard or a fuzzy word stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from archive.text.encodings import from_utf8, utf8
from index.analysis.stemmer import strip_clitics
from index.memory import Remembered
from index.query.ast import Expanded
from index.segment.array_file import Array
from index.segment.postings import FieldPostings
from index.segment.reader import SegmentArrays

ARTICLE = "ال"
#: What may stand before a word that is a letter off.
PARTICLES = ("ال", "و", "ب", "ل", "ف", "ك", "لل", "وال", "بال", "فال", "كال", "ولل", "وب", "ول", "وبال")
#: Those of them that hold the article, whatever stands behind them.
WITH_ARTICLE = ("ال", "لل", "وال", "بال", "فال", "كال", "ولل", "وبال")
#: Letters of what particles may stand before.
SHORTEST_AFTER_PARTICLES = 3


class Expander:
    """Expands nodes over the surface words of all segments, as they stand and after their clitics."""

    def __init__(self, segments: Sequence[SegmentArrays]) -> None:
        self._segments = segments
        self._known: Remembered[tuple[str, str, str, int], tuple[bytes, ...]] = Remembered()
        self._counts: Remembered[tuple[str, str, str], int] = Remembered()

    def expand(self, node: Expanded) -> tuple[bytes, ...]:
        """Return at most `node.limit` terms, the most frequent first, ties in byte order; remembered."""
        asked = (node.fieldname, node.kind, node.pattern, node.limit)
        known = self._known.get(asked)
        return self._known.keep(asked, self._expand(node)) if known is None else known

    def _expand(self, node: Expanded) -> tuple[bytes, ...]:
        if node.kind == "fuzzy":
            candidates: Iterable[bytes] = self._within_one_edit(node)
        else:
            candidates = self._candidates(node)
        counted = ((-self.frequency(node.fieldname, term), term) for term in set(candidates))
        return tuple(term for _, term in sorted(counted)[: node.limit])

    def count(self, node: Expanded) -> int:
        """Count the terms that there are without the limit; remembered."""
        asked = (node.fieldname, node.kind, node.pattern)
        known = self._counts.get(asked)
        return self._counts.keep(asked, self._count(node)) if known is None else known

    def is_cut(self, node: Expanded) -> bool:
        """Tell whether there are more terms than the limit lets through."""
        return len(self.expand(node)) >= node.limit and self.count(node) > node.limit

    def _count(self, node: Expanded) -> int:
        if node.kind == "fuzzy":
            return len(set(self._within_one_edit(node)))
        found: set[bytes] = set()
        for segment in self._segments:
            found.update(map(segment.fields[node.fieldname].term, self._numbers(segment, node).tolist()))
        return len(found)

    def _candidates(self, node: Expanded) -> Iterator[bytes]:
        """Yield every term that can be among the most frequent; rare ones of long lists are left out early.

        A term among the first `limit` stands in some segment at least as often as the segment's own
        `limit`-th term, divided by the number of segments.
        """
        numbers = [self._numbers(segment, node) for segment in self._segments]
        fields = [segment.fields[node.fieldname] for segment in self._segments]
        frequencies = [
            field.pointers[held + 1] - field.pointers[held]
            for field, held in zip(fields, numbers, strict=True)
        ]
        floors = [np.partition(f, -node.limit)[-node.limit] for f in frequencies if len(f) > node.limit]
        floor = max(floors, default=0) / max(len(fields), 1)
        for field, held, frequency in zip(fields, numbers, frequencies, strict=True):
            yield from map(field.term, held[frequency >= floor].tolist())

    def _numbers(self, segment: SegmentArrays, node: Expanded) -> Array:
        """Return the numbers of a segment's terms that the pattern matches, as they are or after clitics."""
        postings = segment.fields[node.fieldname]
        head, star, tail = node.pattern.partition("*")
        prefix = utf8(head)
        own = postings.starting_with(prefix)
        ranges = [np.arange(own.start, own.stop)]
        if node.fieldname == "surface":
            after = _bare_range(segment, postings, head)
            ranges.append(segment.bare[after.start : after.stop])
            heads = (utf8(particle + head) for particle in WITH_ARTICLE)
            ranges += [np.arange(some.start, some.stop) for some in map(postings.starting_with, heads)]
        numbers = np.unique(np.concatenate(ranges).astype(np.int64))
        if not star or not tail:
            return np.asarray(numbers)
        matches = wildcard_matcher(node.pattern)
        kept = [number for number in numbers.tolist() if matches(postings.term(number))]
        return np.array(kept, np.int64)

    def _within_one_edit(self, node: Expanded) -> Iterator[bytes]:
        """Yield the vocabulary's terms at most one insertion, deletion, substitution or swap away.

        What particles stand before is one away too: «فلوحة» finds «بالفلوجة».
        """
        near = edits(node.pattern, self._letters)
        if node.fieldname == "surface" and not node.pattern.isascii():
            bare = node.pattern.removeprefix(ARTICLE)
            bare = bare if len(bare) >= SHORTEST_AFTER_PARTICLES else node.pattern
            near |= {particle + word for word in edits(bare, self._letters) for particle in ("", *PARTICLES)}
        terms = [utf8(word) for word in near]
        fields = [segment.fields[node.fieldname] for segment in self._segments]
        yield from {term for field in fields for term in field.known(terms)}

    @cached_property
    def _letters(self) -> str:
        """Return every character of the surface vocabulary, sorted."""
        found: set[str] = set()
        for segment in self._segments:
            found.update(segment.fields["surface"].all_text())
        return "".join(sorted(found))

    def frequency(self, name: str, term: bytes) -> int:
        """Count the documents of all segments that hold a field's term, hidden ones included."""
        fields = (segment.fields[name] for segment in self._segments)
        return sum(field.frequency(number) for field in fields if (number := field.look_up(term)) >= 0)


def edits(word: str, letters: str) -> set[str]:
    """Return all strings within one edit of a word: insertion, deletion, substitution, swap of neighbours."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {word}
    near.update(a + b[1:] for a, b in cuts if b)
    near.update(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    near.update(a + letter + b[1:] for a, b in cuts if b for letter in letters)
    near.update(a + letter + b for a, b in cuts for letter in letters)
    near.discard("")
    return near


def _bare_range(segment: SegmentArrays, postings: FieldPostings, head: str) -> range:
    def after(at: int) -> bytes:
        return postings.term(int(segment.bare[at]))[int(segment.cuts[at]) :]

    prefix, places = utf8(head), range(len(segment.bare))
    low = bisect_left(places, prefix, key=after)
    return range(low, bisect_left(places, prefix + b"\xff", lo=low, key=after))


def wildcard_matcher(pattern: str) -> Callable[[bytes], bool]:
    """Return a function that tells whether a term matches a wildcard pattern, as it is or after its clitics.

    It takes time in proportion to the term, whatever the stars: a regular expression would try all ways of
    sharing a long word among them.
    """
    head, *middles, tail = pattern.split("*")

    def fits(word: str) -> bool:
        at, end = len(head), len(word) - len(tail)
        if at > end or not word.startswith(head):
            return False
        for part in middles:
            found = word.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    def matches(term: bytes) -> bool:
        word = from_utf8(term)
        # Clitics stand before a word: its end is that of the term.
        if not word.endswith(tail):
            return False
        return fits(word) or any(map(fits, _after_article(word))) or fits(strip_clitics(word))

    return matches


def _after_article(word: str) -> Iterator[str]:
    """Yield the rest of a word after each of the particles with an article that it may begin with."""
    yield from (word[len(particle) :] for particle in WITH_ARTICLE if word.startswith(particle))
