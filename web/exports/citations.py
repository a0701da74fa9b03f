"""Citations of an article: in Arabic, in English, and for reference managers (RIS, BibTeX)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from archive.model.article import Outlet, Published
from web.i18n.formats import date_words, day_words


class Cited(Protocol):
    """An article or a hit with the fields that a citation needs."""

    @property
    def id(self) -> str: ...  # noqa: D102 as in Article
    @property
    def title(self) -> str | None: ...  # noqa: D102 as in Article
    @property
    def outlet(self) -> Outlet | None: ...  # noqa: D102 as in Article
    @property
    def url(self) -> str | None: ...  # noqa: D102 as in Article
    @property
    def byline(self) -> str | None: ...  # noqa: D102 as in Article
    @property
    def published(self) -> Published: ...  # noqa: D102 as in Article
    @property
    def platforms(self) -> tuple[str, ...]: ...  # noqa: D102 as in Article


def arabic(cited: Cited, link: str, today: date) -> tuple[str, ...]:
    """Return the parts of an Arabic citation, «ليلى حداد، «العنوان»، …»; `" ".join` makes the citation.

    What is not known is said to be unknown or left out. The parts are for a page to isolate: addresses
    run against the text.
    """
    parts = [
        cited.byline,
        f"«{cited.title}»" if cited.title else "[بلا عنوان]",
        cited.outlet.name if cited.outlet else None,
        date_words(cited.published, "ar") if cited.published.known else "بلا تاريخ",
        cited.url,
        f"في سِجِلّ: {link}",
        f"اطُّلع عليه في {day_words(today, 'ar')}",
    ]
    told = [part for part in parts if part]
    return (*(f"{part}،" for part in told[:-1]), f"{told[-1]}.")


def english(cited: Cited, link: str, today: date) -> tuple[str, ...]:
    """Return the parts of: Author. “Title.” Outlet, date. Address. Where and when it was read."""
    when = date_words(cited.published, "en") if cited.published.known else "n.d"
    parts = [
        f"{cited.byline}." if cited.byline else None,
        f"“{cited.title}.”" if cited.title else "[Untitled].",
        f"{cited.outlet.name}," if cited.outlet else None,
        f"{when}.",
        f"{cited.url}." if cited.url else None,
        f"In Sijill: {link}.",
        f"Accessed {day_words(today, 'en')}.",
    ]
    return tuple(part for part in parts if part)
