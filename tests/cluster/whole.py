"""A whole corpus through PostgreSQL into three nodes, beside the arrays: time, memory, room, and searches.

`python -m tests.cluster whole FOLDER CORPUS [EACH]` runs it and prints what it measured, all in one run, so
that figures of one machine stand beside each other. EACH is how many queries of each kind are asked. It ends
what it started; FOLDER can be removed then.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from statistics import quantiles

import psycopg

from archive.model.article import Article
from archive.paths import DataFolder
from archive.store.writer import Store
from index.arrays_engine import ArraysEngine
from index.engine import Engine
from index.errors import IndexingError
from index.model import Query
from index.opensearch.connection import Address, Cluster
from index.opensearch.engine import OpenSearchEngine
from tests.cluster.node import Node, free_base
from tests.contract.queries import queries_of
from tests.postgres.address import own_schema, schema_of
from tests.postgres.server import Server

#: Heap of each node, and processes of each build.
HEAP, WORKERS = "512m", 2


def timed(what: str, folder: DataFolder, verb: list[object], more: Mapping[str, str]) -> None:
    """Run a command and print how long it took, of processors too, and the largest process."""
    assert folder.database is not None
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "web", "--home", str(folder.home), *map(str, verb)], check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "SIJILL_DATABASE": folder.database.url, **more},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    last = done.stdout.strip().rpartition("\n")[2]
    seconds = time.monotonic() - began
    largest = after.ru_maxrss / 1024
    print(
        f"{what}: {seconds:.0f} s, {cpu:.0f} s of processors, largest process so far {largest:.0f} MB: {last}"
    )
    sys.stdout.flush()
    # A corpus may hold what is no article, which the status of `add` tells.
    if done.returncode and verb[0] != "add":
        raise SystemExit(done.stdout[-2_000:])


def asked(engines: Mapping[str, Engine], queries: list[tuple[str, str]]) -> None:
    """Ask all engines each query, one after the other, with facets and fragments; print the times."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    silent = differ = 0
    for _, text in queries:
        pages = []
        for name, engine in engines.items():
            began = time.perf_counter()
            try:
                pages.append(engine.search(Query(text)))
            except IndexingError as error:
                print(f"{name}: {text!r}: {error}")
                silent += 1
                continue
            times[name].append(time.perf_counter() - began)
        differ += len({(page.total, page.total_all_words) for page in pages}) > 1
    for name, held in times.items():
        cuts = quantiles(held, n=20)
        print(f"{name}: {len(held)} searches, p50 {1e3 * cuts[9]:.1f} ms, p95 {1e3 * cuts[18]:.1f} ms")
    print(f"{len(queries)} queries, {differ} with other counts, {silent} without an answer", flush=True)


def sizes(cluster: Cluster, when: str) -> None:
    """Print the bytes an article takes in the live index, in its primary shards and in their copies."""
    held = cluster.ask("GET", f"/{cluster.alias}/_stats")["_all"]
    count = held["primaries"]["docs"]["count"]
    primary, both = (held[part]["store"]["size_in_bytes"] for part in ("primaries", "total"))
    copies = both - primary
    print(f"{when}: {primary / count:,.0f} bytes an article in primaries, {copies / count:,.0f} in copies")


def database_size(folder: DataFolder, where: str) -> None:
    """Print the bytes an article takes in PostgreSQL, with indices."""
    assert folder.database is not None
    tables = (
        "SELECT relname, pg_total_relation_size(c.oid) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = %s ORDER BY 2 DESC"
    )
    with psycopg.connect(where, autocommit=True) as connection, Store.open_reader(folder.archive) as store:
        rows = connection.execute(tables, [schema_of(folder.database)]).fetchall()
        count = store.count()
    total = sum(size for _, size in rows)
    most = ", ".join(f"{name} {size / count:,.0f}" for name, size in rows[:3])
    print(f"PostgreSQL: {count:,} articles, {total / count:,.0f} bytes each ({most})", flush=True)


def sample(folder: DataFolder) -> list[Article]:
    """Articles whose words are asked for: every tenth part of the archive, some of each."""
    with Store.open_reader(folder.archive) as store:
        return [one for share in store.shares(10) for one in islice(store.iterate_share(share), 100)]


@contextmanager
def nodes_of(folder: Path) -> Iterator[Address]:
    """Three nodes, ended with the block."""
    first = free_base()
    nodes = [Node(folder / "dist", folder / "whole", number, 3, first, HEAP) for number in (1, 2, 3)]
    try:
        for node in nodes:
            node.start()
        nodes[0].wait(status="green")
        yield Address(tuple(node.address for node in nodes), "whole")
    finally:
        for node in nodes:
            node.end(signal.SIGKILL)


def main(folder: Path, corpus: Path, each: int = 12) -> int:
    """Run it all and print it."""
    server = Server(folder / "database")
    if not server.data.exists():
        server.create()
    server.start()
    try:
        with own_schema(server.address) as database, nodes_of(folder) as address:
            home = DataFolder(folder / "home", database)
            engine = {"SIJILL_ENGINE": ",".join(address.hosts) + f"/{address.alias}"}
            timed("added to PostgreSQL", home, ["add", corpus, "--no-index", "--workers", WORKERS], {})
            database_size(home, server.address)
            timed("arrays", home, ["rebuild", "--workers", WORKERS], {})
            timed("cluster", home, ["rebuild", "--workers", WORKERS], engine)
            count = sum(path.stat().st_size for path in home.index.rglob("*") if path.is_file())
            with (
                closing(Cluster(address)) as cluster,
                closing(ArraysEngine(home.index)) as arrays,
                closing(OpenSearchEngine(address, home.lexicon)) as remote,
            ):
                print(f"arrays: {count / arrays.search(Query('*')).total:,.0f} bytes an article")
                sizes(cluster, "cluster as it was built")
                queries = queries_of(sample(home), each)
                asked({"arrays": arrays, "cluster": remote}, queries)
                cluster.ask("POST", f"/{address.alias}/_forcemerge", max_num_segments=1, request_timeout=600)
                sizes(cluster, "cluster merged to one segment")
                asked({"arrays": arrays, "cluster": remote}, queries[::3])
    finally:
        server.end()
    return 0
