"""Originals: the bytes as they came, by SHA-256, each written once and never changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.errors import ArchiveError
from archive.files import write_files


def digest_of(data: bytes) -> str:
    """Return the key of these bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_digest(text: str) -> bool:
    """Tell whether a text has the form of a key; a damaged archive may hold others."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


class Originals:
    """A folder `aa/bb/…` of files named by their own hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return the path of the bytes of this digest; ArchiveError for a text that is no SHA-256."""
        if not is_digest(digest):
            raise ArchiveError(f"{digest!r} is no SHA-256", remedy="It is 64 digits, 0 to 9 and a to f")
        return self.folder / digest[:2] / digest[2:4] / digest

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their digest; bytes that are there are not written again."""
        self.put_all([data])
        return digest_of(data)

    def put_all(self, originals: Iterable[bytes]) -> None:
        """Keep all of these; on return they are on disk. OSError names the file that finds no room."""
        named = {self.path(digest_of(data)): data for data in originals}
        new = [(path, data) for path, data in named.items() if not _has_size(path, len(data))]
        if new:
            write_files(new, self.folder)

    def get(self, digest: str) -> bytes:
        """Return the bytes of this digest; ArchiveError if they are missing."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            raise ArchiveError(
                f"the original {digest} is missing from {self.folder}",
                remedy="sijill doctor lists what is missing; add its input again to restore it",
            ) from None

    def __contains__(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def __iter__(self) -> Iterator[str]:
        """Yield all digests, sorted; other files in the folder are skipped."""
        for path in sorted(self.folder.glob("??/??/*")):
            if is_digest(path.name):
                yield path.name


def _has_size(path: Path, size: int) -> bool:
    """Tell whether a file has this size: one cut short by a full disk is written again."""
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False
