"""Stock Whoosh over the engine's index: `python -m tests.contract.whoosh CORPUS`.

It reads the corpus, a file of lines, into an archive in several steps: most articles are built into one
segment, the others come by updates, and some are changed and some withdrawn meanwhile. Then stock Whoosh
opens the live generation by `whoosh.index.open_dir`, and its own queries of all kinds, seeded, must find
there what the engine finds, with the same scores (to 1e-6) and the same best ten. Exits with 1 where
anything differs.
`--articles 6000`, `--each 24` queries of each kind, `--seed 1`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from whoosh.searching import Searcher

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.generations.folder import Generations
from index.search.snapshot import Snapshot
from index.writer.rebuild import Plan, rebuild
from index.writer.update import update
from tests.contract.__main__ import articles_of
from tests.contract.whoosh_queries import Asked, queries_of
from tests.index.support.articles import evaluated, opened
from tests.index.support.whoosh_reference import open_whoosh

#: How far scores may be apart.
CLOSE = 1e-6
#: Updates after the build: each makes a segment, and hides articles in those before.
UPDATES = 4
#: Articles of a limited search.
BEST = 10


def changed(articles: Sequence[Article], random: Random) -> Iterator[Article]:
    """Some of these articles, each with another body."""
    for one in random.sample(list(articles), len(articles) // 50):
        yield replace(one, body=f"{one.body} {one.body[: random.randrange(200)]}")


def index_in_steps(folder: DataFolder, articles: Sequence[Article], seed: int) -> None:
    """Build an index of nine tenths of these articles and update it to all, with changes and withdrawals."""
    random, built = Random(seed), len(articles) * 9 // 10
    with Store.open(folder.archive_db) as store:
        store.add_all(articles[:built])
    rebuild(folder, Plan(workers=2, memory_mb=200))
    for number in range(UPDATES):
        more = articles[built + number :: UPDATES]
        with Store.open(folder.archive_db) as store:
            store.add_all([*more, *changed(articles[:built], random)])
            for one in random.sample(list(articles[:built]), max(1, built // 200)):
                store.withdraw(one.id, why="a trial")
        update(folder)


def differences(asked: Asked, snapshot: Snapshot, searcher: Searcher) -> Iterator[str]:
    """In what the answers to a query differ."""
    ours = evaluated(snapshot, asked.ours)
    results = searcher.search(asked.stock, limit=None)
    theirs = {hit["id"]: float(hit.score) for hit in results}
    if theirs.keys() != ours.keys():
        more, fewer = len(theirs.keys() - ours.keys()), len(ours.keys() - theirs.keys())
        yield f"Whoosh finds {more} more and {fewer} fewer"
        return
    if not asked.is_scored:
        return
    apart = max((abs(theirs[id_] - score) for id_, score in ours.items()), default=0.0)
    if apart > CLOSE:
        yield f"scores are {apart:.2g} apart"
    if not asked.is_limited:
        return
    best = sorted(ours.values(), reverse=True)[:BEST]
    hits = [(hit["id"], float(hit.score)) for hit in searcher.search(asked.stock, limit=BEST, optimize=False)]
    wrong = [id_ for id_, score in hits if abs(ours.get(id_, -1.0) - score) > CLOSE]
    if wrong or len(hits) != len(best):
        yield f"of the best {BEST}, {wrong} score otherwise"
    elif any(abs(score - other) > CLOSE for (_, score), other in zip(hits, best, strict=True)):
        yield f"the best {BEST} are others"


def compared(folder: DataFolder, each: int, seed: int) -> tuple[Counter[str], dict[str, list[str]]]:
    """Ask both everything: by kind how many queries found something, and what differs."""
    generations = Generations(folder.index)
    snapshot = opened(folder.home)
    found: Counter[str] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    index = open_whoosh(generations.path(snapshot.number))
    with index.searcher() as searcher:
        for asked in queries_of(snapshot, each, seed):
            found[asked.kind] += bool(evaluated(snapshot, asked.ours))
            wrong[asked.kind] += [
                f"{asked.stock!r}: {what}" for what in differences(asked, snapshot, searcher)
            ]
    return found, wrong


def main() -> int:
    """Build, compare, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=6_000)
    parser.add_argument("--each", type=int, default=24, help="queries of each kind")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        read, folder = Path(place) / "read", DataFolder(Path(place) / "home")
        for home in (read, folder.home):
            home.mkdir()
        articles = articles_of(given.corpus, given.articles, DataFolder(read))
        index_in_steps(folder, articles, given.seed)
        manifest = Generations(folder.index).manifest()
        hidden = sum(entry.deleted for entry in manifest.segments)
        print(f"{manifest.articles:,} articles in {len(manifest.segments)} segments, {hidden:,} more hidden")
        started = time.perf_counter()
        found, wrong = compared(folder, given.each, given.seed)
        took = time.perf_counter() - started
    for kind, count in found.items():
        print(f"{kind:<16} {given.each:>4} queries, {count:>4} find something, {len(wrong[kind])} differ")
    differing = [f"{kind}: {what}" for kind, told in wrong.items() for what in told]
    print("\n".join(differing))
    print(f"{len(found) * given.each} queries in {took:.0f} s; {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
