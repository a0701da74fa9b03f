"""Stored records: sound ones become articles, damaged ones articles that say so.

A record's checksum stands beside it. What a damaged record still says is shown with a warning; where it can
no longer be read at all, an article without a text keeps its place, so that the damage is seen and costs
nothing but itself.
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
from archive.store.schema import ARTICLES, REVISIONS

_CHANGED = ArticleWarning(
    WarningCode.DAMAGED_RECORD, "the archive's record of this article is damaged: some of it may be wrong"
)
_LOST = ArticleWarning(
    WarningCode.DAMAGED_RECORD, "the archive's record of this article is damaged and cannot be read"
)
#: What reading values of the wrong form raises.
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


def read_record(row: Mapping[Any, Any]) -> Article:
    """Build the article of a row with `id`, `digest`, `original`, `record`; a damaged one has a warning."""
    values = parse_record(row["record"])
    article = _article(values, row["id"])
    if article is None:
        return Article(id=row["id"], body="", original=row["original"], warnings=(_LOST,))
    if values is not None and record_digest(values) == row["digest"]:
        return article
    return replace(article, warnings=(*article.warnings, _CHANGED))


def damaged_records(connection: Connection) -> Iterator[str]:
    """Yield a line for each damaged revision, «revision 2 of ID is damaged»; reads all of them."""
    query = select(ARTICLES.c.id, REVISIONS.c.number, REVISIONS.c.digest, REVISIONS.c.record)
    for row in connection.execute(query.join(REVISIONS, REVISIONS.c.article == ARTICLES.c.number)):
        if not is_sound(row.record, row.id, row.digest):
            yield f"revision {row.number} of {row.id} is damaged"


def is_sound(record: str, id_: str, digest: str) -> bool:
    """Tell whether a record belongs to this article and agrees with its checksum."""
    values = parse_record(record)
    return values is not None and _article(values, id_) is not None and record_digest(values) == digest


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
