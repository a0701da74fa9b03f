"""Stored records: sound ones become articles, damaged ones articles that say so.

A revision's row has a checksum. What a damaged record still says is shown with a warning; where it can no
longer be read at all, an article without a text keeps its place, so that the damage is seen and costs nothing
but itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from archive.model.article import Article
from archive.model.serialize import Record, from_record, record_digest
from archive.model.warning import ArticleWarning, WarningCode
from archive.store.checksums import is_intact
from archive.store.database.connection import streamed
from archive.store.schema import ARTICLES, REVISIONS

_CHANGED = ArticleWarning(
    WarningCode.DAMAGED_RECORD, "the archive's record of this article is damaged: some of it may be wrong"
)
_LOST = ArticleWarning(
    WarningCode.DAMAGED_RECORD, "the archive's record of this article is damaged and cannot be read"
)
#: What reading values of the wrong form raises.
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


def read_record(row: Mapping[Any, Any], *, is_sound: bool = True) -> Article:
    """Build the article of a revision's row with `id`; with a warning if it is damaged, or not `is_sound`."""
    article = _article(parse_record(row["record"]), row["id"])
    if article is None:
        return Article(id=row["id"], body="", original=row["original"], warnings=(_LOST,))
    if is_sound and is_intact(REVISIONS, row):
        return article
    return replace(article, warnings=(*article.warnings, _CHANGED))


def damaged_records(connection: Connection) -> Iterator[str]:
    """Yield a line for each damaged revision, «revision 2 of ID is damaged»; reads all of them."""
    query = select(REVISIONS, ARTICLES.c.id).join(ARTICLES, REVISIONS.c.article == ARTICLES.c.number)
    for row in connection.execute(streamed(query)).mappings():
        if not is_sound_record(row):
            yield f"revision {row['number']} of {row['id']} is damaged"


def is_sound_record(row: Mapping[Any, Any]) -> bool:
    """Tell whether a revision's row with `id` is as it was written, and its record that of this article."""
    values = parse_record(row["record"]) if is_intact(REVISIONS, row) else None
    return values is not None and values.get("id") == row["id"]


def agrees_with_digest(row: Mapping[Any, Any]) -> bool:
    """Tell whether a revision's record is what its digest was made of."""
    return digest_of_words(row["record"]) == [row["digest"]]


def digest_of_words(record: str) -> list[str]:
    """Return the digest of what a record says, whatever its row says of it; none if it cannot be read."""
    try:
        return [record_digest(json.loads(record))]
    except _MALFORMED:
        return []


def parse_record(record: str) -> Record | None:
    """Parse a record to its JSON object; None if it is damaged beyond parsing."""
    try:
        values = json.loads(record)
    except _MALFORMED:
        return None
    return values if isinstance(values, dict) else None


def _article(values: Record | None, id_: str) -> Article | None:
    try:
        article = None if values is None else from_record(values)
    except _MALFORMED:
        return None
    whole = article is not None and article.id == id_ and isinstance(article.body, str)
    return article if whole else None
