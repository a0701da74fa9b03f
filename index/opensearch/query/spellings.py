"""Attested spellings over a cluster: its words are looked up there by their sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any

from archive.text.encodings import utf8
from index.analysis.skeletons import latin_skeletons
from index.analysis.transliteration import latin_pattern
from index.memory import Remembered
from index.opensearch.layout import BESIDE
from index.opensearch.query import translate
from index.opensearch.query.patterns import any_of, escaped, holding, loosened
from index.opensearch.query.statistics import Asking, Statistics
from index.query.ast import Phrase
from index.search.expansion.attested import LOOKED_AT, MOST, SHORTEST_LATIN, AttestedSpellings

#: Latin words that are gone through for one name at most.
MOST_LATIN = 10_000


class ClusterSpellings(AttestedSpellings):
    """The spellings of an index's vocabulary; words side by side are counted by articles, not by places."""

    def __init__(self, ask: Asking, statistics: Statistics, stem: Callable[[str], str]) -> None:
        super().__init__((), stem)
        self._ask = ask
        self._statistics = statistics
        self._sounding: Remembered[str, list[str]] = Remembered()
        self._fitting: Remembered[re.Pattern[str], list[str]] = Remembered()

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

    def look_up_names(self, words: Iterable[str]) -> None:
        """Ask in one request for the Latin spellings of those of some words that may be foreign names."""
        patterns = [latin_pattern(word) for word in dict.fromkeys(words) if self._may_be_foreign(word)]
        self._look_up_latin([pattern for pattern in patterns if pattern is not None])

    def _like(self, pattern: re.Pattern[str]) -> list[str]:
        self._look_up_latin([pattern])
        return self._fitting.get(pattern, [])

    def _look_up_latin(self, patterns: Iterable[re.Pattern[str]]) -> None:
        unknown = [pattern for pattern in patterns if pattern not in self._fitting]
        if not unknown:
            return
        # The words of those articles alone are gone through that hold one.
        holders, aggs = [], {}
        for at, pattern in enumerate(unknown):
            asked = loosened(pattern)
            holders.append(holding(asked, "words"))
            listed = {"field": "words", "include": asked, "size": MOST_LATIN, "order": {"_key": "asc"}}
            aggs[f"n{at}"] = {"filter": holders[-1], "aggs": {"v": {"terms": listed}}}
        body = {"size": 0, "track_total_hits": False, "query": translate.any_of(holders), "aggs": aggs}
        answers = self._ask(body)["aggregations"]
        for at, pattern in enumerate(unknown):
            buckets = answers[f"n{at}"]["v"]["buckets"]
            found = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
            fitting = [word for word in found if len(word) >= SHORTEST_LATIN and pattern.fullmatch(word)]
            self._statistics.know("surface", {word: found[word] for word in fitting})
            self._fitting.keep(pattern, fitting)

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
        asked = f"{any_of(map(escaped, unknown))}{BESIDE}.*"
        listed = {"field": "sounds", "include": asked, "size": size, "shard_size": size}
        body = {
            "query": holding(asked, "sounds"),
            "aggs": {"s": {"terms": listed | {"order": {"_key": "asc"}}}},
        }
        buckets = self._ask(body | {"size": 0, "track_total_hits": False})
        words: dict[str, list[str]] = {bones: [] for bones in unknown}
        for bucket in buckets["aggregations"]["s"]["buckets"]:
            bones, _, word = bucket["key"].partition(BESIDE)
            words[bones].append(word)
        for bones, held in words.items():
            self._sounding.keep(bones, held)
