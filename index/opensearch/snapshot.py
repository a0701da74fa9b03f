"""A snapshot of an index in the cluster: its names, statistics and readings, and pages of its articles.

A page's articles are put into a segment of their own in memory, their words as they were analysed when they
were sent, and scored, marked and explained by what does so for the arrays, with the whole index's statistics.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from index.analysis.analyzer import Analysis, Chain
from index.analysis.names import Names
from index.analysis.stemmer import strip_clitics
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.claim_groups import ClaimGroups
from index.generations.manifest import Fingerprint
from index.generations.names_file import IndexNames
from index.memory import Remembered
from index.opensearch.connection import Cluster
from index.opensearch.encode import Stored, read_analysis
from index.opensearch.query.spellings import ClusterSpellings
from index.opensearch.query.statistics import Statistics
from index.opensearch.query.translate import Translator
from index.query.ast import Node
from index.query.cache import Readings
from index.search.collection_stats import Collection
from index.search.expansion.leads import Leads
from index.search.expansion.term_expansion import Expander
from index.search.scorer import SegmentEvaluator
from index.search.snapshot import Snapshot
from index.segment.buffer import Accumulator
from index.segment.inverter import invert_all
from index.segment.reader import SegmentArrays
from index.segment.writer import write_segment_arrays


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the live index says of itself."""

    index: str
    """Its name in the cluster."""
    number: int
    """Rises with every build and every update."""
    created: str
    sequence: int
    """The archive's last change that it holds."""
    fingerprint: Fingerprint
    articles: int
    names: IndexNames
    labels: Mapping[str, str]
    """Outlet names by id."""


class ClusterSnapshot:
    """An index as it is at one moment; shared by threads."""

    def __init__(self, cluster: Cluster, state: IndexState, variants: Callable[[], Variants]) -> None:
        self.cluster = cluster
        self.state = state
        self.number = state.number
        self.names = state.names
        self.labels = dict(state.labels)
        self.chain = Chain(self.names.spellings)
        self.translator = Translator(lambda: self.statistics)
        self.statistics = Statistics(self.ask, self.translator.matching)
        self.load_variants = variants
        self.spellings = ClusterSpellings(self.ask, self.statistics, self.chain.stem)
        self.readings = Readings(self.chain, self.labels, self.spellings, variants)
        self.collection = Collection(
            self.statistics.documents,
            self.statistics.average,
            self.statistics.frequency,
            self.statistics.expand,
            self.statistics.count_about,
        )

    def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """Search the index."""
        return self.cluster.search(self.state.index, body)

    def look_up_words(self, text: str) -> None:
        """Ask in one request how often each word of a text stands in the archive, as its reading will."""
        self.statistics.prepare(terms=[("surface", token.norm) for token in tokenize(text)])

    def page(self, articles: Sequence[Stored], wanted: Wanted | None = None) -> PageSnapshot:
        """Put articles into a segment of their own, all their words in it or only those that are wanted."""
        return PageSnapshot(self, articles, wanted)

    def facet_labels(self, facet: str) -> Mapping[str, str]:
        """Return the labels of a facet's values, by value, where they differ from the values."""
        return {"outlet": self.labels, "platform": self.names.labels}.get(facet, {})

    @property
    def variants(self) -> Variants:
        """Return the shipped variants with the owner's."""
        return self.load_variants()

    @cached_property
    def claim_groups(self) -> ClaimGroups:
        """Return the claims of all articles, grouped when they are first asked for."""
        from index.opensearch.figures import all_rows

        return ClaimGroups(lambda: all_rows(self))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which words of a page its scores, marks and reasons will ask for; the others only take their places."""

    words: frozenset[str]
    """Normalised words."""
    grams: tuple[str, ...]
    """A word that holds one of these is wanted too."""
    stems: frozenset[str] | None
    """Terms of the text; None for all."""


#: What stands in the place of a word that nobody asks for.
_OTHER = "\u2400"


class Analysed:
    """A chain for texts that are analysed already."""

    def __init__(self, names: Names, articles: Sequence[Stored], wanted: Wanted | None = None) -> None:
        self.names = names
        self._known: dict[str, Sequence[Any]] = {}
        for one in articles:
            texts = one.article.title or "", one.article.body, one.article.byline or ""
            self._known |= zip(texts, one.analyses, strict=True)
        self._stems = wanted.stems if wanted else None
        self._words = None if wanted is None else self._kept(wanted)

    def _kept(self, wanted: Wanted) -> set[str]:
        vocabulary = {norm for values in self._known.values() for norm in values[0]}
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
        if self._stems is not None:
            stems = self._stems
            analysis.stems = [stem if stem in stems else _OTHER for stem in analysis.stems]
            analysis.extras = [extra for extra in analysis.extras if extra[1] in stems]
        if self._words is not None:
            words = self._words
            analysis.norms = [norm if norm in words else _OTHER for norm in analysis.norms]
        return analysis


class PageSnapshot(Snapshot):
    """Some articles of an index as one segment, scored as the whole index would score them."""

    def __init__(
        self, whole: ClusterSnapshot, articles: Sequence[Stored], wanted: Wanted | None = None
    ) -> None:
        self.whole = whole
        self.number = whole.number
        chain = cast("Chain", Analysed(whole.chain.names, articles, wanted))
        self.segments = [segment_of(Accumulator(chain), articles)] if articles else []
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


def segment_of(source: Accumulator, articles: Sequence[Stored]) -> SegmentArrays:
    """Build a segment of articles; no file of it stays."""
    for one in articles:
        source.add(one.article)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.arrays"
        layout, fields = invert_all(source)
        # Words that nobody asks for have left their grams out.
        fields["gram"].lengths = np.array([one.grams for one in articles], np.int64)
        write_segment_arrays(path, source, layout, fields)
        return SegmentArrays(path)
