"""Writing of additions, withdrawals, restorations and corrections: rows in one transaction, and the log.

Everything here takes an open connection and leaves the transaction to `Store`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, func, insert, select, update

from archive.errors import Overtaken
from archive.model.article import Article
from archive.model.history import Kind
from archive.model.identity import web_address
from archive.model.serialize import Record, canonical_json, record_digest, to_record
from archive.store.checksums import (
    NONE,
    change_row,
    count_rows_added,
    row_checksum,
    with_checksum,
    write_meta,
)
from archive.store.database.statements import insert_or_change
from archive.store.moments import CURRENT, last_sequence, settled
from archive.store.records import digest_of_words, is_sound_record
from archive.store.schema import ARTICLES, EVENTS, LOOKUP, META, REVISIONS

_NEW_ARCHIVE = hashlib.sha256(b"sijill").hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """The result of adding an article."""

    kind: str
    """`new`, `changed`, `same`, or `conflict`: the id belongs to an article with another URL."""
    id: str
    revision: int = 0
    """The number of the current revision, from 1; 0 for a conflict."""
    withdrawn: bool = False
    """Whether the article is withdrawn: it stays so until it is restored."""
    address: str | None = None
    """For a conflict, the web address that the archive holds under this id."""
    twin: str | None = None
    """An older article of another id with the same web address."""


@dataclass(slots=True)
class _Known:
    """An article as the transaction sees it, with the digests and originals of all its revisions."""

    number: int
    revision: int
    address: str | None
    withdrawn: bool
    digests: set[str]
    originals: dict[str, int]
    """For each original, the last revision that was read from it."""
    damaged: dict[str, int]
    """For each digest of a damaged revision, as stored and of what it still says, its number."""
    is_damaged: bool = False
    """Whether the article's own row is damaged."""


@dataclass(frozen=True, slots=True)
class _Input:
    """An article that comes in, with what is compared and written."""

    article: Article
    place: str | None
    address: str | None
    record: Record
    digest: str

    @classmethod
    def of(cls, article: Article, place: str | None) -> Self:
        record = to_record(article)
        address = web_address(article.url) if article.url else None
        return cls(article, place, address, record, record_digest(record))


def _is_same_page(kept: str | None, address: str | None) -> bool:
    """Tell whether a stored address and an input's are equal by today's rules; True if one is missing."""
    return not kept or not address or kept == address or web_address(f"http://{kept}") == address


class Addition:
    """Adds articles in one transaction: looks up once, writes in bulk at the end."""

    def __init__(self, connection: Connection, articles: Sequence[Article], at: str) -> None:
        self._connection = connection
        self._at = at
        self._known = known_articles(connection, [article.id for article in articles])
        addresses = {web_address(article.url) for article in articles if article.url}
        self._twins = ids_by_address(connection, sorted(addresses - {None}, key=str))
        self._number = connection.scalar(select(func.coalesce(func.max(ARTICLES.c.number), 0))) or 0
        self._log = Log(connection, at)
        self._articles: dict[int, dict[str, Any]] = {}
        self._revisions: list[dict[str, Any]] = []
        self._mended: list[tuple[int, int, dict[str, Any]]] = []
        self._added = 0

    def add(self, article: Article, place: str | None) -> Change:
        """Take one article in and return the change; nothing is written before `write`."""
        new = _Input.of(article, place)
        known = self._known.get(article.id)
        if known is not None and not known.is_damaged and not _is_same_page(known.address, new.address):
            return Change("conflict", article.id, address=known.address)
        twin = self._twins.setdefault(new.address, article.id) if new.address else article.id
        kind = "new" if known is None else _kind(known, new.digest, article.original)
        if known is None:
            self._number += 1
            known = self._known[article.id] = _Known(self._number, 0, new.address, False, set(), {}, {})
        if kind != "same":
            self._take(new, known)
        elif (revision := known.damaged.get(new.digest)) is not None:
            known.damaged = {said: number for said, number in known.damaged.items() if number != revision}
            self._mend(new, known, revision)
            kind = "changed"
        return Change(
            kind, article.id, known.revision, known.withdrawn, twin=twin if twin != article.id else None
        )

    def _take(self, new: _Input, known: _Known) -> None:
        known.revision += 1
        known.address = new.address or known.address
        known.digests.add(new.digest)
        if new.article.original:
            known.originals[new.article.original] = known.revision
        kind = Kind.ADDED if known.revision == 1 else Kind.CHANGED
        sequence = self._log.write(known.number, new.article.id, kind, detail=new.digest)
        revision = {
            "article": known.number,
            "number": known.revision,
            "sequence": sequence,
            "digest": new.digest,
            "original": new.article.original,
            "record": canonical_json(new.record),
        }
        self._revisions.append(with_checksum(REVISIONS, revision))
        article = {
            "number": known.number,
            "id": new.article.id,
            "address": known.address,
            "place": new.place,
            "revision": known.revision,
            "withdrawn": known.withdrawn,
            "sequence": sequence,
        }
        # What is damaged stays so until it is repaired, whatever is written over it.
        checksum = NONE if known.is_damaged else row_checksum(ARTICLES, article)
        self._articles[known.number] = {**article, "checksum": checksum}
        self._added += known.revision == 1

    def _mend(self, new: _Input, known: _Known, revision: int) -> None:
        """Put back the damaged record of a revision: the input says what it said."""
        sequence = self._log.write(known.number, new.article.id, Kind.MENDED, detail=new.digest)
        said = {"digest": new.digest, "original": new.article.original, "record": canonical_json(new.record)}
        self._mended.append((revision, sequence, {"article": known.number, "number": revision, **said}))

    def write(self) -> None:
        """Write all articles that were taken in."""
        self._write_mended()
        if self._revisions:
            self._write_revisions()
            count_rows_added(self._connection, articles=self._added, revisions=len(self._revisions))
        self._log.flush()

    def _write_mended(self) -> None:
        for revision, changed, row in self._mended:
            mine = (REVISIONS.c.article == row["article"]) & (REVISIONS.c.number == revision)
            came = self._connection.scalar(select(REVISIONS.c.sequence).where(mine))
            fresh = with_checksum(REVISIONS, {**row, "sequence": came})
            self._connection.execute(update(REVISIONS).where(mine).values(fresh))
            mark_changed(self._connection, row["article"], changed)

    def _write_revisions(self) -> None:
        changing = ("address", "place", "revision", "sequence", "checksum")
        insert_or_change(self._connection, ARTICLES, list(self._articles.values()), changing)
        self._connection.execute(insert(REVISIONS), self._revisions)


