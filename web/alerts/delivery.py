"""Deliveries: made when they are due, sent until they are taken; at least once, each with a name of its own.

A delivery whose sending was cut short by a kill is sent again under the same name, by which a receiver
knows it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from archive.sources.clock import stamp
from archive.sources.intervals import DAY, MINUTE
from archive.sources.network import Client, FetchFailed
from archive.sources.problems import Problem, status_problem
from web.alerts.alert_store import AlertStore
from web.alerts.model import Alert, Delivery
from web.alerts.problems import NotDelivered, problem_of

#: The wait before the second attempt, which doubles up to the longest.
FIRST_WAIT, LONGEST_WAIT = 5 * MINUTE, DAY
_SECONDS = 30
_PORTS = {"smtp": 25, "smtps": 465}


def next_due(alert: Alert, now: float) -> float:
    """Return when the delivery after this moment is due: at its minute of the day where days lie between."""
    if alert.every < DAY:
        return now + alert.every
    local = datetime.fromtimestamp(now, UTC).astimezone()
    due = local.replace(hour=alert.minute // 60, minute=alert.minute % 60, second=0, microsecond=0)
    days = round(alert.every / DAY)
    while due <= local:
        due = (due.replace(tzinfo=None) + timedelta(days=days)).astimezone()
    return due.timestamp()


def gather(alerts: AlertStore, now: float) -> int:
    """Make the deliveries that are due; return how many. Feeds are fetched by their readers and need none."""
    made = 0
    for alert in alerts.all():
        if not alert.paused and alert.kind != "atom" and alert.next_at <= now:
            made += alerts.gather(alert, str(uuid4()), now, next_due(alert, now))
    return made


Send = Callable[[Alert, Delivery], None]


def deliver(alerts: AlertStore, senders: Mapping[str, Send], clock: Callable[[], float]) -> tuple[int, int]:
    """Send what waits, by the sender of each alert's channel; return how many were taken and how many not."""
    sent = failed = 0
    for alert, delivery in alerts.waiting(clock()):
        try:
            senders[alert.kind](alert, delivery)
        except Exception as error:  # one delivery that cannot be made or sent does not hold up the others
            wait = min(FIRST_WAIT * 2.0 ** min(delivery.attempts, 20), LONGEST_WAIT)
            alerts.failed(delivery, problem_of(error), clock() + wait)
            failed += 1
        else:
            alerts.sent(delivery, clock())
            sent += 1
    return sent, failed


def send_mail(server: str, message: EmailMessage) -> None:
    """Hand a message to the owner's mail server (`smtp://user:password@host:587`); NotDelivered in words.

    TLS where the server offers it; a password is sent over nothing else, but to one's own machine.
    """
    parts = urlsplit(server)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotDelivered(Problem("no_mail_server"))
    port = parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=_SECONDS, context=context)
        else:
            client = smtplib.SMTP(parts.hostname, port, timeout=_SECONDS)
        with client:
            client.ehlo()
            if parts.scheme == "smtp" and client.has_extn("starttls"):
                client.starttls(context=context)
                client.ehlo()
            elif (
                parts.scheme == "smtp" and parts.password and parts.hostname not in ("localhost", "127.0.0.1")
            ):
                raise NotDelivered(Problem("no_tls", {"host": parts.hostname}))
            if parts.username:
                client.login(unquote(parts.username), unquote(parts.password or ""))
            client.send_message(message)
    except smtplib.SMTPException as error:
        raise NotDelivered(Problem("mail_refused", {"why": _words(error)})) from error
    except OSError as error:
        values = {"host": f"{parts.hostname}:{port}", "why": str(error)}
        raise NotDelivered(Problem("mail_unreachable", values)) from error


def _words(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = [f"{code} {text.decode('utf-8', 'replace')}" for code, text in error.recipients.values()]
        return "; ".join(said)
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    return str(error)


def send_webhook(alert: Alert, delivery: Delivery, payload: Mapping[str, object]) -> None:
    """Post a delivery as signed JSON; NotDelivered in words unless the answer is a 2xx.

    `Sijill-Signature` is `t=SECONDS,v1=HEX`: HMAC-SHA256, by the alert's secret, of the seconds, a dot and
    the body. `Sijill-Delivery` is the same at each attempt.
    """
    body = json.dumps(payload, ensure_ascii=False).encode()
    at = int(delivery.at)
    headers = {
        "Content-Type": "application/json",
        "Sijill-Delivery": delivery.id,
        "Sijill-Signature": f"t={at},v1={signature(alert.secret, at, body)}",
    }
    try:
        answer = Client(allow_private=alert.private).post(alert.target, body, headers)
    except FetchFailed as error:
        raise NotDelivered(error.problem) from error
    if not 200 <= answer.status < 300:
        why = status_problem(answer.status, answer.reason)
        raise NotDelivered(Problem("page", {"address": alert.target, "why": why}))


def signature(secret: str, at: int, body: bytes) -> str:
    """Return the signature of a webhook's body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def made_at(delivery: Delivery) -> str:
    """Return when a delivery was made, ISO 8601, UTC."""
    return stamp(delivery.at)
