"""Searching a snapshot: which articles match, how many, in which order, and what the facets count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge

import numpy as np

from archive.text.encodings import utf8
from index.model import VALUE_FILTERS, Filters, Query, Sort
from index.query import ast
from index.query.ast import About, Dates, Parsed, Word
from index.search.collection_stats import Budget
from index.search.cursor import Cursor
from index.search.docset import Matches, how_many, kept, mask_of
from index.search.expansion.feedback import Feedback, feedback_of, lift, wants_feedback
from index.search.facets.columns import country_column
from index.search.ranges import about_mask, date_mask
from index.search.rescorers import GramQuery, ProximityQuery
from index.search.scorer import Memory, SegmentEvaluator
from index.search.snapshot import Snapshot
from index.search.top_docs import Place, Ranking
from index.segment.array_file import Array

#: Postings that one query may touch.
BUDGET = 30_000_000
#: The dates of a facet are one selection: filtering by date narrows neither.
_DATE_FACETS = frozenset({"year", "month", "day"})
_ABOUT_FACETS = frozenset({"about_year", "about_month", "about_day"})


@dataclass(frozen=True, slots=True)
class Found:
    """The matches of one segment: documents with their scores, filters applied."""

    matches: Matches
    leading: Array | None
    """The indices of matches that come before all others, if scoring told them apart."""
    without: dict[str, Array]
    """For each filter that is set, the documents that match when it is off."""
    all_words: int

    def counted(self, facets: Sequence[str]) -> Iterator[tuple[Array, list[str]]]:
        """Yield documents and the facets counted over them: a facet's own filter does not narrow it."""
        together: dict[str | None, list[str]] = {}
        for facet in facets:
            own = _filter_of(facet)
            together.setdefault(own if own in self.without else None, []).append(facet)
        for name, held in together.items():
            yield self.matches.documents if name is None else self.without[name], held


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a query over a snapshot."""

    snapshot: Snapshot
    query: Query
    found: tuple[Found, ...]
    partial: bool
    feedback: Feedback | None = None
    """The words by which articles were lifted; None without."""

    @property
    def total(self) -> int:
        """Count all articles that match."""
        return sum(len(found.matches.documents) for found in self.found)

    @property
    def total_all_words(self) -> int:
        """Count the articles that match and hold all the words."""
        return sum(found.all_words for found in self.found)

    def counts(self, facets: Sequence[str]) -> dict[str, Array]:
        """Count for each facet the matches with each of its values (int64), in the order of its values."""
        facet_values = self.snapshot.facets
        totals = {facet: np.zeros(len(facet_values.values[facet]), np.int64) for facet in facets}
        for number, found in enumerate(self.found):
            for documents, together in found.counted(facets):
                for facet, counts in facet_values.count(number, documents, together):
                    totals[facet] += counts
        return totals

    def places(self, first: int, count: int, after: Cursor | None = None) -> list[Place]:
        """Return at most `count` hits in order, from the `first` (0) on; with `after`, of those behind it."""
        wanted = first + count
        best = [ranking.best(wanted, after) for ranking in self._rankings()]
        return list(self._merged(best))[first:wanted]

    def all_places(self) -> Iterator[Place]:
        """Iterate over every hit in order."""
        return self._merged([ranking.ordered() for ranking in self._rankings()])

    def _merged(self, ordered: Sequence[Iterable[Place]]) -> Iterator[Place]:
        """Merge the places of all segments into one order, ties by id."""
        if len(ordered) == 1:
            return iter(ordered[0])
        return merge(*ordered, key=lambda place: (place.key, self.id(place)))

    def id(self, place: Place) -> str:
        """Return the id of the article at a place."""
        return self.snapshot.segments[place.segment].id(place.document)

    def _rankings(self) -> Iterator[Ranking]:
        """Yield for each segment the ranking of its matches."""
        for number, (segment, held) in enumerate(zip(self.snapshot.segments, self.found, strict=True)):
            yield Ranking(segment, number, held.matches, self.query.sort, held.leading)


@dataclass(frozen=True, slots=True)
class Extras:
    """The rescorers of a query, which add to the scores of what matches and never make an article match."""

    grams: GramQuery | None = None
    proximity: ProximityQuery | None = None

    @classmethod
    def of(cls, words: Sequence[Word], *, grams: bool = True) -> Extras:
        """Make the extras of a query's words, with grams or without."""
        return cls(GramQuery.of(words) if grams else None, ProximityQuery.of(words))

    def add_to(
        self, matches: Matches, evaluator: SegmentEvaluator, budget: Budget
    ) -> tuple[Matches, Array | None]:
        """Return the matches, extras added to their scores, and the indices of the leading ones, if known.

        Leading matches come before all others.
        """
        if not len(matches.documents) or (self.grams is None and self.proximity is None):
            return matches, None
        extra = self.grams.score(matches.documents, evaluator, budget) if self.grams else 0.0
        matches = Matches(matches.documents, matches.scores + extra)
        return matches, self.proximity.add_to(matches, evaluator) if self.proximity else None


