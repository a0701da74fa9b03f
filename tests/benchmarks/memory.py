"""Memory: what a process and its children hold privately; files mapped into memory are not counted."""

from __future__ import annotations

import time
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread

import psutil

#: Seconds between two looks: short beside any build that matters.
EVERY = 0.05


def private_memory(process: psutil.Process) -> int:
    """Private bytes of a process and all that it started.

    On Linux anonymous pages; elsewhere the unique set, which counts mapped files that no other process has.
    """
    total = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error, OSError):
                total += _own(one)
    return total


def _own(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return int(process.memory_full_info().uss)
    for line in status.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


class PeakMemory:
    """Follows a process while the block runs; `peak` is then the most that it held, in bytes."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = psutil.Process(process.pid)
        self._ended = Event()
        self._thread = Thread(target=self._follow, daemon=True)
        self.peak = 0

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._ended.is_set():
            self.peak = max(self.peak, private_memory(self._process))
            time.sleep(EVERY)
