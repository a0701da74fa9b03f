"""Measures figures and claims beside searches: `python -m tests.benchmarks.claims HOME [QUERY…]`.

HOME is a data folder with an index. For each query it prints how long the search takes, and how many times
as long its figures and its claims take, the fastest of five, in one run; then how long the first claims of a
generation take, and how that grows when the archive's figures are told by 2, 4 and 8 times as many articles.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from archive.claims.claim import Telling
from archive.claims.grouping import group_claims
from archive.claims.series import Relations, find_rivals, find_series
from archive.paths import DataFolder
from index.claim_groups import RelatedClaims
from index.engine import Engine, open_engine
from index.figures import MOST, FigureFilters, FigureRow
from index.model import Query

#: Names, a word, a phrase, a number, everything.
QUERIES = ("تويتر", "داعش", "الأمن", "حساب", "الإنترنت", "125 ألف", "*")
RUNS = 5


def main(home: Path, queries: Sequence[str]) -> None:
    """Measure and print."""
    engine = open_engine(DataFolder(home).index)
    try:
        first = _seconds(partial(_claims_of, engine, Query("*")), runs=1)
        rows = engine.figures(Query("*"), FigureFilters(per_page=MOST)).rows
        print(f"generation {engine.generation}, {len(rows):,} figures; the first claims take {first:.3f} s")
        for line in _beside_searches(engine, queries):
            print(line)
        for line in _growth(rows):
            print(line)
    finally:
        engine.close()


def _beside_searches(engine: Engine, queries: Sequence[str]) -> Iterator[str]:
    """Yield for each query the milliseconds of the search, and the ratios of figures and claims."""
    for query in map(Query, queries):
        search = _seconds(partial(engine.search, query))
        figures = _seconds(partial(engine.figures, query, FigureFilters()))
        claims = _seconds(partial(_claims_of, engine, query))
        ratios = f"figures {figures / search:.2f}, with claims {claims / search:.2f}"
        yield f"{query.text}: search {1000 * search:.1f} ms; {ratios} times as long"


def _claims_of(engine: Engine, query: Query) -> RelatedClaims:
    return engine.figures(query, FigureFilters()).claims


def _growth(rows: Sequence[FigureRow]) -> Iterator[str]:
    """Yield how long claims take to group and relate when more articles tell the same figures."""
    for times in (1, 2, 4, 8):
        tellings = [
            Telling(f"{row.article_id}-{copy}", None, row.published, replace(row.figure), row.title)
            for copy in range(times)
            for row in rows
        ]
        started = time.perf_counter()
        _claims(tellings)
        yield f"{len(tellings):,} tellings: {time.perf_counter() - started:.3f} s"


def _claims(tellings: Sequence[Telling]) -> None:
    relations: Relations = {}
    claims = group_claims(tellings)
    find_series(claims, relations)
    find_rivals(claims, relations)


def _seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the seconds that the fastest of some runs takes."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or QUERIES)
