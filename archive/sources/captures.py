"""Captures: what was fetched, kept as web archives, and its way through the door.

One answer is one WARC file among the originals, such as any tool writes, so that `sijill add` of it gives
the same articles. A capture is named in `sources.db` before its file is written, is `kept` once what followed
of its poll is decided, and `taken` once its articles are in the archive.
"""

from __future__ import annotations

import hashlib
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.files import write_atomically
from archive.ingest.pipeline import Intake, Outcome
from archive.paths import DataFolder
from archive.readers.containers.warc_record import IDENTIFIED
from archive.readers.feed import is_feed as looks_like_feed
from archive.small_database import SmallDatabase
from archive.sources.clock import stamp
from archive.sources.network import Fetched
from archive.sources.resolving import Resolver, row_of
from archive.store.writer import Store

#: The fate of a capture's file once it is taken in: it stays, or its bytes stand among the originals already.
STAYS, GOES = "stays", "goes"
#: Captures that go through the door at once.
MOST_AT_ONCE = 200
#: Names under which servers send pages, which need no other.
_PAGES = re.compile(r"(text/html|application/xhtml\+xml)\b", re.IGNORECASE)


def warc_of(answer: Fetched, at: float, *, is_feed: bool = False) -> bytes:
    """Return an answer as a gzipped WARC file of one response, its body as it was sent.

    What a server does not call by its name is named in the record's own headers, for who reads it.
    """
    from warcio.statusandheaders import StatusAndHeaders

    gone = ("transfer-encoding", "content-length", "set-cookie")
    kept = [(name, value) for name, value in answer.headers if name.lower() not in gone]
    kept.append(("Content-Length", str(len(answer.sent))))
    headers = StatusAndHeaders(f"{answer.status} {answer.reason}".strip(), kept, protocol="HTTP/1.1")
    kind = _kind_of(answer.body) if is_feed or not _PAGES.match(answer.header("Content-Type").strip()) else ""
    return _written(
        answer.address, answer.sent, at, {"record_type": "response", "http_headers": headers}, kind
    )


def _kind_of(body: bytes) -> str:
    """Return the media type of a feed or page by its beginning; empty for anything else."""
    begin = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(b"{"):
        return "application/feed+json" if b"jsonfeed.org" in body[:2000] else ""
    if b"<html" in begin or begin.startswith(b"<!doctype html"):
        return "text/html"
    return "application/rss+xml" if looks_like_feed(body) else ""


def warc_of_entry(address: str, entry: bytes, at: float) -> bytes:
    """Return a feed of one entry as a WARC file: what is known of an article whose page does not come."""
    kind = "application/feed+json" if entry.lstrip()[:1] == b"{" else "application/rss+xml"
    return _written(address, entry, at, {"record_type": "resource", "warc_content_type": kind})


def _written(
    address: str, payload: bytes, at: float, record: Mapping[str, object], identified: str = ""
) -> bytes:
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    dated = {"WARC-Date": stamp(at)} | ({IDENTIFIED: identified} if identified else {})
    writer.write_record(
        writer.create_warc_record(address, payload=io.BytesIO(payload), warc_headers_dict=dated, **record)
    )
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Capture:
    """A file that is to go through the door."""

    number: int
    path: Path


