"""A cluster that takes connections and never answers: readers are told soon, and all at once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import EngineSilent
from index.opensearch.connection import Address, Cluster, Patience
from index.opensearch.engine import OpenSearchEngine

#: Seconds of an answer, of which two fit into the whole.
ANSWER = 0.3


class Silent:
    """A port that takes connections, counts them, and says nothing."""

    def __init__(self) -> None:
        self.connections = 0
        self._held: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = Address((f"http://127.0.0.1:{self._listening.getsockname()[1]}",))
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._held.append(taken)

    def close(self) -> None:
        for each in (self._listening, *self._held):
            each.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    port = Silent()
    yield port
    port.close()


PATIENCE = Patience(ANSWER, (0.0,) * 9, 1.5 * ANSWER)


def test_no_attempt_begins_after_the_whole_time(silent: Silent) -> None:
    """Of ten attempts that are allowed only those are made that begin in time."""
    with (
        closing(Cluster(silent.address, PATIENCE)) as cluster,
        pytest.raises(EngineSilent, match=r"no answer from .* within 0 s"),
    ):
        cluster.ask("GET", "/")
    assert 1 <= silent.connections <= 2


def test_who_waited_for_a_silent_cluster_does_not_ask_again(silent: Silent, tmp_path: Path) -> None:
    """Eight threads are told by the attempts of one."""
    engine = OpenSearchEngine(silent.address, tmp_path)
    engine._cluster = Cluster(silent.address, PATIENCE)
    ready = threading.Barrier(8)

    def ask(_: int) -> str:
        ready.wait()
        with pytest.raises(EngineSilent) as told:
            engine.snapshot()
        return told.value.what

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(ask, range(8)))
    engine.close()
    assert len(set(told)) == 1
    assert silent.connections <= 4
