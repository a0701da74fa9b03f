"""Workers: drafts become articles in this process or in several, and come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from archive.article import Article
from archive.assembly import assemble
from archive.readers.base import Draft, Rejected
from archive.references import References, load_references

Item = Draft | Rejected
Chunk = list[Item]
Results = list[Article | Rejected]

#: What goes to a process at once: at most so many drafts, and about so many bytes.
CHUNK_DRAFTS, CHUNK_BYTES = 100, 2_000_000


def default_workers() -> int:
    """As many processes as the machine has processors, eight at most."""
    return min(os.cpu_count() or 1, 8)


class Assembler:
    """Assembles drafts in chunks; a few are done here, for processes take a second to start."""

    def __init__(self, lexicon_folder: Path, today: date, workers: int) -> None:
        self._references = load_references(lexicon_folder)
        self._lexicon_folder = lexicon_folder
        self._today = today
        self._workers = workers

    def run(self, items: Iterator[Item]) -> Iterator[tuple[Chunk, Results]]:
        """Chunks of the items with what each item becomes, in order."""
        chunks = _chunks(items)
        some = list(islice(chunks, 2))
        if self._workers < 2 or len(some) < 2:
            for chunk in chain(some, chunks):
                yield chunk, assemble_all(chunk, self._references, self._today)
            return
        # Not forked: a fork of a process with threads and open databases is not safe.
        with ProcessPoolExecutor(self._workers, mp_context=get_context("spawn")) as pool:
            yield from self._in_order(pool, chain(some, chunks))

    def _in_order(
        self, pool: ProcessPoolExecutor, chunks: Iterator[Chunk]
    ) -> Iterator[tuple[Chunk, Results]]:
        waiting: deque[tuple[Chunk, Future[Results]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, pool.submit(_assemble_there, chunk, self._lexicon_folder, self._today)))
            if len(waiting) > self._workers * 2:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


def assemble_all(items: Sequence[Item], references: References, today: date) -> Results:
    """What each item becomes; rejects stay what they are."""
    return [item if isinstance(item, Rejected) else assemble(item, references, today) for item in items]


def _assemble_there(items: Sequence[Item], lexicon_folder: Path, today: date) -> Results:
    return assemble_all(items, _references(lexicon_folder), today)


@cache
def _references(folder: Path) -> References:
    """Read once in each process; a process lives for one run."""
    return load_references(folder)


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.original)
        if len(chunk) >= CHUNK_DRAFTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
