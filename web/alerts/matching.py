"""New hits of an alert: articles that match and were first added after its cursor, by the archive's sequence.

No clock and no date of publication has a say. An old article that came in today is new; one that was indexed
again is not. The cursor moves up to what the live generation holds, and never back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from archive.sources.problems import Problem
from archive.store.reader import StoreReader
from index.engine import Engine
from index.errors import IndexingError
from index.model import Hit, Query, Sort
from web.alerts.alert_store import AlertStore
from web.alerts.model import Alert, AlertHit
from web.alerts.problems import BadSearch
from web.params.search import load_query
from web.urls import address, parameters

#: Hits that are asked for at once.
PER_PAGE = 100
#: The longest query, in characters, where no settings say otherwise.
LONGEST = 1000


def read_search(text: str) -> str:
    """Return the parameters of a search given by its address, or by its words; BadSearch in words."""
    given = text.strip()
    parts = urlsplit(given)
    if parts.scheme in ("http", "https") or given.startswith(("/search?", "search?", "?")):
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    else:
        pairs = [("q", given)]
    plain = Query(page=1, per_page=10, sort=Sort.RELEVANCE, meaning=True)
    kept = {name: getattr(plain, name) for name in ("page", "per_page", "sort", "meaning", "cursor")}
    return address("", parameters(replace(query_of("", pairs), **kept)))[1:]


def query_of(search: str, pairs: list[tuple[str, str]] | None = None) -> Query:
    """Return the query of an alert's search; BadSearch in words for one that is no longer understood."""
    given = pairs if pairs is not None else parse_qsl(search, keep_blank_values=True)
    try:
        query = load_query(MultiDict((name, value) for name, value in given if value or name == "q"))
    except ValidationError as error:
        wrong = ", ".join(str(name) for name in error.messages_dict)
        raise BadSearch(Problem("search_not_understood", {"names": wrong})) from error
    if len(query.text) > LONGEST:
        raise BadSearch(Problem("search_too_long", {"count": LONGEST}))
    return replace(query, meaning=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """The state in which an alert is looked at: index, archive and time."""

    engine: Engine
    store: StoreReader
    until: int
    """The archive's last change that the live generation holds, at least."""
    now: float


def collect(alerts: AlertStore, alert: Alert, moment: Moment) -> int:
    """Note what is new for an alert; return how many articles that is.

    What is wrong is said in the alert's `problem`; its cursor then stays.
    """
    engine, store, until, now = moment.engine, moment.store, moment.until, moment.now
    since = _sound_cursor(alert, store)
    try:
        query = query_of(alert.search)
        hits, total, is_whole = _new_hits(query, engine, store.first_added(since), until, now)
    except (BadSearch, IndexingError) as error:
        silent = Problem("index_silent", {"why": str(error)})
        problem = error.problem if isinstance(error, BadSearch) else silent
        alerts.note(alert, (), {"problem": problem.text(), "checked_at": now})
        return 0
    code = "search_too_wide" if not is_whole else "" if total else "search_finds_nothing"
    kept = Problem(code).text() if code else ""
    values: dict[str, object] = {"checked_at": now, "total": total, "problem": kept}
    if is_whole and (until > since or since != alert.cursor):
        cursor = max(since, until)
        values |= {"cursor": cursor, "cursor_at": store.time_of(cursor)}
    return alerts.note(alert, hits, values)


def _sound_cursor(alert: Alert, store: StoreReader) -> int:
    """Return the alert's cursor in this archive.

    Where the change at the cursor is not the one that it was (an older dump was loaded), it is the last
    change of this archive that is no newer.
    """
    if store.time_of(alert.cursor) == alert.cursor_at:
        return alert.cursor
    return store.sequence_at(alert.cursor_at)


def _new_hits(
    query: Query, engine: Engine, fresh: dict[str, int], until: int, now: float
) -> tuple[list[AlertHit], int, bool]:
    """Return the hits first added up to `until`, how many match in all, and whether that is the whole answer.

    `fresh` are the ids after the cursor with their sequences. The last added come first, so that one may stop
    at a page that holds none of them.
    """
    asked = replace(query, sort=Sort.ADDED, per_page=PER_PAGE, fold_copies=False, facets=frozenset())
    hits: list[AlertHit] = []
    page = engine.search(asked if fresh else replace(asked, per_page=1))
    total, is_whole = page.total, not page.partial
    while True:
        new = [hit for hit in page.hits if hit.id in fresh]
        hits += [
            AlertHit(hit.id, fresh[hit.id], now, record_of(hit)) for hit in new if fresh[hit.id] <= until
        ]
        if not new or page.next_cursor is None:
            return hits, total, is_whole
        page = engine.search(replace(asked, cursor=page.next_cursor))
        is_whole = is_whole and not page.partial


def record_of(hit: Hit) -> dict[str, Any]:
    """Return what is kept of a hit: how it matched when it was new, with its marked passages and why."""
    return {
        "title": hit.title or "",
        "title_marks": [list(mark) for mark in hit.title_marks],
        "lead": hit.lead,
        "fragments": [
            [one.text, [list(mark) for mark in one.marks]] for one in hit.fragments if one.field != "title"
        ],
        "reasons": [[one.typed, one.surface, one.kind, one.count] for one in hit.reasons],
    }
