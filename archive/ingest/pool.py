"""Workers: drafts become articles in this process or in several, and come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from archive.errors import WorkerKilled
from archive.ingest.assemble import Chunk, Item, References, Results, assemble_all, load_references
from archive.processes import end_with_parent

#: Chunks that wait for each process: one under way, and one so that it need not wait.
AHEAD = 2

#: In a worker process, what it assembles with, and the day of today.
_begun: list[tuple[References, date]] = []


def assemble_in_processes(
    chunks: Iterator[Chunk], workers: int, lexicon_folder: Path, today: date
) -> Iterator[tuple[Chunk, Results]]:
    """Yield each chunk with the result of each item, in order; WorkerKilled if a process dies.

    At most `AHEAD` chunks a process are held at a time, so memory does not grow with the input.
    """
    # Not forked: a fork of a process with threads and open databases is not safe.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (lexicon_folder, today))
    try:
        waiting: deque[tuple[Chunk, Future[Results]]] = deque()
        for chunk in chunks:
            if len(waiting) == workers * AHEAD:
                yield _next_of(waiting)
            waiting.append((chunk, pool.submit(_work, chunk)))
        while waiting:
            yield _next_of(waiting)
    except BrokenProcessPool as error:
        what = "a process that reads the articles was killed (out of memory?)"
        remedy = "Run the command again with `--workers 1`; what was added stays"
        raise WorkerKilled(what, remedy=remedy) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _next_of(waiting: deque[tuple[Chunk, Future[Results]]]) -> tuple[Chunk, Results]:
    chunk, results = waiting.popleft()
    return chunk, results.result()


def _begin(lexicon_folder: Path, today: date) -> None:
    """Prepare a worker process."""
    end_with_parent()
    _begun.append((load_references(lexicon_folder), today))


def _work(chunk: Chunk) -> Results:
    """Assemble a chunk in a worker process."""
    references, today = _begun[0]
    return assemble_all(chunk, references, today)


#: What goes to a process at once: at most so many drafts, and about so many bytes.
CHUNK_DRAFTS, CHUNK_BYTES = 100, 2_000_000


def default_workers() -> int:
    """Return the number of the machine's processors, at most eight."""
    return min(os.cpu_count() or 1, 8)


class Assembler:
    """Assembles drafts in chunks; a few are done here, for processes take a second to start."""

    def __init__(self, lexicon_folder: Path, today: date, workers: int) -> None:
        self._references = load_references(lexicon_folder)
        self._lexicon_folder = lexicon_folder
        self._today = today
        self._workers = workers

    def run(self, items: Iterator[Item]) -> Iterator[tuple[Chunk, Results]]:
        """Return an iterator over chunks of the items with the result of each item, in order."""
        chunks = _chunks(items)
        some = list(islice(chunks, 2))
        chunks = chain(some, chunks)
        if self._workers < 2 or len(some) < 2:
            return ((chunk, assemble_all(chunk, self._references, self._today)) for chunk in chunks)
        return assemble_in_processes(chunks, self._workers, self._lexicon_folder, self._today)


def _chunks(items: Iterator[Item]) -> Iterator[Chunk]:
    chunk: Chunk = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.original)
        if len(chunk) >= CHUNK_DRAFTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
