"""The manifest: describes a generation, with the size and the checksum of each of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import BadGeneration
from index.segment.array_file import REBUILD, Array
from index.segment.entry import SegmentEntry

MANIFEST = "manifest.json"
#: The names that the generation was built with: queries must know the same.
NAMES = "names.json"
MANIFEST_VERSION = 4


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of what decides an index besides its articles. A difference means: rebuild."""

    analysis: str
    lexicon: str
    schema: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """The size and the checksum of a file as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a generation."""

    number: int
    created: str
    """UTC, ISO 8601."""
    sequence: int
    """The archive's last change that it holds."""
    fingerprint: Fingerprint
    segments: tuple[SegmentEntry, ...]
    files: dict[str, FileEntry] = field(default_factory=dict)
    version: int = MANIFEST_VERSION

    @property
    def articles(self) -> int:
        """Return the number of articles that the generation answers from."""
        return sum(segment.live for segment in self.segments)


def read_manifest(raw: dict[str, Any]) -> Manifest:
    """Read a manifest from its JSON; BadGeneration for one of another version."""
    if raw["version"] != MANIFEST_VERSION:
        raise BadGeneration(f"the index has version {raw['version']}", remedy=REBUILD)
    return Manifest(
        number=raw["number"],
        created=raw["created"],
        sequence=raw["sequence"],
        fingerprint=Fingerprint(**raw["fingerprint"]),
        segments=tuple(SegmentEntry(**entry) for entry in raw["segments"]),
        files={name: FileEntry(**entry) for name, entry in raw["files"].items()},
    )


def describe_files(path: Path, known: dict[str, FileEntry] | None = None) -> dict[str, FileEntry]:
    """Return size and checksum of every file of a generation; those in `known` are not read again."""
    described = {}
    for file in sorted(path.iterdir()):
        if file.is_file() and file.name != MANIFEST:
            entry = (known or {}).get(file.name)
            described[file.name] = entry or FileEntry(file.stat().st_size, sha256_of(file))
    return described


def sha256_of(path: Path) -> str:
    """Return the SHA-256 checksum of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damaged_files(path: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what is wrong with each file of a generation that is missing or not as it was written.

    Every byte of the generation is read.
    """
    for name, entry in manifest.files.items():
        file = path / name
        if not file.exists():
            yield f"{file} is missing"
        elif file.stat().st_size != entry.size or sha256_of(file) != entry.sha256:
            yield f"{file} is not as it was written"


def read_hidden(path: Path, name: str) -> Array:
    """Read the documents of a segment that a generation hides: int32, rising; empty without a list."""
    file = path / f"{name}.deleted"
    return np.fromfile(file, np.int32) if file.exists() else np.zeros(0, np.int32)
