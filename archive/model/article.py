"""Article and its parts: frozen records, the vocabulary that every layer speaks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from archive.model.figure import Figure
from archive.model.warning import ArticleWarning


class Precision(StrEnum):
    """The precision of a date; each is an interval of days."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"
    UNKNOWN = "unknown"


class DateSource(StrEnum):
    """The source of a date. Nothing ever defaults to today or to a file's time."""

    STATED = "stated"
    METADATA = "metadata"
    INFERRED = "inferred"
    CORRECTED = "corrected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Published:
    """Tells when an article was published: a closed interval of days, or unknown (both ends None)."""

    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.UNKNOWN
    source: DateSource = DateSource.UNKNOWN
    proof: str | None = None
    """The words of the text or the metadata that prove it."""

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError("a publication interval has both ends or neither")
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"a publication interval ends before it starts: {self.start} > {self.end}")

    @property
    def known(self) -> bool:
        """Tell whether there is any date."""
        return self.start is not None


UNKNOWN_DATE = Published()


@dataclass(frozen=True, slots=True)
class Outlet:
    """Names who published an article: a registry id (safe in URLs) and the name a reader knows."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a platform: `text[start:end] == surface`, clitics and marks included."""

    platform: str
    start: int
    end: int
    surface: str
    field: str = "body"
    """`title` or `body`: which text the span counts in."""


@dataclass(frozen=True, slots=True)
class TextNumber:
    """A number that stands in a text, in digits or in words, without what is no amount (phones, scores)."""

    value: int | Decimal
    start: int
    end: int
    upper: int | Decimal | None = None
    """The other end of a range."""
    field: str = "body"


@dataclass(frozen=True, slots=True)
class TextTime:
    """A date that a text names, resolved against the article's own: a closed interval of days."""

    first: date
    last: date
    precision: Precision
    start: int
    end: int
    field: str = "body"


@dataclass(frozen=True, slots=True)
class Furniture:
    """A part of a page that is not the article (menus, captions), folded away and never lost."""

    role: str
    """The kind: share_widget, related_link, caption, photo_credit, contact_line, repeat, comment …"""
    text: str
    paragraph: int
    """The number of body paragraphs before it, so that a page can show where it stood."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reason why a metadata value is believed."""

    field: str
    """The article's field: title, outlet, byline, published …"""
    source: str
    """`given` (the input's own field), `metadata`, `text`, `url`, `inferred`, `corrected` or `article`
    (another article's words)."""
    quote: str | None = None
    """The words it was read from."""
    confidence: float = 1.0
    """From 0 to 1; 1 for what the input states."""
    article: str | None = None
    """The id of the other article whose words these are."""
    url: str | None = None
    """That article's address."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news item, the archive's unit.

    `body` is the clean text: paragraphs separated by one blank line. Offsets of mentions count code
    points of `title` or `body` as they stand here.
    """

    id: str
    body: str
    title: str | None = None
    outlet: Outlet | None = None
    url: str | None = None
    byline: str | None = None
    """The persons who wrote it; an agency is none."""
    published: Published = UNKNOWN_DATE
    platforms: tuple[str, ...] = ()
    """Platform ids mentioned in title or body, sorted, without repeats."""
    mentions: tuple[Mention, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    language: str | None = None
    """The language of the text: a code of ISO 639 (`ar`, `fa`, `ckb`)."""
    note: str | None = None
    licence: str | None = None
    source: str | None = None
    """The place of the input: a file's name and, in a file of many, the record's number."""
    original: str | None = None
    """SHA-256 of the bytes as they came, the key in the store of originals."""
    warnings: tuple[ArticleWarning, ...] = ()
    """The doubts about it: a date in the future, an uncertain layout …"""
    figures: tuple[Figure, ...] = ()
    """The figures of the text: title first, then body, in order."""
    numbers: tuple[TextNumber, ...] = ()
    times: tuple[TextTime, ...] = ()
    """The times that the text is about, beside when it was published."""
    arrival: int = field(default=0, compare=False)
    """Its place in the order in which articles came in, from 1. The store knows it, no record does."""
    extra: dict[str, str] = field(default_factory=dict)
    """Further string values that a reader found and no field holds."""
    agencies: tuple[str, ...] = ()
    """Ids of the news agencies that it was taken from (`archive.extraction.agencies`), in their order."""
    script_share: float | None = None
    """The letters of the language's script, as a part of all letters, 0 to 1."""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of title and body in hexadecimal: equal digests are exact duplicates."""
        text = f"{self.title or ''}\n\n{self.body}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the body's paragraphs, in order."""
        return tuple(p for p in self.body.split("\n\n") if p)
