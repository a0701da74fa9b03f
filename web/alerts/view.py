"""The entries of an alert: one list for its page, its feed, its mails and its webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import current_app, url_for

from archive.dedup.published import Copies
from archive.model.article import Article
from archive.store.reader import StoreReader
from index.model import Reason
from web.alerts.matching import query_of
from web.alerts.model import Alert, AlertHit
from web.http.hosts import site_address
from web.i18n import language, speaking
from web.library import Articles
from web.urls import address, parameters

#: Entries of a mail that are shown with their passages; the rest are named.
WHOLE = 50


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One new article, with the copies of it that are new too folded under it."""

    id: str
    title: str
    title_marks: list[list[int]]
    fragments: list[Any]
    reasons: list[Reason]
    article: Article
    added: str
    """When it came in, ISO 8601, UTC."""
    changed: str
    link: str
    copies: int
    """How many other new articles reprint it."""


def entries_of(
    alert: Alert, hits: Sequence[AlertHit], articles: StoreReader | Articles, copies: Copies | None
) -> list[AlertEntry]:
    """Return the entries of these hits in their order; those withdrawn meanwhile are left out.

    `copies` tells which are reprints and are folded; None folds none.
    """
    ids = [hit.article for hit in hits]
    shown, times = articles.get_many(ids), articles.entry_times(ids)
    folded: dict[str, int] = {}
    leads: dict[str, str] = {}
    for id_ in ids:
        if id_ in shown:
            family = copies.of(id_) if copies is not None else ()
            lead = next((leads[other] for other in family if other in leads), id_)
            leads[id_] = lead
            folded[lead] = folded.get(lead, -1) + 1
    return [
        AlertEntry(
            id=hit.article,
            title=hit.record["title"] or f"{hit.record['lead']}…",
            title_marks=hit.record["title_marks"],
            fragments=hit.record["fragments"],
            reasons=[Reason(*reason) for reason in hit.record["reasons"]],
            article=shown[hit.article],
            added=times[hit.article].added,
            changed=times[hit.article].changed,
            link=article_link(alert, hit.article),
            copies=folded[hit.article],
        )
        for hit in hits
        if leads.get(hit.article) == hit.article
    ]


def article_link(alert: Alert, article_id: str) -> str:
    """Return the whole address of an article, with the alert's search marked in it."""
    query = query_of(alert.search)
    text = parameters(query)[:1] if query.text.strip() not in ("", "*") else []
    return _whole("reading.article", [*text, *_spoken()], article_id=article_id)


def search_link(alert: Alert) -> str:
    """Return the whole address of the alert's search, last added first."""
    pairs = parse_qsl(alert.search, keep_blank_values=True)
    return _whole("pages.search", [*pairs, ("sort", "added"), *_spoken()])


def page_link(alert: Alert, delivery_id: str = "") -> str:
    """Return the whole address of an alert's page, of one delivery where it is named."""
    more = [("delivery", delivery_id)] if delivery_id else []
    return _whole("follow.alert", [*more, *_spoken()], name=alert.name)


def stop_link(alert: Alert) -> str:
    """Return the whole address at which who receives an alert ends it."""
    return _whole("follow.stop", _spoken(), token=alert.token)


def feed_link(alert: Alert) -> str:
    """Return the whole address of an alert's feed."""
    return _whole("follow.alert_feed", [], name=alert.name)


def _whole(endpoint: str, pairs: list[tuple[str, str]], **values: str) -> str:
    """Return the whole address of a page, with these parameters and no others."""
    path = url_for(endpoint, **dict[str, Any](values)).partition("?")[0]
    return site_address() + address(path, pairs)


def _spoken() -> list[tuple[str, str]]:
    default = current_app.config["BABEL_DEFAULT_LOCALE"]
    return [] if language() == default else [("lang", language())]


def payload_of(
    alert: Alert, delivery_id: str, made: str, entries: Sequence[AlertEntry], total: int
) -> dict[str, Any]:
    """Return what a webhook is sent of a delivery: every new article, by its id, with why it matched."""
    with speaking(alert.language):
        return {
            "delivery": delivery_id,
            "alert": alert.name,
            "search": search_link(alert),
            "made": made,
            "total": total,
            "articles": [
                {
                    "id": entry.id,
                    "title": entry.title,
                    "outlet": entry.article.outlet.name if entry.article.outlet else None,
                    "url": entry.article.url,
                    "link": entry.link,
                    "added": entry.added,
                    "published": published_text(entry.article),
                    "passages": [{"text": text, "marks": marks} for text, marks in entry.fragments],
                    "copies": entry.copies,
                }
                for entry in entries
            ],
        }


def published_text(article: Article) -> str | None:
    """Return the day or the interval of publication, ISO 8601; None if it is not known."""
    start, end = article.published.start, article.published.end
    if start is None or end is None:
        return None
    return start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"
