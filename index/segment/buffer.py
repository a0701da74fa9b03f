"""The accumulator: takes articles in and keeps their terms as streams of numbers, ready to be inverted.

A token costs a few bytes here whatever its field says of it, so memory is bounded by the number of tokens
a segment may hold, not by the corpus.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Set
from datetime import timedelta
from itertools import count

import numpy as np

from archive.model.article import Article
from archive.model.serialize import figure_record
from archive.text.encodings import utf8
from index.analysis.addresses import address_terms
from index.analysis.analyzer import Analysis, Chain
from index.analysis.numbers import Place, place_of, put_numbers
from index.analysis.sentences import sentence_ends
from index.segment.bodies import packed
from index.segment.intervals import SpanColumns
from index.segment.schema import TITLE_GAP, VALUE_FIELDS


def vocabulary() -> defaultdict[str, int]:
    """Return a dictionary that numbers its keys from 0 as they come."""
    return defaultdict(count().__next__)


#: Finds the ids of the organisations and people that an analysed text names.
NamedIn = Callable[[Analysis], Set[str]]
#: The state of a figure that a reader refused.
REJECTED = "rejected"
#: A longer time says too little of what an article is about.
LONGEST_TIME = timedelta(days=366)


class Stream:
    """Occurrences of a field's terms: token terms in order, and extras with the token they stand at."""

    def __init__(self) -> None:
        self.vocabulary = vocabulary()
        self.terms = array("I")
        self.extra_terms = array("I")
        self.extra_tokens = array("Q")
        """Numbers of tokens of this stream, from 0."""

    def put(self, terms: list[str], extras: list[tuple[int, str]]) -> None:
        """Append one text's terms."""
        base = len(self.terms)
        number = self.vocabulary.__getitem__
        self.terms.extend(map(number, terms))
        for token, term in extras:
            self.extra_tokens.append(base + token)
            self.extra_terms.append(number(term))


class Values:
    """A field of whole values: (document, value) pairs."""

    def __init__(self) -> None:
        self.vocabulary = vocabulary()
        self.terms = array("I")
        self.documents = array("I")

    def put(self, document: int, value: str) -> None:
        """Append one value of one document."""
        self.terms.append(self.vocabulary[value])
        self.documents.append(document)