def search(
    snapshot: Snapshot, parsed: Parsed, query: Query, budget_limit: int = BUDGET, *, grams: bool = True
) -> Result:
    """Evaluate a parsed query over every segment.

    Postings that are read count against `budget_limit`; past it the result is partial.
    """
    budget = Budget(budget_limit)
    scored = query.sort is Sort.RELEVANCE
    extras = Extras.of(parsed.words, grams=grams) if scored and parsed.tree is not None else Extras()
    found = tuple(
        _search_segment(evaluator, parsed, query, budget, extras) for evaluator in snapshot.evaluators
    )
    result = Result(snapshot, query, found, budget.exhausted)
    if parsed.tree is None or not wants_feedback(parsed, query):
        return result
    # A reader pages, sorts and opens by one text: what lifts its hits is the same as long as the filters are.
    asked = (query.text, query.filters, query.without, grams)
    if asked in snapshot.feedback:
        feedback = snapshot.feedback[asked]
    else:
        feedback = feedback_of(result, parsed, budget)
        if not budget.exhausted:
            snapshot.feedback.keep(asked, feedback)
    if feedback is None:
        return result
    leading = lift(result, feedback, budget)
    found = tuple(replace(one, leading=own) for one, own in zip(found, leading, strict=True))
    return Result(snapshot, query, found, budget.exhausted, feedback)


def _search_segment(
    evaluator: SegmentEvaluator, parsed: Parsed, query: Query, budget: Budget, extras: Extras
) -> Found:
    segment = evaluator.segment
    memory: Memory = {}
    tree = parsed.tree or ast.Every()
    matches = evaluator.evaluate(tree, budget, memory)
    if segment.live is not None:
        matches = kept(matches, segment.live)
    masks = filter_masks(evaluator, query.filters)
    without = {
        name: _kept(matches.documents, [mask for other, mask in masks.items() if other != name])
        for name in masks
    }
    if masks:
        matches = kept(matches, _all(list(masks.values())))
    matches, leading = extras.add_to(matches, evaluator, budget)
    return Found(matches, leading, without, _count_all_words(evaluator, parsed, matches, (budget, memory)))


def _filter_of(facet: str) -> str:
    return "date" if facet in _DATE_FACETS else "about" if facet in _ABOUT_FACETS else facet


def _kept(documents: Array, masks: Sequence[Array]) -> Array:
    """Return those of the documents that are in all the masks."""
    return documents.compress(_all(masks).take(documents)) if masks else documents


def _all(masks: Sequence[Array]) -> Array:
    result = masks[0]
    for mask in masks[1:]:
        result = result & mask
    return result


def filter_masks(evaluator: SegmentEvaluator, filters: Filters) -> dict[str, Array]:
    """Return a mask over the segment's documents for each filter set, by its facet, `date` or `about`."""
    masks: dict[str, Array] = {}
    for name, attribute in VALUE_FILTERS.items():
        if values := getattr(filters, attribute):
            masks[name] = _any_value(evaluator, name, values)
    if filters.date_from or filters.date_to:
        masks["date"] = date_mask(evaluator.segment, Dates(filters.date_from, filters.date_to))
        if filters.date_unknown:
            masks["date"] = masks["date"] | date_mask(evaluator.segment, Dates(None, None, unknown=True))
    elif filters.date_unknown is not None:
        unknown = date_mask(evaluator.segment, Dates(None, None, unknown=True))
        masks["date"] = unknown if filters.date_unknown else ~unknown
    if filters.about_from or filters.about_to:
        masks["about"] = about_mask(evaluator.segment, About(filters.about_from, filters.about_to))
    return masks


def _any_value(evaluator: SegmentEvaluator, name: str, values: Sequence[str]) -> Array:
    mask = np.zeros(evaluator.segment.documents, bool)
    if name == "country":
        return _of_countries(evaluator, values)
    postings = evaluator.segment.fields[name]
    for value in values:
        if value == "unknown":
            mask |= ~mask_of(postings.all_documents(), len(mask))
            continue
        number = postings.find(utf8(value))
        if number >= 0:
            mask |= mask_of(postings.documents_of(number), len(mask))
    return mask


def _of_countries(evaluator: SegmentEvaluator, values: Sequence[str]) -> Array:
    column = country_column(evaluator.segment)
    mask = np.zeros(evaluator.segment.documents, bool)
    wanted = np.array([value in values for value in column.values], bool)
    mask[column.documents] = wanted.take(column.codes)
    return mask


def _count_all_words(
    evaluator: SegmentEvaluator,
    parsed: Parsed,
    matches: Matches,
    context: tuple[Budget, Memory],
) -> int:
    """Count those of the matches that hold every counted word."""
    # A word that is typed twice counts once.
    counted = list({word.node: None for word in parsed.words if word.counted and not word.negated})
    required = parsed.tree.children if isinstance(parsed.tree, ast.And) else [parsed.tree]
    open_ = {id(node): node for node in counted}.keys() - set(map(id, required))
    lacking = [node for node in counted if id(node) in open_]
    if not lacking or not len(matches.documents):
        return len(matches.documents)
    lists = [evaluator.holders(node, *context) for node in lacking]
    return how_many(matches.documents, lists, evaluator.segment.documents)
