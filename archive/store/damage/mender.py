"""Mending: the rows that could be read of a damaged archive, put together again so that they agree."""

from __future__ import annotations

import hashlib

from sqlalchemy import Table

from archive.model.history import Kind
from archive.model.identity import web_address
from archive.store import told_dates
from archive.store.checksums import NONE, is_intact, row_checksum, with_checksum
from archive.store.damage.problems import NAMED, Row
from archive.store.records import parse_record
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, META, REVISIONS, RUNS

#: An article with more revisions than these has none of them: the number is damaged.
_MOST_REVISIONS = 100_000
_AGAIN = "this entry of the log was damaged and put together again"


class Mender:
    """Puts the tables' rows together again so that they agree."""

    def __init__(self, tables: dict[Table, list[Row]], ids: dict[int, str]) -> None:
        self._rows = tables
        self._ids = ids
        self._lost: list[str] = []
        self._revisions: dict[int, dict[int, Row]] = {}
        for row in tables[REVISIONS]:
            self._revisions.setdefault(row["article"], {})[row["number"]] = row
        self._sound: dict[Table, list[Row]] = {table: [] for table in NAMED}
        self._damaged: dict[Table, list[Row]] = {table: [] for table in NAMED}
        for table in NAMED:
            for row in tables[table]:
                (self._sound if is_intact(table, row) else self._damaged)[table].append(row)
        self._events = {row["sequence"]: row for row in self._sound[EVENTS]}

    def mend(self) -> tuple[dict[Table, list[Row]], list[str]]:
        """Return rows that agree, by table, and what is lost, a line each."""
        articles = self._mend_articles()
        self._mend_events(articles)
        last: dict[int, int] = {}
        for event in self._events.values():
            last[event["article"]] = max(event["sequence"], last.get(event["article"], 0))
        for number, row in articles.items():
            articles[number] = self._closed(row, last[number])
        return {
            ARTICLES: list(articles.values()),
            REVISIONS: [row for number in articles for row in self._revisions[number].values()],
            EVENTS: [
                with_checksum(EVENTS, row) for row in self._events.values() if row["article"] in articles
            ],
            CORRECTIONS: [row for row in self._without_damaged(CORRECTIONS) if row["article"] in articles],
            RUNS: self._without_damaged(RUNS),
            META: [self._fingerprint()],
        }, self._lost

    def _without_damaged(self, table: Table) -> list[Row]:
        """Return the rows of a table that are as they were written; the others are lost."""
        self._lost += [f"{NAMED[table].format(**row)} is damaged and lost" for row in self._damaged[table]]
        return self._sound[table]

    def _fingerprint(self) -> Row:
        """Return the row of `meta` with the archive's fingerprint; a new one if it is damaged."""
        for row in self._sound[META]:
            if row["key"] == "fingerprint":
                return row
        self._lost.append("the archive's fingerprint is damaged: it has a new one")
        entries = (row_checksum(EVENTS, row) for _, row in sorted(self._events.items()))
        value = hashlib.sha256("".join(entries).encode()).hexdigest()
        return with_checksum(META, {"key": "fingerprint", "value": value})

    def _closed(self, article: Row, sequence: int) -> Row:
        """Return an article's row with its last change, and its place if the damaged row still has it.

        It has if the two together have the checksum that the damaged row was written with.
        """
        article["sequence"] = sequence
        number = article["number"]
        for damaged in (row for row in self._damaged[ARTICLES] if row["number"] == number):
            whole = {**article, "place": damaged["place"]}
            if row_checksum(ARTICLES, whole) == damaged["checksum"]:
                return {**whole, "checksum": damaged["checksum"]}
        return with_checksum(ARTICLES, article)

    def _mend_articles(self) -> dict[int, Row]:
        articles = {row["number"]: row for row in self._sound[ARTICLES]}
        taken: set[str] = set()
        for number in sorted(articles.keys() | self._revisions.keys() | self._ids.keys()):
            row = articles.get(number) or self._article(number)
            if row is None or row["id"] in taken:
                self._lost.append(f"the article of number {number} is lost, and its id with it")
                articles.pop(number, None)
                continue
            taken.add(row["id"])
            articles[number] = row
            self._mend_revision(row)
        return dict(sorted(articles.items()))

    def _article(self, number: int) -> Row | None:
        """Rebuild an article's row from its revisions; None if nothing says its id."""
        revisions = self._revisions.get(number, {})
        rows = [row for _, row in sorted(revisions.items())]
        sound = [row for row in rows if is_intact(REVISIONS, row)]
        records = [parse_record(row["record"]) for row in sound or rows]
        known = [record for record in records if record and isinstance(record.get("id"), str)]
        id_ = known[-1]["id"] if known else self._ids.get(number)
        if id_ is None:
            return None
        urls = [str(record["url"]) for record in known if record.get("url")]
        self._lost.append(f"the row of article {id_} was put together again from its revisions")
        return {
            "number": number,
            "id": id_,
            "address": web_address(urls[-1]) if urls else None,
            "place": None,
            "revision": max(revisions, default=1),
            "withdrawn": self._is_withdrawn(number),
            "sequence": 0,
            "checksum": NONE,
        }

    def _is_withdrawn(self, number: int) -> bool:
        kinds = (Kind.WITHDRAWN, Kind.RESTORED)
        mine = (row for row in self._rows[EVENTS] if row["article"] == number and row["kind"] in kinds)
        last = max(mine, key=lambda row: row["sequence"], default=None)
        return last is not None and last["kind"] == Kind.WITHDRAWN

    def _mend_revision(self, article: Row) -> None:
        """Have the article's current revision be there.

        In the place of a lost one stands what the revision before it said, or nothing; without a checksum, so
        that it counts as damaged wherever it is read.
        """
        number, current = article["number"], max(article["revision"], 1)
        revisions = self._revisions.setdefault(number, {})
        article["revision"] = current = max([current if current <= _MOST_REVISIONS else 1, *revisions])
        if current in revisions:
            return
        self._lost.append(f"revision {current} of {article['id']} is lost")
        before = revisions[max(revisions)] if revisions else {"original": None, "record": ""}
        sequence = self._sequence_of(article)
        revisions[current] = {
            **before, "article": number, "number": current, "sequence": sequence, "digest": "",
            "checksum": NONE,
        }  # fmt: skip

    def _sequence_of(self, article: Row) -> int:
        """Return the sequence of the article's last event, or a free one."""
        mine = [row["sequence"] for row in self._events.values() if row["article"] == article["number"]]
        return max(mine, default=article["sequence"] or max(self._events, default=0) + 1)

    def _mend_events(self, articles: dict[int, Row]) -> None:
        """Put entries into the log that revisions, corrections and articles refer to, and damaged ones."""
        for number in articles:
            for revision in self._revisions[number].values():
                self._find_entry(revision)
                kind = Kind.ADDED if revision["number"] == 1 else Kind.CHANGED
                self._want_event(revision["sequence"], number, kind)
        for row in self._sound[CORRECTIONS]:
            is_told = row["field"] == told_dates.FIELD
            made, undone = (Kind.DATED, Kind.UNDATED) if is_told else (Kind.CORRECTED, Kind.UNDONE)
            self._want_event(row["made"], row["article"], made)
            if row["undone"] is not None:
                self._want_event(row["undone"], row["article"], undone)
        for number, row in articles.items():
            if row["sequence"] and row["sequence"] not in self._events:
                self._want_event(row["sequence"], number, Kind.UNREADABLE)
        for row in self._damaged[EVENTS]:
            if row["article"] in articles:
                kind = Kind(row["kind"]) if row["kind"] in Kind.__members__.values() else Kind.UNREADABLE
                self._want_event(row["sequence"], row["article"], kind)

    def _find_entry(self, revision: Row) -> None:
        """Give a damaged revision the entry of the log that tells of it, if it names none."""
        number, entry = revision["article"], self._events.get(revision["sequence"])
        if is_intact(REVISIONS, revision) or (entry is not None and entry["article"] == number):
            return
        taken = {row["sequence"] for row in self._revisions[number].values()}
        kind = Kind.ADDED if revision["number"] == 1 else Kind.CHANGED
        for row in self._rows[EVENTS]:
            if row["article"] == number and row["kind"] == kind and row["sequence"] not in taken:
                revision["sequence"] = row["sequence"]
                return

    def _want_event(self, sequence: int, article: int, kind: Kind) -> None:
        event = self._events.get(sequence)
        if event is not None and event["article"] == article:
            return
        before = [number for number in self._events if number < sequence]
        at = self._events[max(before)]["at"] if before else ""
        said = [row["why"] for row in self._damaged[EVENTS] if row["sequence"] == sequence and row["why"]]
        why = f"{_AGAIN}; it still says: {said[0]}" if said else _AGAIN
        self._lost.append(f"entry {sequence} of the log was put together again")
        self._events[sequence] = {
            "sequence": sequence, "article": article, "kind": str(kind), "at": at, "who": "", "why": why,
        }  # fmt: skip
