"""The engine over an OpenSearch cluster; it follows the alias as indices change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from archive.dedup.published import Copies
from archive.model.article import Article
from index.answers import described_expansions, lifting_reasons, readable_variants
from index.errors import EngineSilent, NotOverCluster
from index.figures import FigureFilters, FigurePage, page_of_rows, require_named
from index.highlight.hits import lead_of_text, page_hits
from index.highlight.whole_text import mark_article, mark_document
from index.keyness.matrix import Matrix
from index.keyness.neighbours import Neighbours
from index.keyness.result_words import ResultWords
from index.model import Fragment, Hit, Page, Query, Sort
from index.opensearch.connection import Address, Cluster, EngineRefused
from index.opensearch.counts import buckets, cluster_matrix, tally_of
from index.opensearch.encode import Stored
from index.opensearch.figures import all_rows, matching_rows
from index.opensearch.folding import ClusterFolding
from index.opensearch.head import HEAD
from index.opensearch.listing import Answer, Listed, Listing
from index.opensearch.page import page_of
from index.opensearch.ranking import Ranked
from index.opensearch.snapshot import ClusterSnapshot
from index.opensearch.state import read_live_meta, read_state
from index.opensearch.vocabulary import ClusterVocabulary
from index.query import parse_plain
from index.query.ast import Parsed
from index.screening.mentions import Screening, screen
from index.screening.names import NameLists
from index.search.cursor import Cursor, read_cursor, write_cursor
from index.search.expansion.feedback import with_feedback
from index.search.more_like_this import TERMS, similar_node
from index.search.suggester import did_you_mean, suggest
from index.search.tally import Tally

#: Seconds for which the live index is taken to be as it was seen.
LOOK = 1.0
T = TypeVar("T")


class OpenSearchEngine:
    """Answers from the live index of a cluster; safe to share between threads.

    Each call works on one index as it was when the call began. `copies` tells which articles reprint each
    other, `lexicon` is the folder of the owner's names, `grams` off ranks by words alone, and `look` is for
    how many seconds a switch to another index may go unseen.
    """

    def __init__(
        self,
        address: Address,
        lexicon: Path,
        copies: Copies | None = None,
        *,
        grams: bool = True,
        look: float = LOOK,
    ) -> None:
        self._cluster = Cluster(address)
        self._lexicon = lexicon
        self._folding = ClusterFolding(copies)
        self._grams = grams
        self._look = look
        self._lock = Lock()
        self._held: ClusterSnapshot | None = None
        self._looked = 0.0
        self._silence: tuple[float, EngineSilent] | None = None
        """When the cluster was last found silent, and what was told of it."""

    @property
    def generation(self) -> int:
        """Return the number of the generation that answers now."""
        return self.snapshot().number

    def snapshot(self) -> ClusterSnapshot:
        """Return the live index, opened; NoGeneration if there is none, EngineSilent if it is silent."""
        came = time.monotonic()
        with self._lock:
            if self._silence is not None and self._silence[0] >= came:
                # The cluster was silent to who asked while this thread waited: to ask again takes as long.
                raise EngineSilent(self._silence[1].what, remedy=self._silence[1].remedy)
            try:
                return self._looked_at()
            except EngineSilent as error:
                self._silence = time.monotonic(), error
                raise

    def _looked_at(self) -> ClusterSnapshot:
        now, held = time.monotonic(), self._held
        if held is None or now - self._looked > self._look:
            name, meta = read_live_meta(self._cluster)
            variants = cache(partial(readable_variants, self._lexicon))
            if held is None or (held.state.index, held.number) != (name, meta["number"]):
                held = ClusterSnapshot(self._cluster, read_state(self._cluster), variants)
            self._held, self._looked = held, now
        return held

    def _answered(self, ask: Callable[[ClusterSnapshot], T]) -> T:
        """Return what is asked of the live index; asked once more if it was removed meanwhile."""
        try:
            return ask(self.snapshot())
        except EngineRefused as error:
            if error.status != 404:
                raise
        self._looked = 0.0
        return ask(self.snapshot())

    def search(self, query: Query) -> Page:
        """Return the page of hits, with counts and facets over all matches; QueryError for a bad cursor."""
        return self._answered(lambda snapshot: self._search(snapshot, query))

    def _search(self, snapshot: ClusterSnapshot, query: Query) -> Page:
        started = time.perf_counter()
        after = read_cursor(query.cursor, query) if query.cursor else None
        snapshot.look_up_words(query.text)
        parsed, reading = snapshot.readings.of(query)
        hidden = self._folding.hidden(snapshot, parsed, query, grams=self._grams) if query.fold_copies else []
        ranked = Ranked(snapshot, parsed, query, grams=self._grams, listing=Listing(hidden))
        answer, rows = listed(ranked, query, after)
        more, rows = len(rows) > query.per_page, rows[: query.per_page]
        page, places = ranked.shown(answer, rows)
        ids = {place: id_ for id_, place in places.items()}
        copies = self._folding.copies(snapshot, list(places))
        hits = page_hits(page, parsed, list(places.values()), lambda place: copies.get(ids[place], 0), query)
        feedback = answer.result.feedback if answer.result else None
        if feedback is not None and query.explain:
            hits = tuple(lifting_reasons(page, feedback, list(places.values()), hits))
        return Page(
            query=query,
            reading=with_feedback(
                described_expansions(page, parsed, reading, snapshot.statistics.is_cut), feedback
            ),
            hits=hits,
            total=answer.counts.total,
            total_all_words=answer.counts.all_words,
            facets=buckets(snapshot, answer.counts, query),
            generation=snapshot.number,
            took_ms=(time.perf_counter() - started) * 1_000,
            next_cursor=write_cursor(Cursor(rows[-1].key, rows[-1].id), query) if more and rows else None,
            folded=len(hidden),
        )

    def iterate(self, query: Query) -> Iterator[Hit]:
        """Iterate over every match in order, without fragments, in the index live at the call."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        ranked = Ranked(snapshot, parsed, replace(query, facets=frozenset()), grams=self._grams)
        for row, article in ranked.articles():
            yield hit_of(article, row.score)

    def rank_plain(self, text: str, limit: int) -> list[str]:
        """Return the ids of the `limit` best articles for a text taken as plain words; for evaluation."""
        snapshot = self.snapshot()
        query = Query(text=text, per_page=limit, facets=frozenset())
        snapshot.look_up_words(text)
        parsed, _ = parse_plain(query, snapshot.chain, snapshot.spellings, snapshot.variants)
        _, rows = listed(Ranked(snapshot, parsed, query, grams=self._grams), query, None)
        return [row.id for row in rows[:limit]]

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return up to `limit` articles that share rare words with this one; empty if it is not indexed."""
        snapshot = self.snapshot()
        stored = self._stored(snapshot, article_id)
        if stored is None:
            return ()
        title, body = stored.article.title, stored.article.body
        analysis = snapshot.chain.analyze(f"{title or ''}\n{body}")
        snapshot.statistics.prepare(terms=[("text", stem) for stem in dict.fromkeys(analysis.stems)])
        tree = similar_node(analysis, snapshot.collection.idf)
        if tree is None:
            return ()
        ranked = Ranked(snapshot, Parsed(tree, ()), Query(facets=frozenset()))
        head = ranked.answer(max(TERMS, HEAD), counting=False).head
        others = [row for row in head if row.id != article_id][:limit]
        held = snapshot.stored([row.id for row in others])
        return tuple(hit_of(held[row.id].article, row.score) for row in others if row.id in held)

    def mark(self, query: Query, article_id: str) -> tuple[Fragment, ...]:
        """Return an article's title and whole body with every match marked; empty if it is not indexed."""
        snapshot = self.snapshot()
        stored = self._stored(snapshot, article_id)
        if stored is None:
            return ()
        parsed, _ = snapshot.readings.of(query)
        return mark_document(page_of(snapshot, [stored]).evaluators[0], parsed, 0)

    def mark_article(self, query: Query, article: Article) -> tuple[Fragment, ...]:
        """Mark a given article's title and whole body, whether the index holds it or not."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        stored = self._stored(snapshot, article.id)
        return mark_article(page_of(snapshot, [stored] if stored else []), parsed, article)

    def _stored(self, snapshot: ClusterSnapshot, article_id: str) -> Stored | None:
        return snapshot.stored([article_id]).get(article_id)

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Return up to `limit` queries that begin with the typed text: names, words, titles, as written."""
        return suggest(ClusterVocabulary(self.snapshot()), text, limit)

    def did_you_mean(self, query: Query) -> str | None:
        """Return another text that finds more than this query does; None if there is none."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return did_you_mean(ClusterVocabulary(snapshot), parsed, query)

    def tally(self, query: Query) -> Tally:
        """Count what a query finds, when and where it was published; raises what `search` raises."""
        snapshot = self.snapshot()
        snapshot.look_up_words(query.text)
        parsed, reading = snapshot.readings.of(query)
        return tally_of(snapshot, parsed, reading, query)

    def screen(self, names: tuple[str, ...], articles: Iterable[Article]) -> Screening:
        """Look for the names of a list in articles."""
        snapshot = self.snapshot()
        lists = NameLists(snapshot.chain, snapshot.variants)
        return screen(lists.of(names), articles, snapshot.chain, snapshot.number)

    def words(self, query: Query) -> ResultWords:  # noqa: ARG002 (the interface's)
        """Raise NotOverCluster: what sets a result apart is worked out over the data folder's index alone."""
        raise NotOverCluster("the words of a result are not worked out over a cluster")

    def neighbours(self, query: Query, word: str) -> Neighbours:  # noqa: ARG002 (the interface's)
        """Raise NotOverCluster: what stands beside a word is counted in the data folder's index alone."""
        raise NotOverCluster("what stands beside a word is not worked out over a cluster")

    def matrix(self, query: Query) -> Matrix:
        """Count a result's articles by outlet and platform."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return cluster_matrix(snapshot, parsed, query)

    def figures(self, query: Query, wanted: FigureFilters) -> FigurePage:
        """Return a page of the wanted figures of all matching articles, in order; or UnknownName."""
        self.require_known(wanted)
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        rows = matching_rows(snapshot, parsed, replace(query, sort=Sort.NEWEST))
        return page_of_rows(rows, wanted, snapshot.number, snapshot.claim_groups, partial=False)

    def require_known(self, wanted: FigureFilters) -> None:
        """Raise UnknownName for a platform or an actor that neither figures nor word lists know."""
        if wanted.platforms or wanted.actors:
            snapshot = self.snapshot()
            require_named(snapshot.names.labels, lambda: all_rows(snapshot), wanted)

    def close(self) -> None:
        """Close the connections to the cluster."""
        with self._lock:
            self._held = None
            self._cluster.close()


def listed(ranked: Ranked, query: Query, after: Cursor | None) -> tuple[Answer, list[Listed]]:
    """Return the counts, and one more of the list than a page of it holds.

    The keys of a scored head are its places, 0 and above; behind it they are below 0.
    """
    wanted = query.per_page + 1
    first = 0 if after else (query.page - 1) * query.per_page
    if not ranked.is_scored:
        if after is None and first + wanted <= HEAD:
            answer = ranked.answer(first + wanted)
            return answer, list(answer.head[first:])
        answer = ranked.answer(0)
        start = after or ranked.skipping(first, None)
        return answer, ranked.after(start, wanted) if start or not first else []
    if after is not None and after.key < 0:
        return ranked.answer(0), ranked.after(after, wanted)
    answer = ranked.answer(HEAD)
    first = int(after.key) + 1 if after else first
    rows = list(answer.head[first : first + wanted])
    if len(rows) < wanted and answer.behind:
        start = ranked.skipping(max(first - len(answer.head), 0), answer.behind)
        rows += ranked.after(start, wanted - len(rows)) if start else []
    return answer, rows


def hit_of(article: Article, score: float) -> Hit:
    """Return a hit without marks, fragments and reasons."""
    return Hit(
        id=article.id, title=article.title, lead=lead_of_text(article.body), url=article.url,
        outlet=article.outlet, published=article.published, platforms=article.platforms, score=score,
        fragments=(), byline=article.byline,
    )  # fmt: skip
