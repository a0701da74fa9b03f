"""The pages of what is followed: sources, alerts, and what was new for each, by feed too. They only read.

The one exception: who receives an alert ends it by its link, with the token that only he was sent.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from archive.errors import ArchiveError
from archive.sources.clock import stamp
from archive.sources.intervals import DAY, interval_words
from archive.sources.problems import Problem
from index.model import Query, Sort
from web.alerts.alert_store import BY_READER, AlertStore
from web.alerts.damage import owner_problems
from web.alerts.matching import query_of
from web.alerts.model import Alert, Delivery
from web.alerts.problems import BadSearch, is_english, problem_words, without_keys
from web.alerts.today import came_today
from web.alerts.view import entries_of, feed_link, page_link, published_text, search_link
from web.follow_state import last_polls, source_problems, source_records
from web.http.hosts import site_address
from web.i18n import follow_labels
from web.library import library
from web.links import Link, page_links, search_address

blueprint = Blueprint("follow", __name__)

#: Entries of a page and of a feed.
PER_PAGE = 50
#: Articles that came in last, on the page of sources.
_LATEST = 20


@blueprint.route("/sources")
def sources() -> str:
    """The sources that are followed, how they stand, and what came in last."""
    now = time.time()
    folder = library().folder
    records, problems, polls = [], [], []
    try:
        records, problems = source_records(folder, now), source_problems(folder)
        polls = [(poll, stamp(poll.at)) for poll in last_polls(folder, 30)]
    except ArchiveError:
        problems = [Problem("sources_unreadable")]
    came = came_today(now, _LATEST)
    return render_template(
        "sources.html",
        query=Query(),
        records=records,
        problems=problems,
        polls=polls,
        came=came.hits,
        came_at=came.times,
        more=came.more,
        all_added=search_address(Query(sort=Sort.ADDED)),
    )


@blueprint.route("/alerts")
def alerts() -> str:
    """The searches that are followed; where they are delivered to is not told."""
    try:
        rows, problems = alert_rows()
    except ArchiveError:
        rows, problems = [], [Problem("alerts_unreadable")]
    return render_template("alerts.html", query=Query(), rows=rows, problems=problems)


def alert_rows() -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return how each alert stands, and what is damaged of them; ArchiveError where they cannot be read."""
    store = AlertStore.open_reader(library().folder)
    if store is None:
        return [], []
    since = time.time() - 7 * DAY
    try:
        rows = [
            {
                "alert": alert,
                "every": interval_words(alert.every) if alert.every else "",
                "search": search_link(alert),
                "feed": feed_link(alert),
                "text": _text_of(alert),
                "week": store.count(alert, since=since),
                "checked": stamp(alert.checked_at) if alert.checked_at else "",
                "next": stamp(alert.next_at),
                "last": next(iter(store.deliveries(alert, 1)), None),
            }
            for alert in store.all()
        ]
        return rows, owner_problems(store)
    finally:
        store.close()


def _text_of(alert: Alert) -> str:
    try:
        return query_of(alert.search).text
    except BadSearch:
        return alert.search


@blueprint.route("/alerts/<name>")
def alert(name: str) -> str:
    """Return what was new for an alert, last added first; of one delivery where it is named."""
    store, found = _opened(name)
    try:
        delivery = _delivery(store)
        page = max(1, request.args.get("page", 1, int))
        total = delivery.total if delivery else store.count(found)
        hits = store.hits(found, delivery=delivery, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    finally:
        store.close()
    pages = max(1, -(-total // PER_PAGE))
    return render_template(
        "alert.html",
        query=Query(),
        alert=found,
        delivery=delivery,
        text=_text_of(found),
        entries=entries_of(found, hits, library().articles, library().copies),
        total=total,
        search=search_link(found),
        pager=_pager(found, delivery, page, pages),
    )


def _pager(found: Alert, delivery: Delivery | None, page: int, pages: int) -> tuple[Link | None, ...]:
    base = page_link(found, delivery.id if delivery else "")
    mark = "&" if "?" in base else "?"
    return page_links(page, pages, lambda number: f"{base}{mark}page={number}") if pages > 1 else ()


@blueprint.route("/alerts/<name>.atom")
def alert_feed(name: str) -> Response:
    """Return what was new for an alert as an Atom feed, in pages that together hold all of it (RFC 5005)."""
    store, found = _opened(name)
    try:
        page = max(1, request.args.get("page", 1, int))
        total = store.count(found)
        hits = store.hits(found, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    finally:
        store.close()
    own = feed_link(found)
    pages = max(1, -(-total // PER_PAGE))
    links = [("first", 1), ("previous", page - 1), ("next", page + 1), ("last", pages)]
    entries = entries_of(found, hits, library().articles, None)
    body = render_template(
        "alert_feed.xml",
        alert=found,
        entries=entries,
        own=own if page == 1 else f"{own}?page={page}",
        first=own,
        base=site_address(),
        page_link=page_link(found),
        others=[(rel, f"{own}?page={number}") for rel, number in links if 1 <= number <= pages],
        updated=max((entry.changed for entry in entries), default=stamp(found.added_at)),
        published_text=published_text,
    )
    return Response(body, mimetype="application/atom+xml")


@blueprint.route("/alerts/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """End an alert: a page that asks, and what its button, or a mail program's, posts (RFC 8058)."""
    reader = AlertStore.open_reader(library().folder)
    found = reader.by_token(token) if reader is not None else None
    if reader is not None:
        reader.close()
    if found is None:
        raise NotFound
    if request.method == "POST":
        try:
            store = AlertStore.open(library().folder)
        except ArchiveError:
            return render_template("alert_stop.html", query=Query(), alert=found, state="failed"), 503
        try:
            store.pause(found.name, BY_READER)
        finally:
            store.close()
    state = "ended" if found.paused or request.method == "POST" else "asked"
    return render_template("alert_stop.html", query=Query(), alert=found, state=state)


def _opened(name: str) -> tuple[AlertStore, Alert]:
    store = AlertStore.open_reader(library().folder)
    if store is None:
        raise NotFound
    try:
        return store, store.get(name)
    except ArchiveError:
        store.close()
        raise NotFound from None


def _delivery(store: AlertStore) -> Delivery | None:
    return store.delivery(request.args.get("delivery", ""))


def register(app: Flask) -> None:
    """Mount the pages, and what their templates call."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        source_kind=follow_labels.source_kind,
        poll_status=follow_labels.poll_status,
        channel_kind=follow_labels.channel_kind,
        # `problem_words` are those of a search.
        trouble_words=lambda problem: problem_words(without_keys(problem)),
        is_english=is_english,
    )
