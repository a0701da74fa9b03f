"""`python -m tests.benchmarks CORPUS.jsonl`: measure this engine and its peers in one run."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from tests.benchmarks.analysed import project_chain
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.measuring import Trial, measure
from tests.benchmarks.questions import count_words, make_questions
from tests.benchmarks.report import as_json, print_tables


@click.command()
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scale", type=click.IntRange(1), default=1, help="Tile the corpus this many times.")
@click.option("--queries", type=click.IntRange(1), default=100, help="How many questions to ask.")
@click.option("--cores", default="", help="Run on these processors, `0,1`; by default the first two.")
@click.option("--engines", default=",".join(ENGINES), help="Which engines, the first one the measure.")
@click.option("--json", "report_path", type=click.Path(path_type=Path), help="Write all figures to a file.")
@click.option("--folder", type=click.Path(path_type=Path), help="Build here and keep what is built.")
def main(  # noqa: PLR0917 (one parameter an option)
    corpus: Path,
    scale: int,
    queries: int,
    cores: str,
    engines: str,
    report_path: Path | None,
    folder: Path | None,
) -> None:
    """Measure search, build, size, memory and opening of every engine over the articles of CORPUS."""
    console = Console()
    processors = pin(cores)
    names = available(engines.split(","), console)
    articles = Corpus.of(corpus, scale)
    questions = make_questions(count_words(articles, project_chain()), queries)
    home = folder or Path(tempfile.mkdtemp(prefix="sijill-benchmark-"))
    try:
        trial = Trial(articles, questions, home, len(processors))
        measured = measure(names, trial, console.print)
    finally:
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)
    report = as_json(measured, questions, processors, len(articles))
    print_tables(report, console)
    if report_path:
        report_path.write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")


def pin(cores: str) -> list[int]:
    """Keep this process, and so its children, on the named processors; gives those it may use."""
    if not hasattr(os, "sched_setaffinity"):
        return list(range(min(2, os.cpu_count() or 1)))
    allowed = sorted(os.sched_getaffinity(0))
    wanted = [int(core) for core in cores.split(",")] if cores else allowed[:2]
    os.sched_setaffinity(0, wanted)
    return wanted


def available(names: Sequence[str], console: Console) -> list[str]:
    """The engines that are installed; says which are not."""
    unknown = [name for name in names if name not in ENGINES]
    if unknown:
        raise click.BadParameter(f"no engine {unknown[0]!r}; there are: {', '.join(ENGINES)}")
    if "tantivy" in names and find_spec("tantivy") is None:
        console.print("tantivy is not installed: leaving it out (`pip install sijill[bench]`)")
        return [name for name in names if name != "tantivy"]
    return list(names)


if __name__ == "__main__":
    main()
