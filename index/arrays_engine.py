"""The engine over posting arrays: one shared snapshot a process, replaced when the pointer moves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from threading import Lock

from archive.dedup.published import Copies
from archive.lexicon.decisions import ACCEPTED
from archive.model.article import Article
from index.answers import described_expansions, lifting_reasons, readable_variants
from index.damage import Watch, naming_damage
from index.errors import BadGeneration, NoGeneration
from index.figures import FigureFilters, FigurePage, page_of, require_known
from index.generations.folder import POINTER, Generations
from index.highlight.hits import page_hits, plain_hit
from index.highlight.whole_text import mark_article, mark_document
from index.keyness.matrix import Matrix, matrix
from index.keyness.neighbours import Neighbours, neighbours
from index.keyness.result_words import ArchiveCounts, ResultWords, result_words
from index.meaning.answers import joined_with_meaning, similar_places, with_meaning
from index.meaning.space import Meaning
from index.model import Fragment, Hit, Page, Query, Sort
from index.query import parse_plain
from index.query.ast import Parsed
from index.screening.mentions import Screening, screen
from index.screening.names import NameLists
from index.search.collapse import CopiesColumn, Folding, folded
from index.search.cursor import Cursor, read_cursor, write_cursor
from index.search.expansion.feedback import with_feedback
from index.search.facets.buckets import facet_buckets
from index.search.more_like_this import similar_query
from index.search.searcher import Result, search
from index.search.snapshot import Snapshot
from index.search.suggester import SnapshotVocabulary, did_you_mean, suggest
from index.search.tally import Tally, tally
from index.search.top_docs import Place


class ArraysEngine:
    """Answers from the live generation; safe to share between threads.

    Each call works on the snapshot that it began with, so a switch is never seen half-way. A snapshot that
    nobody holds any more lets go of its files by itself. `copies` tells which articles reprint each other;
    `grams` off ranks by words alone; `meaning` searches by meaning too; `watch` has the files of each
    generation read through beside the first answers, and refuses more where one is damaged.
    """

    def __init__(
        self,
        index_folder: Path,
        copies: Copies | None = None,
        *,
        grams: bool = True,
        meaning: Meaning | None = None,
        watch: bool = False,
    ) -> None:
        self._folding = Folding(copies)
        self._grams = grams
        self._meaning = meaning
        self.generations = Generations(index_folder)
        self.watch = Watch(self.generations) if watch else None
        self._pointer = str(index_folder / POINTER)
        self._lock = Lock()
        self._lexicon = index_folder.parent / "lexicon"
        self._accepted = str(self._lexicon / ACCEPTED)
        self._seen: tuple[tuple[int, int] | None, ...] | None = None
        self._held: Snapshot | None = None
        self._name_lists: NameLists | None = None
        self._archive_counts: tuple[int, CopiesColumn, ArchiveCounts] | None = None

    @property
    def generation(self) -> int:
        """Return the number of the generation that answers now."""
        return self.snapshot().number

    def snapshot(self) -> Snapshot:
        """Return the live generation, opened; NoGeneration if there is none, BadGeneration if damaged."""
        seen = self._stamp()
        current = self._held
        if current is not None and seen == self._seen:
            if self.watch is not None:
                self.watch.require_sound(current.number)
            return current
        with self._lock:
            if self._held is None or seen != self._seen:
                self._held, self._seen = self._open(), seen
            return self._held

    def _stamp(self) -> tuple[tuple[int, int] | None, ...]:
        """Return stamps of the pointer and the owner's lexicon; each changes when its file is replaced."""
        return stamp_of(self._pointer), stamp_of(self._accepted)

    def _open(self) -> Snapshot:
        """Open what the pointer names; again if a builder moved on and removed it in between."""
        number = self.generations.current()
        try:
            return self._open_once()
        except (NoGeneration, BadGeneration):
            if self.generations.current() == number:
                raise
            return self._open()

    @naming_damage
    def _open_once(self) -> Snapshot:
        manifest = self.generations.manifest()
        variants = cache(partial(readable_variants, self._lexicon))
        snapshot = Snapshot(self.generations.path(manifest.number), manifest, variants)
        if self.watch is not None:
            self.watch.begin(manifest)
        return snapshot

    @naming_damage
    def search(self, query: Query) -> Page:
        """Return the page of hits, with counts and facets over all matches; QueryError for a bad cursor."""
        started = time.perf_counter()
        snapshot = self.snapshot()
        parsed, reading = snapshot.readings.of(query)
        result = search(snapshot, parsed, query, grams=self._grams)
        joined = joined_with_meaning(self._meaning, result, parsed)
        column = self._folding.column(snapshot)
        listed = folded(joined.listed, column) if query.fold_copies else joined.listed
        after = read_cursor(query.cursor, query, joined.order) if query.cursor else None
        first = 0 if after else (query.page - 1) * query.per_page
        places = listed.places(first, query.per_page + 1, after)
        more, places = len(places) > query.per_page, places[: query.per_page]
        hits = page_hits(snapshot, parsed, places, column.copies, query)
        return Page(
            query=query,
            reading=with_feedback(described_expansions(snapshot, parsed, reading), result.feedback),
            hits=tuple(
                with_meaning(
                    self._meaning, joined, places, tuple(self._with_reasons(result, places, hits)), query
                )
            ),
            total=result.total,
            total_all_words=result.total_all_words,
            facets=facet_buckets(snapshot, result, query),
            generation=snapshot.number,
            took_ms=(time.perf_counter() - started) * 1_000,
            partial=result.partial,
            next_cursor=cursor_behind(query, result, places[-1], joined.order) if more and places else None,
            folded=joined.listed.total - listed.total,
            meaning=joined.told,
        )

    @staticmethod
    def _with_reasons(result: Result, places: Sequence[Place], hits: Sequence[Hit]) -> Iterator[Hit]:
        """Yield the hits, the feedback words that lifted each one added to its reasons."""
        if result.feedback is None or not result.query.explain:
            yield from hits
            return
        yield from lifting_reasons(result.snapshot, result.feedback, places, hits)

    @naming_damage
    def iterate(self, query: Query) -> Iterator[Hit]:
        """Iterate over every match in order, without fragments, in the generation live at the call."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return (
            plain_hit(snapshot, place)
            for place in search(snapshot, parsed, query, grams=self._grams).all_places()
        )

    @naming_damage
    def rank_plain(self, text: str, limit: int) -> list[str]:
        """Return the ids of the `limit` best articles for a text taken as plain words; for evaluation."""
        snapshot = self.snapshot()
        query = Query(text=text, per_page=limit)
        parsed, _ = parse_plain(query, snapshot.chain, snapshot.spellings, snapshot.variants)
        result = search(snapshot, parsed, query, grams=self._grams)
        listed = joined_with_meaning(self._meaning, result, parsed).listed
        return [listed.id(place) for place in listed.places(0, limit)]

    @naming_damage
    def tally(self, query: Query) -> Tally:
        """Count what a query finds, when and where it was published; raises what `search` raises."""
        snapshot = self.snapshot()
        parsed, reading = snapshot.readings.of(query)
        return tally(snapshot, parsed, reading, query)

    @naming_damage
    def screen(self, names: tuple[str, ...], articles: Iterable[Article]) -> Screening:
        """Look for the names of a list in articles; lists used last are kept ready for the next ones."""
        snapshot = self.snapshot()
        lists = self._name_lists
        if lists is None or not lists.is_of(snapshot.chain, snapshot.variants):
            lists = self._name_lists = NameLists(snapshot.chain, snapshot.variants)
        return screen(lists.of(names), articles, snapshot.chain, snapshot.number)

    @naming_damage
    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return up to `limit` articles that share rare words with this one, or are near in meaning.

        Empty if it is not indexed.
        """
        snapshot = self.snapshot()
        tree, indexed_at = similar_query(snapshot, article_id), snapshot.find(article_id)
        if tree is None or indexed_at is None:
            return ()
        result = search(snapshot, Parsed(tree, ()), Query())
        places = similar_places(self._meaning, result, indexed_at, limit)
        return tuple(plain_hit(snapshot, place) for place in places)

    @naming_damage
    def mark(self, query: Query, article_id: str) -> tuple[Fragment, ...]:
        """Return an article's title and whole body with every match marked; empty if it is not indexed."""
        snapshot = self.snapshot()
        indexed_at = snapshot.find(article_id)
        if indexed_at is None:
            return ()
        place, document = indexed_at
        parsed, _ = snapshot.readings.of(query)
        return mark_document(snapshot.evaluators[place], parsed, document)

    @naming_damage
    def mark_article(self, query: Query, article: Article) -> tuple[Fragment, ...]:
        """Mark a given article's title and whole body, whether the generation holds it or not."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return mark_article(snapshot, parsed, article)

    @naming_damage
    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Return up to `limit` queries that begin with the typed text: names, words, titles, as written."""
        return suggest(SnapshotVocabulary(self.snapshot()), text, limit)

    @naming_damage
    def did_you_mean(self, query: Query) -> str | None:
        """Return another text that finds more than this query does; None if there is none."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return did_you_mean(SnapshotVocabulary(snapshot), parsed, query)

    @naming_damage
    def words(self, query: Query) -> ResultWords:
        """Return the words that set a result apart from the rest of the archive, reprints counted once."""
        result = self._matching(query)
        snapshot = result.snapshot
        column = self._folding.column(snapshot)
        held = self._archive_counts
        if held is None or held[0] != snapshot.number or held[1] is not column:
            held = self._archive_counts = (snapshot.number, column, ArchiveCounts(snapshot, column))
        parsed, reading = snapshot.readings.of(query)
        return replace(result_words(result, reading, parsed, column, held[2]), query=query)

    @naming_damage
    def neighbours(self, query: Query, word: str) -> Neighbours:
        """Return what stands beside a word in the articles of a result; raises what `search` raises."""
        result = self._matching(query)
        parsed, _ = result.snapshot.readings.of(replace(query, text=word))
        return neighbours(result, word, parsed)

    @naming_damage
    def matrix(self, query: Query) -> Matrix:
        """Count a result's articles by outlet and platform."""
        return matrix(self._matching(query))

    @naming_damage
    def figures(self, query: Query, wanted: FigureFilters) -> FigurePage:
        """Return a page of the wanted figures of all matching articles, in order; or UnknownName."""
        self.require_known(wanted)
        return page_of(self._matching(query), wanted)

    @naming_damage
    def require_known(self, wanted: FigureFilters) -> None:
        """Raise UnknownName for a platform or an actor that neither figures nor word lists know."""
        if wanted.platforms or wanted.actors:
            require_known(self.snapshot(), wanted)

    def _matching(self, query: Query) -> Result:
        """Return everything that matches a query, unranked."""
        snapshot = self.snapshot()
        parsed, _ = snapshot.readings.of(query)
        return search(snapshot, parsed, replace(query, sort=Sort.NEWEST))

    def close(self) -> None:
        """Let go of the generation's files."""
        with self._lock:
            self._held = self._seen = None


def cursor_behind(query: Query, result: Result, place: Place, order: str = "") -> str:
    """Return the cursor, as text, from which a query's list goes on behind a hit."""
    return write_cursor(Cursor(place.key, result.id(place)), query, order)


def stamp_of(path: str) -> tuple[int, int] | None:
    """Return a file's inode and modification time (ns), new when it is replaced; None without a file."""
    try:
        status = os.stat(path)  # noqa: PTH116 (asked for each search; a Path takes five times as long)
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns
