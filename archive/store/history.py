"""Reading what happened to articles: the log, and the corrections that hold.

What is damaged says so: an entry of the log becomes one of the kind `unreadable`, a correction is not laid
over its article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from archive.model.article import Article
from archive.model.history import Entry, EntryTimes, Kind
from archive.model.serialize import changed_fields
from archive.store import told_dates
from archive.store.checksums import is_intact
from archive.store.corrections import Correction, apply
from archive.store.moments import revision_of
from archive.store.records import parse_record, read_record
from archive.store.schema import ARTICLES, CORRECTIONS, EVENTS, LOOKUP, REVISIONS


def laid_over(
    connection: Connection, rows: Sequence[Mapping[Any, Any]], sequence: int | None = None
) -> Iterator[tuple[Mapping[Any, Any], Article]]:
    """Yield rows of `CURRENT` with their articles, the corrections of that moment laid over them."""
    overlay = read_corrections(connection, [row["number"] for row in rows], sequence=sequence)
    for row in rows:
        article = read_record(revision_of(row), is_sound="is_damaged" not in row)
        yield row, replace(apply(article, overlay.get(row["number"], ())), arrival=row["number"])


def read_corrections(
    connection: Connection, numbers: Sequence[int], *, undone: bool = False, sequence: int | None = None
) -> dict[int, list[Correction]]:
    """Read the corrections of these articles by article number, oldest first.

    Those that hold now, or held after the change of `sequence`; with `undone` also those taken back.
    """
    query = select(CORRECTIONS, ARTICLES.c.id).join(ARTICLES, ARTICLES.c.number == CORRECTIONS.c.article)
    query = query.where(CORRECTIONS.c.article.in_(numbers)).order_by(CORRECTIONS.c.number)
    if sequence is not None:
        still = CORRECTIONS.c.undone.is_(None) | (CORRECTIONS.c.undone > sequence)
        query = query.where(CORRECTIONS.c.made <= sequence, still)
    elif not undone:
        query = query.where(CORRECTIONS.c.undone.is_(None))
    rows = connection.execute(query).mappings().all()
    events = _events(connection, [one for row in rows for one in (row["made"], row["undone"]) if one])
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for row in rows:
        one = _correction(row, events)
        # At an earlier moment nobody knows yet that a correction will be taken back.
        found[row["article"]].append(one if sequence is None else replace(one, undone=None))
    return found


def _correction(row: RowMapping, events: Mapping[int, RowMapping]) -> Correction:
    """Build a correction of its row and the entries that tell who made it and when it was taken back."""
    made, back = events.get(row["made"]), events.get(row["undone"])
    who, at, why = ("", "", "") if made is None else (made["who"], made["at"], made["why"])
    undone = None if row["undone"] is None else back["at"] if back else ""
    values = (row["number"], row["id"], row["field"], row["value"], who, at, why, undone)
    return Correction(*values, is_damaged=not is_intact(CORRECTIONS, row))


def _events(connection: Connection, sequences: Sequence[int]) -> dict[int, RowMapping]:
    """Read entries of the log by their sequences; damaged ones are left out."""
    found: dict[int, RowMapping] = {}
    for start in range(0, len(sequences), LOOKUP):
        some = EVENTS.c.sequence.in_(sequences[start : start + LOOKUP])
        rows = connection.execute(select(EVENTS).where(some)).mappings()
        found |= {row["sequence"]: row for row in rows if is_intact(EVENTS, row)}
    return found


def read_history(connection: Connection, article: int) -> tuple[Entry, ...]:
    """Read the log entries of the article of this number, oldest first."""
    details = _revision_details(connection, article) | _correction_details(connection, article)
    events = select(EVENTS).where(EVENTS.c.article == article).order_by(EVENTS.c.sequence)
    return tuple(
        Entry(
            row["sequence"], row["at"], _kind(row), row["who"], row["why"], **details.get(row["sequence"], {})
        )
        for row in connection.execute(events).mappings()
    )


def read_times(connection: Connection, ids: Sequence[str]) -> dict[str, EntryTimes]:
    """Read when articles came in and last changed, by id; damaged entries of the log do not count."""
    query = select(EVENTS, ARTICLES.c.id).join(ARTICLES, EVENTS.c.article == ARTICLES.c.number)
    times: defaultdict[str, list[str]] = defaultdict(list)
    for start in range(0, len(ids), LOOKUP):
        some = ARTICLES.c.id.in_(ids[start : start + LOOKUP])
        for row in connection.execute(query.where(some)).mappings():
            if is_intact(EVENTS, row):
                times[row["id"]].append(row["at"])
    return {id_: EntryTimes(min(moments), max(moments)) for id_, moments in times.items()}


def _kind(row: RowMapping) -> Kind:
    is_sound = is_intact(EVENTS, row) and row["kind"] in Kind.__members__.values()
    return Kind(row["kind"]) if is_sound else Kind.UNREADABLE


def _revision_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(REVISIONS).where(REVISIONS.c.article == article).order_by(REVISIONS.c.number)
    details: dict[int, dict[str, Any]] = {}
    before: dict[str, Any] = {}
    for row in connection.execute(query):
        record = parse_record(row.record) or {}
        fields = changed_fields(before, record) if before else ()
        details[row.sequence] = {"revision": row.number, "fields": fields}
        before = record
    return details


def _correction_details(connection: Connection, article: int) -> dict[int, dict[str, Any]]:
    query = select(CORRECTIONS).where(CORRECTIONS.c.article == article)
    return {
        sequence: {"fields": ("published",), "value": told_dates.days_of(row["value"])}
        if row["field"] == told_dates.FIELD
        else {"fields": (row["field"],), "value": row["value"]}
        for row in connection.execute(query).mappings()
        if is_intact(CORRECTIONS, row)
        for sequence in (row["made"], row["undone"])
        if sequence is not None
    }
