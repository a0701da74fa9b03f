"""Assembling side by side: each process has a pipe of its own, and its end, however it comes, closes it.

Not a pool: before Python 3.11.5 a pool's parent could wait for ever on a worker that was killed while it was
being given its work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from archive.errors import WorkerKilled
from archive.ingest.assemble import Chunk, Results, assemble_all
from archive.ingest.references import load_references

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
        """What came of the chunk that it has had for longest."""
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
    """The chunks with what each item becomes, in order; WorkerKilled if a process dies."""
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
    """What a process does until its pipe is closed."""
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
