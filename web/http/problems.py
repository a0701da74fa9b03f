"""Answers to errors: problem+json for programs, a page that keeps the query for readers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from archive.errors import (
    ArchiveError,
    ArchiveTooNew,
    ArchiveTooOld,
    DatabaseSilent,
    NoArchive,
    NoSuchArticle,
)
from index.errors import (
    BadGeneration,
    EngineSilent,
    IndexingError,
    NoGeneration,
    NotOverCluster,
    QueryError,
    QueryTooLong,
    UnknownName,
)
from web.http.hosts import UnknownHost
from web.http.messages import MESSAGES, both, message, parameter_label
from web.http.streams import LATER, TooManyStreams
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
    nearest: str | None = None
    """A name or word that may have been meant."""

    @property
    def words(self) -> str:
        """Return what is wrong in the reader's language, with what may have been meant."""
        return message(self.code, self.nearest)


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
    """Return what an exception means to who asked."""
    match error:
        case ValidationError():
            found = Trouble(400, tuple(_faults(error.messages)))
        case QueryError() | QueryTooLong() | UnknownName():
            found = Trouble(400, (_fault_of_query(error),))
        case Withdrawn():
            found = Trouble(410, (Fault("withdrawn", "id"),))
        case NoSuchArticle():
            found = Trouble(404, (Fault("no_such_article", "id"),))
        case NotOverCluster():
            found = Trouble(501, (Fault("not_over_cluster"),))
        case IndexingError():
            found = Trouble(503, (Fault(_code_of_index(error)),), _LATER)
        case ArchiveError():
            found = Trouble(503, (Fault(_code_of_archive(error)),), _LATER)
        case UnknownHost():
            found = Trouble(400, (Fault("unknown_host"),))
        case TooManyStreams():
            found = Trouble(503, (Fault("busy"),), (("Retry-After", str(LATER)),))
        case HTTPException():
            found = _trouble_of_http(error)
        case _:
            found = Trouble(500, (Fault("broken"),))
    return found


def _fault_of_query(error: QueryError | QueryTooLong | UnknownName) -> Fault:
    if isinstance(error, UnknownName):
        return Fault(f"unknown_{error.kind}", error.kind, nearest=error.nearest)
    if isinstance(error, QueryTooLong):
        return Fault("query_too_long", "q")
    code = error.code if error.code in MESSAGES else "no_reading"
    return Fault(code, "cursor") if code == "bad_cursor" else Fault(code, "q", error.position)


def _code_of_index(error: IndexingError) -> str:
    if isinstance(error, EngineSilent):
        return "silent_index"
    return "bad_index" if isinstance(error, BadGeneration) else "no_index"


def _code_of_archive(error: ArchiveError) -> str:
    if isinstance(error, NoArchive):
        return "no_archive"
    if isinstance(error, DatabaseSilent):
        return "silent_archive"
    return "archive_version" if isinstance(error, ArchiveTooOld | ArchiveTooNew) else "archive_trouble"


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
        {"field": f.field, "code": f.code, "message": both(f.code, f.nearest), "position": f.position}
        for f in trouble.faults
    ]
    first = faults[0]
    with speaking("en"):
        detail = trouble.faults[0].words
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
    """Tell whether the request came to REST rather than to a page."""
    return request.path.startswith("/api/") or request.path == "/healthz"


def answer(error: Exception) -> Response | HTTPException:
    """Return the response to an error, in the form that the caller reads; a redirect is none."""
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


def _amiss(trouble: Trouble) -> dict[str, str]:
    """The parameters of the address that a form can mend, each with what is wrong."""
    if trouble.status != HTTPStatus.BAD_REQUEST:
        return {}
    mendable = set(request.args) - {"q", "cursor"}
    return {fault.field: fault.words for fault in trouble.faults if fault.field in mendable}


def _page(trouble: Trouble) -> str:
    return render_template(
        "problem.html",
        trouble=trouble,
        text=request.args.get("q", ""),
        faults=[(fault, fault.words) for fault in trouble.faults],
        amiss=_amiss(trouble),
        parameter_label=parameter_label,
    )


def register(app: Flask) -> None:
    """Answer every error of ours and of the web through `answer`; what is unforeseen is logged by Flask."""
    for kind in (HTTPException, ValidationError, IndexingError, ArchiveError, NoGeneration):
        app.register_error_handler(kind, answer)
