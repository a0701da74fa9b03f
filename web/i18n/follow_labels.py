"""Labels of what is followed: kinds of sources and of delivery, and outcomes of polls."""

from __future__ import annotations

from web.i18n.catalogue import gettext


def source_kind(kind: str) -> str:
    """Return what a source is."""
    labels = {
        "feed": gettext("feed"),
        "sitemap": gettext("sitemap"),
        "page": gettext("page"),
        "listing": gettext("page that lists articles"),
        "folder": gettext("folder"),
        "mailbox": gettext("mailbox"),
    }
    return labels.get(kind, kind)


def poll_status(status: str) -> str:
    """Return what a poll came to."""
    labels = {
        "articles": gettext("articles were named"),
        "unchanged": gettext("nothing new"),
        "failed": gettext("failed"),
        "page": gettext("a page was fetched"),
        "message": gettext("a message was fetched"),
    }
    return labels.get(status, status)


def channel_kind(kind: str) -> str:
    """Return how an alert is delivered."""
    labels = {"mail": gettext("mail"), "atom": gettext("by feed"), "webhook": gettext("webhook")}
    return labels.get(kind, kind)
