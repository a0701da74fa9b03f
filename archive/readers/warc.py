"""Web archives: the pages of a WARC file, plain or gzipped, record by record, by warcio.

A record's date is when it was captured. It stands in `extra["captured"]` and is never a publication date.
"""

from __future__ import annotations

import re
import zlib
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
from archive.readers.html import Carrier, draft_of_page, too_large

#: A header line of a record is refused past this many bytes.
LONGEST_LINE = 1_000_000
_CHARSET = re.compile(r"charset=[\"']?([\w-]{2,40})", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml")
_CUT_OFF = ArticleWarning(WarningCode.CUT_OFF, "the web archive ends within this page")
_GZIP = b"\x1f\x8b"


class WarcReader:
    """Reads the HTML pages of a web archive in one pass, a record at a time in memory."""

    name = "warc"

    def recognises(self, head: bytes, name: str) -> float:
        """By the first record's version line; a gzipped file is opened for it."""
        begin = _unpacked(head) if head.startswith(_GZIP) else head
        if begin.lstrip().startswith(b"WARC/"):
            return 0.99
        return 0.6 if name.lower().endswith((".warc", ".warc.gz")) and begin else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """A draft for each HTML page; what is no page is counted in one reject at the end."""
        passed: Counter[str] = Counter()
        number = 0
        with path.open("rb") as file:
            records = _records(file, path.stat().st_size, options.limits)
            while True:
                try:
                    here = replace(source, record=number + 1)
                    found = _read_record(next(records), here, options, passed)
                    number += 1
                except StopIteration:
                    break
                except Exception as error:  # warcio's, zlib's and the stream's errors are many
                    yield _broken(source, number, error)
                    break
                if found is not None:
                    yield found
        if passed:
            yield _skipped(source, passed)


def _records(file: BinaryIO, size: int, limits: Limits) -> Iterator[Any]:
    packed = file.read(2) == _GZIP
    file.seek(0)
    # Unpacked here and not by warcio, which reads only archives with each record packed by itself.
    stream = _Unpacked(file, max(10_000_000, min(limits.unpacked_ratio * size, limits.unpacked_bytes)))
    iterator = ArchiveIterator(stream if packed else file)
    iterator.reader = _LineReader(iterator.fh, block_size=16_384)
    return cast("Iterator[Any]", iter(iterator))


class _Unpacked:
    """A gzipped file of one or many members as a stream. It gives what it can before it raises, where it is
    cut off, broken, or unpacks without end."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most
        self._member = _member()
        self._packed = b""
        self._count = 0

    def tell(self) -> int:
        """The bytes unpacked so far."""
        return self._count

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        data = b""
        while not data and self._more():
            data = self._member.decompress(self._packed, size)
            self._packed = self._member.unconsumed_tail
        self._count += len(data)
        if self._count > self._most:
            raise ArchiveLoadFailed(f"it unpacks to more than {self._most:,} bytes")
        return data

    def _more(self) -> bool:
        """Whether there are packed bytes to go on with; begins the next member where one ends."""
        if self._member.eof:
            rest = self._member.unused_data.lstrip(b"\0")  # some writers pad with zeros
            self._packed = rest or self._file.read(16_384).lstrip(b"\0")
            self._member = _member() if self._packed else self._member
            return bool(self._packed)
        self._packed = self._packed or self._file.read(16_384)
        if not self._packed:
            raise ArchiveLoadFailed("the file is cut off")
        return True


def _member() -> zlib._Decompress:
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


class _LineReader(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio's reader without endless lines, which it would gather in a time quadratic in them."""

    def readline(self, length: int | None = None) -> bytes:
        line = cast("bytes", super().readline(min(length or LONGEST_LINE, LONGEST_LINE)))
        # warcio counts blocks twice against the length and may stop before it.
        if len(line) > LONGEST_LINE / 10 and not line.endswith(b"\n"):
            raise ArchiveLoadFailed("a header line has no end")
        return line


def _read_record(
    record: Any, source: Source, options: Options, passed: Counter[str]
) -> Draft | Rejected | None:
    """The page of a record; None, counted in `passed`, where it is none."""
    if record.rec_type not in ("response", "resource"):
        if record.rec_type == "revisit":
            passed["revisits"] += 1
        return None
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    kind = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    if not status.startswith("2"):
        passed["answers without a page (redirects, errors)"] += 1
        return None
    most = options.limits.record_bytes
    is_html = kind.lower().lstrip().startswith(_HTML)
    data = record.content_stream().read(most + 1) if is_html or not kind else b""
    if not (is_html or b"<html" in data[:2000].lower()):
        passed["records that are no HTML"] += 1
        return None
    if len(data) > most:
        return too_large(source, len(data), most)
    found = draft_of_page(data, source, options, _carrier(record, kind))
    if isinstance(found, Draft) and record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        return replace(found, warnings=(*found.warnings, _CUT_OFF))
    return found


def _carrier(record: Any, kind: str) -> Carrier:
    charset = _CHARSET.search(kind)
    captured = record.rec_headers.get_header("WARC-Date") or ""
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    return Carrier(
        url=address if address.startswith("http") else None,
        encoding=charset[1] if charset else None,
        extra={"captured": captured} if captured else {},
    )


def _unpacked(head: bytes) -> bytes:
    """The beginning of what a gzipped beginning holds."""
    try:
        return _member().decompress(head[:8192], 512)
    except zlib.error:
        return b""


def _broken(source: Source, number: int, error: Exception) -> Rejected:
    what = " ".join(str(error).split())[:300] or type(error).__name__
    return Rejected(
        replace(source, record=number + 1),
        "bomb" if "unpacks" in what else "broken_warc",
        f"after record {number} the archive cannot be read: {what}",
        "Fetch the file again, or mend it with `warcio recompress OLD NEW`; what came before is read",
    )


def _skipped(source: Source, passed: Counter[str]) -> Rejected:
    counts = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
    return Rejected(
        source, "skipped", f"passed over: {counts}", "Nothing needs mending: they hold no article"
    )


READER = WarcReader()
