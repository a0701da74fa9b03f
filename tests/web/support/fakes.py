"""An engine in memory for the pages' tests: folded words, no stemming, and every answer honest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from archive.claims.claim import Claim, Telling
from archive.claims.grouping import group_claims
from archive.model.article import Article
from archive.text.arabic import Folded, fold
from index.analysis.analyzer import Chain
from index.analysis.variants import shipped_variants
from index.errors import QueryError
from index.figures import FigureFilters, FigurePage, FigureRow, is_wanted
from index.keyness.matrix import Matrix
from index.keyness.neighbours import Neighbour, Neighbours
from index.keyness.result_words import Keyword, ResultWords
from index.model import (
    VALUE_FILTERS,
    Bucket,
    Expansion,
    Filters,
    Fragment,
    Hit,
    Mode,
    Page,
    Problem,
    Query,
    Reading,
    Reason,
    Sort,
)
from index.screening.mentions import Screening, screen
from index.screening.names import KeptList
from index.search.facets.buckets import MORE_FACETS
from index.search.tally import Tally

#: A name whose spellings find each other, to show what an expansion looks like.
TELEGRAM = ("تيليغرام", "تليجرام", "تلغرام", "telegram")


class FakeEngine:
    """Answers like an engine: any word, or all of them, as parts of folded words."""

    def __init__(self, articles: tuple[Article, ...], generation: int = 7) -> None:
        self.stored = {article.id: article for article in articles}
        self.generation = generation

    def close(self) -> None:
        """Nothing is held."""

    def search(self, query: Query) -> Page:
        matches, words = self._matches(query)
        start = (query.page - 1) * query.per_page
        hits = tuple(self._hit(article, query, words) for article in matches[start : start + query.per_page])
        reading = self._reading(query)
        all_words = [a for a in matches if all(self._has(a, forms) for forms in words)]
        return Page(query, reading, hits, len(matches), len(all_words), self._facets(query),
                    self.generation, 1.5)  # fmt: skip

    def iterate(self, query: Query) -> Iterator[Hit]:
        matches, _ = self._matches(query)
        for article in matches:
            yield self._hit(article, query, ())._replace(fragments=())

    def tally(self, query: Query) -> Tally:
        page = self.search(replace(query, page=1, per_page=1))
        days = [(a.published.start, a.published.end) for a in self._matches(query)[0]]
        return Tally(query, page.reading, page.total, page.total_all_words,
                     min((start for start, _ in days if start), default=None),
                     max((end for _, end in days if end), default=None),
                     tuple(b for b in page.facets["outlet"] if b.value != "unknown"),
                     self.generation)  # fmt: skip

    def words(self, query: Query) -> ResultWords:
        """The words of all matches, as often as they stand: no measure of anything."""
        matches = self._matches(query)[0]
        held = Counter(word for article in matches for word in set(fold(article.body).split()))
        told = tuple(Keyword((word,), n, n, 1.0, 20.0) for word, n in held.most_common(5) if n > 1)
        whole = len(self.stored)
        return ResultWords(query, self._reading(query), len(matches), whole, told, told, self.generation)

    def neighbours(self, query: Query, word: str) -> Neighbours:
        self.search(replace(query, text=word))
        return Neighbours(word, 3, cut=False, words=(Neighbour("جسر", 1, 2, 3.0, 20.0),))

    def matrix(self, query: Query) -> Matrix:
        matches = self._matches(query)[0]
        pairs = Counter((a.outlet.id, p) for a in matches if a.outlet for p in a.platforms)
        page = self.search(query)
        rows = tuple(b for b in page.facets["outlet"] if any(b.value == outlet for outlet, _ in pairs))
        columns = page.facets["platform"]
        return Matrix(rows, columns, tuple(tuple(pairs[r.value, c.value] for c in columns) for r in rows))

    def screen(self, names: tuple[str, ...], articles: Iterable[Article]) -> Screening:
        chain = Chain()
        return screen(KeptList(names, chain, shipped_variants()), articles, chain, self.generation)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        others = [a for a in self.stored.values() if a.id != article_id]
        return tuple(self._hit(a, Query(), ()) for a in others[:limit]) if article_id in self.stored else ()

    def require_known(self, wanted: FigureFilters) -> None:
        """Every name is known."""

    def figures(self, query: Query, wanted: FigureFilters) -> FigurePage:
        rows = self._rows(query, wanted)
        first = (wanted.page - 1) * wanted.per_page
        articles = len({row.article_id for row in rows})
        return FigurePage(tuple(rows[first : first + wanted.per_page]), len(rows), articles, self.generation)

    def claims(self, query: Query, wanted: FigureFilters) -> tuple[Claim, ...]:
        return group_claims(
            Telling(row.article_id, row.outlet.name if row.outlet else None, row.published, row.figure)
            for row in self._rows(query, wanted)
        )

    def _rows(self, query: Query, wanted: FigureFilters) -> list[FigureRow]:
        rows = [
            FigureRow(figure, article.id, article.title, article.outlet, article.published)
            for article in self._matches(query)[0]
            for figure in article.figures
        ]
        return [row for row in rows if is_wanted(row, wanted)]

    def mark(self, query: Query, article_id: str) -> tuple[Fragment, ...]:
        article = self.stored.get(article_id)
        return self.mark_article(query, article) if article else ()

    def mark_article(self, query: Query, article: Article) -> tuple[Fragment, ...]:
        words = _words(query)
        parts = [("title", article.title or ""), ("body", article.body)]
        return tuple(Fragment(field, text, tuple(_spans(text, words))) for field, text in parts)

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        titles = [a.title for a in self.stored.values() if a.title and fold(text) in fold(a.title)]
        return tuple(titles[:limit])

    def did_you_mean(self, query: Query) -> str | None:
        return "تويتر" if fold(query.text) == "تويطر" else None

    def _matches(self, query: Query) -> tuple[list[Article], tuple[tuple[str, ...], ...]]:
        if query.text == "(":
            raise QueryError("nothing to look for", code="empty_group", position=0)
        words = _words(query)
        found = []
        for article in self.stored.values():
            having = [self._has(article, forms) for forms in words]
            enough = (all if query.mode is Mode.ALL else any)(having) if words else True
            if enough and _passes(article, query.filters):
                found.append(article)
        return sorted(found, key=_order(query)), words

    @staticmethod
    def _has(article: Article, forms: tuple[str, ...]) -> bool:
        text = fold(f"{article.title or ''} {article.body}")
        return any(form in text for form in forms)

    def _reading(self, query: Query) -> Reading:
        text = query.text
        expansions = []
        problems = []
        for word in text.split():
            if query.expand and "telegram" not in query.without and fold(word) in map(fold, TELEGRAM):
                others = tuple(form for form in TELEGRAM if form != word)
                expansions.append(Expansion("telegram", "name", word, others))
        if text.count('"') % 2:
            at = text.rindex('"')
            problems.append(Problem("unclosed_quote", at, len(text) - at, text[at:]))
        return Reading(text, " ".join(text.split()) or "*", tuple(expansions), tuple(problems))

    def _hit(self, article: Article, query: Query, words: tuple[tuple[str, ...], ...]) -> Hit:
        fragments = []
        for paragraph in article.paragraphs:
            spans = tuple(_spans(paragraph, words))
            if spans and len(fragments) < 2:
                fragments.append(Fragment("body", paragraph, spans, article.body.index(paragraph)))
        surfaces = Counter(
            (" ".join(forms[:1]), fragment.text[a:b])
            for forms in words
            for fragment in fragments
            for a, b in _spans(fragment.text, (forms,))
        )
        reasons = tuple(
            Reason(typed, surface, "exact" if fold(surface) == typed else "clitic", count)
            for (typed, surface), count in surfaces.items()
        )
        return Hit(article.id, article.title, article.body[:120], article.url, article.outlet,
                   article.published, article.platforms, 1.0, tuple(fragments),
                   tuple(_spans(article.title or "", words)), reasons, article.byline)  # fmt: skip

    def _facets(self, query: Query) -> Mapping[str, tuple[Bucket, ...]]:
        """Each facet is counted with its own filter off; a date that is too coarse has no bucket."""
        filters = query.filters
        off = {name: replace(filters, **{filter_: ()}) for name, filter_ in VALUE_FILTERS.items()}
        undated = replace(filters, date_from=None, date_to=None, date_unknown=None)
        timeless = replace(filters, about_from=None, about_to=None)
        off |= {"about_year": timeless, "about_month": timeless, "about_day": timeless}
        names = (*VALUE_FILTERS, "year", "month", "day", "about_year", "about_month", "about_day")
        wanted = set(names) - set(MORE_FACETS) if query.facets is None else query.facets
        return {
            name: self._facet(name, replace(query, filters=off.get(name, undated)))
            for name in names
            if name in wanted
        }

    def _facet(self, name: str, query: Query) -> tuple[Bucket, ...]:
        labels = {a.outlet.id: a.outlet.name for a in self.stored.values() if a.outlet}
        counter: Counter[str] = Counter()
        for article in self._matches(query)[0]:
            if name in VALUE_FILTERS:
                counter.update(_values(article, name))
            elif name.startswith("about_"):
                length = {"about_year": 4, "about_month": 7, "about_day": 10}[name]
                named = {(t.first.isoformat()[:length], t.last.isoformat()[:length]) for t in article.times}
                counter.update({first for first, last in named if first == last})
            else:
                counter.update(_period(article, {"year": 4, "month": 7, "day": 10}[name]))
        rows = counter.most_common() if name in VALUE_FILTERS else sorted(counter.items())
        return tuple(Bucket(value, labels.get(value, value), number) for value, number in rows)


def _values(article: Article, name: str) -> list[str]:
    """The values that a facet counts of an article."""
    one = {
        "outlet": article.outlet.id if article.outlet else None,
        "language": article.language,
        "country": None,
    }
    several = {
        "platform": article.platforms,
        "agency": article.agencies,
        "warning": [warning.code for warning in article.warnings],
        "named": [],
        "unit": sorted({figure.unit for figure in article.figures}),
        "action": sorted({figure.action for figure in article.figures if figure.action}),
        "author": [article.byline] if article.byline else [],
    }
    return list(several[name]) if name in several else [one[name] or "unknown"]


def _period(article: Article, length: int) -> list[str]:
    start, end = article.published.start, article.published.end
    if start is None or end is None:
        return ["unknown"]
    value = start.isoformat()[:length]
    return [value] if end.isoformat()[:length] == value else []


def _words(query: Query) -> tuple[tuple[str, ...], ...]:
    """Each word with the forms that count as it, folded."""
    found = []
    for word in re.findall(r"\w+", fold(query.text)):
        widened = query.expand and "telegram" not in query.without and word in map(fold, TELEGRAM)
        found.append(tuple(map(fold, TELEGRAM)) if widened else (word,))
    return tuple(found)


def _spans(text: str, words: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
    """Where whole words of the text hold one of the words."""
    folded = Folded(text)
    forms = [form for word in words for form in word]
    return [
        folded.span(match.start(), match.end())
        for match in re.finditer(r"\w+", folded.text)
        if any(form in match.group() for form in forms)
    ]


def _passes(article: Article, filters: Filters) -> bool:
    start, end = article.published.start, article.published.end
    for name, filter_ in VALUE_FILTERS.items():
        chosen = getattr(filters, filter_)
        if chosen and not set(chosen) & set(_values(article, name) or ("unknown",)):
            return False
    if filters.about_from or filters.about_to:
        first, last = filters.about_from or date.min, filters.about_to or date.max
        if not any(first <= time.last and last >= time.first for time in article.times):
            return False
    if filters.date_unknown is not None and filters.date_unknown != (start is None):
        return False
    bounded = filters.date_from or filters.date_to
    if start is None or end is None:
        return not bounded or filters.date_unknown is True
    return not (
        (filters.date_from and end < filters.date_from) or (filters.date_to and start > filters.date_to)
    )


def _order(query: Query) -> Callable[[Article], tuple[bool, int, str]]:
    def key(article: Article) -> tuple[bool, int, str]:
        start = article.published.start
        if query.sort is Sort.RELEVANCE:
            return False, 0, article.id
        if query.sort is Sort.OUTLET:
            return article.outlet is None, 0, f"{article.outlet.name if article.outlet else ''} {article.id}"
        if query.sort is Sort.ADDED:
            return False, -article.arrival, article.id
        sign = -1 if query.sort is Sort.NEWEST else 1
        return start is None, sign * start.toordinal() if start else 0, article.id

    return key
