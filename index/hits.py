"""Hits: what a page shows of the articles that match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from archive.article import DateSource, Outlet, Precision, Published
from index.fragments import fragments
from index.matching import Matcher
from index.nodes import Word
from index.query import Hit
from index.reasons import reasons
from index.searching import Place
from index.snapshot import Snapshot

#: Code points of the body that stand for a missing title.
LEAD = 160


def page_hits(
    snapshot: Snapshot, words: Sequence[Word], places: Sequence[Place], copies: Callable[[Place], int]
) -> tuple[Hit, ...]:
    """The hits of a page, with fragments, marks and reasons, and how many copies each has."""
    matchers = {
        number: Matcher(
            snapshot.evaluators[number], words, [p.document for p in places if p.segment == number]
        )
        for number in {place.segment for place in places}
    }
    return tuple([_hit(snapshot, place, matchers[place.segment], copies(place)) for place in places])


def plain_hit(snapshot: Snapshot, place: Place) -> Hit:
    """A hit without fragments."""
    return _hit(snapshot, place, None, 0)


def _hit(snapshot: Snapshot, place: Place, matcher: Matcher | None, copies: int) -> Hit:
    segment, document = snapshot.segments[place.segment], place.document
    record, body = segment.record(document), segment.body(document)
    marks = matcher.marks(document) if matcher else None
    start, end, precision, source = record["published"]
    return Hit(
        id=record["id"],
        title=record["title"],
        lead=lead_of(body),
        url=record["url"],
        outlet=Outlet(*record["outlet"]) if record["outlet"] else None,
        published=Published(_day(start), _day(end), Precision(precision), DateSource(source)),
        platforms=tuple(record["platforms"]),
        score=place.score,
        fragments=fragments("body", body, marks.body, segment.sentences(document)) if marks else (),
        title_marks=tuple([(start, end) for start, end, _ in marks.title]) if marks else (),
        reasons=reasons(matcher.words, marks, record["title"] or "", body) if matcher and marks else (),
        byline=record["byline"],
        copies=copies,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lead_of(body: str) -> str:
    """The first words of a body, cut between words."""
    head = body[:LEAD]
    return head if len(body) <= LEAD else head.rsplit(" ", 1)[0]
