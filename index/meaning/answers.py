"""Answers by meaning: what the engine lists beside what the words find, and how a hit tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.errors import NoMeaning
from index.highlight.passages import LONGEST
from index.meaning.fusion import At, Fused, at_place, fused, nearest, wants_meaning
from index.meaning.passages import passages
from index.meaning.space import Meaning
from index.model import ByMeaning, Fragment, Hit, Query, Reason
from index.query.ast import Parsed
from index.search.collection_stats import Budget
from index.search.searcher import BUDGET, Result
from index.search.snapshot import Snapshot
from index.search.top_docs import Place

#: Articles of each list from which similar ones are chosen.
ASKED = 30
#: The constant of reciprocal rank fusion: how slowly a rank's worth falls.
K = 10


@dataclass(frozen=True, slots=True)
class Joined:
    """A list, joined with the list by meaning where there is one."""

    listed: Result
    told: ByMeaning | None = None
    fused: Fused | None = None

    @property
    def order(self) -> str:
        """Return what orders the list besides the query; a cursor holds within one order."""
        return f"meaning:{self.told.model}" if self.fused and self.told else ""

    def found_alone(self, place: Place) -> bool:
        """Tell whether the words do not find the article at a place."""
        return self.fused is not None and at_place(place) in self.fused.alone


def joined_with_meaning(meaning: Meaning | None, result: Result, parsed: Parsed) -> Joined:
    """Join a result with the articles nearest in meaning, if the query is of those that this helps.

    Where the model does not answer, the list stays as the words found it, and that is told.
    """
    if meaning is None or not wants_meaning(parsed, result.query) or not meaning.is_there:
        return Joined(result)
    name = meaning.choice.label
    try:
        near = meaning.near_query(result.snapshot, result.query.text)
    except NoMeaning as error:
        return Joined(result, ByMeaning(name, problem=str(error)))
    found = fused(result, parsed, near, Budget(BUDGET))
    return Joined(found.listed, ByMeaning(name, len(found.alone)), found)


def with_meaning(
    meaning: Meaning | None, joined: Joined, places: Sequence[Place], hits: Sequence[Hit], query: Query
) -> Iterator[Hit]:
    """Yield the hits of a page; those near in meaning say so, and those found by it alone show a passage."""
    if meaning is None or joined.fused is None:
        yield from hits
        return
    for place, hit in zip(places, hits, strict=True):
        if joined.found_alone(place):
            shown = tuple(closest_passage(meaning, joined.listed.snapshot, place, query))
            yield hit._replace(by_meaning=True, fragments=shown)
        elif query.explain and at_place(place) in joined.fused.near:
            yield hit._replace(reasons=(*hit.reasons, Reason("", "", "meaning", 1)))
        else:
            yield hit


def closest_passage(meaning: Meaning, snapshot: Snapshot, place: Place, query: Query) -> Iterator[Fragment]:
    """Yield the passage of an article that is nearest to a query, about as long as others; or nothing.

    There is none where no passages are asked for, and where the text is another than that of the vectors.
    """
    segment = snapshot.segments[place.segment]
    if not query.passages:
        return
    body = segment.body(place.document)
    cut = passages(segment.record(place.document)["title"], body)
    number = meaning.best_passage(snapshot, place.segment, place.document, query.text)
    if number >= len(cut) or cut[number].end == 0:
        return
    start, end = cut[number].start, cut[number].end
    ends = [at for at in segment.sentences(place.document).tolist() if start < at <= start + LONGEST]
    until = min(end, ends[-1] if ends else _word_end(body, start + LONGEST))
    text = body[start:until].rstrip()
    yield Fragment("body", text, (), start, start > 0, until < len(body.rstrip()))


def _word_end(body: str, limit: int) -> int:
    """Return where the last word ends that ends before a limit; the limit where there is no space."""
    if len(body) <= limit:
        return len(body)
    return max(body.rfind(" ", 0, limit), body.rfind("\n", 0, limit)) if " " in body[:limit] else limit


def similar_places(meaning: Meaning | None, result: Result, at: tuple[int, int], limit: int) -> list[Place]:
    """Return the articles most similar to one, itself left out: by rare words, and by meaning."""
    by_words = [place for place in result.places(0, limit + 1) if at_place(place) != at]
    if meaning is None or not meaning.is_there:
        return by_words[:limit]
    near = meaning.near_article(result.snapshot, *at)
    if near is None:
        return by_words[:limit]
    listed = [at_place(place) for place in result.places(0, ASKED + 1)]
    close = nearest(result, near, ASKED + 1)
    ranked = rank_fusion([one for one in listed if one != at], [one for one in close if one != at])
    return [Place(-worth, *other, worth) for other, worth in ranked[:limit]]


def rank_fusion(*lists: Sequence[At]) -> list[tuple[At, float]]:
    """Return what stands in any of some lists with its reciprocal ranks summed, the best first.

    Reciprocal rank fusion of Cormack, Clarke and Büttcher (2009).
    """
    worth: dict[At, float] = {}
    for listed in lists:
        for rank, at in enumerate(listed, 1):
            worth[at] = worth.get(at, 0.0) + 1 / (K + rank)
    return sorted(worth.items(), key=lambda item: (-item[1], item[0]))
