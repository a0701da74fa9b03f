"""Faults of a real cluster: three nodes, killed while articles are sent, searched, and switched to.

What is told must be true whatever is killed: an answer is the whole one or an error, the live
index stays until the new one is whole, and what the cluster acknowledged is not lost.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from archive.model.article import Article
from archive.paths import DataFolder
from index.errors import IndexingError
from index.generations.names_file import load_lexica
from index.model import Query
from index.opensearch.connection import Address, Cluster
from index.opensearch.engine import OpenSearchEngine
from index.opensearch.state import known_indices, live_index
from index.opensearch.writer import finishing, verification
from index.opensearch.writer.building import rebuild_from
from index.opensearch.writer.sending import Sending, send
from index.writer.rebuild import Plan
from index.writer.sources import ListSource
from tests.cluster.node import Node, free_base
from tests.cluster.trial import MARKS, Trial, fill, mount
from tests.index.support.random_archive import random_archive

#: Articles of the archive.
ARTICLES = 1_500
ONE = Plan(workers=1)


class Trials:
    """The trials over three nodes."""

    def __init__(self, nodes: list[Node], home: Path) -> None:
        self._nodes = nodes
        self._folder = DataFolder(home)
        self._address = Address(tuple(node.address for node in nodes), "faults")
        self._articles = random_archive(ARTICLES)

    def run(self, names: Sequence[str] = ()) -> Iterator[Trial]:
        """Yield the trials as they end; those of these names alone, or all."""
        self._build(self._articles)
        for act in (
            self._while_sending, self._while_searching, self._while_switching,
            self._disk_full, self._watermark, self._all_killed,
        ):  # fmt: skip
            if not names or act.__name__.strip("_") in names:
                yield self._tried(act)

    def _tried(self, act: Callable[[], Trial]) -> Trial:
        """Run a trial; one that cannot go on says so and is wrong."""
        try:
            return act()
        except (IndexingError, OSError) as error:
            self._start_those_that_ended()
            name = act.__name__.strip("_").replace("_", " ")
            return Trial(name, wrong=[f"the trial could not go on: {error}"])

    def _start_those_that_ended(self) -> None:
        for node in self._nodes:
            if not node.runs():
                node.start()
        self._nodes[0].wait(status="green")

    def _build(self, articles: list[Article]) -> int:
        return rebuild_from(self._folder, self._address, ListSource(tuple(articles)), ONE).articles

    def _total(self) -> int:
        with closing(OpenSearchEngine(self._address, self._folder.lexicon)) as engine:
            return engine.search(Query("*")).total

    @contextmanager
    def _killed(self, node: Node, after: float) -> Iterator[None]:
        """Kill a node some seconds after the block begins; start it again when the block has ended."""
        timer = threading.Timer(after, node.end, [signal.SIGKILL])
        timer.start()
        try:
            yield
        finally:
            timer.join()
            node.start()
            node.wait(status="green")

    def _manager(self) -> Node:
        """The node that leads the cluster."""
        with closing(Cluster(self._address)) as cluster:
            state = cluster.ask("GET", "/_cluster/state/cluster_manager_node,nodes")
        name = state["nodes"][state["cluster_manager_node"]]["name"]
        return next(node for node in self._nodes if f"n{node.number}" == name)

    def _while_sending(self) -> Trial:
        trial = Trial("the leading node is killed while articles are sent")
        more = [*self._articles, *(replace(one, id=f"m{one.id}") for one in self._articles)]
        with self._killed(self._manager(), after=1.0):
            self._attempt(trial, lambda: self._build(more), "the build ended with {} articles")
        self._expect(trial, {len(more), ARTICLES})
        self._build(self._articles)
        return trial

    def _while_searching(self) -> Trial:
        trial = Trial("a node is killed while 200 searches are asked")
        errors, slowest, wrong = 0, 0.0, 0
        with closing(OpenSearchEngine(self._address, self._folder.lexicon)) as engine:
            wanted = engine.search(Query("حساب")).total
            with self._killed(self._nodes[1], after=1.0):
                for _ in range(200):
                    started = time.monotonic()
                    try:
                        wrong += engine.search(Query("حساب", per_page=1)).total != wanted
                    except IndexingError:
                        errors += 1
                    slowest = max(slowest, time.monotonic() - started)
        trial.told.append(f"{errors} errors, slowest answer {slowest:.1f} s")
        if wrong:
            trial.wrong.append(f"{wrong} answers had another count")
        return trial

    def _while_switching(self) -> Trial:
        trial = Trial("the leading node is killed at the switch of the alias")
        honest, manager = finishing.switch, self._manager()

        def killed(cluster: Cluster, index: str) -> None:
            manager.end(signal.SIGKILL)
            honest(cluster, index)

        finishing.switch = killed
        try:
            self._attempt(trial, lambda: self._build(self._articles[1:]), "the build ended with {} articles")
        finally:
            finishing.switch = honest
            manager.start()
            manager.wait(status="green")
        self._expect(trial, {ARTICLES - 1, ARTICLES})
        self._build(self._articles)
        return trial

    def _disk_full(self) -> Trial:
        trial = Trial("the disk of a node is full while articles are sent")
        node = self._nodes[2]
        place = node.home / "data"
        if not place.is_mount():
            trial.told.append("not tried: only root can give a node a small disk")
            return trial
        more = [*self._articles, *(replace(one, id=f"m{one.id}") for one in self._articles)]
        filler = place / "filler"
        fill(filler)
        try:
            self._attempt(trial, lambda: self._build(more), "the build ended with {} articles", "disk")
            self._expect(trial, {len(more), ARTICLES})
        finally:
            filler.unlink()
            node.end(signal.SIGKILL)
            node.start()
            node.wait(status="yellow")
            with closing(Cluster(self._address)) as cluster:
                cluster.ask("POST", "/_cluster/reroute?retry_failed=true")
            node.wait(status="green")
        self._build(more)
        self._expect(trial, {len(more)})
        trial.told.append("with room again the next build is whole")
        self._build(self._articles)
        return trial

    def _watermark(self) -> Trial:
        """OpenSearch's own guard: above a mark it writes nothing more to the indices of a node."""
        trial = Trial(
            "the disk of a node passes the flood-stage watermark, and articles are sent to the live index"
        )
        place = self._nodes[2].home / "data"
        if not place.is_mount():
            trial.told.append("not tried: only root can give a node a small disk")
            return trial
        filler = place / "filler"
        with closing(Cluster(self._address)) as cluster:
            index = live_index(cluster) or ""
            self._keep_on(cluster, index, self._nodes[2])
            cluster.ask("PUT", "/_cluster/settings", {"persistent": MARKS})
            try:
                # What the node removes meanwhile, such as an older index, makes room.
                self._until(cluster, index, "true", lambda: fill(filler))
                self._attempt(trial, lambda: self._update(cluster, index), "{} articles were sent", "disk")
                self._expect(trial, {ARTICLES})
            finally:
                filler.unlink()
                self._until(cluster, index, None)
                cluster.ask("PUT", "/_cluster/settings", {"persistent": dict.fromkeys(MARKS)})
            self._attempt(
                trial, lambda: self._update(cluster, index), "with room again {} articles are sent", "disk"
            )
        self._nodes[0].wait(status="green")
        self._expect(trial, {ARTICLES})
        return trial

    def _keep_on(self, cluster: Cluster, index: str, node: Node) -> None:
        """Put one copy of an index on a node: of three, one has none, and its full disk stops nobody."""
        names = f"n{node.number},n{self._nodes[0].number}"
        cluster.ask("PUT", f"/{index}/_settings", {"index.routing.allocation.include._name": names})
        until = time.monotonic() + 120
        while time.monotonic() < until:
            shards = cluster.ask("GET", f"/{index}/_recovery").get(index, {}).get("shards", [])
            held = {shard["target"]["name"] for shard in shards if shard["stage"] == "DONE"}
            if f"n{node.number}" in held:
                return
            time.sleep(1)
        raise OSError(f"no copy of {index} came to n{node.number}")

    def _update(self, cluster: Cluster, index: str) -> int:
        lexica = load_lexica(self._folder.lexicon)
        sending = Sending(self._address, index, ListSource(()), lexica, 1)
        return send(cluster, sending, self._articles[:50]).articles

    @staticmethod
    def _until(
        cluster: Cluster, index: str, blocked: str | None, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Wait until an index is blocked, or is not any more."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            meanwhile()
            held = cluster.ask("GET", f"/{index}/_settings/index.blocks.*", flat_settings="true")
            settings = held.get(index, {}).get("settings", {})
            if settings.get("index.blocks.read_only_allow_delete") == blocked:
                return
            time.sleep(1)
        raise OSError(f"the block of {index} never became {blocked}")

    def _all_killed(self) -> Trial:
        trial = Trial("all nodes are killed while articles are sent, and started")
        more = [*self._articles, *(replace(one, id=f"m{one.id}") for one in self._articles)]
        timers = [threading.Timer(1.0, node.end, [signal.SIGKILL]) for node in self._nodes]
        for timer in timers:
            timer.start()
        self._attempt(trial, lambda: self._build(more), "the build ended with {} articles")
        for timer in timers:
            timer.join()
        for node in self._nodes:
            node.start()
        self._nodes[0].wait(status="green")
        self._expect(trial, {ARTICLES, len(more)})
        self._build(more)
        self._expect(trial, {len(more)})
        return trial

    @staticmethod
    def _attempt(trial: Trial, act: Callable[[], int], told: str, names: str = "") -> None:
        """Do something that may fail; an error must name what is to be mended."""
        began = time.monotonic()
        try:
            said = told.format(f"{act():,}")
        except IndexingError as error:
            said = f"it failed: {error.what[:90]}"
            if names not in error.what or not error.remedy:
                trial.wrong.append(f"the error does not say what to do: {error}")
        trial.told.append(f"{said} ({time.monotonic() - began:.0f} s)")

    def _expect(self, trial: Trial, totals: set[int]) -> None:
        """Note what is wrong with the live index: another count, more than one index, or damage."""
        try:
            total = self._total()
        except IndexingError as error:
            trial.wrong.append(f"it does not answer: {error.what}")
            return
        trial.told.append(f"{total:,} articles answer")
        if total not in totals:
            trial.wrong.append(f"one of {sorted(totals)} was expected")
        with closing(Cluster(self._address)) as cluster:
            live = live_index(cluster)
            if not known_indices(cluster).get(live or "", {}).get("finished"):
                trial.wrong.append("the live index is an unfinished one")
        trial.wrong += [finding.what for finding in verification.verify(self._address)]


def main(folder: Path, names: Sequence[str] = ()) -> int:
    """Run all trials or some, print a table, and end the nodes; return how many went wrong."""
    base = folder / "run3"
    first = free_base()
    small = base / "n3" / "data"
    is_small = mount(small)
    nodes = [Node(folder / "dist", base, number, 3, first, "256m") for number in (1, 2, 3)]
    failed = 0
    try:
        for node in nodes:
            node.start()
        nodes[0].wait(status="green")
        print("| fault | what came of it | what is wrong |\n|---|---|---|")
        with tempfile.TemporaryDirectory() as home:
            for trial in Trials(nodes, Path(home)).run(names):
                print(trial.line(), flush=True)
                failed += bool(trial.wrong)
    finally:
        for node in nodes:
            node.end(signal.SIGKILL)
        if is_small:
            subprocess.run(["umount", "--lazy", str(small)], check=False)
    return failed
