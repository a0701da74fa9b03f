"""Exports of articles: the whole filtered result, streamed, and its manifest beside it.

The same query object as the page's drives them, and the count and the rows come from one generation, so
that an export holds exactly what the page counts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request, url_for

from archive.errors import ArchiveError
from archive.model.article import Article
from index.model import Hit, Page, Query
from web.advice import counting
from web.exports import references
from web.http.caching import app_version, one_generation
from web.http.hosts import site_address
from web.http.streams import streamed
from web.i18n.formats import iso
from web.i18n.labels import agency_names
from web.library import library
from web.links import search_address
from web.lists.tables import safe_cell
from web.pages.search import asked
from web.urls import parameters

blueprint = Blueprint("exports", __name__)

#: Articles whose text is read from the archive at once.
BATCH = 200

#: Servers and proxies refuse headers that are much longer.
HEADER_LENGTH = 2000

COLUMNS = (
    "id", "title", "outlet", "outlet_id", "published", "published_from", "published_to",
    "published_precision", "published_source", "platforms", "byline", "url", "permalink", "agency",
    "language", "digest", "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A form of export: its name in addresses, its media type, and how rows become text."""

    name: str
    media: str
    write: Callable[[Iterator[Hit]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A whole result as of one generation: the page's count, and every hit in order."""

    page: Page
    hits: Iterator[Hit]


def pin(query: Query) -> Pinned:
    """Return the result with a count from the generation that the hits come from."""

    def ask() -> Pinned:
        engine = library().engine
        hits = engine.iterate(query)
        first = list(islice(hits, 1))
        return Pinned(engine.search(counting(query)), chain(first, hits))

    return one_generation(ask)[0]


def permalink(article_id: str) -> str:
    """Return the lasting address of an article, by its id."""
    return site_address() + url_for("reading.article", article_id=article_id).partition("?")[0]


# CSV


def row(hit: Hit, article: Article | None, link: str) -> tuple[str, ...]:
    """Return a hit as the cells of `COLUMNS`; `link` leads to it, and its text is empty without `article`."""
    published = hit.published
    cells = (
        hit.id,
        hit.title or "",
        hit.outlet.name if hit.outlet else "",
        hit.outlet.id if hit.outlet else "",
        iso(published),
        published.start.isoformat() if published.start else "",
        published.end.isoformat() if published.end else "",
        published.precision.value,
        published.source.value,
        "; ".join(hit.platforms),
        hit.byline or "",
        hit.url or "",
        link,
        agency_names(article.agencies) if article else "",
        (article.language or "") if article else "",
        article.digest if article else "",
        article.body if article else "",
    )
    return tuple(safe_cell(cell) for cell in cells)


def write_csv(hits: Iterator[Hit]) -> Iterator[str]:
    """Yield the lines of a CSV table with a heading; with `bom=true` a byte order mark comes first."""
    if request.args.get("bom") == "true":
        yield "\ufeff"
    rows = (row(hit, article, permalink(hit.id)) for hit, article in _with_articles(hits))
    for cells in chain([COLUMNS], rows):
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        yield line.getvalue()


# JSON Lines


def record(hit: Hit, article: Article | None, link: str) -> dict[str, Any]:
    """Return a hit under the keys that `sijill add` reads, with its text where the archive has it."""
    found: dict[str, Any] = {
        "id": hit.id,
        "title": hit.title,
        "body": article.body if article else None,
        "outlet": hit.outlet.name if hit.outlet else None,
        "outlet_id": hit.outlet.id if hit.outlet else None,
        "published": _published(hit),
        "published_precision": hit.published.precision.value if hit.published.known else None,
        "published_source": hit.published.source.value if hit.published.known else None,
        "url": hit.url,
        "byline": hit.byline,
        "agency": (agency_names(article.agencies) or None) if article else None,
        "platforms": list(hit.platforms),
        "language": article.language if article else None,
        "licence": article.licence if article else None,
        "note": article.note if article else None,
        "digest": article.digest if article else None,
        "permalink": link,
    }
    return {key: value for key, value in found.items() if value is not None}


def _published(hit: Hit) -> str | None:
    """Return `2016-02-07`, `2016-02`, `2016`, or both ends of an interval with a slash between them."""
    published = hit.published
    if published.start is None or published.end is None:
        return None
    return iso(published) or f"{published.start.isoformat()}/{published.end.isoformat()}"


def write_jsonl(hits: Iterator[Hit]) -> Iterator[str]:
    """Yield one article per line as JSON."""
    for hit, article in _with_articles(hits):
        yield json.dumps(record(hit, article, permalink(hit.id)), ensure_ascii=False) + "\n"


def _with_articles(hits: Iterator[Hit]) -> Iterator[tuple[Hit, Article | None]]:
    """Yield each hit with its article, None where the archive does not have it."""
    while batch := list(islice(hits, BATCH)):
        yield from zip(batch, _articles(batch), strict=True)


def _articles(batch: list[Hit]) -> list[Article | None]:
    try:
        found = library().articles.get_many([hit.id for hit in batch])
    except ArchiveError:
        return [None] * len(batch)
    return [found.get(hit.id) for hit in batch]


# Reference managers


def write_ris(hits: Iterator[Hit]) -> Iterator[str]:
    """Yield one RIS record per article, with its text where the archive has it."""
    return (references.ris(hit, permalink(hit.id), article) for hit, article in _with_articles(hits))


def write_bibtex(hits: Iterator[Hit]) -> Iterator[str]:
    """Yield one BibTeX entry per article, with its text where the archive has it."""
    return (references.bibtex(hit, permalink(hit.id), article) for hit, article in _with_articles(hits))


FORMATS = (
    Format("csv", "text/csv", write_csv),
    Format("jsonl", "application/jsonl", write_jsonl),
    Format("ris", "application/x-research-info-systems", write_ris),
    Format("bib", "application/x-bibtex", write_bibtex),
)


def _asked(page: Page) -> Query:
    """Return the query as its first page has it; an export holds what words find, whatever `meaning` says."""
    plain = Query()
    return replace(page.query, page=1, per_page=plain.per_page, cursor=None, meaning=plain.meaning)


def manifest(page: Page) -> dict[str, Any]:
    """Return the manifest of an export: enough to ask again and to check what came."""
    query = _asked(page)
    site, path = site_address(), url_for("pages.search").partition("?")[0]
    return {
        "query": query.text,
        "read_as": page.reading.read_as,
        "parameters": [[name, value] for name, value in parameters(query)],
        "expansions": [e.id for e in page.reading.expansions if e.id not in query.without],
        "count": page.total,
        "generation": page.generation,
        "version": app_version(),
        "address": site + search_address(query, path=path),
        "files": {form.name: site + search_address(query, path=f"/search.{form.name}") for form in FORMATS},
    }


def manifest_headers(page: Page) -> dict[str, str]:
    """Return the manifest as headers, their texts percent-encoded, with a link to the whole of it.

    What is too long for a header stands in the manifest alone.
    """
    told = manifest(page)
    filters = "&".join(f"{n}={quote(v, safe='')}" for n, v in told["parameters"] if n != "q")
    query = _asked(page)
    headers = {
        "Sijill-Query": quote(told["query"], safe=" "),
        "Sijill-Read-As": quote(told["read_as"], safe=" "),
        "Sijill-Filters": filters,
        "Sijill-Generation": str(told["generation"]),
        "Sijill-Count": str(told["count"]),
        "Link": f'<{search_address(query, path="/search.manifest.json")}>; rel="describedby"',
    }
    return {name: value for name, value in headers.items() if len(value) <= HEADER_LENGTH}


def _export(form: Format) -> Response:
    query = asked()

    def make() -> tuple[Iterator[str], dict[str, str]]:
        pinned = pin(query)
        name = f"sijill-{pinned.page.generation}.{form.name}"
        headers = manifest_headers(pinned.page)
        return form.write(pinned.hits), headers | {"Content-Disposition": f'attachment; filename="{name}"'}

    return streamed(make, form.media)


def _mount(form: Format) -> None:
    def view() -> Response:
        return _export(form)

    view.__doc__ = f"The whole filtered result as {form.name}."
    blueprint.add_url_rule(f"/search.{form.name}", form.name, view)


for _form in FORMATS:
    _mount(_form)


@blueprint.route("/search.manifest.json")
def manifest_file() -> Response:
    """Serve the manifest as a JSON file of its own."""
    page = library().engine.search(counting(asked()))
    body = json.dumps(manifest(page), ensure_ascii=False, indent=2)
    response = Response(body + "\n", mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def register(app: Flask) -> None:
    """Mount the exports."""
    app.register_blueprint(blueprint)
