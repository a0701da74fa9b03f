"""One poll: what a source of the web says now, what of it is new, and what follows, in one transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from random import Random

from archive.model.identity import web_address
from archive.small_database import SmallDatabase
from archive.sources.captures import Capture, Captures, warc_of, warc_of_entry
from archive.sources.clock import Clock
from archive.sources.followed import FollowedSource, SourceKind
from archive.sources.frontier import Frontier, NotAllowed
from archive.sources.intervals import (
    DAY,
    LONGEST,
    MINUTE,
    TRIES,
    TRIES_BEFORE_ENTRY,
    after_failure,
    read_retry_after,
)
from archive.sources.listings import Unreadable, read_feed, read_links
from archive.sources.network import Client, Fetched, FetchFailed, FetchLimits, host_of
from archive.sources.poll_log import Found, keep, log_poll, note_listed, write_state
from archive.sources.problems import Problem, status_problem
from archive.sources.sitemaps import read_sitemaps

#: Pages that are asked for once and not again.
_FINAL = frozenset({404, 410, 451})


class WebPoller:
    """Polls sources of the web and fetches their pages."""

    def __init__(
        self,
        database: SmallDatabase,
        captures: Captures,
        clock: Clock,
        random: Random,
        limits: FetchLimits | None = None,
    ) -> None:
        self._database = database
        self._captures = captures
        self._clock = clock
        self._random = random
        self._limits = limits
        self.frontier = Frontier(database, clock)

    def poll(self, source: FollowedSource) -> str:
        """Ask a source; what it came to is on disk when this returns. Returns the poll's status."""
        found = self.look(source)
        self._write_down(source, found)
        return found.status

    def look(self, source: FollowedSource) -> Found:
        """Ask a source and say what there is; only a capture's file is written, which does not count yet."""
        headers = {} if self._is_whole_due(source) else _conditions(source)
        try:
            answer = self._fetch(source, source.address, headers)
            if answer.status == 304 and not headers:
                return Found("failed", problem=Problem("unasked_304"))
            return self._understood(source, answer)
        except NotAllowed as error:
            return Found("failed", problem=error.problem, wait=DAY)
        except (Unreadable, FetchFailed) as error:
            return Found("failed", problem=error.problem)

    def _is_whole_due(self, source: FollowedSource) -> bool:
        """Tell whether to ask without conditions: once a day, and after a failure.

        A server that keeps its ETag while its feed changes would hide all that is new; one that refuses what
        it gave itself would never be read again.
        """
        query = (
            "SELECT max(at) FROM polls WHERE source = ? AND status IN ('articles', 'unchanged') AND bytes > 0"
        )
        last = self._database.rows(query, (source.name,))[0][0]
        return bool(source.failures) or last is None or self._clock.now() - last >= DAY

    def _fetch(self, source: FollowedSource, address: str, headers: dict[str, str]) -> Fetched:
        client = Client(allow_private=source.private, limits=self._limits)
        answer: Fetched = self.frontier.ask(client, address, headers, source.delay)
        return answer

    def _understood(self, source: FollowedSource, answer: Fetched) -> Found:
        if answer.status == 304:
            return Found("unchanged", etag=source.etag, modified=source.modified, digest=source.digest)
        if answer.status != 200:
            return self._refused(answer)
        found = Found(
            "articles",
            bytes=len(answer.sent),
            etag=answer.header("ETag"),
            modified=answer.header("Last-Modified"),
        )
        if answer.is_moved:
            found.problem = Problem("moved", {"address": answer.address})
        data = answer.body
        is_feed = source.kind is SourceKind.FEED
        found.digest = hashlib.sha256(data).hexdigest()
        if found.digest == source.digest:
            found.status = "unchanged"
            return found
        if source.kind is SourceKind.PAGE:
            found.capture = self._captures.write(
                source.name, warc_of(answer, self._clock.now()), self._clock.now()
            )
        elif is_feed:
            self._read_feed(source, answer, found)
        elif source.kind is SourceKind.LISTING:
            found.wanted = read_links(data, answer.address, source.pattern)
            found.listed = list(found.wanted)
        else:
            query = "SELECT key, version FROM items WHERE source = ?"
            known = {row["key"]: row["version"] for row in self._database.rows(query, (source.name,))}
            read_sitemaps(source, data, found, known, lambda address: self._fetch(source, address, {}))
        if not (found.wanted or found.capture):
            found.status = "unchanged"
        return found

    def _read_feed(self, source: FollowedSource, answer: Fetched, found: Found) -> None:
        """Decide which entries come as pages: all for the full text, else those without a text."""
        found.listed = read_feed(answer.body, answer.address)
        found.wanted = [one for one in found.listed if one.address and (source.full_text or not one.has_text)]
        as_pages = {one.number for one in found.wanted}
        known = self._digests(source)
        found.passed = [
            one.number for one in found.listed if one.number in as_pages or known.get(one.key) == one.digest
        ]
        if len(found.passed) < len(found.listed):
            found.capture = self._captured(source, answer, is_feed=True)

    def _digests(self, source: FollowedSource) -> dict[str, str]:
        """Return what each entry of a feed was when it was last taken, by its key."""
        query = "SELECT key, digest FROM items WHERE source = ? AND state = 'named'"
        return {row["key"]: row["digest"] for row in self._database.rows(query, (source.name,))}

    def _captured(self, source: FollowedSource, answer: Fetched, *, is_feed: bool = False) -> Capture:
        now = self._clock.now()
        return self._captures.write(source.name, warc_of(answer, now, is_feed=is_feed), now)

    def _refused(self, answer: Fetched) -> Found:
        wait = read_retry_after(answer.header("Retry-After"), self._clock.now())
        if answer.status in (429, 503):
            self.frontier.hold(host_of(answer.address), wait)
        if answer.status == 410:
            wait = LONGEST
        return Found("failed", problem=status_problem(answer.status, answer.reason), wait=wait)

    def _write_down(self, source: FollowedSource, found: Found) -> None:
        """Write a poll, the source's state and all that follows, in one transaction."""
        now = self._clock.now()
        with self._database.transaction() as connection:
            poll = log_poll(connection, source, found, now, len(found.listed))
            write_state(connection, source, found, now, self._random)
            if found.capture is not None:
                keep(connection, found.capture, poll, passed=found.passed)
            wanted = {one.key for one in found.wanted}
            for one in found.listed:
                note_listed(connection, source, one, now, is_page=one.key in wanted)

    def give_up(self, source: FollowedSource, error: Exception) -> str:
        """Write down a poll that ended by a fault of ours, with the fault in words; return its status."""
        self._write_down(source, Found("failed", problem=_unforeseen(error)))
        return "failed"

    def give_up_page(self, source: FollowedSource, item: sqlite3.Row, error: Exception) -> str:
        """Write down a page that a fault of ours ended; it is tried again. Returns its status."""
        self._miss_page(source, item, _unforeseen(error), is_final=False, wait=0.0)
        return "failed"

    def fetch_item(self, source: FollowedSource, item: sqlite3.Row) -> str:
        """Fetch one page that a source named; what it came to is on disk on return. Returns the status."""
        try:
            answer = self._fetch(source, item["address"], {})
            if answer.status == 200:
                digest = hashlib.sha256(answer.body).hexdigest()
                self._keep_page(source, item, answer, digest)
                return "page"
            problem, is_final = status_problem(answer.status, answer.reason), answer.status in _FINAL
            wait = read_retry_after(answer.header("Retry-After"), self._clock.now())
            if answer.status in (429, 503):
                self.frontier.hold(host_of(answer.address), wait)
        except FetchFailed as error:
            problem, is_final, wait = error.problem, isinstance(error, NotAllowed), 0.0
        self._miss_page(source, item, problem, is_final=is_final, wait=wait)
        return "failed"

    def _keep_page(self, source: FollowedSource, item: sqlite3.Row, answer: Fetched, digest: str) -> None:
        """Keep a fetched page; one whose very bytes came under another address of the source is known."""
        query = "SELECT 1 FROM items WHERE source = ? AND digest = ?"
        is_known = self._database.row(query, (source.name, digest)) is not None
        capture = None if is_known else self._captured(source, answer)
        page = web_address(answer.address) or ""
        with self._database.transaction() as connection:
            poll = log_poll(connection, source, Found("page", bytes=len(answer.sent)), self._clock.now())
            if capture is not None:
                keep(connection, capture, poll, item=item["number"])
            connection.execute(
                "UPDATE items SET state = 'done', digest = ?, page = ?, entry = NULL, problem = ''"
                " WHERE number = ?",
                (digest, page, item["number"]),
            )

    def _miss_page(
        self, source: FollowedSource, item: sqlite3.Row, problem: Problem, *, is_final: bool, wait: float
    ) -> None:
        """Note that a page did not come; what its feed says of it is taken when there is no more."""
        now, tries = self._clock.now(), item["tries"] + 1
        is_over = is_final or tries >= TRIES
        entry = item["entry"] if is_final or tries >= TRIES_BEFORE_ENTRY else None
        capture = None
        if entry:
            capture = self._captures.write(source.name, warc_of_entry(item["address"], entry, now), now)
        next_at = now + after_failure(10 * MINUTE, tries, self._random, wait)
        with self._database.transaction() as connection:
            missed = Found("failed", problem=Problem("page", {"address": item["address"], "why": problem}))
            poll = log_poll(connection, source, missed, now)
            if capture is not None:
                keep(connection, capture, poll, item=item["number"])
            connection.execute(
                "UPDATE items SET state = ?, tries = ?, next_at = ?, problem = ?,"
                " entry = CASE WHEN ? THEN NULL ELSE entry END WHERE number = ?",
                (
                    "failed" if is_over else "wanted",
                    tries,
                    next_at,
                    problem.text(),
                    bool(entry),
                    item["number"],
                ),
            )


def _unforeseen(error: Exception) -> Problem:
    return Problem("unforeseen", {"why": f"{type(error).__name__}: {error}"[:500]})


def _conditions(source: FollowedSource) -> dict[str, str]:
    """Return the headers that ask for what changed since the last answer."""
    given = {"If-None-Match": source.etag, "If-Modified-Since": source.modified}
    return {name: value for name, value in given.items() if value}
