"""Attested spellings over a cluster: its words are looked up there by their sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any

from archive.text.encodings import utf8
from index.analysis.skeletons import latin_skeletons
from index.memory import Remembered
from index.opensearch.layout import BESIDE
from index.opensearch.query.patterns import any_of, escaped
from index.opensearch.query.statistics import Asking, Statistics
from index.query.ast import Phrase
from index.search.expansion.attested import LOOKED_AT, MOST, AttestedSpellings


class ClusterSpellings(AttestedSpellings):
    """The spellings of an index's vocabulary; words side by side are counted by articles, not by places."""

    def __init__(self, ask: Asking, statistics: Statistics, stem: Callable[[str], str]) -> None:
        super().__init__((), stem)
        self._ask = ask
        self._statistics = statistics
        self._sounding: Remembered[str, list[str]] = Remembered()

    def of_latin(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each of some adjacent Latin words its Arabic spellings."""
        likely = [self._best(self._of_latin(word), 2 * MOST) for word in words]
        pairs = [pair for one, other in pairwise(likely) for pair in product(one, other)]
        self._statistics.prepare(nodes=[self._row(pair) for pair in pairs])
        return super().of_latin(words)

    def together(self, words: Sequence[str]) -> int:
        """Count the articles in which these words stand side by side in this order."""
        return self._statistics.count(self._row(words))

    def _row(self, words: Sequence[str]) -> Phrase:
        return Phrase("text", tuple((self._stem(word), at) for at, word in enumerate(words)))

    def frequency(self, word: str) -> int:
        """Count the articles in which a normalised word stands as it is."""
        return self._statistics.frequency("surface", utf8(word))

    def _spellings(self, word: str) -> dict[str, float]:
        self._look_up(latin_skeletons(word))
        return super()._spellings(word)

    @property
    def _by_skeleton(self) -> Any:
        return self

    def get(self, bones: str, default: Sequence[str] = ()) -> Sequence[str]:
        """Return the words of a skeleton in order, `LOOKED_AT` at most; as a dictionary of them would."""
        if bones not in self._sounding:
            self._look_up([bones])
        return self._sounding.get(bones) or default

    def _look_up(self, skeletons: Iterable[str]) -> None:
        unknown = [bones for bones in skeletons if bones not in self._sounding]
        if not unknown:
            return
        size = LOOKED_AT * len(unknown)
        listed = {"field": "sounds", "include": f"{any_of(map(escaped, unknown))}{BESIDE}.*", "size": size}
        listed |= {"order": {"_key": "asc"}, "shard_size": size}
        buckets = self._ask({"size": 0, "track_total_hits": False, "aggs": {"s": {"terms": listed}}})
        words: dict[str, list[str]] = {bones: [] for bones in unknown}
        for bucket in buckets["aggregations"]["s"]["buckets"]:
            bones, _, word = bucket["key"].partition(BESIDE)
            words[bones].append(word)
        for bones, held in words.items():
            self._sounding.keep(bones, held)
