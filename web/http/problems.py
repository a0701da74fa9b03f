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
from web.http.streams import LATER, TooManyStreams
from web.i18n import speaking
from web.i18n.catalogue import gettext
from web.library import Withdrawn

#: Where a catalogue tool should find the keys.
_ = str

MESSAGES: dict[str, str] = {
    "not_integer": _("Write a whole number."),
    "out_of_range": _("This number is outside the range that is allowed."),
    "not_boolean": _("Write true or false."),
    "not_date": _("Write a date as 2016, 2016-02, 7/2/2016 or February 2016."),
    "not_number": _("Write a number in digits, as 125000."),
    "not_one_of": _("This is not one of the values that are allowed."),
    "too_long": _("This is too long; shorten it."),
    "not_text": _("Write text here."),
    "unknown_field": _("There is no such parameter."),
    "bad_cursor": _("This page marker is not from this search; start from the first page."),
    "query_too_long": _("The query is too long; keep the words that matter most."),
    "no_reading": _("This query has no reading; correct it where it is marked."),
    "unclosed_quote": _("A quotation mark is not closed; close it, or take it away."),
    "leading_star": _("A star cannot begin a word; put it after at least two letters."),
    "short_prefix": _("A star needs at least two letters before it."),
    "bad_date": _(
        "This date was not understood and was passed over; write 2016, 2016-02 or 2016-02-07, or >2015."
    ),
    "empty_group": _("There is nothing between these brackets."),
    "unclosed_group": _("A bracket is not closed; close it, or take it away."),
    "unopened_group": _("A bracket is closed that was not opened; it was passed over."),
    "unclosed_range": _("A range of dates is not closed; write it as [2015 TO 2016]."),
    "empty_phrase": _("There is nothing between these quotation marks."),
    "empty_field": _("There is nothing after this field's name."),
    "dangling_operator": _("This operator has nothing to join; it was read as a word."),
    "no_words": _("There is nothing here to look for; type a word, or * for every article."),
    "as_written_in_field": _("A word as written cannot be asked of one field; it was looked for everywhere."),
    "not_is_a_word": _("This was read as a word; to leave out what has a word, put a dash before it: -word."),
    "field_is_a_word": _("This was read as words; to search a field, write no space after the colon."),
    "fuzzy_distance": _("Only one letter may differ; it was read as ~1."),
    "short_fuzzy": _("This word is too short to be looked for with a letter changed."),
    "no_pattern_here": _("A star has no effect here."),
    "too_deep": _("There are too many brackets within brackets; the innermost were passed over."),
    "too_many_words": _("There are too many words; the last ones were passed over."),
    "unknown_platform": _("No platform is known by this name; no article has it."),
    "unknown_actor": _("No actor is known by this name; no figure has it."),
    "unknown_named": _("No organisation or person of the archive’s lists has this name; no article has it."),
    "unknown_unit": _("No unit is known by this name; no article has it."),
    "unknown_action": _("No action is known by this name; no article has it."),
    "bad_number": _(
        "This number was not understood and was passed over; write 125000, [100000 TO 400000] or >100000."
    ),
    "unknown_agency": _("No news agency is known by this name; no article has it."),
    "unknown_language": _("No language is known by this name; no article has it."),
    "unknown_warning": _("No warning is known by this name; no article has it."),
    "unknown_outlet": _("No outlet is known by this name; no article has it."),
    "no_index": _("There is no search index yet."),
    "silent_index": _("The search index does not answer now. Ask again in a moment."),
    "not_over_cluster": _("This is not worked out where the search index is in a cluster."),
    "bad_index": _("The search index cannot be read and must be built anew."),
    "no_archive": _("There is no archive in this data folder."),
    "archive_version": _("The archive was written by another version of Sijill."),
    "silent_archive": _("The archive's database does not answer now. Ask again in a moment."),
    "archive_trouble": _("The archive could not answer; its owner finds out why with sijill doctor."),
    "not_found": _("There is nothing at this address."),
    "no_such_article": _("The archive has no article with this id."),
    "withdrawn": _("This article was withdrawn from the archive."),
    "unknown_host": _(
        "This server is not meant to be reached by this name; its owner sets the names in SIJILL_HOSTS."
    ),
    "bad_request": _("The request was not understood."),
    "not_allowed": _("This address does not answer to that method."),
    "too_many": _("Too many requests in a short time; wait a minute and try again."),
    "busy": _("Several whole results are being made at this moment; try again in a few seconds."),
    "broken": _("Something failed on our side; the search itself is unharmed."),
}

del _


def message(code: str, nearest: str | None = None) -> str:
    """Return the message in the reader's language; an unknown code gives the general one.

    `nearest` is a name that may have been meant.
    """
    words = gettext(MESSAGES.get(code, MESSAGES["bad_request"]))
    if not nearest:
        return words
    perhaps = gettext("Did you mean %(name)s?", name=nearest)
    return f"{words} {perhaps}"


def both(code: str, nearest: str | None = None) -> dict[str, str]:
    """Return the message in Arabic and in English."""
    found = {}
    for language in ("ar", "en"):
        with speaking(language):
            found[language] = message(code, nearest)
    return found


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
    """What may have been meant."""

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


def parameter_label(name: str) -> str:
    """Return what a form calls a parameter; its name in addresses where no form has it."""
    labels = {
        "from": gettext("Published from"),
        "to": gettext("Published until"),
        "about_from": gettext("About the time from"),
        "about_to": gettext("About the time until"),
        "period_from": gettext("Period from"),
        "period_to": gettext("Period until"),
        "low": gettext("At least"),
        "high": gettext("At most"),
        "page": gettext("Page"),
    }
    return labels.get(name, name)


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
