"""Merging: the arrays of several segments become those of one, chunk by chunk, in little memory.

What comes out is what building all articles as one segment gives, byte for byte. How each array merges is
said in `index.segment.merge_arrays`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

from index.segment.array_file import Array, Chunked, Container, write_chunked
from index.segment.entry import INDEX_NAME, SegmentEntry
from index.segment.merge_arrays import way_of
from index.segment.merge_fields import Segments

#: `progress(done, total)`, in bytes.
Progress: TypeAlias = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Report no progress."""


def merge_segments(
    folder: Path, entries: Sequence[SegmentEntry], progress: Progress = silent
) -> tuple[SegmentEntry, ...]:
    """Merge new segments into one, which has their documents in order; return its entry, alone.

    Its arrays are one file, and theirs are deleted. Fewer than two segments are returned as they are.
    """
    if len(entries) < 2:
        return tuple(entries)
    merged = SegmentEntry(f"{INDEX_NAME}_{token_hex(8)}", sum(entry.documents for entry in entries))
    old = [folder / f"{entry.name}.arrays" for entry in entries]
    merge_arrays(old, folder / f"{merged.name}.arrays", progress)
    for path in old:
        path.unlink()
    return (merged,)


def merge_arrays(paths: Sequence[Path], target: Path, progress: Progress = silent) -> None:
    """Write the arrays of several segments as those of one, which has their documents in order."""
    segments = Segments([Container(path) for path in paths])
    arrays = {name: way_of(name)(segments, name) for name in segments.names}
    write_chunked(target, dict(_told(arrays, progress)), segments.meta)


def _told(arrays: dict[str, Chunked], progress: Progress) -> Iterator[tuple[str, Chunked]]:
    """Yield the arrays by name; the progress is reported as their chunks are read."""
    total = sum(array.nbytes for array in arrays.values())
    done = 0

    def told(chunks: Iterable[Array]) -> Iterator[Array]:
        nonlocal done
        for values in chunks:
            yield values
            done += values.nbytes
            progress(min(done, total), total)

    for name, array in arrays.items():
        yield name, replace(array, chunks=told(array.chunks))
