"""Web archives: the pages of WARC and ARC files, plain or gzipped, record by record, by warcio.

Pages are read, and so are feeds, JSON, plain text and PDF files, and the texts of a WET file. A record's date
is when it was captured. It stands in `extra["captured"]` and is never a publication date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from archive.model.warning import ArticleWarning, WarningCode
from archive.readers.base import Draft, Limits, Options, Rejected, Source
from archive.readers.containers.gzip_members import MAGIC, GzipMembers, beginning
from archive.readers.containers.members import deeper
from archive.readers.containers.warc_frames import begins_late, frames, is_plain_warc, opened
from archive.readers.containers.warc_record import read_record
from archive.readers.safety import told

#: A header line of a record is refused past this many bytes.
LONGEST_LINE = 1_000_000
_STARTS = (b"WARC/", b"filedesc://")
_DAMAGED = ArticleWarning(WarningCode.BROKEN_INPUT, "its record in the web archive is damaged")
_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wet", ".wet.gz")


class WarcReader:
    """Reads a web archive in one pass, a record at a time in memory."""

    name = "warc"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the first record's version line, within gzip too."""
        first = beginning(head) if head.startswith(MAGIC) else head.lstrip()
        if first.startswith(_STARTS):
            return 0.99
        if name.lower().endswith(".warc") and b"\nWARC/1." in head:
            return 0.97  # its beginning is lost
        return 0.6 if name.lower().endswith(_ENDINGS) and first else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield the drafts of each record; what holds no article is counted in one reject at the end."""
        passed: Counter[str] = Counter()
        number = 0
        with path.open("rb") as file:
            if is_plain_warc(file):
                yield from _framed(file, path.stat().st_size, source, deeper(options), passed)
                yield from _skipped(source, +passed)
                return
            stream: GzipMembers | BinaryIO | None = _stream(file, path.stat().st_size, options.limits)
            while stream is not None:
                records = _records(stream)
                try:
                    for record in records:
                        here = replace(source, record=number + 1)
                        yield from read_record(record, here, deeper(options), passed)
                        number += 1
                    break
                except Exception as error:  # warcio's, zlib's and the stream's errors are many
                    number += 1
                    reason = f"after record {number - 1} the archive cannot be read: {told(error)}"
                    yield _broken(source, number, reason)
                    stream = _resumed(stream, error)
        yield from _skipped(source, +passed)


def _stream(file: BinaryIO, size: int, limits: Limits) -> GzipMembers | BinaryIO:
    packed = file.read(2) == MAGIC
    file.seek(0)
    # Unpacked here and not by warcio, which reads only archives with each record packed by itself.
    most = max(10_000_000, min(limits.unpacked_ratio * size, limits.unpacked_bytes))
    return GzipMembers(file, most) if packed else file


def _resumed(stream: GzipMembers | BinaryIO, error: Exception) -> GzipMembers | None:
    """Return the stream at the next whole member; None if there is none or it unpacks without end."""
    is_bomb = "unpacks" in str(error)
    return stream if isinstance(stream, GzipMembers) and not is_bomb and stream.resume() else None


def _records(stream: GzipMembers | BinaryIO) -> Iterator[Any]:
    iterator = ArchiveIterator(stream)
    iterator.reader = _LineReader(iterator.fh, block_size=16_384)
    return cast("Iterator[Any]", iter(iterator))


class _LineReader(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio's reader without endless lines, which it would gather in a time quadratic in them."""

    def readline(self, length: int | None = None) -> bytes:
        line = cast("bytes", super().readline(min(length or LONGEST_LINE, LONGEST_LINE)))
        # warcio counts blocks twice against the length and may stop before it.
        if len(line) > LONGEST_LINE / 10 and not line.endswith(b"\n"):
            raise ArchiveLoadFailed("a header line has no end")
        return line


def _broken(source: Source, number: int, reason: str) -> Rejected:
    return Rejected(
        replace(source, record=number),
        "bomb" if "unpacks" in reason else "broken_warc",
        reason,
        "Fetch the file again, or mend it with `warcio recompress OLD NEW`; whole records are read",
    )


def _framed(
    file: BinaryIO, size: int, source: Source, options: Options, passed: Counter[str]
) -> Iterator[Draft | Rejected]:
    """Yield what the records of a plain WARC file hold, each read by itself."""
    if late := begins_late(file, size):
        yield _broken(source, 1, f"{late:,} bytes before the first whole record belong to none")
    for number, frame in enumerate(frames(file, size), start=1):
        here = replace(source, record=number)
        try:
            for record in _records(opened(file, frame)):
                found = read_record(record, here, options, passed)
                yield from found if frame.length is None else map(_warned, found)
        except Exception as error:  # warcio's and the decoders' errors are many
            yield _broken(source, number, told(error))
            continue
        if frame.length is not None:
            what = "its stated length is wrong; it was read up to where the next record begins"
            yield _broken(source, number, what)


def _warned(found: Draft | Rejected) -> Draft | Rejected:
    if isinstance(found, Rejected):
        return found
    return replace(found, warnings=(*found.warnings, _DAMAGED))


def _skipped(source: Source, passed: Counter[str]) -> Iterator[Rejected]:
    if passed:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
        remedy = "Nothing needs mending: they hold no article"
        yield Rejected(source, "skipped", f"passed over: {counts}", remedy)
