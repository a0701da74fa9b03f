"""Comparing searches over time: up to four, in shares of all articles or in counts, with zeros and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.engine import Engine
from index.errors import QueryError, QueryTooLong
from index.model import Filters, Page, Query
from web.advice import counting
from web.pages.periods import UNKNOWN, bounds, facet_of, periods_of, unit_of

#: Searches that are compared at most.
MOST = 4
_FACETS = frozenset({"year", "month", "day"})


@dataclass(frozen=True, slots=True)
class Series:
    """One search: its total and its articles by period; or why it has none."""

    query: Query
    total: int
    counts: dict[str, int]
    undated: int
    partial: bool = False
    code: str = ""
    """A message's key in `web.http.problems`; empty where the search was answered."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Searches side by side over the same periods."""

    unit: str
    """`year`, `month` or `day`."""
    prefix: str
    periods: tuple[str, ...]
    archive: dict[str, int]
    """All articles by period, under the same filters: what shares are parts of."""
    series: tuple[Series, ...]
    generation: int

    def share(self, series: Series, period: str) -> float | None:
        """Return which part of a period's articles a search finds, in per cent; None where there are none."""
        whole = self.archive.get(period, 0)
        return 100 * series.counts.get(period, 0) / whole if whole else None

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the cells of `columns`: a row for each period, and one for what has no date."""
        for period in self.periods:
            shares = (self.share(one, period) for one in self.series)
            pairs = zip((one.counts.get(period, 0) for one in self.series), shares, strict=True)
            yield period, self.archive.get(period, 0), *(cell for pair in pairs for cell in _cells(*pair))
        undated = (cell for one in self.series for cell in (one.undated, ""))
        yield UNKNOWN, self.archive.get(UNKNOWN, 0), *undated

    def columns(self) -> tuple[str, ...]:
        """Return the heading: the period, all articles, then the count and the share of each search."""
        texts = [one.query.text or "*" for one in self.series]
        return "period", "all articles", *(f"{text} ({kind})" for text in texts for kind in ("articles", "%"))


def _cells(count: int, share: float | None) -> tuple[object, object]:
    return count, "" if share is None else f"{share:.3f}"


def compare(engine: Engine, texts: Sequence[str], asked: Query, longest: int = 0) -> Comparison:
    """Compare what texts find under the filters of `asked`; one that cannot be read costs only itself."""
    whole = _counted(engine, replace(asked, text=""))
    answers = [_answer(engine, replace(asked, text=text), longest) for text in texts[:MOST]]
    pages = [answer for answer in answers if isinstance(answer, Page)]
    unit, prefix = unit_of(asked.filters, _widest(pages) or whole)
    archive = _buckets(whole, unit, prefix)
    series = tuple(_series(answer, unit, prefix) for answer in answers)
    found: dict[str, int] = {}
    for one in series:
        found |= one.counts
    periods = tuple(p for p in periods_of(unit, prefix, found or archive) if _overlaps(p, asked.filters))
    return Comparison(unit, prefix, periods, archive, series, whole.generation)


def _overlaps(period: str, filters: Filters) -> bool:
    """Tell whether a period reaches into the bounds of publication."""
    first, last = bounds(period)
    after = filters.date_to is not None and first > filters.date_to
    return not after and not (filters.date_from is not None and last < filters.date_from)


def _counted(engine: Engine, query: Query) -> Page:
    return engine.search(counting(replace(query, facets=_FACETS, meaning=False)))


def _answer(engine: Engine, query: Query, longest: int) -> Page | Series:
    try:
        if longest and len(query.text) > longest:
            return Series(query, 0, {}, 0, code="query_too_long")
        return _counted(engine, query)
    except QueryError as error:
        return Series(query, 0, {}, 0, code=error.code)
    except QueryTooLong:
        return Series(query, 0, {}, 0, code="query_too_long")


def _widest(pages: Sequence[Page]) -> Page | None:
    """Return the page whose articles span most years, by which the unit is chosen."""
    spans = []
    for page in pages:
        years = [int(b.value) for b in page.facets.get("year", ()) if b.value != UNKNOWN and b.count]
        spans.append(max(years) - min(years) if years else -1)
    return pages[spans.index(max(spans))] if spans else None


def _series(answer: Page | Series, unit: str, prefix: str) -> Series:
    if isinstance(answer, Series):
        return answer
    counts = _buckets(answer, unit, prefix)
    undated = counts.pop(UNKNOWN, 0)
    return Series(answer.query, answer.total, counts, undated, answer.partial)


def _buckets(page: Page, unit: str, prefix: str) -> dict[str, int]:
    buckets = page.facets.get(facet_of(unit, "date"), ())
    found = {b.value: b.count for b in buckets if b.value.startswith(prefix)}
    return found | {b.value: b.count for b in page.facets.get("year", ()) if b.value == UNKNOWN}
