"""Updates of an index, of few articles and of many: `python -m tests.benchmarks.updates CORPUS.jsonl`.

It puts the corpus into an archive, builds its index, changes 1, 100 and 3,000 of its articles and updates the
index after each, every update in a process of its own; then as many small updates as make the next one merge
their segments. It tells seconds, processor seconds, the private memory at most, and the resident memory at
most, in which mapped files count.
"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import click

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.generations.folder import Generations
from index.writer.rebuild import Plan, rebuild
from index.writer.update import SMALL_SEGMENTS, update
from tests.benchmarks.children import in_child
from tests.benchmarks.corpus import Corpus

#: Articles that are changed before an update.
COUNTS = (1, 100, 3_000)
#: Articles of each small update before the one that merges.
FEW = 100
MEGABYTE = 1_000_000
_VERBS: dict[str, Callable[[DataFolder, Plan], object]] = {"rebuild": rebuild, "update": update}


@click.command()
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(corpus: Path) -> None:
    """Measure updates of the index of CORPUS."""
    home = Path(tempfile.mkdtemp(prefix="sijill-updates-"))
    try:
        measure(home, Corpus.of(corpus))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measure(home: Path, corpus: Corpus) -> None:
    """Build the index of a corpus in `home`, update it, and print a line for each."""
    folder, random = DataFolder(home), Random(1)
    ids: list[str] = []
    with Store.open(folder.archive_db) as store:
        for share in corpus.shares(max(1, len(corpus) // 2_000)):
            articles = list(corpus.read(share))
            ids += [article.id for article in articles]
            store.add_all(articles)
    run(home, "rebuild", f"rebuild of {len(ids):,}")
    for count in COUNTS:
        if count < len(ids) // 5:
            change(folder, random.sample(ids, count))
            run(home, "update", f"update of {count:,}")
    while small(folder) < SMALL_SEGMENTS:
        change(folder, random.sample(ids, min(FEW, len(ids) // 100 + 1)))
        run(home, "update", None)
    change(folder, random.sample(ids, 1))
    run(home, "update", f"update of 1 that merges {small(folder)} segments")


def small(folder: DataFolder) -> int:
    """The segments of the live generation behind the first."""
    return len(Generations(folder.index).manifest().segments) - 1


def change(folder: DataFolder, ids: Sequence[str]) -> None:
    """Give each of these articles a new revision."""
    with Store.open(folder.archive_db) as store:
        held: list[Article] = list(store.iterate_ids(ids))
        store.add_all([replace(article, body=f"{article.body} تتمة") for article in held])


def run(home: Path, verb: str, what: str | None) -> None:
    """Run a verb in a child and print what it took, if it has a name."""
    (seconds, processor, resident), peak = in_child(_work, (verb, home))
    if what:
        told = f"{seconds:.1f} s, processor {processor:.1f} s, private {peak / MEGABYTE:.0f} MB"
        click.echo(f"{what}: {told}, resident {resident / MEGABYTE:.0f} MB")


def _work(out: Connection, verb: str, home: Path) -> None:
    started = time.perf_counter()
    _VERBS[verb](DataFolder(home), Plan())
    seconds = time.perf_counter() - started
    resident = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    out.send((seconds, sum(os.times()[:4]), resident * 1024.0))


if __name__ == "__main__":
    main()
