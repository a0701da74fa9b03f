"""Attested spellings over a cluster: its words are looked up there by their sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any

from archive.text.encodings import utf8
from index.analysis.skeletons import latin_skeletons
from index.analysis.transliteration import latin_pattern
from index.memory import Recent
from index.opensearch.layout import BESIDE
from index.opensearch.query import translate
from index.opensearch.query.patterns import escaped, holding, loosened
from index.opensearch.query.statistics import REMEMBERED, Asking, Statistics
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
        self._sounding: Recent[str, list[str]] = Recent(REMEMBERED)
        self._fitting: Recent[re.Pattern[str], list[str]] = Recent(REMEMBERED)

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

    def _best(self, found: dict[str, float], most: int = MOST) -> list[str]:
        self._statistics.prepare(terms=[("surface", word) for word in found])
        return super()._best(found, most)

    def look_up_names(self, words: Iterable[str]) -> None:
        """Ask in one request for the Latin spellings of those of some words that may be foreign names."""
        patterns = [latin_pattern(word) for word in dict.fromkeys(words) if self._may_be_foreign(word)]
        self._look_up_latin([pattern for pattern in patterns if pattern is not None])

    def _like(self, pattern: re.Pattern[str]) -> list[str]:
        known = self._fitting.get(pattern)
        return self._look_up_latin([pattern])[pattern] if known is None else known

    def _look_up_latin(self, patterns: Iterable[re.Pattern[str]]) -> dict[re.Pattern[str], list[str]]:
        """Ask for and keep the Latin words of those patterns that are not known; return them."""
        unknown = [pattern for pattern in patterns if self._fitting.get(pattern) is None]
        found: dict[re.Pattern[str], list[str]] = {}
        answers = self._listed("words", [loosened(pattern) for pattern in unknown], MOST_LATIN)
        for pattern, counts in zip(unknown, answers, strict=True):
            fitting = [word for word in counts if len(word) >= SHORTEST_LATIN and pattern.fullmatch(word)]
            self._statistics.know("surface", {word: counts[word] for word in fitting})
            found[pattern] = self._fitting.keep(pattern, fitting)
        return found

    def _listed(self, name: str, expressions: Sequence[str], most: int) -> list[dict[str, int]]:
        """Return for each expression the terms of a field that fit it, in order, and in how many articles."""
        if not expressions:
            return []
        # The terms of those articles alone are gone through that hold one.
        holders = [holding(expression, name) for expression in expressions]
        order = {"size": most, "shard_size": most, "order": {"_key": "asc"}}
        aggs = {
            f"e{at}": {
                "filter": holder,
                "aggs": {"v": {"terms": {"field": name, "include": expression} | order}},
            }
            for at, (holder, expression) in enumerate(zip(holders, expressions, strict=True))
        }
        body = {"size": 0, "track_total_hits": False, "query": translate.any_of(holders), "aggs": aggs}
        answers = self._ask(body)["aggregations"]
        return [
            {bucket["key"]: bucket["doc_count"] for bucket in answers[name]["v"]["buckets"]} for name in aggs
        ]

    def _spellings(self, word: str) -> dict[str, float]:
        self._look_up(latin_skeletons(word))
        return super()._spellings(word)

    @property
    def _by_skeleton(self) -> Any:
        return self

    def get(self, bones: str, default: Sequence[str] = ()) -> Sequence[str]:
        """Return the words of a skeleton in order, `LOOKED_AT` at most; as a dictionary of them would."""
        known = self._sounding.get(bones)
        return (self._look_up([bones])[bones] if known is None else known) or default

    def _look_up(self, skeletons: Iterable[str]) -> dict[str, list[str]]:
        """Ask for and keep the words of those skeletons that are not known; return them."""
        unknown = [bones for bones in dict.fromkeys(skeletons) if self._sounding.get(bones) is None]
        asked = [f"{escaped(bones)}{BESIDE}.*" for bones in unknown]
        answers = self._listed("sounds", asked, LOOKED_AT)
        return {
            bones: self._sounding.keep(bones, [word.partition(BESIDE)[2] for word in words])
            for bones, words in zip(unknown, answers, strict=True)
        }
