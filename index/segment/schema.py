"""The schema: which fields an article has in the index, and how each becomes terms.

`text` holds the title once and then the body, as stems; `surface` holds the same words normalised. A
title's word weighs three times a body's (as in BM25F), the first words of an article without a title twice
as much, and a gap of positions after the title keeps phrases from running on into the body.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whoosh import columns, fields, formats

from archive.model.article import Article
from index.analysis.addresses import address_terms
from index.analysis.analyzer import Analysis, Chain
from index.analysis.numbers import put_numbers

#: Raised by hand when the meaning of a field changes; part of the fingerprint.
SCHEMA_VERSION = 3
#: How much more a word of the title counts than one of the body.
TITLE_WEIGHT = 3
#: How many words of a body stand for the title that an article lacks, and how much each counts.
LEAD_WORDS, LEAD_WEIGHT = 30, 2
#: Positions left free between title and body; no phrase or window reaches across.
TITLE_GAP = 100

#: Fields that hold words with their positions.
WORD_FIELDS = ("text", "surface", "title", "byline")
#: Fields that hold whole values.
VALUE_FIELDS = ("id", "url", "outlet", "platform", "unit", "action")


@dataclass(frozen=True, slots=True)
class Words:
    """What a word field holds of one article: its analysed title (or only text) and its body."""

    head: Analysis
    body: Analysis | None = None


class WordField(fields.FieldType):
    """A field of terms with positions, made from `Words` rather than from a string.

    `kind` is `text` (stems and extras), `surface` (normalised words), or `head` (stems of the head only).
    """

    analyzer = None
    scorable = True
    unique = False
    stored = False
    indexed = True
    vector = None
    column_type = None
    spelling = False
    multitoken_query = "default"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.format = formats.Positions() if kind != "surface" else formats.Existence()

    def index(self, value: Words, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The (term, frequency, weight, value) items of one article, as Whoosh asks a field for them.

        Frequencies add up to the field's length: title words three times, extras never.
        """
        yield from index_items(self.kind, self.format, value)

    def process_text(self, text: str, **_: object) -> Iterator[str]:
        """A query's text is analysed by the chain before it gets here."""
        yield text

    def to_bytes(self, value: str | bytes) -> bytes:
        """A term as it stands in the index."""
        return value if isinstance(value, bytes) else value.encode("utf-8")

    def from_bytes(self, value: bytes) -> str:
        """A term as text."""
        return bytes(value).decode("utf-8")


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
        encoded = b"" if kind == "surface" else format_.encode(sorted(set(at)))
        yield term.encode("utf-8"), frequency[term], weight[term], encoded


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


def schema() -> fields.Schema:
    """The Whoosh schema. `published_from` and `published_to` are day ordinals, absent when unknown."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        url=fields.KEYWORD(),
        outlet=fields.ID(),
        platform=fields.KEYWORD(commas=True),
        text=WordField("text"),
        surface=WordField("surface"),
        title=WordField("head"),
        byline=WordField("head"),
        published_from=fields.COLUMN(columns.NumericColumn("i", default=0)),
        published_to=fields.COLUMN(columns.NumericColumn("i", default=0)),
    )


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
        "byline": Words(chain.analyze(article.byline)) if article.byline else None,
        "published_from": published.start.toordinal() if published.start else None,
        "published_to": published.end.toordinal() if published.end else None,
    }
