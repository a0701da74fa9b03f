"""Rereading: what is read out of stored articles is read again, with the rules and the lexicon of today.

Titles, bodies, dates and outlets stay as intake found them; platforms, numbers, times and figures are looked
for anew. An article in which nothing changed gets no new revision, and people's decisions are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import RowMapping, func, select

from archive.extraction.annotate import read_anew
from archive.ingest.assemble import find_mentions
from archive.lexicon.names import Lexicon
from archive.model.article import Article
from archive.model.serialize import to_record
from archive.store.moments import CURRENT
from archive.store.records import is_sound, read_record
from archive.store.revisions import LOOKUP
from archive.store.schema import ARTICLES
from archive.store.writer import Store

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Reread:
    """What rereading did."""

    articles: int
    changed: int


def reread(store: Store, lexicon: Lexicon, report: Progress) -> Reread:
    """Read every article that is not withdrawn again, in batches of one transaction each."""
    with store.connection() as connection:
        shown = select(func.count(), func.max(ARTICLES.c.number)).where(~ARTICLES.c.withdrawn)
        total, last = connection.execute(shown).one()
    done = changed = at = 0
    while at < (last or 0):
        rows = _rows(store, at)
        if not rows:
            break
        fresh = [(row["place"], article) for row in rows if (article := _changed(row, lexicon))]
        store.add_all([article for _, article in fresh], [place for place, _ in fresh])
        done, changed, at = done + len(rows), changed + len(fresh), rows[-1]["number"]
        report("articles", min(done, total), total)
    return Reread(done, changed)


def reread_article(article: Article, lexicon: Lexicon) -> Article:
    """The article with platforms, numbers, times and figures as they are read today."""
    mentions = find_mentions(article.title, article.body, lexicon)
    platforms = tuple(sorted({mention.platform for mention in mentions}))
    return replace(read_anew(article), mentions=mentions, platforms=platforms)


def _changed(row: RowMapping, lexicon: Lexicon) -> Article | None:
    """What a stored article says today, None where that is what it said."""
    if not is_sound(row["record"], row["id"], row["digest"]):
        # Nothing is read anew out of a damaged record: what is left of it would pass for what was stored.
        return None
    article = read_record(row)
    fresh = reread_article(article, lexicon)
    return None if to_record(fresh) == to_record(article) else fresh


def _rows(store: Store, after: int) -> Sequence[RowMapping]:
    """The next articles as they are stored, corrections apart, each with its number and place."""
    query = CURRENT.add_columns(ARTICLES.c.place).where(ARTICLES.c.number > after, ~ARTICLES.c.withdrawn)
    with store.connection() as connection:
        return connection.execute(query.order_by(ARTICLES.c.number).limit(LOOKUP)).mappings().all()
