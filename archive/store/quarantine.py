"""Quarantine: rejected inputs, kept with the reason and the remedy beside them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.files import SCRATCH, write_files
from archive.readers.base import Rejected, Source
from archive.store.originals import digest_of


class Quarantine:
    """A folder with two files for each reject: `KEY.json` says why, `KEY.bytes` is what came.

    The key is made of the input's place and bytes: the same reject stands there once, however often it
    comes, and goes when its input is taken in after all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, rejected: Rejected) -> Path:
        """Keep a reject; return the path of the file with its reason."""
        self.put_all([rejected])
        return self._path(rejected.source, rejected.original)

    def put_all(self, rejects: Iterable[Rejected]) -> None:
        """Keep all of these; on return they are on disk. OSError names the file that finds no room."""
        write_files((file for reject in rejects for file in self._files(reject)), self.folder)

    def _files(self, rejected: Rejected) -> Iterator[tuple[Path, bytes]]:
        path = self._path(rejected.source, rejected.original)
        yield path.with_suffix(".bytes"), rejected.original
        yield path, _record_of(rejected)

    def _path(self, source: Source, original: bytes) -> Path:
        """Return the path of the file that says why an input was rejected."""
        return self.folder / f"{_key(source, original)}.json"

    def release(self, source: Source, original: bytes) -> bool:
        """Delete a reject whose input has now been taken in; False if there was none."""
        path = self._path(source, original)
        if not path.exists():
            return False
        path.unlink()
        path.with_suffix(".bytes").unlink(missing_ok=True)
        return True

    def __iter__(self) -> Iterator[Rejected]:
        """Yield every reject with its bytes, in the order of files and lines."""
        records = [(json.loads(path.read_bytes()), path) for path in self.folder.glob("*.json")]
        for record, path in sorted(records, key=lambda pair: (pair[0]["file"], pair[0]["line"] or 0)):
            data = path.with_suffix(".bytes")
            yield Rejected(
                Source(record["file"], record["line"]),
                record["code"],
                record["reason"],
                record["remedy"],
                data.read_bytes() if data.exists() else b"",
            )

    def __len__(self) -> int:
        return sum(1 for _ in self.folder.glob("*.json"))

    def damaged(self) -> Iterator[Path]:
        """Yield the files without their other half or that cannot be read; unfinished drafts are skipped."""
        for path in sorted(self.folder.glob("*")):
            reason = path.with_suffix(".json")
            if path.name.startswith(SCRATCH):
                continue
            if not reason.exists() or (path == reason and not _is_whole(path)):
                yield path


def _record_of(rejected: Rejected) -> bytes:
    record = {
        "file": rejected.source.name,
        "line": rejected.source.record,
        "code": rejected.code,
        "reason": rejected.reason,
        "remedy": rejected.remedy,
        "size": len(rejected.original),
        "sha256": digest_of(rejected.original),
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "replace")


def _key(source: Source, original: bytes) -> str:
    place = hashlib.sha256(str(source).encode("utf-8", "surrogatepass"))
    place.update(original)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(source.name).stem)[:40].strip("-.") or "input"
    return f"{stem}-{place.hexdigest()[:16]}"


def _is_whole(path: Path) -> bool:
    try:
        record = json.loads(path.read_bytes())
        return digest_of(path.with_suffix(".bytes").read_bytes()) == str(record["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
