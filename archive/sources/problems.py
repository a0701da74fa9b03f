"""Problems of sources: a code with values, kept as JSON, and put into words where it is shown.

The English words stand here, and what shows them translates them (`web.i18n.problems`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.errors import ArchiveError

#: Where a catalogue tool finds the wordings.
_ = str
#: What an earlier version wrote, in its words.
OLD = "old"

#: What is wrong, and how to mend it, by code.
WORDS: Mapping[str, tuple[str, str]] = {
    OLD: ("%(words)s", ""),
    "not_web": (_("%(address)s is no address of the web"), _("It begins with http:// or https://")),
    "password_in_address": (
        _("an address with a name or a password in it is not fetched"),
        _("Leave them out"),
    ),
    "no_lookup": (_("the name %(host)s cannot be looked up: %(why)s"), ""),
    "private": (
        _("%(host)s leads to a private address (%(ips)s)"),
        _("--allow-private fetches from your own network"),
    ),
    "unreachable": (_("%(host)s cannot be reached: %(why)s"), ""),
    "no_answer": (_("%(address)s does not answer: %(why)s"), ""),
    "redirects": (_("%(address)s redirects more than %(count)s times"), ""),
    "bad_redirect": (_("%(address)s redirects to what is no address: %(target)s"), ""),
    "too_many_entries": (_("the feed has more than %(count)s entries"), ""),
    "unasked_304": (
        _("the server answers that nothing changed since, though it was not asked since when (304)"),
        "",
    ),
    "parts_failed": (_("%(count)s sitemaps within it were not read, the first: %(why)s"), ""),
    "parts_left": (_("it names more than %(count)s sitemaps; those beyond are not read"), ""),
    "messages_left": (_("%(count)s messages are larger than %(bytes)s bytes and were passed over"), ""),
    "too_large": (_("the answer is larger than %(bytes)s bytes"), ""),
    "too_slow": (_("the answer takes longer than %(seconds)s seconds"), ""),
    "unpacks_large": (_("the answer unpacks to more than %(bytes)s bytes"), ""),
    "not_unpacked": (_("the answer cannot be unpacked: %(why)s"), ""),
    "status": (_("the server answers %(status)s"), ""),
    "status_401": (_("the server asks for a password (401)"), ""),
    "status_403": (_("the server does not let Sijill in (403)"), ""),
    "status_404": (_("there is nothing at this address any more (404)"), ""),
    "status_410": (_("the server says that this is gone for good (410)"), ""),
    "status_429": (_("the server asks for fewer requests (429)"), ""),
    "status_451": (_("this is withheld for legal reasons (451)"), ""),
    "status_503": (_("the server is out of service for a while (503)"), ""),
    "page": ("%(address)s: %(why)s", ""),
    "moved": (_("it has moved for good to %(address)s; it is followed there"), ""),
    "robots_forbid": (_("the robots.txt of %(host)s does not allow %(address)s"), ""),
    "robots_unreachable": (
        _("the robots.txt of %(host)s cannot be fetched, so nothing is asked: %(why)s"),
        "",
    ),
    "feed_unreadable": (_("the feed cannot be read: %(why)s"), ""),
    "no_feed": (_("there is no feed at this address"), _("sijill source check NAME says what is there")),
    "sitemap_unreadable": (_("the sitemap cannot be read: %(why)s"), ""),
    "no_sitemap": (_("there is no sitemap at this address, but <%(element)s>"), ""),
    "no_page": (_("there is no page at this address"), ""),
    "unforeseen": (_("its answer could not be worked on, which is a fault of Sijill: %(why)s"), ""),
    "no_folder": (_("there is no folder %(path)s; is it mounted?"), ""),
    "folder_unreadable": (_("the folder cannot be read: %(why)s"), ""),
    "file_left": ("%(path)s: %(why)s", ""),
    "name_no_text": (_("the name of %(path)s is no text: rename it, and it is taken"), ""),
    "mailbox_silent": (_("the mailbox does not answer: %(why)s"), ""),
    "sources_unreadable": (
        _("what is kept of the sources cannot be read"),
        _("sijill doctor says what is wrong with it"),
    ),
    "rows_forgotten": (
        _("%(count)s entries were damaged and are forgotten; all sources are asked whole again"),
        "",
    ),
    "source_damaged": (
        _("what is kept of the source %(name)s is damaged, so it is not asked"),
        _("sijill source remove %(name)s, then add it again"),
    ),
    "source_lost": (
        _("the source %(name)s was followed, and what was kept of it is lost"),
        _("Add it again under this name, or: sijill source remove %(name)s"),
    ),
    "no_password": (
        _("the mailbox's password is missing: set it in the environment as %(variable)s"),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, without its words."""

    code: str
    """A key of a table of words: `WORDS`, or that of `web.alerts.problems`."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The values in its words: texts, whole numbers, or a problem that is the reason of this one."""

    def text(self) -> str:
        """Return it as `read_problem` reads it."""
        return json.dumps(self.record())

    def record(self) -> dict[str, Any]:
        """Return it as JSON values."""
        values = {
            name: value.record() if isinstance(value, Problem) else value
            for name, value in self.values.items()
        }
        return {"code": self.code, "values": values}


class Troubled(ArchiveError):
    """An error whose problem can be kept and told in another language."""

    def __init__(self, code: str, **values: Any) -> None:
        self.problem = Problem(code, values)
        what, remedy = worded(self.problem, WORDS)
        super().__init__(what, remedy=remedy)


def text_of(problem: Problem | None) -> str:
    """Return a problem as it is kept; empty for none."""
    return "" if problem is None else problem.text()


def read_problem(text: str) -> Problem | None:
    """Return the problem that was kept; None for the empty text. What an earlier version wrote is `old`."""
    if not text:
        return None
    try:
        return _from_record(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Problem(OLD, {"words": text})


def _from_record(record: dict[str, Any]) -> Problem:
    values = {
        name: _from_record(value) if isinstance(value, dict) else value
        for name, value in record["values"].items()
    }
    return Problem(str(record["code"]), values)


def worded(
    problem: Problem,
    words: Mapping[str, tuple[str, str]],
    translate: Callable[[str], str] = str,
    shown: Callable[[Any], str] = lambda value: f"{value:,}" if isinstance(value, int) else str(value),
) -> tuple[str, str]:
    """Return what is wrong, and how to mend it, by a table of words.

    `translate` takes each wording, `shown` each value. A code that is not in the table, of a newer version,
    is told by itself with its values.
    """
    values = {
        name: worded(value, words, translate, shown)[0] if isinstance(value, Problem) else shown(value)
        for name, value in problem.values.items()
    }
    try:
        what, remedy = (translate(one) % values if one else "" for one in words[problem.code])
    except (KeyError, ValueError, TypeError):
        return f"{problem.code}: {', '.join(map(str, values.values()))}".rstrip(": "), ""
    return what, remedy


def in_english(problem: Problem, words: Mapping[str, tuple[str, str]] = WORDS) -> str:
    """Return a problem in English, with its remedy."""
    what, remedy = worded(problem, words)
    return f"{what}. {remedy}" if remedy else what


#: Answers that have words of their own.
_STATUSES = frozenset({401, 403, 404, 410, 429, 451, 503})


def status_problem(status: int, reason: str) -> Problem:
    """Return what an answer means that brings nothing."""
    if status in _STATUSES:
        return Problem(f"status_{status}")
    return Problem("status", {"status": f"{status} {reason}".strip()})
