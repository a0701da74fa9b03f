"""Encoding: an article as a document of the cluster, its terms those that the arrays would hold."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, cast

from archive.model.article import Article
from archive.model.serialize import figure_record, from_record, read_figure, to_record
from index.analysis.analyzer import Analysis, Chain
from index.analysis.numbers import place_of, put_numbers
from index.analysis.skeletons import skeleton
from index.analysis.stemmer import strip_clitics
from index.opensearch.layout import BESIDE, HOLE, LONGEST_TERM, TIMES
from index.opensearch.wire import exact_text, read_exact
from index.screening.known import named_in
from index.search.exact_form import letters_with_marks
from index.segment.buffer import LONGEST_TIME, Accumulator, NamedIn, with_own_forms
from index.segment.inverter import grams_of
from index.segment.schema import LEAD_WEIGHT, LEAD_WORDS, TITLE_WEIGHT

#: A day for articles without a date, behind all days.
NEVER = 2**31 - 1
UNKNOWN = "unknown"
#: Words of which forms are kept, for an archive says the same ones again and again.
REMEMBERED = 200_000
_SIGNS = re.compile(r"[+#]+")
_ENDED = re.compile(r"[^\W_]|_")


def document(article: Article, chain_: Chain, countries: Mapping[str, str]) -> dict[str, Any]:
    """Return the document of an article; `countries` are those of outlets, by id."""
    head, body = chain_.analyze(article.title or ""), chain_.analyze(article.body)
    byline = chain_.analyze(article.byline) if article.byline else Analysis()
    made: dict[str, Any] = {
        "id": article.id,
        "article": exact_text(_record(article)),
        "analysis": "",
        "arrival": article.arrival,
    }
    analyses = [stored(one) for one in (head, body, byline)]
    texts = {article.title or "": head, article.body: body, article.byline or "": byline}
    made |= _values(article, Known(chain_, texts), finder(chain_))
    made["country"] = countries.get(article.outlet.id, UNKNOWN) if article.outlet else UNKNOWN
    made |= _days(article)
    made |= _spans(article, {"title": head, "body": body})  # which puts the terms of numbers beside the words
    made |= _words(head, body)
    made["analysis"] = exact_text([*analyses, made["gram_length"]])
    own = Analysis(byline.norms, byline.stems, extras=with_own_forms(byline))
    return made | {
        "byline": placed(own),
        "byline_words": distinct(chain.from_iterable(terms_at(own))),
        "byline_length": len(byline.stems),
        "forms": distinct(
            canonical(one) for one in (*written(article.title or "", head), *written(article.body, body))
        ),
        "signed": distinct((*signed(article.title or "", head), *signed(article.body, body))),
    }


@lru_cache(2)
def finder(chain_: Chain) -> NamedIn:
    """Return what finds the known names of an analysed text."""
    return named_in(chain_)


def _record(article: Article) -> dict[str, Any]:
    """Return the record of an article, with what people decided on its figures."""
    record = to_record(article)
    record["figures"] = [figure_record(figure) for figure in article.figures]
    return record | {"arrival": article.arrival}


def _words(head: Analysis, body: Analysis) -> dict[str, Any]:
    """Return the fields of title and body: by position, and each term once with its weight."""
    lead = LEAD_WORDS if not head.stems else 0
    surface: dict[str, int] = {}
    for norms, weight in (
        (head.norms, TITLE_WEIGHT),
        (body.norms[:lead], LEAD_WEIGHT),
        (body.norms[lead:], 1),
    ):
        for norm in norms:
            surface[norm] = surface.get(norm, 0) + weight
    grams: dict[str, int] = {}
    for norm, weight in surface.items():
        for gram in grams_in(norm):
            grams[gram] = grams.get(gram, 0) + weight
    text: dict[str, int] = {}
    at_positions = zip((head, body), (TITLE_WEIGHT, 1), strict=True)
    for analysis, weight in at_positions:
        for at, terms in enumerate(terms_at(analysis)):
            worth = LEAD_WEIGHT if analysis is body and at < lead else weight
            for term in terms:
                text[term] = text.get(term, 0) + worth
    words = distinct(surface)
    return {
        "text": [placed(head), placed(body)],
        "title": placed(head),
        "text_w": weighed(text),
        "surface_w": weighed(surface),
        "gram_w": weighed(grams),
        "words": words,
        "title_words": distinct(head.norms),
        "sounds": [sound(word) for word in words if word[:1] >= "\u0600"],
        "text_length": sum(surface.values()),
        "title_length": len(head.stems),
        "gram_length": sum(grams.values()),
    }


def terms_at(analysis: Analysis) -> list[dict[str, None]]:
    """Return the terms at each position of an analysis, each once."""
    at = [{stem: None} for stem in analysis.stems]
    for position, term in analysis.extras:
        at[position][term] = None
    return at


def placed(analysis: Analysis) -> str:
    """Return an analysis as chunks with spaces between, one a position, each with all its terms."""
    return " ".join(BESIDE.join(cut(term) for term in terms if term) or HOLE for terms in terms_at(analysis))


def weighed(weights: Mapping[str, int]) -> str:
    """Return terms with their weights, spaces between."""
    return " ".join(f"{cut(term)}{TIMES}{weight}" for term, weight in weights.items() if term)


def cut(term: str) -> str:
    """Return a term as it is kept: what is longer than any query is cut."""
    return term[:LONGEST_TERM]


def distinct(terms: Iterable[str]) -> list[str]:
    """Return terms as they are kept, each once, in order."""
    return list(dict.fromkeys(cut(term) for term in terms if term))


def written(text: str, analysis: Analysis) -> Iterator[str]:
    """Yield the words of a text as they stand in it."""
    return (text[start:end] for start, end in zip(analysis.starts, analysis.ends, strict=True))


@lru_cache(REMEMBERED)
def canonical(word: str) -> str:
    """Return a word's letters, the marks of each behind it in their order; tatweel and quotes dropped."""
    return "".join(letter + "".join(sorted(marks)) for letter, marks in letters_with_marks(word))