class Log:
    """Writes events, and the archive's fingerprint after them: a hash chained over all that happened."""

    def __init__(self, connection: Connection, at: str, *, who: str = "", why: str = "") -> None:
        self._connection = connection
        self._said = {"at": at, "who": who, "why": why}
        self.sequence = last_sequence(connection)
        self._fingerprint = read_fingerprint(connection)
        self._events: list[dict[str, Any]] = []

    def write(self, number: int, id_: str, kind: Kind, *, detail: str = "") -> int:
        """Note one event and return its sequence; `detail` is what else the fingerprint depends on."""
        self.sequence += 1
        event = {"sequence": self.sequence, "article": number, "kind": str(kind), **self._said}
        self._events.append(with_checksum(EVENTS, event))
        link = canonical_json([self._fingerprint, id_, kind, detail])
        self._fingerprint = hashlib.sha256(link.encode()).hexdigest()
        return self.sequence

    def flush(self) -> None:
        """Write the events that were noted."""
        if not self._events:
            return
        self._connection.execute(insert(EVENTS), self._events)
        count_rows_added(self._connection, events=len(self._events))
        self._events = []
        write_meta(self._connection, "fingerprint", self._fingerprint)


def read_fingerprint(connection: Connection) -> str:
    """Return the hash of all that happened in the archive, in order."""
    found = connection.scalar(select(META.c.value).where(META.c.key == "fingerprint"))
    return found or _NEW_ARCHIVE


def known_articles(connection: Connection, wanted: Sequence[str]) -> dict[str, _Known]:
    """Return what is stored under these ids, by id; ids without an article are left out."""
    found: dict[str, _Known] = {}
    for start in range(0, len(wanted), LOOKUP):
        some = ARTICLES.c.id.in_(wanted[start : start + LOOKUP])
        rows = connection.execute(CURRENT.where(some)).mappings()
        found |= {row["id"]: _known(settled(connection, row)) for row in rows}
    by_number = {known.number: known for known in found.values()}
    ids = {known.number: id_ for id_, known in found.items()}
    numbers = list(by_number)
    for start in range(0, len(numbers), LOOKUP):
        some = REVISIONS.c.article.in_(numbers[start : start + LOOKUP])
        query = select(REVISIONS).where(some).order_by(REVISIONS.c.number)
        for row in connection.execute(query).mappings():
            known = by_number[row["article"]]
            said = [row["digest"]]
            if not is_sound_record({**row, "id": ids[row["article"]]}):
                said += digest_of_words(row["record"])
                known.damaged |= dict.fromkeys(said, row["number"])
            known.digests.update(said)
            if row["original"]:
                known.originals[row["original"]] = row["number"]
    return found


def require_unchanged(
    connection: Connection, since: int, ids: Collection[str], places: Collection[str | None]
) -> None:
    """Raise Overtaken if an article of these ids or places was written after the change `since`."""
    if last_sequence(connection) == since:
        return
    later = select(ARTICLES.c.id, ARTICLES.c.place).where(ARTICLES.c.sequence > since)
    for id_, place in connection.execute(later):
        if id_ in ids or place in places:
            raise Overtaken(f"another process wrote {id_} meanwhile", remedy="Run the command again")


def ids_by_address(connection: Connection, addresses: Sequence[str | None]) -> dict[str | None, str]:
    """Return the id of the oldest article of each web address that the archive holds."""
    found: dict[str | None, str] = {}
    for start in range(0, len(addresses), LOOKUP):
        some = ARTICLES.c.address.in_(addresses[start : start + LOOKUP])
        columns = (ARTICLES.c.address, ARTICLES.c.id)
        for address, id_ in connection.execute(select(*columns).where(some).order_by(ARTICLES.c.number)):
            found.setdefault(address, id_)
    return found


def mark_changed(connection: Connection, number: int, sequence: int, **values: object) -> None:
    """Set the sequence of an article's last change, and further columns of its row."""
    change_row(connection, ARTICLES, {"number": number}, sequence=sequence, **values)


def _known(row: Mapping[Any, Any]) -> _Known:
    revision = row["revision_number"] or row["revision"]
    known = _Known(row["number"], revision, row["address"], row["is_withdrawn"], set(), {}, {})
    known.is_damaged = "is_damaged" in row
    return known


def _kind(known: _Known, digest: str, original: str | None) -> str:
    """Return the kind of a change: `same` if any revision says it already, or a later input replaced it.

    Two inputs of one article (a feed's entry and the page) would else take turns at each run.
    """
    replaced = original is not None and known.originals.get(original, known.revision) < known.revision
    return "same" if digest in known.digests or replaced else "changed"
