"""Articles as Whoosh's own writer takes them: what it makes of them is what our segments must be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whoosh import fields, formats

from archive.model.article import Article
from index.analysis.addresses import address_terms
from index.analysis.analyzer import Analysis, Chain
from index.analysis.numbers import put_numbers
from index.segment.schema import LEAD_WEIGHT, LEAD_WORDS, TITLE_GAP, TITLE_WEIGHT
from index.whoosh.schema import WordField, schema


@dataclass(frozen=True, slots=True)
class Words:
    """What a word field holds of one article: its analysed title (or only text) and its body."""

    head: Analysis
    body: Analysis | None = None


class StockWordField(WordField):
    """A field of words that Whoosh's own writer can index."""

    def index(self, value: Words, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The (term, frequency, weight, value) items of one article, as Whoosh asks a field for them.

        Frequencies add up to the field's length: title words three times, extras never.
        """
        yield from index_items(self.kind, self.format, value)


def stock_schema() -> fields.Schema:
    """The schema, with fields that Whoosh's own writer can index."""
    own = schema()
    for name, field in own.items():
        if isinstance(field, WordField):
            own.remove(name)
            own.add(name, StockWordField(field.kind))
    return own


def index_items(
    kind: str, format_: formats.Format, value: Words
) -> Iterator[tuple[bytes, int, float, bytes]]:
    """The items of one article for a field of this kind."""
    positions: dict[str, list[int]] = {}
    frequency: dict[str, int] = {}
    weight: dict[str, float] = {}
    for term, position, times, counts in occurrences(kind, value):
        positions.setdefault(term, []).append(position)
        frequency[term] = frequency.get(term, 0) + (times if counts else 0)
        weight[term] = weight.get(term, 0.0) + times
    for term, at in positions.items():
        yield term.encode("utf-8"), frequency[term], weight[term], format_.encode(sorted(set(at)))


def occurrences(kind: str, value: Words) -> Iterator[tuple[str, int, int, bool]]:
    """Yield each (term, position, weight, whether it counts for the length), without repeats."""
    head_weight = 1 if kind == "head" else TITLE_WEIGHT
    parts: Sequence[tuple[Analysis, int, int, int]] = ((value.head, 0, 0, head_weight),)
    if value.body is not None and kind != "head":
        lead = 0 if value.head.norms else LEAD_WORDS
        parts = (*parts, (value.body, len(value.head.norms) + TITLE_GAP, lead, 1))
    seen: set[tuple[int, str]] = set()
    for analysis, base, lead, weight in parts:
        terms = analysis.norms if kind == "surface" else analysis.stems
        for i, term in enumerate(terms):
            seen.add((base + i, term))
            yield term, base + i, LEAD_WEIGHT if i < lead else weight, True
        for i, term in analysis.extras if kind != "surface" else ():
            if (base + i, term) not in seen:
                seen.add((base + i, term))
                yield term, base + i, LEAD_WEIGHT if i < lead else weight, False


def whoosh_document(article: Article, chain: Chain) -> dict[str, object]:
    """An article as Whoosh's own `add_document(**…)` takes it."""
    head, body = chain.analyze(article.title or ""), chain.analyze(article.body)
    for field, analysis in (("title", head), ("body", body)):
        deque(put_numbers(analysis, (n for n in article.numbers if n.field == field)), maxlen=0)
    words = Words(head, body)
    published = article.published
    return {
        "id": article.id,
        "url": " ".join(address_terms(article.url)) if article.url else None,
        "outlet": article.outlet.id if article.outlet else None,
        "platform": ",".join(article.platforms) or None,
        "text": words,
        "surface": words,
        "title": Words(head),
        "byline": Words(with_norms(chain.analyze(article.byline))) if article.byline else None,
        "published_from": published.start.toordinal() if published.start else None,
        "published_to": published.end.toordinal() if published.end else None,
    }


def with_norms(analysis: Analysis) -> Analysis:
    """A byline's words as they are beside their stems."""
    pairs = zip(analysis.norms, analysis.stems, strict=True)
    analysis.extras += [(at, norm) for at, (norm, stem) in enumerate(pairs) if norm != stem]
    return analysis