@lru_cache(REMEMBERED)
def grams_in(norm: str) -> tuple[str, ...]:
    """Return the grams of a normalised word."""
    return tuple(grams_of(strip_clitics(norm)))


@lru_cache(REMEMBERED)
def sound(word: str) -> str:
    """Return a word behind its skeleton, by which it is looked up."""
    return f"{skeleton(word)}{BESIDE}{word}"


def signed(text: str, analysis: Analysis) -> Iterator[str]:
    """Yield the words of a text that signs follow, with these, casefolded: `c++`."""
    for start, end in zip(analysis.starts, analysis.ends, strict=True):
        signs = _SIGNS.match(text, end)
        if signs and not _ENDED.match(text, signs.end()):
            yield text[start : signs.end()].casefold()


def _values(article: Article, known: Known, find: NamedIn) -> dict[str, Any]:
    """Return the fields of whole values, as the arrays would hold them, and how many figures there are."""
    source = Accumulator(cast("Chain", known), find)
    source.add(article)
    values = {name: distinct(held.vocabulary) for name, held in source.values.items() if name != "id"}
    return {name: held for name, held in values.items() if held} | {"figures": len(article.figures)}


class Known:
    """The chain of an article whose texts are analysed already."""

    def __init__(self, chain: Chain, analyses: Mapping[str, Analysis]) -> None:
        self.names = chain.names
        self._analyses = analyses

    def analyze(self, text: str) -> Analysis:
        """Return the terms of a text; the terms of numbers are put into a list of their own."""
        return replace(known := self._analyses[text], extras=list(known.extras))


def _days(article: Article) -> dict[str, Any]:
    """Return the fields of the date: its ends as days, and the year, month and day in which both ends lie."""
    start, end = article.published.start, article.published.end
    if start is None or end is None:
        return {"year": UNKNOWN, "month": UNKNOWN, "day": UNKNOWN, "newest": 0, "oldest": NEVER}
    first, last = start.toordinal(), end.toordinal()
    days: dict[str, Any] = {"published_from": first, "published_to": last, "newest": last, "oldest": first}
    return days | {name: values[0] for name, values in _agreeing([(start, end)], "").items() if values}


def _agreeing(times: Iterable[tuple[date, date]], prefix: str) -> dict[str, list[str]]:
    """Return the years, months and days in which both ends of some of the times lie."""
    found: dict[str, list[str]] = {}
    texts = [(start.isoformat(), end.isoformat()) for start, end in times]
    for name, length in (("year", 4), ("month", 7), ("day", 10)):
        found[prefix + name] = distinct(
            one[:length] for one, other in texts if one[:length] == other[:length]
        )
    return found


def _spans(article: Article, analyses: Mapping[str, Analysis]) -> dict[str, Any]:
    """Return the fields of the numbers and times that stand on words; put the numbers' terms beside these."""
    numbers: dict[float, None] = {}
    times: dict[tuple[date, date], None] = {}
    for field, analysis in analyses.items():
        own = [number for number in article.numbers if number.field == field]
        numbers |= {float(value): None for _, value in put_numbers(analysis, own)}
        times |= {
            (time.first, time.last): None
            for time in article.times
            if time.field == field
            and time.last - time.first <= LONGEST_TIME
            and place_of(analysis, time.start, time.end)
        }
    about = _agreeing(times, "about_")
    if not times:
        about = {name: [UNKNOWN] for name in about}
    ranges = [{"gte": first.toordinal(), "lte": last.toordinal()} for first, last in times]
    return {"numbers": list(numbers), "about": ranges, **about}


def stored(analysis: Analysis) -> list[Any]:
    """Return an analysis as JSON values: what is a word's own stem is 0, places are distances."""
    stems = [0 if stem == norm else stem for norm, stem in zip(analysis.norms, analysis.stems, strict=True)]
    starts = analysis.starts.tolist()
    gaps = [start - before for before, start in pairwise([0, *starts])]
    lengths = [end - start for start, end in zip(starts, analysis.ends, strict=True)]
    return [analysis.norms, stems, gaps, lengths, [list(extra) for extra in analysis.extras]]


def read_analysis(values: Sequence[Any]) -> Analysis:
    """Read what `stored` wrote."""
    norms, stems, gaps, lengths, extras = values
    starts = array("I", accumulate(gaps))
    ends = array("I", [start + length for start, length in zip(starts, lengths, strict=True)])
    own = [norm if stem == 0 else stem for norm, stem in zip(norms, stems, strict=True)]
    return Analysis(list(norms), own, starts, ends, [(at, term) for at, term in extras])


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as the cluster gave it back, with its words analysed: title, body, byline."""

    article: Article
    analyses: tuple[Sequence[Any], ...]
    grams: int
    """How many grams its words have, each counted as often as its word weighs."""


def read_article(text: str) -> Article:
    """Read the article of a document; what its date was read from is told by the archive alone."""
    record = read_exact(text)
    figures = tuple(map(read_figure, record.pop("figures")))
    arrival = record.pop("arrival")
    read = from_record(record)
    return replace(read, figures=figures, arrival=arrival, published=replace(read.published, proof=None))


def read_stored(source: Mapping[str, str]) -> Stored:
    """Read a document that came back, perhaps without its analysed words."""
    *analyses, grams = read_exact(source["analysis"]) if "analysis" in source else (0,)
    return Stored(read_article(source["article"]), tuple(analyses), grams)
