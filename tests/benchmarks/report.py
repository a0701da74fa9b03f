"""The report: the figures as JSON, and a table of ratios for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from tests.benchmarks.measuring import Measured
from tests.benchmarks.questions import Question

MEGABYTE = 1_000_000
FIGURES = {
    "p50_ms": "search, median, ms",
    "p95_ms": "search, 95th percentile, ms",
    "build_s": "build, s",
    "build_cpu_s": "build, processor time, s",
    "disk_mb": "size on disk, MB",
    "peak_mb": "peak memory of the build, MB",
    "open_ms": "opening, ms",
    "serving_mb": "memory of a serving process, MB",
}


def figures(held: Measured, questions: Sequence[Question]) -> dict[str, Any]:
    """One engine's figures."""
    return {
        "p50_ms": round(held.percentile(50), 3),
        "p95_ms": round(held.percentile(95), 3),
        "build_s": round(held.build.seconds, 2),
        "disk_mb": round(held.size / MEGABYTE, 2),
        "peak_mb": round(held.build.peak / MEGABYTE, 1),
        "open_ms": round(held.serving.open_seconds * 1_000, 2),
        "serving_mb": round(held.serving.memory / MEGABYTE, 1),
        "build_cpu_s": round(held.build.processor, 2),
        "analysis_s": round(held.build.analysis, 2),
        "kinds_ms": {kind: round(ms, 3) for kind, ms in held.by_kind(questions).items()},
    }


def as_json(
    measured: Mapping[str, Measured], questions: Sequence[Question], cores: Sequence[int], articles: int
) -> dict[str, Any]:
    """Everything that was measured."""
    return {
        "engines": {name: figures(held, questions) for name, held in measured.items()},
        "cores": list(cores),
        "articles": articles,
        "questions": len(questions),
        "agreement": agreement(measured),
    }


def agreement(measured: Mapping[str, Measured]) -> dict[str, float]:
    """For each engine the share of questions for which it counts the same matches as the first engine."""
    first, *_ = measured.values()
    pairs = {name: list(zip(first.totals, held.totals, strict=True)) for name, held in measured.items()}
    return {name: round(sum(a == b for a, b in both) / len(both), 3) for name, both in pairs.items()}


def print_tables(report: Mapping[str, Any], console: Console) -> None:
    """The figures, and then how many times each engine needs what the first engine needs."""
    engines: Mapping[str, Mapping[str, Any]] = report["engines"]
    title = f"{report['articles']:,} articles, {report['questions']} questions, cores {report['cores']}"
    console.print(_table(title, engines, lambda name, figure: f"{engines[name][figure]:,}"))
    first = next(iter(engines.values()))

    def ratio(name: str, figure: str) -> str:
        return f"{engines[name][figure] / first[figure]:.2f}x" if first[figure] else "-"

    console.print(_table(f"As a multiple of {next(iter(engines))}", engines, ratio))
    agreed = ", ".join(f"{name} {share:.0%}" for name, share in report["agreement"].items())
    console.print(f"The same number of matches as {next(iter(engines))}: {agreed}")


def _table(title: str, engines: Mapping[str, Any], cell: Callable[[str, str], str]) -> Table:
    """A row a figure, a column an engine: so it fits a narrow terminal."""
    table = Table("", *(Column(name, justify="right") for name in engines), title=title)
    for figure, label in FIGURES.items():
        table.add_row(label, *(cell(name, figure) for name in engines))
    return table
