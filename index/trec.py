"""Evaluation of an index's ranking: queries with judged articles, measured by ir-measures.

Queries are JSON Lines `{"id", "query"[, "kind"]}`; qrels are TREC's, `query 0 article grade`. A
query of the file that has no qrel is left out; one that finds nothing counts as 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from index.errors import IndexingError

#: How many articles are asked for: the deepest cutoff below.
DEPTH = 100
#: The measures' names, as ir-measures writes them, and as people do. nDCG has linear gain.
MEASURES = {"RR@10": "MRR@10", "nDCG@10": "nDCG@10", "R@10": "R@10", "R@100": "R@100"}

#: Article ids, best first, for a text and how many are wanted.
Rank = Callable[[str, int], Sequence[str]]
Qrels = Mapping[str, Mapping[str, int]]
#: For each query its articles, best first.
Run = Mapping[str, Sequence[str]]
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One query of a set; `kind` groups queries of one sort."""

    id: str
    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Means of each measure: over all queries, over those of each kind, and over the kinds' means."""

    queries: int
    all: Scores
    kinds: Mapping[str, Scores]
    macro: Scores | None
    """None where no query carries a kind."""
    unjudged: int = 0
    """Queries of the file without a qrel, left out."""


def read_queries(path: Path) -> list[JudgedQuery]:
    """Read the queries of a JSON Lines file; IndexingError names a line that is none."""
    found: list[JudgedQuery] = []
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                kind = record.get("kind")
                found.append(
                    JudgedQuery(str(record["id"]), str(record["query"]), str(kind) if kind else None)
                )
            except (ValueError, KeyError, AttributeError) as error:
                raise IndexingError(
                    f"{path}:{number} is no query ({error!r})",
                    remedy='Write {"id": …, "query": …} on each line',
                ) from error
    return found


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read TREC qrels: for each query the grades of its articles; IndexingError names a line that is none."""
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                query, _, article, grade = line.split()
                found.setdefault(query, {})[article] = int(grade)
            except ValueError as error:
                raise IndexingError(
                    f"{path}:{number} is no qrel", remedy="Write: query 0 article grade"
                ) from error
    return found


def run_queries(
    queries: Iterable[JudgedQuery], rank: Rank, depth: int = DEPTH
) -> Iterator[tuple[str, list[str]]]:
    """Yield each query's id with the ids of its articles, best first, without repeats, at most `depth`."""
    for query in queries:
        yield query.id, list(dict.fromkeys(rank(query.text, depth)))[:depth]


def measure(queries: Sequence[JudgedQuery], qrels: Qrels, run: Run) -> Report:
    """Return a run's means over the judged queries. The order of `run` counts, whatever scores made it."""
    judged = [query for query in queries if query.id in qrels]
    values = _values(qrels, run)
    kinds: dict[str, list[JudgedQuery]] = {}
    for query in judged:
        if query.kind is not None:
            kinds.setdefault(query.kind, []).append(query)
    by_kind = {kind: _mean(values, members) for kind, members in sorted(kinds.items())}
    return Report(
        queries=len(judged),
        all=_mean(values, judged),
        kinds=by_kind,
        macro=_macro(by_kind),
        unjudged=len(queries) - len(judged),
    )


def _values(qrels: Qrels, run: Run) -> dict[tuple[str, str], float]:
    """Return the value of each measure for each query, by query id and name of the measure."""
    from ir_measures import RR, R, iter_calc, nDCG

    scored = {query: {id_: -float(at) for at, id_ in enumerate(ids)} for query, ids in run.items()}
    wanted = [RR @ 10, nDCG @ 10, R @ 10, R @ 100]
    return {
        (found.query_id, MEASURES[str(found.measure)]): found.value
        for found in iter_calc(wanted, qrels, scored)
    }


def _mean(values: Mapping[tuple[str, str], float], queries: Sequence[JudgedQuery]) -> Scores:
    """Return the mean of each measure over these queries; 0 where there are none."""
    return {
        name: fmean(values.get((query.id, name), 0.0) for query in queries) if queries else 0.0
        for name in MEASURES.values()
    }


def _macro(kinds: Mapping[str, Scores]) -> Scores | None:
    """Return the mean of each measure over the kinds, each counting once; None where there are none."""
    if not kinds:
        return None
    return {name: fmean(scores[name] for scores in kinds.values()) for name in MEASURES.values()}


def run_lines(run: Run, name: str = "sijill") -> Iterator[str]:
    """Yield lines of a TREC run: `query Q0 article rank score name`. The score is 1 / rank, so none tie."""
    for query, ids in run.items():
        for at, id_ in enumerate(ids, 1):
            yield f"{query} Q0 {id_} {at} {1 / at:.6f} {name}"


def report_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a report as a table of plain text."""
    kinds = list(report.kinds.items())
    rows = [("all", report.all), *kinds, *([("macro", report.macro)] if report.macro else [])]
    width = max(len(name) for name, _ in rows)
    yield "  ".join([" " * width, *(f"{name:>7}" for name in MEASURES.values())])
    for name, scores in rows:
        yield "  ".join([f"{name:<{width}}", *(f"{scores[one]:7.4f}" for one in MEASURES.values())])
    left_out = f", {report.unjudged:,} left out without a qrel" if report.unjudged else ""
    yield f"{report.queries:,} queries{left_out}"
