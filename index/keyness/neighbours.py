"""Neighbours: the words that stand beside a word in a result more often than they stand anywhere.

A window of some words on each side of every place where the word stands is read; each neighbour is compared
with how often it stands in the archive's whole text (G², log ratio; see `index.keyness.measures`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from archive.text.encodings import utf8
from index.analysis.tokenizer import tokenize
from index.analysis.wordlists import is_stop_word
from index.highlight.match_spans import Matcher
from index.keyness.measures import conservative_log_ratio, least_significant, log_likelihood
from index.keyness.result_words import own_terms
from index.query.ast import Parsed
from index.search.searcher import Result
from index.search.snapshot import Snapshot

#: Words on each side; code points in which they are looked for.
WINDOW, REACH = 4, 60
#: Places that are read at most, spread over the result.
PLACES = 2_000
#: How often a neighbour is seen at least; neighbours told at most.
FEWEST, MOST = 3, 40


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
    """What stands beside a word in a result, the most telling first."""

    word: str
    places: int
    """How many places where it stands were read."""
    cut: bool
    """Whether there were more."""
    words: tuple[Neighbour, ...]


def neighbours(result: Result, word: str, parsed: Parsed) -> Neighbours:
    """Find what stands beside a word, whose own reading is `parsed`, in the articles of a result."""
    snapshot = result.snapshot
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    printed: dict[str, Counter[str]] = {}
    places, cut, own = 0, False, own_terms(snapshot, parsed)
    for left, right in _windows(result, parsed):
        if places == PLACES:
            cut = True
            break
        places += 1
        for counter, text in ((before, left), (after, right)):
            tokens = [token for token in tokenize(text) if token.norm]
            near = tokens[-WINDOW:] if counter is before else tokens[:WINDOW]
            for token in near:
                stem = snapshot.chain.stem(token.norm)
                if len(stem) > 1 and stem[0].isalpha() and not is_stop_word(token.norm) and stem not in own:
                    counter[stem] += 1
                    printed.setdefault(stem, Counter())[text[token.start : token.end]] += 1
    return Neighbours(word, places, cut, tuple(_told(snapshot, before, after, printed))[:MOST])


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
