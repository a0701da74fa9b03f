"""Problems of sources, alerts and deliveries: the words of their codes, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from archive.errors import ArchiveError
from archive.sources.problems import OLD, Problem, worded
from archive.sources.problems import WORDS as SOURCE_WORDS
from web.i18n import LANGUAGES, language, speaking
from web.i18n.catalogue import gettext
from web.i18n.formats import number

#: Where a catalogue tool finds the wordings.
_ = str

#: What follows the path of an address.
_QUERY = re.compile(r"\?[^\s,;)]+")
#: Isolates what others wrote, so that an address keeps its direction within Arabic words.
_FIRST, _LAST = "\u2068", "\u2069"
#: What is wrong, and how to mend it, by code: those of sources too.
WORDS: Mapping[str, tuple[str, str]] = {
    **SOURCE_WORDS,
    "search_not_understood": (
        _("the search is not understood: %(names)s"),
        _("Give the address of a search that the page answers"),
    ),
    "search_too_long": (_("the search has more than %(count)s characters"), _("Shorten it")),
    "search_too_wide": (_("the search is too wide to be answered whole; narrow it"), ""),
    "search_finds_nothing": (_("it finds nothing in the archive as it is now"), ""),
    "index_silent": (_("the index does not answer: %(why)s"), ""),
    "alerts_unreadable": (
        _("what is kept of the alerts cannot be read"),
        _("sijill doctor says what is wrong with it"),
    ),
    "alert_damaged": (
        _("what is kept of the alert %(name)s is damaged, so it is not looked at"),
        _("sijill alert remove %(name)s, then add it again"),
    ),
    "alerts_lost": (
        _("alerts that were followed are lost: %(count)s"),
        _("Add them again: sijill alert add"),
    ),
    "hits_forgotten": (
        _("%(count)s entries of alerts were damaged; what they held is found and told again"),
        "",
    ),
    "broken": (_("it could not be worked on, which is a fault of Sijill: %(why)s"), ""),
    "no_sender": (_("no sender is set"), "SIJILL_MAIL_FROM=desk@example.org"),
    "no_mail_server": (
        _("no mail server is set"),
        "SIJILL_MAIL_SERVER=smtp://user:password@mail.example.org:587",
    ),
    "no_tls": (_("%(host)s offers no TLS, and a password is not sent without"), ""),
    "mail_refused": (_("the mail server refused: %(why)s"), ""),
    "mail_unreachable": (_("the mail server %(host)s cannot be reached: %(why)s"), ""),
}


class AlertTroubled(ArchiveError):
    """An error whose problem is kept with the alert or the delivery, and told in the reader's language."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        what, remedy = worded(problem, WORDS)
        super().__init__(what, remedy=remedy)


class BadSearch(AlertTroubled):
    """A search that cannot be followed: its parameters or its words are not understood."""


class NotDelivered(AlertTroubled):
    """A delivery that was not taken."""


def problem_of(error: Exception) -> Problem:
    """Return the problem of an error that ended a delivery, or a look at an alert."""
    found: Any = getattr(error, "problem", None)
    if isinstance(found, Problem):
        return found
    if isinstance(error, ArchiveError):
        return Problem(OLD, {"words": str(error)})
    return Problem("broken", {"why": f"{type(error).__name__}: {error}"[:500]})


def problem_words(problem: Problem) -> str:
    """Return a problem with its remedy, in the current language."""
    what, remedy = worded(problem, WORDS, gettext, _shown)
    return f"{what}. {remedy}" if remedy else what


def problem_record(problem: Problem | None) -> dict[str, Any] | None:
    """Return a problem as JSON tells it: its code, its values, and its words in both languages."""
    if problem is None:
        return None
    message = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            message[spoken] = problem_words(problem)
    return {**problem.record(), "message": message}


def without_keys(problem: Problem) -> Problem:
    """Return a problem as others may read it: addresses without what follows `?`, which may be a key."""
    values = {
        name: without_keys(value)
        if isinstance(value, Problem)
        else _QUERY.sub("?…", value)
        if isinstance(value, str)
        else value
        for name, value in problem.values.items()
    }
    return Problem(problem.code, values)


def is_english(problem: Problem) -> bool:
    """Tell whether a problem has English words alone: those of an earlier version."""
    return problem.code == OLD


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return number(value)
    return f"{_FIRST}{value}{_LAST}" if language() == "ar" else str(value)
