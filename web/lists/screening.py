"""Screening: the articles in which a list's names are looked for, and the answer as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from archive.model.article import Article
from index.model import Query, Sort
from index.screening.mentions import Mention, Screened, Screening
from web.library import Library
from web.lists.entries import Entry

#: Names of one list at most, on a page and by REST.
MOST = 20_000
#: Articles of one result that are looked at; an answer tells where there were more.
ARTICLES = 2_000
#: Articles that are read from the archive at once.
BATCH = 200
COLUMNS = ("row", "name", "article", "title", "outlet", "published", "mentions", "forms")
#: Code points shown on each side of a mention.
AROUND = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """A screening, the rows in which its names stand, and whether more articles were there to look at."""

    screening: Screening
    rows: tuple[int, ...]
    """The row of each name in the list as it was given."""
    cut: bool

    def cells(self) -> Iterator[tuple[object, ...]]:
        """Yield the cells of `COLUMNS`: one row for each name in each article."""
        for one in self.screening.articles:
            article = one.article
            by_name: dict[int, list[Mention]] = {}
            for mention in one.mentions:
                by_name.setdefault(mention.name, []).append(mention)
            for name, mentions in by_name.items():
                forms = "; ".join(dict.fromkeys(mention.surface for mention in mentions))
                yield (
                    self.rows[name], self.screening.names[name], article.id, article.title or "",
                    article.outlet.name if article.outlet else "", article.published.start or "",
                    len(mentions), forms,
                )  # fmt: skip


def screen(library: Library, entries: tuple[Entry, ...], articles: Iterable[Article]) -> Answer:
    """Look for a list's names in articles, `ARTICLES` at most; a name that is given twice counts once."""
    rows: dict[str, int] = {}
    for entry in entries:
        rows.setdefault(entry.text, entry.row)
    coming = iter(articles)
    screening = library.engine.screen(tuple(rows), islice(coming, ARTICLES))
    return Answer(screening, tuple(rows.values()), next(coming, None) is not None)


def of_text(text: str) -> tuple[Article, ...]:
    """Return a pasted text as an article without an id."""
    return (Article("", text),)


def of_query(library: Library, query: Query) -> Iterator[Article]:
    """Yield the articles of a search in its order, as the archive has them now."""
    ids = (hit.id for hit in library.engine.iterate(query))
    while batch := list(islice(ids, BATCH)):
        held = library.articles.get_many(batch)
        yield from (held[id_] for id_ in batch if id_ in held)


def of_day(library: Library, day: date) -> Iterator[Article]:
    """Yield the articles that first came in on this day (UTC) or later, the last ones first."""
    ids = (hit.id for hit in library.engine.iterate(Query(sort=Sort.ADDED)))
    while batch := list(islice(ids, BATCH)):
        times = library.articles.entry_times(batch)
        fresh = [id_ for id_ in batch if id_ in times and times[id_].added[:10] >= day.isoformat()]
        held = library.articles.get_many(fresh)
        yield from (held[id_] for id_ in fresh if id_ in held)
        if not fresh:
            return


def today() -> date:
    """Return the day that it is, in UTC as the archive's log."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Passage:
    """A mention with the text around it: `marks` are [start, end) within `text`."""

    name: str
    text: str
    marks: tuple[tuple[int, int], ...]
    cut_before: bool
    cut_after: bool
    place: str
    """The anchor of its place on the article's page; empty in the title."""


def passages(one: Screened, names: tuple[str, ...]) -> Iterator[Passage]:
    """Yield the first mention of each name in an article, with the words around it."""
    seen: set[int] = set()
    for mention in one.mentions:
        if mention.name not in seen:
            seen.add(mention.name)
            yield _passage(one.article, mention, names[mention.name])


def _passage(article: Article, mention: Mention, name: str) -> Passage:
    text = (article.title or "") if mention.field == "title" else article.body
    start = max(mention.start - AROUND, 0)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", mention.end + AROUND)
    end = len(text) if end < 0 else end
    marks = ((mention.start - start, mention.end - start),)
    place = f"o{mention.start}" if mention.field == "body" else ""
    shown = text[start:end].replace("\n", " ")
    return Passage(name, shown, marks, start > 0, end < len(text), place)
