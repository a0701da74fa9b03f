"""What goes wrong, as problem+json for programs and as a page that keeps the query for readers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from archive.errors import ArchiveError, NoArchive, NoSuchArticle
from index.errors import BadGeneration, IndexingError, NoGeneration, QueryError, QueryTooLong
from web.http.messages import MESSAGES, both, message
from web.i18n import speaking
from web.library import Withdrawn

_BY_STATUS = {
    404: "not_found",
    405: "not_allowed",
    429: "too_many",
    500: "broken",
}


_LATER = (("Retry-After", "60"),)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a message's code, the parameter, and the place in its text."""

    code: str
    field: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """An answer that is no answer: its HTTP status and what is wrong, the most telling fault first."""

    status: int
    faults: tuple[Fault, ...]
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def code(self) -> str:
        """The first fault's code."""
        return self.faults[0].code


def trouble_of(error: Exception) -> Trouble:
    """What an exception means to who asked."""
    match error:
        case ValidationError():
            found = Trouble(400, tuple(_faults(error.messages)))
        case QueryError():
            code = error.code if error.code in MESSAGES else "no_reading"
            found = Trouble(400, (Fault(code, "q", error.position),))
        case QueryTooLong():
            found = Trouble(400, (Fault("query_too_long", "q"),))
        case Withdrawn():
            found = Trouble(410, (Fault("withdrawn", "id"),))
        case NoSuchArticle():
            found = Trouble(404, (Fault("no_such_article", "id"),))
        case BadGeneration():
            found = Trouble(503, (Fault("bad_index"),), _LATER)
        case IndexingError():
            found = Trouble(503, (Fault("no_index"),), _LATER)
        case NoArchive():
            found = Trouble(503, (Fault("no_archive"),), _LATER)
        case ArchiveError():
            found = Trouble(503, (Fault("archive_version"),), _LATER)
        case HTTPException():
            found = _trouble_of_http(error)
        case _:
            found = Trouble(500, (Fault("broken"),))
    return found


def _trouble_of_http(error: HTTPException) -> Trouble:
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages", {})
    faults = tuple(_faults(messages.get("query", messages))) if messages else ()
    code = _BY_STATUS.get(status, "broken" if status >= 500 else "bad_request")
    kept = tuple((name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After"))
    return Trouble(status, faults or (Fault(code),), kept)


def _faults(messages: object, name: str | None = None) -> Iterator[Fault]:
    """The faults in marshmallow's nested messages; those of a list's items belong to the list."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _faults(inner, name if isinstance(key, int) else str(key))
    elif isinstance(messages, list):
        for code in messages:
            known = code if code in MESSAGES else "bad_request"
            yield Fault(known, name if name != "_schema" else None)


def problem(trouble: Trouble) -> dict[str, Any]:
    """Problem details (RFC 9457) as `ProblemSchema` describes them."""
    faults = [
        {"field": f.field, "code": f.code, "message": both(f.code), "position": f.position}
        for f in trouble.faults
    ]
    first = faults[0]
    with speaking("en"):
        detail = message(trouble.code)
    return {
        "type": "about:blank",
        "title": HTTPStatus(trouble.status).phrase,
        "status": trouble.status,
        "detail": detail,
        "field": first["field"],
        "message": first["message"],
        "position": first["position"],
        "errors": faults,
    }


def for_program() -> bool:
    """Whether the request came to REST rather than to a page."""
    return request.path.startswith("/api/") or request.path == "/healthz"


def answer(error: Exception) -> Response | HTTPException:
    """The response to an error, in the form that the caller reads; a redirect is none."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    trouble = trouble_of(error)
    if for_program():
        body = json.dumps(problem(trouble), ensure_ascii=False)
        response = Response(body, trouble.status, mimetype="application/problem+json")
    else:
        response = Response(_page(trouble), trouble.status, mimetype="text/html")
    response.headers.update(trouble.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(trouble: Trouble) -> str:
    return render_template(
        "problem.html",
        trouble=trouble,
        text=request.args.get("q", ""),
        faults=[(fault, message(fault.code)) for fault in trouble.faults],
    )


def register(app: Flask) -> None:
    """Answer every error of ours and of the web through `answer`; what is unforeseen is logged by Flask."""
    for kind in (HTTPException, ValidationError, IndexingError, ArchiveError, NoGeneration):
        app.register_error_handler(kind, answer)
