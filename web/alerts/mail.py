"""An alert's delivery as a mail: the same in text and in HTML, in the direction of its language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from flask import render_template

from web.alerts.model import Alert, Delivery
from web.alerts.view import WHOLE, AlertEntry, page_link, search_link, stop_link
from web.i18n import speaking
from web.i18n.catalogue import ngettext
from web.i18n.formats import number


def mail_of(alert: Alert, delivery: Delivery, entries: Sequence[AlertEntry], sender: str) -> EmailMessage:
    """Return the mail of a delivery; within a request context, whose address its links have."""
    with speaking(alert.language):
        values = {
            "alert": alert,
            "delivery": delivery,
            "entries": entries[:WHOLE],
            "rest": entries[WHOLE:],
            "total": delivery.total,
            "search_link": search_link(alert),
            "page_link": page_link(alert, delivery.id),
            "stop_link": stop_link(alert),
        }
        message = EmailMessage(policy=SMTP)
        message["Subject"] = _subject(alert, delivery)
        message["From"] = sender
        message["To"] = alert.target
        message["Date"] = format_datetime(datetime.fromtimestamp(delivery.at, UTC))
        host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        message["Message-ID"] = f"<{delivery.id}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-ID"] = f"<alert-{alert.number}.{host}>"
        message["List-Unsubscribe"] = f"<{stop_link(alert)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Sijill-Delivery"] = delivery.id
        message.set_content(render_template("alert_mail.txt", **values))
        message.add_alternative(render_template("alert_mail.html", **values), subtype="html")
    return message


def _subject(alert: Alert, delivery: Delivery) -> str:
    words = ngettext(
        "%(count)s new article", "%(count)s new articles", delivery.total, count=number(delivery.total)
    )
    return f"{alert.name}: {words}"