class Accumulator:
    """The contents of a segment under way: streams, offsets, values and the records that hits show."""

    def __init__(self, chain: Chain, named_in: NamedIn | None = None) -> None:
        """Begin empty; `named_in` finds the known names of an analysed text, none without it."""
        self.chain = chain
        self._named_in = named_in
        self._named: set[str] = set()
        self.text = Stream()
        self.surface = Stream()
        self.byline = Stream()
        self.values = {name: Values() for name in VALUE_FIELDS}
        self.numbers = SpanColumns("d")
        self.times = SpanColumns("i")
        self.figures = bytearray()
        self.figure_ends = array("Q")
        self.title_tokens = array("I")
        self.body_tokens = array("I")
        self.byline_tokens = array("I")
        self.starts = array("I")
        self.lengths = array("H")
        self.published_from = array("i")
        self.published_to = array("i")
        self.arrivals = array("q")
        self.ids: list[str] = []
        self.labels: dict[str, str] = {}
        """Outlet names by id."""
        self.records = bytearray()
        self.record_ends = array("Q")
        self.bodies = bytearray()
        self.body_ends = array("Q")
        self.body_widths = array("B")
        self.sentences = array("I")
        self.sentence_ends = array("Q")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tokens(self) -> int:
        """Return the number of tokens held."""
        return len(self.text.terms)

    def add(self, article: Article) -> None:
        """Analyse one article and append it."""
        document = len(self.ids)
        self.ids.append(article.id)
        told = (figure for figure in article.figures if figure.state != REJECTED)
        self._named = {
            figure.actor for figure in told if figure.actor and not self._is_platform(figure.actor)
        }
        self.title_tokens.append(self._put_text(article, "title", article.title or ""))
        self.body_tokens.append(self._put_text(article, "body", article.body))
        byline = self.chain.analyze(article.byline) if article.byline else Analysis()
        self.byline.put(byline.stems, with_own_forms(byline))
        self.byline_tokens.append(len(byline.stems))
        self._put_values(document, article)
        self.records += utf8(json.dumps(hit_record(article), ensure_ascii=False))
        self.record_ends.append(len(self.records))
        width, body = packed(article.body)
        self.body_widths.append(width)
        self.bodies += body
        self.body_ends.append(len(self.bodies))
        self.sentences.extend(sentence_ends(article.body))
        self.sentence_ends.append(len(self.sentences))
        self._put_figures(document, article)

    def _is_platform(self, id_: str) -> bool:
        """Tell whether an actor is a platform, which has a field of its own."""
        return any(spelling.kind == "platform" for spelling in self.chain.names.by_id.get(id_, ()))

    def _put_text(self, article: Article, field: str, text: str) -> int:
        analysis = self.chain.analyze(text)
        self._put_spans(article, field, analysis)
        if self._named_in is not None:
            self._named |= self._named_in(analysis)
        self.text.put(analysis.stems, analysis.extras)
        self.surface.put(analysis.norms, [])
        self.starts.extend(analysis.starts)
        lengths = np.asarray(analysis.ends) - np.asarray(analysis.starts)
        self.lengths.frombytes(np.minimum(lengths, 65_535).astype(np.uint16).tobytes())
        return len(analysis.stems)

    def _put_spans(self, article: Article, field: str, analysis: Analysis) -> None:
        """Put numbers beside the words, and keep the places of numbers and times among them."""
        document = len(self.ids) - 1
        base = self.title_tokens[document] + TITLE_GAP if field == "body" else 0
        numbers = [number for number in article.numbers if number.field == field]
        for place, value in put_numbers(analysis, numbers) if numbers else ():
            at = Place(base + place.first, place.length)
            self.numbers.put(document, at, float(value), float(value))
        for time in article.times:
            if time.field == field and time.last - time.first <= LONGEST_TIME:
                found = place_of(analysis, time.start, time.end)
                if found:
                    at = Place(base + found.first, found.length)
                    self.times.put(document, at, time.first.toordinal(), time.last.toordinal())

    def _put_figures(self, document: int, article: Article) -> None:
        if article.figures:
            told = [figure_record(figure) for figure in article.figures]
            self.figures += utf8(json.dumps(told, ensure_ascii=False))
        self.figure_ends.append(len(self.figures))
        for figure in article.figures:
            if figure.state == REJECTED:
                continue
            for unit in dict.fromkeys((figure.unit, *figure.unit.split("+"))):
                self.values["unit"].put(document, unit)
            if figure.action:
                self.values["action"].put(document, figure.action)

    def _put_values(self, document: int, article: Article) -> None:
        self.values["id"].put(document, article.id)
        if article.url:
            for term in address_terms(article.url):
                self.values["url"].put(document, term)
        if article.outlet:
            self.values["outlet"].put(document, article.outlet.id)
            self.labels[article.outlet.id] = article.outlet.name
        for platform in article.platforms:
            self.values["platform"].put(document, platform)
        for agency in article.agencies:
            self.values["agency"].put(document, agency)
        if article.language:
            self.values["language"].put(document, article.language)
        for name in sorted(self._named):
            self.values["named"].put(document, name)
        if article.byline:
            self.values["author"].put(document, " ".join(article.byline.split()))
        for code in dict.fromkeys(warning.code for warning in article.warnings):
            self.values["warning"].put(document, code)
        published = article.published
        self.published_from.append(published.start.toordinal() if published.start else 0)
        self.published_to.append(published.end.toordinal() if published.end else 0)
        self.arrivals.append(article.arrival)


def with_own_forms(analysis: Analysis) -> list[tuple[int, str]]:
    """Return the extras of an analysis and its words as they are, for patterns where there is no surface."""
    pairs = zip(analysis.norms, analysis.stems, strict=True)
    return [*analysis.extras, *((at, norm) for at, (norm, stem) in enumerate(pairs) if norm != stem)]


def hit_record(article: Article) -> dict[str, object]:
    """Return what a hit shows of an article without asking the archive, as JSON can hold it."""
    published = article.published
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "outlet": [article.outlet.id, article.outlet.name] if article.outlet else None,
        "published": [
            published.start.isoformat() if published.start else None,
            published.end.isoformat() if published.end else None,
            published.precision.value,
            published.source.value,
        ],
        "platforms": list(article.platforms),
        "byline": article.byline,
    }
