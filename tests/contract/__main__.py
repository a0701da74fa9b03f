"""Compare arrays, cluster and oracle: `python -m tests.contract CORPUS [--articles N] [--each N] [--seed N]`.

It reads the corpus, a file of lines or a data folder, indexes it in both, and asks both every query: which
articles match, both counts, all facets, and the first ten hits. The oracle, which reads every article, is
asked which match, too. Then both are asked all else that engines answer. SIJILL_TEST_OPENSEARCH names the
cluster. Exits with 1 where what matches or is counted differs, or anything besides a first page.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import mean, quantiles

from archive.ingest.pipeline import Intake
from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.errors import IndexingError
from index.model import Page, Query, Sort
from index.opensearch.connection import Address, Cluster, read_address
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.ranking import Ranked
from index.opensearch.writer.building import rebuild_from
from index.writer.rebuild import Plan
from index.writer.rebuild import rebuild_from as arrays_of
from index.writer.sources import ListSource
from tests.cluster.address import VARIABLE
from tests.contract import others
from tests.contract.queries import queries_of
from tests.index.support.articles import lexicon_chain
from tests.index.support.scan import ScanEngine


def articles_of(corpus: Path, count: int, folder: DataFolder) -> list[Article]:
    """The first articles of a file of lines, read as an archive reads them; or those of a data folder."""
    if corpus.is_dir():
        with Store.open_reader(DataFolder(corpus).archive_db) as store:
            return [article for share in store.shares(1) for article in store.iterate_share(share)][:count]
    head = folder.home / "head.jsonl"
    with corpus.open("rb") as lines:
        head.write_bytes(b"".join(islice(lines, count)))
    with Store.open(folder.archive_db) as store:
        for _ in Intake(store, folder, today=date(2026, 1, 1)).run([head]):
            pass
    with Store.open_reader(folder.archive_db) as store:
        return [article for share in store.shares(1) for article in store.iterate_share(share)]


def differences(ours: Page, theirs: Page) -> Iterator[str]:
    """In what two pages differ that must not."""
    if (ours.total, ours.total_all_words) != (theirs.total, theirs.total_all_words):
        yield "counts"
    if dict(ours.facets) != dict(theirs.facets):
        yield "facets"
    if ours.reading != theirs.reading:
        yield "reading"


def main() -> int:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--each", type=int, default=14, help="queries of each kind")
    parser.add_argument("--seed", type=int, default=11, help="other queries")
    given = parser.parse_args()
    address = read_address(f"{os.environ.get(VARIABLE, '')}/contract-{os.getpid()}", {})
    with tempfile.TemporaryDirectory() as place:
        folder = DataFolder(Path(place) / "home")
        folder.home.mkdir()
        articles = articles_of(given.corpus, given.articles, folder)
        for name, build in (
            ("arrays", arrays_of),
            ("cluster", lambda *a: rebuild_from(a[0], address, *a[1:])),
        ):
            started = time.perf_counter()
            build(folder, ListSource(tuple(articles)), Plan(workers=1))
            print(f"{name}: {len(articles):,} articles in {time.perf_counter() - started:.0f} s")
        arrays, cluster = ArraysEngine(folder.index), OpenSearchEngine(address, folder.lexicon)
        oracle = ScanEngine(articles, lexicon_chain())
        wrong = compared(oracle, arrays, cluster, queries_of(articles, given.each, given.seed))
        wrong += others.compared(arrays, cluster, articles, 3 * given.each, given.seed)
        told(address)
    return 1 if wrong else 0


def compared(
    oracle: ScanEngine, arrays: ArraysEngine, cluster: OpenSearchEngine, queries: list[tuple[str, str]]
) -> int:
    """Ask the engines everything; print what came of it; return how many queries matched differently."""
    wrong: Counter[str] = Counter()
    overlap: dict[str, list[float]] = defaultdict(list)
    same_order, same_matches, asked = 0, 0, 0
    times: dict[str, list[float]] = {"arrays": [], "cluster": []}
    for kind, text in queries:
        query = Query(text)
        try:
            started = time.perf_counter()
            theirs = arrays.search(query)
            between = time.perf_counter()
            ours = cluster.search(query)
            ended = time.perf_counter()
        except IndexingError as error:
            print(f"{text!r}: {error}")
            continue
        asked += 1
        times["arrays"].append(between - started)
        times["cluster"].append(ended - between)
        for what in differences(ours, theirs):
            wrong[what] += 1
            print(f"{kind}: {text!r} differs in {what}")
        found = {hit.id for hit in arrays.iterate(query)}
        tree = arrays.snapshot().readings.of(query)[0].tree
        same = ids_of(cluster, query) == found == oracle.matches(tree)
        same_matches += same
        if not same:
            wrong["matches"] += 1
            print(f"{kind}: {text!r} matches other articles")
        first, second = [hit.id for hit in theirs.hits], [hit.id for hit in ours.hits]
        same_order += first == second
        if first:
            overlap[kind].append(len({*first} & {*second}) / len(first))
        if {*first} != {*second}:
            print(f"{kind}: {text!r} ({theirs.total} found): {told_apart(theirs, ours)}")
    every = [part for parts in overlap.values() for part in parts]
    print(
        f"{asked} queries; the same articles match in all engines in {same_matches}; "
        f"the first ten are in the same order in {same_order}"
    )
    print(
        f"overlap of the first ten: {mean(every):.4f}; least by kind: {min(map(mean, overlap.values())):.3f}"
    )
    for name, held in times.items():
        cuts = quantiles(held, n=20)
        print(f"{name}: p50 {1e3 * cuts[9]:.1f} ms, p95 {1e3 * cuts[18]:.1f} ms")
    return wrong.total()


def told_apart(ours: Page, theirs: Page) -> str:
    """Return the hits that one page alone has, with their scores, which say whether they stand alike."""
    pages = [{hit.id: hit.score for hit in page.hits} for page in (ours, theirs)]
    alone = [
        ", ".join(f"{id_} {score:.4f}" for id_, score in one.items() if id_ not in other)
        for one, other in (pages, pages[::-1])
    ]
    last = min(pages[0].values(), default=0.0)
    return f"{alone[0]} in the arrays alone, {alone[1]} in the cluster alone; the tenth has {last:.4f}"


def ids_of(cluster: OpenSearchEngine, query: Query) -> set[str]:
    """The ids of all articles that match, none of them read."""
    snapshot = cluster.snapshot()
    parsed, _ = snapshot.readings.of(query)
    ranked = Ranked(snapshot, parsed, replace(query, sort=Sort.NEWEST, facets=frozenset()))
    return {row.id for row in ranked.everything()}


def told(address: Address) -> None:
    """Print how much room the index takes, and remove it."""
    cluster = Cluster(address)
    for name in cluster.ask("GET", f"/{address.alias}-g*", missing=True):
        held = cluster.ask("GET", f"/{name}/_stats")["indices"][name]["primaries"]
        size, count = held["store"]["size_in_bytes"], held["docs"]["count"]
        print(f"{name}: {size / max(count, 1):,.0f} bytes an article and copy")
        cluster.ask("DELETE", f"/{name}", missing=True)
    cluster.close()


if __name__ == "__main__":
    sys.exit(main())
