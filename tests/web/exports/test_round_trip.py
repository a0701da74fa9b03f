"""Exports come back: what Sijill exported is read again as the articles that it was."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extraction.language import find_language
from archive.ingest.assemble import assemble, load_references
from archive.model.article import Article, DateSource, Outlet, Precision, Published
from archive.readers import choose_reader
from archive.readers.base import Draft, Options, Source
from index.model import Hit
from web.exports import articles as exports
from web.exports import references

TODAY = date(2026, 11, 22)
LINK = "http://localhost/articles/x"
REFERENCES = load_references()
#: Signs that some format means something by, within Arabic.
SIGNS = "اب ت\u200f\u202b\u2067\u00a0\u2028{}%\\\\~^$#_&@'\"=+,;-–<>[]()\t\x07\x1c\x85"
LINES = (
    "TY  - NEWS", "ER  - ", "AB  - x", "@misc{a,", "@book(b,", "}", "--", "``x''", "&amp;",
    "\\textbackslash{}", "<p>س</p>", "\\par", "% x", "'=1", "=1+1",
)  # fmt: skip
line = st.one_of(st.text(SIGNS, min_size=1, max_size=30), st.sampled_from(LINES))
texts = st.lists(line, min_size=1, max_size=5).map("\n".join)


@st.composite
def dates(draw: st.DrawFn) -> Published:
    start = draw(st.dates(date(1900, 1, 1), date(2025, 12, 1)))
    source = draw(st.sampled_from((DateSource.STATED, DateSource.INFERRED)))
    kind = draw(st.sampled_from(("day", "month", "year", "interval", "unknown")))
    if kind == "unknown":
        return Published(None, None, Precision.UNKNOWN, DateSource.UNKNOWN)
    if kind == "day":
        return Published(start, start, Precision.DAY, source)
    if kind == "interval":
        return Published(start.replace(day=1), start.replace(day=20), Precision.INTERVAL, source)
    if kind == "year":
        return Published(date(start.year, 1, 1), date(start.year, 12, 31), Precision.YEAR, source)
    return Published(start.replace(month=1, day=1), start.replace(month=1, day=31), Precision.MONTH, source)


@st.composite
def whole_articles(draw: st.DrawFn) -> Article:
    """Draw an article as the intake makes it, of a text of any signs, under what was stated of it."""
    text = "بداية " + draw(texts)
    titles = st.one_of(st.none(), line.filter(str.strip))
    made = assemble(Draft(Source("x"), text, b"", has_furniture=False), REFERENCES, TODAY)
    assert isinstance(made, Article)
    title = draw(titles)
    outlet = draw(
        st.sampled_from((None, Outlet("harbour", "أخبار الميناء"), Outlet("x_1", "{الميناء} & 50%")))
    )
    addresses = (None, "https://a.example/x_y?z=1&b=%7B#c", "http://a.example/خبر")
    article = replace(
        made,
        id=draw(st.from_regex(r"[a-z0-9_~][a-zA-Z0-9._~-]{0,20}", fullmatch=True)),
        title=" ".join(title.split()) or None if title else None,
        outlet=outlet,
        url=draw(st.sampled_from(addresses)) if outlet else None,  # an address alone would name an outlet
        published=draw(dates()),
    )
    return replace(article, language=find_language(article.title, article.body, None, "given").code)


def as_hit(found: Article) -> Hit:
    known = (found.id, found.title, "", found.url, found.outlet, found.published, found.platforms)
    return Hit(*known, score=0.0, fragments=(), byline=found.byline)


def in_ris(article: Article) -> str:
    return references.ris(article, LINK, article)


def in_bibtex(article: Article) -> str:
    return references.bibtex(article, LINK, article)


def in_csv(article: Article) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([exports.COLUMNS, exports.row(as_hit(article), article, LINK)])
    return out.getvalue()


def in_jsonl(article: Article) -> str:
    return json.dumps(exports.record(as_hit(article), article, LINK), ensure_ascii=False) + "\n"


def read_back(text: str, name: str) -> Article:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text.encode())
        reader = choose_reader(path.read_bytes(), name)
        assert reader is not None
        (draft,) = reader.read(path, Source(name), Options())
    assert isinstance(draft, Draft), draft
    made = assemble(draft, REFERENCES, TODAY)
    assert isinstance(made, Article), made
    return made


def told(article: Article, *, controls: bool) -> tuple[object, ...]:
    """Return what must come back; `controls=False`: control characters as spaces."""

    def plain(text: str | None) -> str | None:
        if text is None or controls:
            return text
        spaced = "".join(" " if unicodedata.category(c) == "Cc" and c != "\n" else c for c in text)
        parts = (part.strip() for part in spaced.split("\n\n"))
        return "\n\n".join(part for part in parts if part)

    when = article.published
    title = plain(article.title)
    return (
        article.id, " ".join(title.split()) or None if title else None, plain(article.body), article.url,
        article.outlet, when.start, when.end, when.precision, when.source, article.language,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("write", "name", "controls"),
    [
        (in_ris, "search.ris", False),
        (in_bibtex, "search.bib", False),
        (in_csv, "search.csv", True),
        (in_jsonl, "search.jsonl", True),
    ],
    ids=["ris", "bib", "csv", "jsonl"],
)
@given(article=whole_articles())
def test_an_article_comes_back(
    write: Callable[[Article], str], name: str, article: Article, *, controls: bool
) -> None:
    """Id, title, text, address, outlet, language and the day with its source are those exported."""
    assert told(read_back(write(article), name), controls=controls) == told(article, controls=controls)
