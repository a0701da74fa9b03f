"""Copies elsewhere: the clusters as readers look them up, in one small file that is replaced in one step.

A reader never waits for a writer and never works anything out: it reads the file again when it was replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.files import write_atomically

#: Raised when the file's form changes; a file of another form counts as none.
VERSION = 1

Cluster = tuple[str, ...]
Stamp = tuple[int, int, int]


def write_copies(path: Path, clusters: Iterable[Cluster], sequence: int) -> None:
    """Replace the file; `sequence` is the archive's last change that the clusters know of."""
    record = {"version": VERSION, "sequence": sequence, "clusters": list(clusters)}
    write_atomically(path, json.dumps(record).encode("ascii"))


def read_sequence(path: Path) -> int | None:
    """The archive's last change that the file knows of; None without a file."""
    found = _record(path).get("sequence")
    return found if isinstance(found, int) else None


def _record(path: Path) -> dict[str, Any]:
    """The file's content; empty where there is none, or none that we can read."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) and record.get("version") == VERSION else {}


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read, and the stamp of the file that it was read from."""

    stamp: Stamp | None = None
    clusters: tuple[Cluster, ...] = ()
    by_id: dict[str, Cluster] = field(default_factory=dict)


class Copies:
    """The clusters as last worked out, read-only; empty before that. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = _Held()

    @property
    def stamp(self) -> Stamp | None:
        """What changes when the file is replaced; None without a file."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def clusters(self) -> tuple[Cluster, ...]:
        """The ids of each cluster, its representative first."""
        return self._read().clusters

    def of(self, article_id: str) -> tuple[str, ...]:
        """The other articles of this one's cluster, in the order in which they were added."""
        members = self._read().by_id.get(article_id, ())
        return tuple(member for member in members if member != article_id)

    def _read(self) -> _Held:
        stamp = self.stamp
        if stamp != self._held.stamp:
            clusters = tuple(tuple(map(str, members)) for members in _record(self._path).get("clusters", ()))
            by_id = {member: members for members in clusters for member in members}
            self._held = _Held(stamp, clusters, by_id)
        return self._held
