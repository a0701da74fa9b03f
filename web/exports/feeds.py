"""A search as an Atom feed, which works as an alert, and Sijill as a search engine of the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for

from archive.errors import ArchiveError
from archive.model.history import EntryTimes
from index.model import Page, Query, Sort
from web.http.caching import cached
from web.http.hosts import site_address
from web.library import library
from web.links import article_address, search_address
from web.pages.search import asked

blueprint = Blueprint("feeds", __name__)

#: How many articles a feed holds; its paging leads to the rest.
ENTRIES = 50

NEVER = "1970-01-01T00:00:00Z"

#: What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: What may not stand in an IRI (RFC 3987): blanks, brackets of markup, controls, marks of direction.
_NOT_IRI = re.compile(
    r"[\s<>\"{}|\\^`\x00-\x20\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufff0-\uffff]"
)


def xml_iri(address: str | None) -> str:
    """Return an address as an IRI that a feed may hold (RFC 3987); empty for what is none.

    What may not stand in one, blanks say, is written by its code.
    """
    given = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", (address or "").strip())
    plain = _NOT_IRI.sub(lambda found: quote(found[0]), given)
    try:
        parts = urlsplit(plain)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return ""
    return plain if is_whole else ""


def first_text(texts: Iterable[str | None]) -> str:
    """Return the first of some texts that holds anything XML can hold and that is seen."""
    return next((plain for text in texts if (plain := xml_text(text).strip())), "")


def xml_text(text: str | None) -> str:
    """Return the text without characters that XML cannot hold."""
    return _NOT_XML.sub("", text or "")


def entry_times(page: Page) -> dict[str, EntryTimes]:
    """Return when each hit came in and last changed; the epoch where that is not known."""
    ids = [hit.id for hit in page.hits]
    never = dict.fromkeys(ids, EntryTimes(NEVER, NEVER))
    try:
        return never | library().articles.entry_times(ids)
    except ArchiveError:
        return never


@blueprint.route("/search.atom")
def atom() -> Response:
    """Serve the matches of a search as an Atom feed, last added first, so that followers miss no article.

    An old or undated article that comes in today stands at its top. Every page of it, by its links, together
    hold exactly what the page of the search counts.
    """
    query = replace(asked(), per_page=ENTRIES, fold_copies=False)
    if "sort" not in request.args:
        query = replace(query, sort=Sort.ADDED)
    return cached(lambda: _feed(query), _last_change())


def _last_change() -> int | None:
    """Return the archive's last change: entries tell when each article changed."""
    try:
        return library().articles.sequence
    except ArchiveError:
        return None


def _feed(query: Query) -> Response:
    page = library().engine.search(query)
    times = entry_times(page)
    body = render_template(
        "feed.xml",
        page=page,
        query=query,
        base=site_address(),
        entry_times=times,
        updated=max((one.changed for one in times.values()), default=NEVER),
        own=feed_address(query),
        first=feed_address(replace(query, page=1, cursor=None)),
        others=[
            (rel, feed_address(replace(query, page=number)))
            for rel, number in (
                ("first", 1),
                ("previous", query.page - 1),
                ("next", query.page + 1),
                ("last", page.pages),
            )
            if 1 <= number <= page.pages
        ],
        article_address=article_address,
    )
    return Response(body, mimetype="application/atom+xml")


def feed_address(query: Query) -> str:
    """Return the whole address of a feed's page."""
    return site_address() + search_address(replace(query, per_page=10), path="/search.atom")


@blueprint.route("/opensearch.xml")
def opensearch() -> Response:
    """Serve the OpenSearch description with which a browser adds Sijill to its search engines."""
    search = url_for("pages.search").split("?")[0]
    body = render_template("opensearch.xml", base=site_address(), search=search)
    response = make_response(body)
    response.mimetype = "application/opensearchdescription+xml"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def register(app: Flask) -> None:
    """Mount feed and description."""
    app.register_blueprint(blueprint)
    app.add_template_filter(xml_text)
    app.add_template_filter(xml_iri)
    app.add_template_filter(first_text)
