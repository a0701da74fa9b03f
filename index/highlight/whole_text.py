"""Whole texts: marks every match in the title and body of one article, indexed or as it stands now."""

from __future__ import annotations

from functools import partial

from archive.files import scratch_folder
from archive.model.article import Article
from index.highlight.match_spans import Matcher
from index.highlight.passages import whole
from index.model import Fragment
from index.query.ast import Parsed
from index.search.collection_stats import Collection
from index.search.expansion.term_expansion import Expander
from index.search.scorer import SegmentEvaluator
from index.search.snapshot import Snapshot, count_about
from index.segment.buffer import Accumulator
from index.segment.inverter import invert_all
from index.segment.reader import SegmentArrays
from index.segment.writer import write_segment_arrays


def mark_document(evaluator: SegmentEvaluator, parsed: Parsed, document: int) -> tuple[Fragment, ...]:
    """Return title (if there is one) and body of a segment's document, each with its matches marked."""
    segment = evaluator.segment
    matched = Matcher(evaluator, parsed.words, (document,)).matches()
    (in_title,), (in_body,) = matched.titles.by_text(1), matched.bodies.by_text(1)
    title = segment.record(document)["title"]
    body = whole("body", segment.body(document), in_body)
    return (whole("title", title, in_title), body) if title else (body,)


def mark_article(snapshot: Snapshot, parsed: Parsed, article: Article) -> tuple[Fragment, ...]:
    """Return title and body of an article as it is given, each whole with its matches marked.

    The snapshot need not hold it. Where the index holds the same text, its postings are read; else the
    article is analysed by itself.
    """
    place = snapshot.find(article.id)
    if place is not None:
        number, document = place
        segment = snapshot.segments[number]
        if segment.body(document) == article.body and segment.record(document)["title"] == article.title:
            return mark_document(snapshot.evaluators[number], parsed, document)
    source = Accumulator(snapshot.chain)
    source.add(article)
    with scratch_folder() as folder:
        path = folder / "one.arrays"
        write_segment_arrays(path, source, *invert_all(source))
        return mark_document(_alone(snapshot, SegmentArrays(path)), parsed, 0)


def _alone(snapshot: Snapshot, segment: SegmentArrays) -> SegmentEvaluator:
    """Return an evaluator of a segment outside the snapshot; its words are expanded over itself."""
    expander = Expander([segment])
    average = snapshot.collection.average
    counted = partial(count_about, [segment])
    return SegmentEvaluator(segment, Collection(1, average, expander.frequency, expander.expand, counted))
