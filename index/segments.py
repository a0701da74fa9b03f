"""Building segments: articles in, a Whoosh segment and its arrays out, in one process or several."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

from archive.article import Article
from archive.lexicon.names import Lexicon
from archive.store import Share
from index.accumulator import Accumulator
from index.analysis.chain import Chain
from index.analysis.names import names_of
from index.errors import BuildFailed
from index.generations import SegmentEntry
from index.inversion import invert_all
from index.postings import write_segment_arrays
from index.sources import ArticleSource
from index.whoosh_segment import write_whoosh_segment

#: What a token costs while a segment is built, in bytes of memory, measured at the peak of the inversion.
TOKEN_COST = 135
#: Articles between two looks at the progress.
_STEP = 50
#: Below this many articles a second process costs more than it saves.
ONE_PROCESS = 1_500

Progress = Callable[[int], None]
#: How many articles each job has done, shared by the processes.
Counts: TypeAlias = "ctypes.Array[ctypes.c_longlong]"


@dataclass(frozen=True, slots=True)
class Built:
    """A segment that was written: its entry, and Whoosh's own object for the table of contents."""

    entry: SegmentEntry
    whoosh: Any


@dataclass(frozen=True, slots=True)
class Job:
    """What one process builds."""

    folder: Path
    source: ArticleSource
    share: Share
    lexicon: Lexicon
    tokens: int
    """Tokens of a segment at most, which bounds the memory."""


def build_segments(
    folder: Path, articles: Iterable[Article], chain: Chain, tokens: int, progress: Progress
) -> list[Built]:
    """Write the articles as segments into `folder`."""
    built: list[Built] = []
    held = Accumulator(chain)
    for number, article in enumerate(articles, 1):
        held.add(article)
        if number % _STEP == 0:
            progress(_STEP)
        if held.tokens >= tokens:
            built.append(write_segment(folder, held))
            held = Accumulator(chain)
    if len(held):
        built.append(write_segment(folder, held))
    return built


def write_segment(folder: Path, source: Accumulator) -> Built:
    """Invert what was gathered and write it: the Whoosh segment, then the arrays of the same name."""
    layout, inverted = invert_all(source)
    whoosh = write_whoosh_segment(folder, source, layout, inverted)
    name = whoosh.segment_id()
    write_segment_arrays(folder / f"{name}.arrays", source, layout, inverted)
    return Built(SegmentEntry(name, len(source)), whoosh)


def build_in_processes(jobs: list[Job], progress: Progress) -> list[Built]:
    """Run the jobs, one process each; BuildFailed if one of them dies or cannot write."""
    if len(jobs) <= 1:
        with _no_garbage_collection():
            return [built for job in jobs for built in _run(job, progress)]
    context = get_context("spawn")
    # One slot a job and no lock: a process that is killed while it holds one would stop all others.
    done: Counts = context.RawArray("q", len(jobs))
    pool = ProcessPoolExecutor(len(jobs), context, initializer=_start_worker, initargs=(done,))
    try:
        futures = [pool.submit(_work, job, slot) for slot, job in enumerate(jobs)]
        _follow(futures, done, progress)
        return [built for future in futures for built in future.result()]
    except BrokenProcessPool as error:
        what = "a process that builds the index was killed (out of memory?)"
        raise BuildFailed(
            what, remedy="Run `sijill rebuild --workers 1` or give it less `--memory`"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _follow(futures: list[Future[list[Built]]], done: Counts, progress: Progress) -> None:
    seen, running = 0, set(futures)
    while running:
        ended, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
        now = sum(done)
        progress(now - seen)
        seen = now
        for future in ended:
            future.result()


class _Worker:
    """What a worker process knows: how many articles each job has done."""

    done: Counts | None = None


def _start_worker(done: Counts) -> None:
    _Worker.done = done
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed ends at once: nobody wants what it builds."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(job: Job, slot: int) -> list[Built]:
    def progress(count: int) -> None:
        if _Worker.done is not None:
            _Worker.done[slot] += count

    return _run(job, progress)


def _run(job: Job, progress: Progress) -> list[Built]:
    chain = Chain(names_of(job.lexicon))
    return build_segments(job.folder, job.source.read(job.share), chain, job.tokens, progress)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A build makes millions of objects and no cycles: looking for them takes a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
