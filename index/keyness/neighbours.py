"""Neighbours: the words that stand beside a word in a result more often than they stand anywhere.

A window of some words on each side of every place where the word stands is read; each neighbour is compared
with how often it stands in the archive's whole text (G², log ratio; see `index.keyness.measures`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from archive.text.encodings import utf8
from index.analysis.tokenizer import TOKEN, normalize
from index.analysis.wordlists import is_stop_word
from index.highlight.match_spans import Matcher
from index.keyness.measures import conservative_log_ratio, least_significant, log_likelihood
from index.keyness.result_words import own_terms
from index.query.ast import Parsed
from index.search.searcher import Result
from index.search.snapshot import Snapshot

#: Words on each side; code points in which they are looked for.
WINDOW, REACH = 4, 60
#: Places that are read at most, the first of the result in the archive's order.
PLACES = 2_000
#: How often a neighbour is seen at least; neighbours told at most.
FEWEST, MOST = 3, 40
_WORD_OR_END = re.compile(f"{TOKEN.pattern}|\n")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word beside the word asked for: how often before it and after it, and what sets that apart."""

    form: str
    before: int
    after: int
    log_ratio: float
    g2: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The words beside a word in the articles of a result, the most telling first."""

    word: str
    places: int
    """The number of places that were read, of those where the word stands."""
    cut: bool
    """True if there are more places, which were not read."""
    words: tuple[Neighbour, ...]


def neighbours(result: Result, word: str, parsed: Parsed) -> Neighbours:
    """Find what stands beside a word, whose own reading is `parsed`, in the articles of a result."""
    snapshot = result.snapshot
    windows = list(islice(_windows(result, parsed), PLACES + 1))
    read = windows[:PLACES]
    stem_of = _Stems(snapshot, own_terms(snapshot, parsed))
    printed: dict[str, Counter[str]] = {}
    before = _count((words[-WINDOW:] for words in _words([left for left, _ in read])), stem_of, printed)
    after = _count((words[:WINDOW] for words in _words([right for _, right in read])), stem_of, printed)
    told = tuple(_told(snapshot, before, after, printed))[:MOST]
    return Neighbours(word, len(read), len(windows) > PLACES, told)


class _Stems(dict[str, str]):
    """The stem of each word as it is written, empty for what is no neighbour; each is worked out once."""

    def __init__(self, snapshot: Snapshot, own: Container[str]) -> None:
        super().__init__()
        self._stem, self._own = snapshot.chain.stem, own

    def __missing__(self, written: str) -> str:
        norm = normalize(written)
        stem = self._stem(norm) if norm else ""
        is_word = len(stem) > 1 and stem[0].isalpha() and not is_stop_word(norm) and stem not in self._own
        self[written] = stem if is_word else ""
        return self[written]


def _words(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each text, none of which has an end of line in it; all are read at once."""
    words: list[str] = []
    for found in _WORD_OR_END.findall("\n".join([*texts, ""])):
        if found != "\n":
            words.append(found)
        else:
            yield [word for word in words if normalize(word)]
            words = []


def _count(windows: Iterable[list[str]], stem_of: _Stems, printed: dict[str, Counter[str]]) -> Counter[str]:
    """Count the stems of the windows, and in `printed` how each is written."""
    written = Counter(chain.from_iterable(windows))
    counts: Counter[str] = Counter()
    for word, count in written.items():
        if stem := stem_of[word]:
            counts[stem] += count
            printed.setdefault(stem, Counter())[word] += count
    return counts


def _told(
    snapshot: Snapshot, before: Counter[str], after: Counter[str], printed: dict[str, Counter[str]]
) -> Iterator[Neighbour]:
    """Yield the neighbours that pass the gate, by G²."""
    stems = [stem for stem in printed if before[stem] + after[stem] >= FEWEST]
    seen = np.array([before[stem] + after[stem] for stem in stems], np.int64)
    held = np.array([_occurrences(snapshot, stem) for stem in stems], np.int64)
    near = sum(before.values()) + sum(after.values())
    whole = sum(int(segment.fields["text"].total) for segment in snapshot.segments)
    sizes = (near, max(whole - near, 1))
    outside = np.maximum(held - seen, 0)
    ratio = conservative_log_ratio(seen, outside, sizes, len(stems))
    g2 = log_likelihood(seen, outside, sizes)
    for at in np.argsort(-g2, kind="stable").tolist():
        if ratio[at] > 0 and g2[at] >= least_significant(len(stems)):
            stem = stems[at]
            form = printed[stem].most_common(1)[0][0]
            yield Neighbour(form, before[stem], after[stem], round(float(ratio[at]), 2), float(g2[at]))


def _occurrences(snapshot: Snapshot, stem: str) -> int:
    """Count the places in the archive where a stem stands."""
    count = 0
    for segment in snapshot.segments:
        postings = segment.fields["text"]
        number = postings.find(utf8(stem))
        if number >= 0:
            count += postings.position_count(number)
    return count


def _windows(result: Result, parsed: Parsed) -> Iterator[tuple[str, str]]:
    """Yield the text before and after each place where the word stands in a body, within its line."""
    for segment, evaluator, found in zip(
        result.snapshot.segments, result.snapshot.evaluators, result.found, strict=True
    ):
        documents = found.matches.documents.tolist()
        for start in range(0, len(documents), 200):
            matched = Matcher(evaluator, parsed.words, documents[start : start + 200]).matches()
            for place, (first, last) in zip(
                matched.bodies.places.tolist(),
                zip(matched.bodies.starts.tolist(), matched.bodies.ends.tolist(), strict=True),
                strict=True,
            ):
                document = matched.documents[place]
                left = segment.body_between(document, max(first - REACH, 0), first)
                right = segment.body_between(document, last, last + REACH)
                yield left.rpartition("\n")[2], right.partition("\n")[0]
