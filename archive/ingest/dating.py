"""Dating of the archive's undated articles by what they tell and dated ones tell too.

Two passes: which numbers undated articles tell, from the stored records alone; then the articles that tell
one of them, as they are without any date inferred here, so that no such date ever proves another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from archive.claims.claim import Telling
from archive.claims.dating import MONTH, ToldDate, find_told_dates, values_in_title
from archive.claims.grouping import group_claims
from archive.extraction.publication_evidence import not_before, sentences
from archive.model.article import Article, DateSource, Precision
from archive.store import told_dates
from archive.store.corrections import apply
from archive.store.history import read_corrections
from archive.store.moments import CURRENT, in_batches, revision_of, settled
from archive.store.records import is_sound_record, parse_record, read_record
from archive.store.schema import ARTICLES, REVISIONS
from archive.store.writer import Store


@dataclass(frozen=True, slots=True)
class Dated:
    """The counts of a dating."""

    dated: int
    """Articles that have a date now, or another one, by what they tell."""
    taken_back: int
    """Articles whose date's proof no longer holds."""


def date_by_claims(store: Store) -> Dated:
    """Give every undated article the date that follows from its claims; take back what no longer follows."""
    values = _undated_values(store)
    articles = list(_telling(store, values)) if values else []
    return Dated(*store.put_told_dates(dates_among(articles)))


def dates_among(articles: Iterable[Article]) -> dict[str, ToldDate]:
    """Return the dates that follow from claims among these articles, by the id of the undated one.

    A date is left out if its article tells of a later day as past.
    """
    by_id = {article.id: article for article in articles}
    tellings = [
        Telling(one.id, one.outlet.name if one.outlet else None, one.published, figure, one.title)
        for one in by_id.values()
        for figure in one.figures
        if figure.state != "rejected" and not figure.apart
    ]
    found = find_told_dates(group_claims(tellings), values_in_title(tellings))
    return {
        id_: replace(told, address=by_id[told.article].url)
        for id_, told in found.items()
        if not _tells_of_later(by_id[id_], told)
    }


def _tells_of_later(article: Article, told: ToldDate) -> bool:
    newest = not_before(sentences(article.body), date.max)
    return newest is not None and newest.start > told.end


def _undated_values(store: Store) -> frozenset[str]:
    """Return the values of figures in articles whose stored date may be inferred, or was corrected."""
    values: set[str] = set()
    with store.connection() as connection:
        for batch in _rows(connection):
            corrected = read_corrections(connection, [row["number"] for row in batch])
            for row in batch:
                record = parse_record(row["record"]) or {}
                if row["number"] in corrected or _is_undated(record.get("published")):
                    values.update(str(figure.get("value")) for figure in record.get("figures", ()))
    return frozenset(values)


def _is_undated(published: dict[str, str] | None) -> bool:
    """Tell of a stored date what `archive.claims.dating.is_undated` tells of a read one."""
    if not published or "from" not in published or "to" not in published:
        return True
    if published.get("source") != DateSource.INFERRED or published.get("precision") == Precision.DAY:
        return False
    width: timedelta = date.fromisoformat(published["to"]) - date.fromisoformat(published["from"])
    return width > MONTH


def _telling(store: Store, values: frozenset[str]) -> Iterator[Article]:
    """Yield the articles that tell one of these values, corrected by people, without dates inferred here."""
    with store.connection() as connection:
        for batch in _rows(connection):
            mine = [row for row in batch if _tells(row, values)]
            overlay = read_corrections(connection, [row["number"] for row in mine])
            for row in mine:
                held = overlay.get(row["number"], ())
                yield apply(
                    read_record(revision_of(row)), [one for one in held if one.field != told_dates.FIELD]
                )


def _tells(row: Mapping[Any, Any], values: frozenset[str]) -> bool:
    record = parse_record(row["record"]) or {}
    return any(str(figure.get("value")) in values for figure in record.get("figures", ()))


def _rows(connection: Any) -> Iterator[list[Mapping[Any, Any]]]:
    """Yield the sound current rows of shown articles that hold figures, some at a time."""
    holding = REVISIONS.c.record.contains('"figures":[', autoescape=True)
    query = CURRENT.where(~ARTICLES.c.withdrawn, holding).order_by(ARTICLES.c.number)
    rows = (settled(connection, row) for row in connection.execute(query).mappings())
    # What is damaged proves nothing.
    sound = (row for row in rows if "is_damaged" not in row and is_sound_record(revision_of(row)))
    yield from in_batches(sound)
