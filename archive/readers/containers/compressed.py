"""Compressed files: gzip, bzip2, xz and zstd around any other format; what is within is recognised anew."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from archive.files import scratch_folder
from archive.readers.base import Budget, Draft, Options, Rejected, Source
from archive.readers.containers.members import deeper, read_recognised, too_deep
from archive.readers.containers.zstd import zstd_decompressor
from archive.readers.safety import UNPACK, budget_of, told

#: How much is unpacked at once, in bytes.
_CHUNK = 1 << 18
#: What one xz file may ask for to be unpacked, in bytes.
_XZ_MEMORY = 256_000_000
_MAGIC = {
    "gzip": b"\x1f\x8b\x08",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zstd": b"\x28\xb5\x2f\xfd",
}
#: What a name ends in around another name; `.tgz` and its like stand for two endings.
_ENDINGS = {".gz": "", ".bz2": "", ".xz": "", ".zst": "", ".zstd": "", ".gzip": ""}
_ENDINGS |= {
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".tbz": ".tar",
    ".txz": ".tar",
    ".tzst": ".tar",
    ".svgz": ".svg",
}


class CompressedReader:
    """Reads what a compressed file holds: `news.jsonl.gz!news.jsonl`."""

    name = "compressed"

    def recognises(self, head: bytes, name: str) -> float:  # noqa: ARG002 -- content says it all
        """Return the confidence, 0 to 1, by the first bytes; web archives in gzip have their own reader."""
        return 0.9 if _kind(head) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield what the file holds; if it is cut off or broken, what came before, and a reject."""
        if refused := too_deep(source, options):
            yield refused
            return
        budget = budget_of(path, options)
        within = replace(source, name=f"{source.name}!{_inner_name(source.name)}")
        with scratch_folder() as folder:
            member = folder / "member"
            broken = _unpack(path, member, source, budget)
            if broken is not None:
                yield broken
                if broken.code == "bomb" or not member.stat().st_size:
                    return
            yield from read_recognised(member, within, replace(deeper(options), budget=budget))


def _kind(head: bytes) -> str | None:
    return next((kind for kind, magic in _MAGIC.items() if head.startswith(magic)), None)


def _inner_name(name: str) -> str:
    """Return the name without the ending that tells the compression."""
    last = PurePosixPath(name.rpartition("!")[2].replace("\\", "/")).name
    for ending, instead in _ENDINGS.items():
        if last.lower().endswith(ending) and len(last) > len(ending):
            return last[: -len(ending)] + instead
    return last


def _unpack(path: Path, member: Path, source: Source, budget: Budget) -> Rejected | None:
    """Unpack into `member` as far as possible; return the reject for a bad end, None for a good one."""
    with path.open("rb") as file, member.open("wb") as out:
        kind = _kind(file.read(8)) or "gzip"
        file.seek(0)
        try:
            for chunk in _chunks(file, kind):
                if not budget.spend(len(chunk)):
                    reason = f"it unpacks to more than {budget.left:,} bytes more"
                    return Rejected(source, "bomb", reason, UNPACK)
                out.write(chunk)
        except Exception as error:  # each module's own, and EOFError where the file is cut off
            reason = f"the {kind} file is broken or cut off: {told(error)}"
            return Rejected(source, "broken_file", reason, "Fetch the file again; what came before is read")
    return None


def _chunks(file: BinaryIO, kind: str) -> Iterator[bytes]:
    if kind == "gzip":
        with gzip.GzipFile(fileobj=file) as stream:
            while chunk := stream.read1(_CHUNK):
                yield chunk
        return
    yield from _streams(file, _decompressors()[kind])


def _streams(file: BinaryIO, new: Callable[[], Any]) -> Iterator[bytes]:
    """Yield the bytes of one compressed stream after the other; EOFError if the last one is cut off."""
    current, data = new(), b""
    while True:
        if current.eof:
            data = current.unused_data.lstrip(b"\0") or file.read(_CHUNK).lstrip(b"\0")
            if not data:
                return
            current = new()
        elif current.needs_input:
            data = file.read(_CHUNK)
            if not data:
                raise EOFError("the file ends too early")
        chunk, data = current.decompress(data, _CHUNK), b""
        if chunk:
            yield chunk


def _decompressors() -> dict[str, Callable[[], Any]]:
    return {
        "bzip2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
        "zstd": zstd_decompressor,
    }
