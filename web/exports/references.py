"""Records for reference managers, in RIS and BibTeX, with their texts: `sijill add` reads them back.

In a list of results stands a COinS for each, by which a manager's button in the browser takes them all.

What comes back is the article: id, title, outlet, date with its precision and source, address, byline,
language and text. Control characters stand as spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from archive.model.article import Article, DateSource, Precision, Published
from web.exports.citations import Cited
from web.i18n.labels import agency_names

NO_TITLE = "بلا عنوان"


def ris(cited: Cited, link: str, article: Article | None = None) -> str:
    """Return one record in RIS, its lines ended as the format asks; of `article` text, language and digest.

    Each paragraph of the text is an abstract line of its own.
    """
    fields = (*_ris_fields(cited, link), *(_ris_text(article) if article else ()))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields) + "ER  - \r\n\r\n"


def _ris_fields(cited: Cited, link: str) -> Iterator[tuple[str, str]]:
    published = cited.published
    yield "TY", "NEWS"
    yield "ID", _line(cited.id)
    if cited.title:
        yield "TI", _line(cited.title)
    if cited.byline:
        yield "AU", _line(cited.byline)
    if cited.outlet:
        yield "T2", _line(cited.outlet.name)
        yield "C2", _line(cited.outlet.id)
    if published.start:
        yield "PY", f"{published.start.year:04}"
        yield "DA", _ris_date(published)
        if published.source is not DateSource.STATED:
            yield "C1", published.source.value
    if cited.url:
        yield "UR", _line(cited.url)
    yield "L2", _line(link)
    yield "DB", "Sijill"
    for platform in cited.platforms:
        yield "KW", _line(platform)


def _ris_text(article: Article) -> Iterator[tuple[str, str]]:
    if article.agencies:
        yield "C3", agency_names(article.agencies)
    if article.language:
        yield "LA", _line(article.language)
    for paragraph in article.paragraphs:
        yield "AB", _visible(paragraph)
    yield "M2", f"SHA-256: {article.digest}"


def _ris_date(published: Published) -> str:
    """Return `YYYY/MM/DD/`, with empty parts for what is not known."""
    start = published.start
    if start is None:
        return ""
    month = f"{start.month:02}" if published.precision in (Precision.DAY, Precision.MONTH) else ""
    day = f"{start.day:02}" if published.precision is Precision.DAY else ""
    other = "" if published.start == published.end or month else f"{start} – {published.end}"
    return f"{start.year:04}/{month}/{day}/{other if published.precision is Precision.INTERVAL else ''}"


def bibtex(cited: Cited, link: str, article: Article | None = None) -> str:
    """Return one entry in BibTeX, with `article` its text, language and digest.

    Letters stay letters, signs of TeX are escaped.
    """
    fields = (*_bibtex_fields(cited, link), *(_bibtex_text(article) if article else ()))
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{_key(cited.id)},\n{body}}}\n\n"


def _bibtex_fields(cited: Cited, link: str) -> Iterator[tuple[str, str]]:
    published = cited.published
    start, has_day = published.start, published.precision is Precision.DAY
    yield "title", f"{{{_tex(cited.title or NO_TITLE)}}}"
    yield "author", f"{{{_tex(cited.byline)}}}" if cited.byline else ""
    if cited.outlet:
        yield "organization", _tex(cited.outlet.name)
        yield "outletid", _tex(cited.outlet.id)
    if start:
        yield "year", f"{start.year:04}"
        yield "month", str(start.month) if _has_month(published) else ""
        yield "day", str(start.day) if has_day else ""
        if published.precision is Precision.INTERVAL:
            yield "date", f"{start}/{published.end}"
        yield "datesource", "" if published.source is DateSource.STATED else published.source.value
    if cited.url:
        yield "url", _verbatim(cited.url)
    yield "howpublished", "" if cited.url else f"\\url{{{_verbatim(link)}}}"
    yield "note", _tex(f"Sijill: {cited.id}")
    yield "keywords", _tex(", ".join(cited.platforms))


def _bibtex_text(article: Article) -> Iterator[tuple[str, str]]:
    yield "agency", _tex(agency_names(article.agencies))
    yield "language", _tex(article.language or "")
    yield "abstract", "\n\n".join(map(_tex_paragraph, article.paragraphs))
    yield "sha256", article.digest


def coins(cited: Cited, link: str) -> str:
    """Return a ContextObject in a span (COinS): an OpenURL of the article's fields, percent-encoded.

    Of the date there is as much as is known; of an interval nothing.
    """
    return urlencode(list(_coins_fields(cited, link)), quote_via=quote)


def _coins_fields(cited: Cited, link: str) -> Iterator[tuple[str, str]]:
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"
    yield "rfr_id", "info:sid/sijill"
    yield "rft.genre", "article"
    yield "rft.atitle", _line(cited.title or NO_TITLE)
    if cited.outlet:
        yield "rft.jtitle", _line(cited.outlet.name)
    if cited.byline:
        yield "rft.au", _line(cited.byline)
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}.get(cited.published.precision)
    if cited.published.start and length:
        yield "rft.date", cited.published.start.isoformat()[:length]
    yield "rft_id", _line(cited.url or link)


def _has_month(published: Published) -> bool:
    return published.precision in (Precision.DAY, Precision.MONTH)


def _line(value: str) -> str:
    """Return the value on one line."""
    return " ".join(_visible(value).split())


def _visible(value: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in value)


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# BibTeX counts a brace behind a backslash like any other.
_TEX |= {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_TEX |= {sign: f"\\{sign}" for sign in "&%$#_"}


def _tex(value: str) -> str:
    return _escaped(_line(value))


def _tex_paragraph(value: str) -> str:
    """Return a paragraph as TeX; none begins like an entry of its own, which readers would cut at."""
    escaped = _escaped(_visible(value))
    return f"{{@}}{escaped[1:]}" if escaped.startswith("@") else escaped


def _escaped(value: str) -> str:
    return "".join(_TEX.get(char, char) for char in value)


def _verbatim(address: str) -> str:
    """Return an address that may stand in braces: signs that would unbalance them are percent-encoded."""
    return _line(address).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def _key(article_id: str) -> str:
    """Return a citation key; characters other than letters, digits and `-` become their code points."""
    return "sijill-" + re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match.group()):x}", article_id)
