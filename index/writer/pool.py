"""Building segments side by side: one process a job, and a killed one ends them all with an error.

Not a pool: before Python 3.11.5 a pool's parent could wait for ever on a worker that was killed while it was
being given its work. Here nobody holds a lock or a queue that another waits for: each process has a pipe of
its own, and its end, however it comes, closes the pipe.
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import TypeAlias

from index.errors import BuildFailed
from index.writer.segment_builder import Built, Job, Progress, run

#: How many articles each job has done, a slot a job: shared by the processes, without a lock.
Counts: TypeAlias = "ctypes.Array[ctypes.c_longlong]"
#: Seconds between two looks at the progress.
_LOOK = 0.2


def build_in_processes(jobs: list[Job], progress: Progress) -> list[Built]:
    """Run the jobs, one process each; BuildFailed if one of them dies or cannot write."""
    context = get_context("spawn")
    done: Counts = context.RawArray("q", len(jobs))
    processes: list[SpawnProcess] = []
    results: list[Connection] = []
    try:
        for slot, job in enumerate(jobs):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, done, job, slot), daemon=True)
            processes.append(process)
            results.append(ours)
            _start(process)
            theirs.close()
        return _gather(results, done, progress)
    finally:
        for process in processes:
            if process.pid is not None:
                process.terminate()
                process.join()
        for result in results:
            result.close()


def _start(process: SpawnProcess) -> None:
    """Start a process; one that is killed while it is given its job is one that died."""
    try:
        process.start()
    except BrokenPipeError as error:
        raise _killed() from error


def _gather(results: list[Connection], done: Counts, progress: Progress) -> list[Built]:
    """What every job built, in the order of the jobs, telling the progress until all have ended."""
    built: dict[int, list[Built]] = {}
    seen = 0
    while len(built) < len(results):
        waiting = [result for slot, result in enumerate(results) if slot not in built]
        for result in wait(waiting, timeout=_LOOK):
            slot = next(slot for slot, held in enumerate(results) if held is result)
            built[slot] = _received(results[slot])
        now = sum(done)
        progress(now - seen)
        seen = now
    return [segment for slot in sorted(built) for segment in built[slot]]


def _received(result: Connection) -> list[Built]:
    try:
        answer: list[Built] | Exception = result.recv()
    except EOFError as error:
        raise _killed() from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _killed() -> BuildFailed:
    what = "a process that builds the index was killed (out of memory?)"
    return BuildFailed(what, remedy="Run `sijill rebuild --workers 1` or give it less `--memory`")


def _work(result: Connection, done: Counts, job: Job, slot: int) -> None:
    """What a process does: build its job's segments and send what it built, or what went wrong."""
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        result.send(run(job, _counter(done, slot)))
    except Exception as error:
        result.send(error)


def _counter(done: Counts, slot: int) -> Callable[[int], None]:
    def count(more: int) -> None:
        done[slot] += more

    return count


def _end_with_parent() -> None:
    """A worker whose parent was killed ends at once: nobody wants what it builds."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
