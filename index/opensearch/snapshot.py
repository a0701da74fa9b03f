"""A snapshot of an index in the cluster: its names, statistics and readings, and its articles by id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from archive.model.article import Article
from index.analysis.analyzer import Chain
from index.analysis.stemmer import strip_clitics
from index.analysis.tokenizer import tokenize
from index.analysis.variants import Variants
from index.analysis.wordlists import is_stop_word
from index.claim_groups import ClaimGroups
from index.generations.manifest import Fingerprint
from index.generations.names_file import IndexNames
from index.opensearch.connection import Cluster
from index.opensearch.encode import Stored, read_article, read_stored
from index.opensearch.query.spellings import ClusterSpellings
from index.opensearch.query.statistics import Statistics
from index.opensearch.query.translate import Translator
from index.query.cache import Readings
from index.search.collection_stats import Collection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IndexState:
    """The description of the live index, as it stands in the cluster."""

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

    def ask(self, body: dict[str, Any], pit: str | None = None) -> dict[str, Any]:
        """Search the index, as it is or as it was at a point in time."""
        if pit is None:
            return self.cluster.search(self.state.index, body)
        return self.cluster.search(None, body | {"pit": {"id": pit, "keep_alive": "5m"}})

    def look_up_words(self, text: str) -> None:
        """Ask in two requests what the reading of a text will ask of its words one by one."""
        norms = [token.norm for token in tokenize(text)]
        bare = [word for norm in norms if not is_stop_word(word := strip_clitics(norm))]
        joined = [one + other for one, other in pairwise(norms)]
        asked = [*norms, *joined, *(form for word in bare for form in (word, "ال" + word))]
        self.statistics.prepare(terms=[("surface", word) for word in asked])
        self.spellings.look_up_names(bare)

    def stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Return those of some articles that the index holds, by id, in the order of the ids."""
        return self._fetched(ids, read_stored)

    def articles(self, ids: Sequence[str], pit: str) -> dict[str, Article]:
        """Return articles by id as they were at a point in time, without their analysed words."""
        return self._fetched(ids, lambda source: read_article(source["article"]), ["article"], pit)

    def _fetched(
        self, ids: Sequence[str], read: Callable[[Any], T], source: Any = True, pit: str | None = None
    ) -> dict[str, T]:
        if not ids:
            return {}
        body: dict[str, Any] = {
            "query": {"constant_score": {"filter": {"terms": {"id": list(ids)}}}},
            "size": len(ids),
            "_source": source,
            "docvalue_fields": ["id"],
            "track_total_hits": False,
        }
        hits = self.ask(body, pit)["hits"]["hits"]
        held = {hit["fields"]["id"][0]: read(hit["_source"]) for hit in hits}
        return {id_: held[id_] for id_ in ids if id_ in held}

    @contextmanager
    def moment(self) -> Iterator[str]:
        """Keep the index as it is now for a while; the value is the point in time to ask at."""
        path = f"/{self.state.index}/_search/point_in_time"
        pit = self.cluster.ask("POST", path, keep_alive="5m")["pit_id"]
        try:
            yield pit
        finally:
            self.cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit]}, missing=True)

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
