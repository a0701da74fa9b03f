"""Citations of an article: in Arabic, in English, and for reference managers (RIS, BibTeX)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from archive.model.article import Outlet, Precision, Published
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


def ris(cited: Cited, link: str) -> str:
    """Return one record in RIS, its lines ended as the format asks."""
    return (
        "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in _ris_fields(cited, link)) + "ER  - \r\n\r\n"
    )


def _ris_fields(cited: Cited, link: str) -> Iterator[tuple[str, str]]:
    published = cited.published
    yield "TY", "NEWS"
    yield "ID", cited.id
    if cited.title:
        yield "TI", cited.title
    if cited.byline:
        yield "AU", cited.byline
    if cited.outlet:
        yield "T2", cited.outlet.name
    if published.start:
        yield "PY", f"{published.start.year:04}"
        yield "DA", _ris_date(published)
    if cited.url:
        yield "UR", cited.url
    yield "L2", link
    yield "DB", "Sijill"
    for platform in cited.platforms:
        yield "KW", platform


def _ris_date(published: Published) -> str:
    """Return `YYYY/MM/DD/`, with empty parts for what is not known."""
    start = published.start
    if start is None:
        return ""
    month = f"{start.month:02}" if published.precision in (Precision.DAY, Precision.MONTH) else ""
    day = f"{start.day:02}" if published.precision is Precision.DAY else ""
    other = "" if published.start == published.end or month else f"{start} – {published.end}"
    return f"{start.year:04}/{month}/{day}/{other if published.precision is Precision.INTERVAL else ''}"


def bibtex(cited: Cited, link: str) -> str:
    """Return one entry in BibTeX; letters stay letters, signs of TeX are escaped."""
    published = cited.published
    fields = [
        ("title", f"{{{_tex(cited.title or 'بلا عنوان')}}}"),
        ("author", f"{{{_tex(cited.byline)}}}" if cited.byline else ""),
        ("organization", _tex(cited.outlet.name) if cited.outlet else ""),
        ("year", f"{published.start.year:04}" if published.start else ""),
        ("month", str(published.start.month) if published.start and _has_month(published) else ""),
        ("day", str(published.start.day) if published.start and published.precision is Precision.DAY else ""),
        ("url", _verbatim(cited.url or link)),
        ("note", _tex(f"Sijill: {cited.id}")),
        ("keywords", _tex(", ".join(cited.platforms))),
    ]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{_key(cited.id)},\n{body}}}\n\n"


def _has_month(published: Published) -> bool:
    return published.precision in (Precision.DAY, Precision.MONTH)


def _line(value: str) -> str:
    """Return the value on one line."""
    return " ".join(_visible(value).split())


def _visible(value: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in value)


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {sign: f"\\{sign}" for sign in "&%$#_{}"}


def _tex(value: str) -> str:
    return "".join(_TEX.get(char, char) for char in _line(value))


def _verbatim(address: str) -> str:
    """Return an address that may stand in braces: signs that would unbalance them are percent-encoded."""
    return _line(address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def _key(article_id: str) -> str:
    """Return a citation key; characters other than letters, digits and `-` become their code points."""
    return "sijill-" + re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match.group()):x}", article_id)
