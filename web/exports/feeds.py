"""A search as an Atom feed, which works as an alert, and Sijill as a search engine of the browser."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for

from archive.errors import ArchiveError
from index.model import Query, Sort
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


def xml_text(text: str | None) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("", text or "")


def last_change(article_id: str) -> str:
    """When the article last changed in the archive; no time at all reads as the beginning of times."""
    try:
        history = library().articles.history(article_id)
    except ArchiveError:
        return NEVER
    return history[-1].at if history else NEVER


@blueprint.route("/search.atom")
def atom() -> Response:
    """The newest matches of a search; every page of it, by its links, holds exactly what the page counts."""
    query = replace(asked(), per_page=ENTRIES, fold_copies=False)
    if "sort" not in request.args:
        query = replace(query, sort=Sort.NEWEST)
    return cached(lambda: _feed(query), _last_change())


def _last_change() -> int | None:
    """The archive's last change: entries tell when each article changed."""
    try:
        return library().articles.sequence
    except ArchiveError:
        return None


def _feed(query: Query) -> Response:
    page = library().engine.search(query)
    changed = {hit.id: last_change(hit.id) for hit in page.hits}
    body = render_template(
        "feed.xml",
        page=page,
        query=query,
        base=site_address(),
        changed=changed,
        updated=max(changed.values(), default=NEVER),
        own=feed_address(query),
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
    """The whole address of a feed's page."""
    return site_address() + search_address(replace(query, per_page=10), path="/search.atom")


@blueprint.route("/opensearch.xml")
def opensearch() -> Response:
    """The description with which a browser adds Sijill to its search engines."""
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
