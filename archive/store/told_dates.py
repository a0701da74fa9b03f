"""Dates that follow from what another article tells: an overlay beneath what people correct.

They stand among the corrections under a field of their own, so that log, dump, earlier moments and the index
know of them as of any correction; nobody corrects that field by hand. One is taken back in the transaction
that changes either of its two proofs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from archive.claims.dating import ToldDate
from archive.model.article import Article, DateSource, Evidence, Published
from archive.model.history import Kind
from archive.model.serialize import canonical_json
from archive.store.checksums import change_row, write_correction
from archive.store.revisions import Log, mark_changed
from archive.store.schema import ARTICLES, CORRECTIONS

#: The field under which they stand.
FIELD = "told_date"
#: How sure they are, as evidence.
CONFIDENCE = 0.8


def to_value(told: ToldDate) -> str:
    """Return a told date as it is kept, in JSON."""
    values = {name: value for name, value in asdict(told).items() if value is not None}
    return canonical_json({**values, "start": told.start.isoformat(), "end": told.end.isoformat()})


def parse_value(value: str) -> ToldDate | None:
    """Return the told date of a kept value; None if it is damaged."""
    try:
        parts = json.loads(value)
        first, last = (date.fromisoformat(parts.pop(name)) for name in ("start", "end"))
        return ToldDate(first, last, **parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def lay(article: Article, value: str) -> Article:
    """Return the article with a told date, and both sentences as its evidence."""
    told = parse_value(value)
    if told is None:
        return article
    published = Published(told.start, told.end, told.precision, DateSource.INFERRED, told.quote)
    others = tuple(one for one in article.evidence if one.field != "published")
    mine = Evidence("published", "inferred", told.quote, CONFIDENCE)
    theirs = Evidence("published", "article", told.article_quote, CONFIDENCE, told.article, told.address)
    return replace(article, published=published, evidence=(*others, mine, theirs))


def days_of(value: str) -> str:
    """Return the days of a kept value, `2016-02-10..2016-02-25`."""
    told = parse_value(value)
    return f"{told.start}..{told.end}" if told else ""


def put(connection: Connection, at: str, wanted: Mapping[str, ToldDate]) -> tuple[int, int]:
    """Have exactly these told dates hold, by article id; return how many are new and how many taken back."""
    held = {row["id"]: row for row in _held(connection)}
    values = {id_: to_value(told) for id_, told in wanted.items()}
    gone = [row for id_, row in held.items() if values.get(id_) != row["value"]]
    _take_back(connection, at, gone, "its proof no longer holds")
    fresh = [id_ for id_, value in values.items() if id_ not in held or held[id_]["value"] != value]
    for id_ in sorted(fresh):
        log = Log(connection, at, why=f"it tells what {wanted[id_].article} tells")
        number = connection.scalar(select(ARTICLES.c.number).where(ARTICLES.c.id == id_))
        if number is not None:
            made = log.write(number, id_, Kind.DATED, detail=values[id_])
            log.flush()
            write_correction(connection, article=number, field=FIELD, value=values[id_], made=made)
            mark_changed(connection, number, made)
    return len(fresh), len(gone)


def take_back(connection: Connection, at: str, changed: Collection[str]) -> None:
    """Take back every told date whose article, or whose proof, is among the changed articles, by id."""
    gone = [
        row
        for row in _held(connection)
        if row["id"] in changed or ((told := parse_value(row["value"])) is None or told.article in changed)
    ]
    _take_back(connection, at, gone, "a proof of it was changed")


def _held(connection: Connection) -> list[RowMapping]:
    query = select(CORRECTIONS, ARTICLES.c.id).join(ARTICLES, ARTICLES.c.number == CORRECTIONS.c.article)
    holding = (CORRECTIONS.c.field == FIELD) & CORRECTIONS.c.undone.is_(None)
    return list(connection.execute(query.where(holding).order_by(CORRECTIONS.c.number)).mappings())


def _take_back(connection: Connection, at: str, rows: list[RowMapping], why: str) -> None:
    for row in rows:
        log = Log(connection, at, why=why)
        undone = log.write(row["article"], row["id"], Kind.UNDATED, detail=str(row["number"]))
        log.flush()
        change_row(connection, CORRECTIONS, {"number": row["number"]}, undone=undone)
        mark_changed(connection, row["article"], undone)