class Captures:
    """The captures of one data folder."""

    def __init__(self, database: SmallDatabase, folder: DataFolder) -> None:
        self._database = database
        self._folder = folder

    def write(self, source: str, data: bytes, at: float, *, ending: str = "warc.gz") -> Capture:
        """Write a file of a source's, named in the database first; `keep` makes it count."""
        day = datetime.fromtimestamp(at, UTC)
        digest = hashlib.sha256(data).hexdigest()[:12]
        name = f"{day:%Y%m%dT%H%M%SZ}-{digest}.{ending}"
        path = self._folder.captures / source / f"{day:%Y-%m}" / name
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO captures (source, path, fate, state) VALUES (?, ?, ?, 'writing')",
                (source, str(path.relative_to(self._folder.home)), STAYS),
            ).lastrowid
        write_atomically(path, data)
        return Capture(number or 0, path)

    def clear_unfinished(self) -> None:
        """Delete what a killed process was writing, and the files whose bytes stand elsewhere by now."""
        rows = self._database.rows("SELECT * FROM captures WHERE state = 'writing'")
        rows += self._database.rows("SELECT * FROM captures WHERE state = 'taken' AND fate = ?", (GOES,))
        for row in rows:
            if not self._database.row(
                "SELECT 1 FROM captures WHERE path = ? AND number != ? AND state = 'kept'",
                (row["path"], row["number"]),
            ):
                with suppress(FileNotFoundError):
                    (self._folder.home / row["path"]).unlink()
            self._database.write("DELETE FROM captures WHERE number = ?", (row["number"],))

    def waiting(self) -> int:
        """Return how many captures have not gone through the door."""
        row = self._database.row("SELECT count(*) FROM captures WHERE state = 'kept'")
        return int(row[0]) if row else 0

    def take_in(self, store: Store, now: float) -> Counter[str]:
        """Take in what is kept; return how many articles were new, changed, same and rejected.

        May be killed at any moment and called again: what an interrupted run brought still counts as new.
        """
        totals: Counter[str] = Counter()
        while rows := self._database.rows(
            "SELECT * FROM captures WHERE state = 'kept' ORDER BY number LIMIT ?", (MOST_AT_ONCE,)
        ):
            totals += self._take(rows, store, now)
        self.clear_unfinished()
        return totals

    def _take(self, rows: Sequence[sqlite3.Row], store: Store, now: float) -> Counter[str]:
        before = self._begun(rows, store)
        paths = {str(self._folder.home / row["path"]): row for row in rows}
        resolver = Resolver(self._database, store, paths)
        intake = Intake(store, self._folder, today=datetime.fromtimestamp(now, UTC).date(), workers=1)
        outcomes = [
            (int(row_of(outcome.source.name, paths)["number"]), outcome)
            for outcome in intake.run([Path(path) for path in paths], choose=resolver.choose)
        ]
        results = {int(row["number"]): _Result() for row in rows}
        for number, kind, outcome in _judged(outcomes, store, before):
            results[number].count(kind, outcome)
        self._finish(rows, results)
        return sum((result.counts for result in results.values()), Counter())

    def _begun(self, rows: Sequence[sqlite3.Row], store: Store) -> dict[int, int]:
        """Note where the archive stood when these were first taken in hand; return it by capture."""
        sequence = store.sequence
        with self._database.transaction() as connection:
            for row in rows:
                statement = "UPDATE captures SET before = coalesce(before, ?) WHERE number = ?"
                connection.execute(statement, (sequence, row["number"]))
        return {row["number"]: sequence if row["before"] is None else row["before"] for row in rows}

    def _finish(self, rows: Sequence[sqlite3.Row], results: Mapping[int, _Result]) -> None:
        """Write down what captures came to, and that they are taken, in one transaction."""
        counted = (
            "UPDATE polls SET new = new + ?, changed = changed + ?, rejected = rejected + ? WHERE number = ?"
        )
        with self._database.transaction() as connection:
            for row in rows:
                result = results[row["number"]]
                counts = [result.counts[kind] for kind in ("new", "changed", "rejected")]
                connection.execute("UPDATE captures SET state = 'taken' WHERE number = ?", (row["number"],))
                connection.execute(counted, (*counts, row["poll"]))
                if row["item"] is not None:
                    values = (result.problem, row["item"])
                    connection.execute("UPDATE items SET problem = ? WHERE number = ?", values)


@dataclass(slots=True)
class _Result:
    """Tells what one capture came to."""

    counts: Counter[str] = field(default_factory=Counter)
    problem: str = ""

    def count(self, kind: str, outcome: Outcome) -> None:
        self.counts[kind] += 1
        if outcome.rejected is not None:
            self.problem = f"{outcome.rejected.reason}. {outcome.rejected.remedy}"


def _judged(
    outcomes: Sequence[tuple[int, Outcome]], store: Store, before: Mapping[int, int]
) -> Iterator[tuple[int, str, Outcome]]:
    """Yield outcomes with their kinds, by capture; what an interrupted run of it did counts as done now.

    The archive's own sequence tells it: an article whose first revision came after the capture was first
    taken in hand is new, once.
    """
    ids = [outcome.article.id for _, outcome in outcomes if outcome.article is not None]
    spans = store.revision_sequences(ids)
    counted: set[str] = set()
    for number, outcome in outcomes:
        kind = outcome.kind
        id_ = outcome.article.id if outcome.article is not None else ""
        if kind == "same" and id_ in spans and id_ not in counted:
            first, last = spans[id_]
            kind = "new" if first > before[number] else "changed" if last > before[number] else "same"
        if kind in ("new", "changed"):
            counted.add(id_)
        yield number, kind, outcome
