"""A page: some articles of an index in the cluster, put into a segment of their own in memory.

Their words are as they were analysed when they were sent. They are scored, marked and explained by what does
so for the arrays, with the statistics of the whole index.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from archive.model.article import Article
from index.analysis.analyzer import Analysis, Chain
from index.analysis.names import Names
from index.analysis.stemmer import strip_clitics
from index.memory import Remembered
from index.opensearch.encode import Stored, read_analysis
from index.opensearch.snapshot import ClusterSnapshot
from index.query.ast import Node
from index.search.expansion.leads import Leads
from index.search.expansion.term_expansion import Expander
from index.search.scorer import SegmentEvaluator
from index.search.snapshot import Snapshot
from index.segment.buffer import Accumulator
from index.segment.inverter import invert_all
from index.segment.reader import SegmentArrays
from index.segment.writer import write_segment_arrays


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a page that scores, marks and reasons ask for; all others only take their places."""

    words: frozenset[str]
    """Normalised words."""
    grams: tuple[str, ...]
    """A word that holds one of these is wanted too."""
    stems: frozenset[str] | None
    """Terms of the text; None for all."""
    values: bool = True
    """Whether fields of whole values are asked for, or the date."""


#: What stands in the place of a word that nobody asks for.
_OTHER = "\u2400"


class Analysed:
    """A chain for texts that are analysed already."""

    def __init__(self, names: Names, wanted: Wanted | None = None) -> None:
        self.names = names
        self._known: dict[str, Sequence[Any]] = {}
        self._wanted = wanted
        self._words: set[str] = set()
        """Those words of the texts that are wanted."""

    def put(self, articles: Sequence[Stored]) -> None:
        """Take the analysed texts of articles."""
        words: set[str] = set()
        for one in articles:
            texts = one.article.title or "", one.article.body, one.article.byline or ""
            self._known |= zip(texts, one.analyses, strict=True)
            words.update(*(values[0] for values in one.analyses))
        if self._wanted is not None:
            self._words |= self._kept(words, self._wanted)

    @staticmethod
    def _kept(vocabulary: set[str], wanted: Wanted) -> set[str]:
        # Digits say whether a number has a term of its own beside them.
        kept = (vocabulary & wanted.words) | {word for word in vocabulary if word[-1:].isdecimal()}
        for gram in wanted.grams:
            kept.update([word for word in vocabulary if gram in word])
        return kept

    def cut(self, norm: str) -> int:
        """Return how many letters of a normalised word are clitics."""
        return len(norm) - len(strip_clitics(norm))

    def analyze(self, text: str) -> Analysis:
        """Return the terms of a text, a new list each time: the terms of numbers are put into it."""
        analysis = read_analysis(self._known[text])
        if self._wanted is None:
            return analysis
        stems, words = self._wanted.stems, self._words
        if stems is not None:
            analysis.stems = [stem if stem in stems else _OTHER for stem in analysis.stems]
            analysis.extras = [extra for extra in analysis.extras if extra[1] in stems]
        analysis.norms = [norm if norm in words else _OTHER for norm in analysis.norms]
        return analysis


class WordsAlone(Accumulator):
    """Keeps of articles what their words need: no query on the page asks for their values."""

    def _put_values(self, document: int, article: Article) -> None:
        self.values["id"].put(document, article.id)
        self.published_from.append(0)
        self.published_to.append(0)
        self.arrivals.append(article.arrival)


class Gathered:
    """Articles that are put into a segment; more may be added before it is made again."""

    def __init__(self, names: Names, wanted: Wanted | None = None) -> None:
        self._chain = Analysed(names, wanted)
        kind = Accumulator if wanted is None or wanted.values else WordsAlone
        self._source = kind(cast("Chain", self._chain))
        self._grams: list[int] = []

    def add(self, articles: Sequence[Stored]) -> None:
        """Add articles."""
        self._chain.put(articles)
        for one in articles:
            self._source.add(one.article)
            self._grams.append(one.grams)

    def segments(self) -> list[SegmentArrays]:
        """Return a segment of the articles, no file of which stays; none without articles."""
        if not self._grams:
            return []
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "page.arrays"
            layout, fields = invert_all(self._source)
            # Words that nobody asks for have left their grams out.
            fields["gram"].lengths = np.array(self._grams, np.int64)
            write_segment_arrays(path, self._source, layout, fields)
            return [SegmentArrays(path)]


class PageSnapshot(Snapshot):
    """Some articles of an index as one segment, scored as the whole index would score them."""

    def __init__(self, whole: ClusterSnapshot, gathered: Gathered) -> None:
        self.whole = whole
        self.number = whole.number
        self.segments = gathered.segments()
        self.collection = whole.collection
        self.expander = cast("Expander", whole.statistics)
        self.evaluators = [SegmentEvaluator(segment, self.collection) for segment in self.segments]
        self.names, self.chain, self.labels = whole.names, whole.chain, whole.labels
        for segment in self.segments:
            segment.countries = self.names.countries
        self.spellings, self._load_variants, self.readings = (
            whole.spellings,
            whole.load_variants,
            whole.readings,
        )
        self.leads = Leads(self.segments, self.chain)
        self.feedback = Remembered()

    def holders(self, node: Node, counted: int) -> int:  # noqa: ARG002 (the page holds a part alone)
        """Count the articles of the whole index that match a node."""
        return self.whole.statistics.count(node)


def page_of(
    snapshot: ClusterSnapshot, articles: Iterable[Stored], wanted: Wanted | None = None
) -> PageSnapshot:
    """Put articles into a page, all their words or only those that are wanted."""
    gathered = Gathered(snapshot.chain.names, wanted)
    gathered.add(list(articles))
    return PageSnapshot(snapshot, gathered)
