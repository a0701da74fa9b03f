"""Workers: drafts become articles in this process or in several, and come back in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path

from archive.ingest.assemble import Chunk, Item, Results, assemble_all
from archive.ingest.processes import assemble_in_processes
from archive.ingest.references import load_references

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
