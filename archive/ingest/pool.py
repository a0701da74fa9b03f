"""Workers: drafts become articles in this process or in several, and come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from archive.errors import WorkerKilled
from archive.ingest.assemble import Chunk, Item, Results, assemble_all, load_references

#: Chunks that a process has at a time: one under way, and one so that it need not wait.
AHEAD = 2


class Worker:
    """A process that turns chunks into results, in the order in which it is given them."""

    def __init__(self, lexicon_folder: Path, today: date) -> None:
        # Not forked: a fork of a process with threads and open databases is not safe.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, lexicon_folder, today), daemon=True)
        try:
            self._process.start()
        except BrokenPipeError as error:
            raise _killed() from error
        finally:
            theirs.close()

    def give(self, chunk: Chunk) -> None:
        """Hand it a chunk, at most `AHEAD` more than were taken back."""
        try:
            self._pipe.send(chunk)
        except OSError as error:
            raise _killed() from error

    def take(self) -> Results:
        """Return the results of the oldest chunk given; WorkerKilled if the process died."""
        try:
            answer: Results | Exception = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _killed() from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def assemble_in_processes(
    chunks: Iterator[Chunk], workers: int, lexicon_folder: Path, today: date
) -> Iterator[tuple[Chunk, Results]]:
    """Yield each chunk with the result of each item, in order; WorkerKilled if a process dies."""
    with ExitStack() as stack:
        crew: list[Worker] = []
        for _ in range(workers):
            crew.append(Worker(lexicon_folder, today))
            stack.callback(crew[-1].close)
        waiting: deque[tuple[Chunk, Worker]] = deque()
        for number, chunk in enumerate(chunks):
            if len(waiting) == workers * AHEAD:
                yield _next_of(waiting)
            worker = crew[number % workers]
            worker.give(chunk)
            waiting.append((chunk, worker))
        while waiting:
            yield _next_of(waiting)


def _next_of(waiting: deque[tuple[Chunk, Worker]]) -> tuple[Chunk, Results]:
    chunk, worker = waiting.popleft()
    return chunk, worker.take()


def _killed() -> WorkerKilled:
    what = "a process that reads the articles was killed (out of memory?)"
    return WorkerKilled(what, remedy="Run the command again with `--workers 1`; what was added stays")


def _work(pipe: Connection, lexicon_folder: Path, today: date) -> None:
    """Assemble chunks in a worker process until its pipe is closed."""
    chunks: SimpleQueue[Chunk | None] = SimpleQueue()
    # Read ahead by a thread: two that only send to each other would wait for ever.
    Thread(target=_read_ahead, args=(pipe, chunks), daemon=True).start()
    references = load_references(lexicon_folder)
    while (chunk := chunks.get()) is not None:
        try:
            answer: Results | Exception = assemble_all(chunk, references, today)
        except Exception as error:
            answer = error
        try:
            pipe.send(answer)
        except OSError:
            return


def _read_ahead(pipe: Connection, chunks: SimpleQueue[Chunk | None]) -> None:
    try:
        while True:
            chunks.put(pipe.recv())
    except (EOFError, OSError):
        chunks.put(None)


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
