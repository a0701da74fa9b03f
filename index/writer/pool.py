"""A pool of processes that build segments side by side; if one is killed, all end with an error."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeAlias

from archive.processes import end_with_parent
from index.errors import BuildFailed
from index.segment.entry import SegmentEntry
from index.writer.segment_builder import Job, Progress, run

#: How many articles each job has done, a slot a job, and behind them whether all are to stop.
Counts: TypeAlias = "ctypes.Array[ctypes.c_longlong]"
#: Seconds between two looks at the progress.
_LOOK = 0.2

#: In a worker process, what it shares with the others.
_shared: list[Counts] = []


def build_in_processes(jobs: list[Job], progress: Progress) -> list[SegmentEntry]:
    """Run the jobs, one process each; return the segments that they built, in the order of the jobs.

    Raises BuildFailed if a process is killed, and what a job raises; the other jobs stop then.
    """
    context = get_context("spawn")
    counts: Counts = context.RawArray("q", len(jobs) + 1)
    with ProcessPoolExecutor(len(jobs), context, _begin, (counts,)) as pool:
        try:
            futures = [pool.submit(_work, job, slot) for slot, job in enumerate(jobs)]
            _report(futures, counts, progress)
            return [segment for future in futures for segment in future.result()]
        except BrokenProcessPool as error:
            what = "a process that builds the index was killed (out of memory?)"
            remedy = "Run `sijill rebuild --workers 1` or give it less `--memory`"
            raise BuildFailed(what, remedy=remedy) from error
        finally:
            counts[-1] = 1


def _report(futures: list[Future[list[SegmentEntry]]], counts: Counts, progress: Progress) -> None:
    """Report the progress until all jobs have ended, or one has failed."""
    seen = 0
    running = set(futures)
    while running:
        ended, running = wait(running, _LOOK, FIRST_EXCEPTION)
        done = sum(counts[:-1])
        progress(done - seen)
        seen = done
        if any(future.exception() for future in ended):
            return


def _begin(counts: Counts) -> None:
    """Prepare a worker process."""
    _shared.append(counts)
    # A build makes millions of objects and hardly a circle.
    gc.disable()
    end_with_parent()


def _work(job: Job, slot: int) -> list[SegmentEntry]:
    """Build a job's segments in a worker process."""
    return run(job, _counter(_shared[0], slot))


def _counter(counts: Counts, slot: int) -> Callable[[int], None]:
    def count(more: int) -> None:
        counts[slot] += more
        if counts[-1]:
            raise BuildFailed("another part of the build failed", remedy="See its error")

    return count
