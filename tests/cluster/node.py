"""Nodes of a cluster: laid out from published jars, started and ended by their process ids."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

#: What lays out a distribution from Maven Central.
ASSEMBLE = Path(__file__).parents[3] / "shared" / "opensearch" / "assemble.sh"
#: The user that a node runs as where the tests are root, which OpenSearch refuses to be.
NOBODY = 65_534
SECONDS = 120


def assemble(place: Path) -> Path:
    """Lay out a distribution in a folder, or use the one that is there; return the folder."""
    if not (place / "lib").is_dir():
        # What Maven says is not what the caller reads.
        command = ["bash", str(ASSEMBLE), str(place)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    subprocess.run(["chmod", "-R", "a+rX", str(place)], check=True)
    return place


def free_base() -> int:
    """A number from which on the ports of three nodes are free, and those 100 above."""
    for base in range(9_310, 9_900, 10):
        ports = [base + more + number for more in (0, 100) for number in (1, 2, 3)]
        if all(map(_is_free, ports)):
            return base
    raise OSError("no ports are free between 9,310 and 9,900")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


@dataclass(frozen=True)
class Node:
    """One node of a cluster of `size`, on the ports `first + number` and 100 above."""

    dist: Path
    run: Path
    """A folder that every user can reach; each node has one of its own in it."""
    number: int = 1
    size: int = 1
    first: int = 9_310
    heap: str = "384m"

    @property
    def port(self) -> int:
        return self.first + self.number

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Path:
        return self.run / f"n{self.number}"

    @property
    def pid(self) -> int:
        return int((self.home / "pid").read_text())

    def start(self) -> None:
        """Start the node's process; it answers some seconds later."""
        config = self.home / "config"
        for name in ("config", "data", "logs", "tmp"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(self.dist / "config" / "log4j2.properties", config)
        (config / "opensearch.yml").write_text(self._settings())
        flags = [f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        flags += ["-Djava.security.manager=allow", "-Dlog4j2.disable.jmx=true"]
        flags += ["-Dlog4j.shutdownHookEnabled=false", "-Dfile.encoding=UTF-8"]
        flags += [f"-Djava.io.tmpdir={self.home}/tmp", f"-Djna.tmpdir={self.home}/tmp"]
        flags += [f"-Dopensearch.path.home={self.dist}", f"-Dopensearch.path.conf={config}"]
        flags += ["-Dopensearch.distribution.type=tar", "-Dopensearch.bundled_jdk=false"]
        command = ["java", *flags, "-cp", f"{self.dist}/lib/*", "org.opensearch.bootstrap.OpenSearch"]
        who: dict[str, int] = {}
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(NOBODY), str(self.home)], check=True)
            who = {"user": NOBODY, "group": NOBODY}
        with (self.home / "out.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "HOME": "/nonexistent"}, extra_groups=[] if who else None, **who,
            )  # fmt: skip
        (self.home / "pid").write_text(str(process.pid))

    def _settings(self) -> str:
        names = [f"n{number}" for number in range(1, self.size + 1)]
        hosts = [f"127.0.0.1:{self.first + 100 + number}" for number in range(1, self.size + 1)]
        several = {"discovery.seed_hosts": hosts, "cluster.initial_cluster_manager_nodes": names}
        settings: dict[str, object] = {
            "cluster.name": f"sijill-{self.first}",
            "node.name": f"n{self.number}",
            "path.data": f"{self.home}/data",
            "path.logs": f"{self.home}/logs",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.port + 100,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **(several if self.size > 1 else {"discovery.type": "single-node"}),
        }
        return "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())

    def wait(self, nodes: int | None = None, status: str = "yellow") -> None:
        """Wait until the cluster has so many nodes and this health; TimeoutError past two minutes.

        After one, copies that failed too often to be tried again are tried again, as docs/deploy.md says.
        """
        asked = f"wait_for_status={status}&wait_for_nodes=>={nodes or self.size}&timeout=1s"
        began = time.monotonic()
        is_tried_again = False
        while time.monotonic() < began + SECONDS:
            with suppress(URLError, HTTPException, OSError, ValueError):
                if not self._ask("GET", f"/_cluster/health?{asked}")["timed_out"]:
                    return
                if time.monotonic() > began + SECONDS / 2 and not is_tried_again:
                    print(f"not {status} after a minute: {self._explained()}", file=sys.stderr)
                    self._ask("POST", "/_cluster/reroute?retry_failed=true&metric=none")
                    is_tried_again = True
            time.sleep(0.3)
        raise TimeoutError(f"not {status} after {SECONDS} s: {self._explained()}; see {self.home}/out.log")

    def _ask(self, method: str, path: str) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(f"{self.address}{path}", method=method)
        with opener.open(request, timeout=5) as answer:
            return json.load(answer)

    def _explained(self) -> str:
        """Return what the cluster says of its first shard that is nowhere, or that it does not answer."""
        try:
            told = self._ask("GET", "/_cluster/allocation/explain")
        except (URLError, HTTPException, OSError, ValueError) as error:
            is_all_there = isinstance(error, HTTPError) and error.code == 400
            return "every shard is somewhere" if is_all_there else f"it does not answer ({error})"
        last = told.get("unassigned_info", {})
        said = (told.get("index"), told.get("allocate_explanation"), last.get("reason"), last.get("details"))
        return "; ".join(str(one) for one in said if one)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the node's process, by its own id; it may be gone already."""
        try:
            os.kill(self.pid, how)
        except (ProcessLookupError, FileNotFoundError):
            return
        until = time.monotonic() + 20
        while time.monotonic() < until and self.runs():
            time.sleep(0.1)

    def runs(self) -> bool:
        """Tell whether the process is there and no mere entry of one that ended."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (OSError, IndexError):
            return False
