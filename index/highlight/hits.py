"""Hits: builds what a page shows of the articles that match, for all that one segment holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from archive.model.article import DateSource, Outlet, Precision, Published
from index.highlight.explain import reasons
from index.highlight.match_spans import Matcher
from index.highlight.passages import fragments
from index.model import Fragment, Hit, Query, Reason
from index.query.ast import Parsed, Word
from index.search.scorer import SegmentEvaluator
from index.search.snapshot import Snapshot
from index.search.top_docs import Place
from index.segment.reader import SegmentArrays

#: Code points of the body that stand for a missing title.
LEAD = 160
#: Outlets and dates that are kept, for the articles that share them.
REMEMBERED = 4_096


class Told(NamedTuple):
    """The passages, marks and reasons of one hit."""

    fragments: tuple[Fragment, ...] = ()
    title_marks: tuple[tuple[int, int], ...] = ()
    reasons: tuple[Reason, ...] = ()


def page_hits(
    snapshot: Snapshot,
    parsed: Parsed,
    places: Sequence[Place],
    copies: Callable[[Place], int],
    query: Query,
) -> tuple[Hit, ...]:
    """Return the hits of a page with marks and fragments, and with reasons if the query asks for them."""
    documents: dict[int, list[int]] = {}
    for place in places:
        documents.setdefault(place.segment, []).append(place.document)
    told = {
        (number, document): held
        for number, asked in documents.items()
        for document, held in _told(snapshot.evaluators[number], parsed.words, asked, query)
    }
    segments = snapshot.segments
    return tuple(
        [
            _hit(segments[place.segment], place, told[place.segment, place.document], copies(place))
            for place in places
        ]
    )


def plain_hit(snapshot: Snapshot, place: Place) -> Hit:
    """Return a hit without marks, fragments and reasons."""
    return _hit(snapshot.segments[place.segment], place, Told(), 0)


def _told(
    evaluator: SegmentEvaluator, words: Sequence[Word], asked: Sequence[int], query: Query
) -> Iterator[tuple[int, Told]]:
    """Yield each of some documents of a segment with its passages, marks and reasons."""
    segment, matcher = evaluator.segment, Matcher(evaluator, words, asked)
    matched = matcher.matches()
    count = len(matched.documents)
    sentences = [segment.sentences(document) for document in matched.documents]
    passages = fragments(
        lambda place, start, end: segment.body_between(matched.documents[place], start, end),
        matched.bodies,
        sentences,
        query.passages,
    )
    in_titles = matched.titles.by_text(count)
    in_bodies = matched.bodies.by_text(count) if query.explain else [()] * count
    for place, document in enumerate(matched.documents):
        in_title = in_titles[place]
        why: tuple[Reason, ...] = ()
        if query.explain:
            forms_found = forms(segment.body(document), in_bodies[place])
            forms_found += forms(segment.record(document)["title"], in_title)
            why = reasons(matcher.words, forms_found)
        yield document, Told(passages[place], tuple([(start, end) for start, end, _ in in_title]), why)


def forms(text: str, marks: Sequence[tuple[int, int, int]]) -> list[tuple[int, str]]:
    """Return each match as the place of its word and the form that stands in the text."""
    return [(word, text[start:end]) for start, end, word in marks]


def _hit(segment: SegmentArrays, place: Place, told: Told, copies: int) -> Hit:
    record = segment.record(place.document)
    return Hit(
        id=record["id"],
        title=record["title"],
        lead=lead_of(segment, place.document),
        url=record["url"],
        outlet=_outlet(*record["outlet"]) if record["outlet"] else None,
        published=_published(*record["published"]),
        platforms=tuple(record["platforms"]),
        score=place.score,
        fragments=told.fragments,
        title_marks=told.title_marks,
        reasons=told.reasons,
        byline=record["byline"],
        copies=copies,
    )


@lru_cache(REMEMBERED)
def _outlet(id_: str, name: str) -> Outlet:
    return Outlet(id_, name)


@lru_cache(REMEMBERED)
def _published(start: str | None, end: str | None, precision: str, source: str) -> Published:
    """Return a record's date; it is cached, for many articles have the same."""
    return Published(_day(start), _day(end), Precision(precision), DateSource(source))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lead_of(segment: SegmentArrays, document: int) -> str:
    """Return the first words of a body, cut between words: `LEAD` code points at most."""
    return lead_of_text(segment.body_between(document, 0, LEAD + 1))


def lead_of_text(text: str) -> str:
    """Return the first words of a text, cut between words: `LEAD` code points at most."""
    head = text[: LEAD + 1]
    return head if len(head) <= LEAD else head[:LEAD].rsplit(" ", 1)[0]
