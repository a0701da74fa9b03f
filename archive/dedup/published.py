"""Published clusters: one small file, replaced in one step, in which readers look up an article's copies.

A reader never waits for a writer and never works anything out: it reads the file again when it was replaced.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.files import write_atomically

#: Raised when the file's form changes; a file of another form counts as none.
VERSION = 2

Cluster = tuple[str, ...]
Stamp = tuple[int, int, int]


def write_copies(path: Path, clusters: Iterable[Cluster], sequence: int) -> None:
    """Write the clusters to the file in one step; `sequence` is the archive's last change they know of."""
    record: dict[str, Any] = {"version": VERSION, "sequence": sequence, "clusters": list(clusters)}
    record["sha256"] = _checksum(record)
    write_atomically(path, json.dumps(record).encode("ascii"))


def read_sequence(path: Path) -> int | None:
    """Return the archive's last change that the file knows of; None without a readable file."""
    found = _record(path).get("sequence")
    return found if isinstance(found, int) else None


def is_damaged(path: Path) -> bool:
    """Tell whether the file is there and not as it was written; one of an older form is only old."""
    is_old = _content(path).get("version") in range(1, VERSION)
    return path.exists() and not is_old and not _record(path)


def _record(path: Path) -> dict[str, Any]:
    """Return the file's content; empty if there is none, or it is not as it was written."""
    record = _content(path)
    return record if record.pop("sha256", None) == _checksum(record) else {}


def _content(path: Path) -> dict[str, Any]:
    """Return the file's content without checking it; empty if it is no JSON object."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _checksum(record: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Held:
    """The clusters read, and the stamp of the file that they were read from."""

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
        """Return inode, mtime (ns) and size, which change when the file is replaced; None without a file."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def clusters(self) -> tuple[Cluster, ...]:
        """Return the ids of each cluster, its representative first."""
        return self._read().clusters

    def of(self, article_id: str) -> tuple[str, ...]:
        """Return the ids of the other articles in this one's cluster, in the order they were added."""
        members = self._read().by_id.get(article_id, ())
        return tuple(member for member in members if member != article_id)

    def _read(self) -> _Held:
        stamp = self.stamp
        if stamp != self._held.stamp:
            clusters = tuple(tuple(map(str, members)) for members in _record(self._path).get("clusters", ()))
            by_id = {member: members for members in clusters for member in members}
            self._held = _Held(stamp, clusters, by_id)
        return self._held
