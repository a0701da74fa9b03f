"""One PostgreSQL server of a test's own, as a user other than root: that refuses to run it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.certificates import Certificate
from tests.cluster.node import NOBODY

USER = "sijill"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest of those Debian has installed; None without any."""
    found = shutil.which("initdb")
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4])
    )
    place = installed[-1] if installed else Path(found).resolve() if found else None
    return place.parent if place else None


@dataclass
class Server:
    """A server over a folder; `create` makes it, `start` and `end` run and end it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text())

    @property
    def password(self) -> str:
        return (self.folder / "password").read_text().strip()

    @property
    def address(self) -> str:
        """The address of its database `postgres`, with the password."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def create(self) -> None:
        """Make an empty server that lets in who knows its password."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        (self.folder / "password").write_text(secrets.token_hex(12) + "\n")
        (self.folder / "password").chmod(0o600)
        (self.folder / "port").write_text(str(free_port()))
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(NOBODY), str(self.folder)], check=True)
        # Sorted by a language's rules and not by bytes, as most servers are: the store must not depend on it.
        self._run(
            "initdb", "-D", self.data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={self.folder}/password",
            "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=ar", "--no-sync",
        )  # fmt: skip
        own = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
        with (self.data / "postgresql.conf").open("a") as settings:
            # Trials kill the server and not the machine: what it wrote is the system's to keep.
            settings.write(f"{own}max_connections = 200\nshared_buffers = 64MB\nfsync = off\n")

    def use_certificate(self, held: Certificate) -> None:
        """Let in over TLS alone, with this certificate; before it starts."""
        for path, name in ((held.certificate, "server.crt"), (held.key, "server.key")):
            target = self.data / name
            shutil.copy(path, target)
            target.chmod(0o600)
            if os.geteuid() == 0:
                os.chown(target, NOBODY, NOBODY)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("ssl = on\n")
        (self.data / "pg_hba.conf").write_text("hostssl postgres all 127.0.0.1/32 scram-sha-256\n")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-t", "60", "start")

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it, by its own id; after a SIGKILL its other processes notice and end too."""
        try:
            pid = self.pid
            os.kill(pid, how)
        except (ProcessLookupError, FileNotFoundError):
            return
        until = time.monotonic() + 20
        while time.monotonic() < until and self._holds(pid):
            time.sleep(0.05)
        # Its number may stay taken until somebody asks how it ended: the next server would wait for that.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _holds(self, pid: int) -> bool:
        """Tell whether the server's process, or one that it started over this folder, still runs."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                    continue
                is_ours = stat.parent.joinpath("cwd").resolve() == self.data.resolve()
            except OSError:
                continue
            if is_ours or stat.parent.name == str(pid):
                return True
        return False

    def _run(self, program: str, *arguments: object) -> None:
        place = programs()
        if place is None:
            raise FileNotFoundError("PostgreSQL's server is not installed: apt-get install postgresql")
        who: dict[str, int] = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(place / program), *map(str, arguments)], check=False, stdin=subprocess.DEVNULL,
            stdout=(self.folder / "out").open("ab"), stderr=subprocess.STDOUT, cwd="/",
            extra_groups=[] if who else None, **who,
        )  # fmt: skip
        if done.returncode:
            said = (self.folder / "out").read_text("utf-8", "replace")
            raise RuntimeError(f"{program} failed: {said[-2000:]}")
