"""Rereading: what is read out of stored articles is read again, with the rules and the lexicon of today.

Titles, bodies, dates and outlets stay as intake found them; agencies, language, platforms, numbers, times and
figures are looked for anew, and what is doubtful about a text is added to its warnings. An article in which
nothing changed gets no new revision, and people's decisions are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from archive.boilerplate import HEADER_ROLES
from archive.errors import Overtaken
from archive.extraction.agencies import agency_named
from archive.extraction.annotate import read_anew
from archive.extraction.bylines import find_byline
from archive.extraction.doubts import find_doubts
from archive.extraction.language import find_language
from archive.ingest.assemble import find_mentions, signing_lines
from archive.lexicon.names import Lexicon
from archive.model.article import Article, Evidence
from archive.model.serialize import to_record
from archive.model.warning import ArticleWarning
from archive.store.moments import CURRENT, revision_of, settled
from archive.store.reading_rules import note_rules_of_today
from archive.store.records import is_sound_record, read_record
from archive.store.schema import ARTICLES, LOOKUP
from archive.store.writer import Store
from archive.text.soundness import find_unsound

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Reread:
    """The counts of a rereading."""

    articles: int
    changed: int


def reread(store: Store, lexicon: Lexicon, report: Progress) -> Reread:
    """Read every article that is not withdrawn again, in batches of one transaction each."""
    with store.connection() as connection:
        shown = select(func.count(), func.max(ARTICLES.c.number)).where(~ARTICLES.c.withdrawn)
        total, last = connection.execute(shown).one()
    done = changed = at = 0
    while at < (last or 0):
        since = store.sequence
        rows = _rows(store, at)
        if not rows:
            break
        fresh = [(row["place"], article) for row in rows if (article := _changed(row, lexicon))]
        try:
            store.add_all([article for _, article in fresh], [place for place, _ in fresh], since=since)
        except Overtaken:  # an input came for one of them: it is read again as it is now
            continue
        done, changed, at = done + len(rows), changed + len(fresh), rows[-1]["number"]
        report("articles", min(done, total), total)
    note_rules_of_today(store)
    return Reread(done, changed)


def reread_article(article: Article, lexicon: Lexicon) -> Article:
    """Return the article with everything derived from its text read again by today's rules and lexicon."""
    mentions = find_mentions(article.title, article.body, lexicon)
    platforms = tuple(sorted({mention.platform for mention in mentions}))
    fresh = _with_language(_with_agencies(read_anew(article)))
    return replace(fresh, mentions=mentions, platforms=platforms, warnings=_warnings(article))


def _with_agencies(article: Article) -> Article:
    """Return the article with its agencies; an agency that was taken for the author is no author any more."""
    header = [part.text for part in article.furniture if part.paragraph == 0 and part.role in HEADER_ROLES]
    given = next(
        (one.quote for one in article.evidence if _is_of(one, "byline") and one.source == "given"), None
    )
    stands_for = article.byline and agency_named(article.byline)
    stated = given or (article.byline if stands_for else None)
    found = find_byline(signing_lines(header, article.body, article.furniture), stated)
    agencies = found.agencies if found else ()
    dropped = ("agencies", "byline") if stands_for else ("agencies",)
    evidence = [one for one in article.evidence if not _is_of(one, *dropped)]
    return replace(
        article,
        byline=None if stands_for else article.byline,
        agencies=agencies,
        evidence=(*evidence, *(found.agency_evidence if found else ())),
        extra={name: value for name, value in article.extra.items() if name != "agency"},
    )


def _with_language(article: Article) -> Article:
    """Return the article with its language; the source's statement counts if the text says too little."""
    stated = next((one for one in article.evidence if _is_of(one, "language") and one.source != "text"), None)
    said = (stated.quote or article.language) if stated else None
    found = find_language(article.title, article.body, said, stated.source if stated else "given")
    evidence = [one for one in article.evidence if not _is_of(one, "language")]
    return replace(
        article,
        language=found.code,
        script_share=found.script_share,
        evidence=(*evidence, *found.evidence),
    )


def _is_of(evidence: Evidence, *fields: str) -> bool:
    return evidence.field in fields


def _warnings(article: Article) -> tuple[ArticleWarning, ...]:
    """Return the warnings of an article, with those that its text gives rise to today."""
    known = {warning.code for warning in article.warnings}
    found = (*find_unsound(article.body), *find_doubts(article.title, article.body, is_page=False))
    return (*article.warnings, *(warning for warning in found if warning.code not in known))


def _changed(row: Mapping[Any, Any], lexicon: Lexicon) -> Article | None:
    """Return a stored article as it is read today; None if nothing changed."""
    revision = revision_of(row)
    if "is_damaged" in row or not is_sound_record(revision):
        # Nothing is read anew out of a damaged record: what is left of it would pass for what was stored.
        return None
    article = read_record(revision)
    fresh = reread_article(article, lexicon)
    return None if to_record(fresh) == to_record(article) else fresh


def _rows(store: Store, after: int) -> Sequence[Mapping[Any, Any]]:
    """Return the next stored articles without corrections, each with its number and place."""
    query = CURRENT.where(ARTICLES.c.number > after, ~ARTICLES.c.withdrawn)
    with store.connection() as connection:
        rows = connection.execute(query.order_by(ARTICLES.c.number).limit(LOOKUP)).mappings().all()
        return [settled(connection, row) for row in rows]
