"""The records of a plain WARC file by their own marks: where each begins and ends, whatever its header says.

A record states its length. Where what follows that length is no other record, the statement is wrong or the
record damaged: it then ends where the next one begins, and nothing behind it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

_BEGIN = re.compile(rb"WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{2,40}:")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^Content-Length[ \t]{0,5}:[ \t]{0,5}([^\r\n]{0,60})", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 65_536
_BLOCK = 1 << 20
#: What a mark of a record's beginning spans at most, in bytes.
_BORDER = 64


@dataclass(frozen=True, slots=True)
class Frame:
    """One record's place in its file, in bytes."""

    start: int
    end: int
    length: int | None = None
    """Its true length, where its header states a wrong one or none; None for a sound record."""


def frames(file: BinaryIO, size: int) -> Iterator[Frame]:
    """Yield the places of a file's records, in order; what stands before the first belongs to none."""
    start = _next(file, 0, size)
    while start < size:
        file.seek(start)
        header = file.read(_LONGEST_HEADER)
        ended, other = _HEADER_END.search(header), _BEGIN.search(header, 1)
        if other and (ended is None or other.start() < ended.start()):  # damaged within its header
            yield Frame(start, start + other.start(), 0)
            start += other.start()
            continue
        stated = _LENGTH.search(header)
        inside = start + (ended.end() if ended else 1)
        length = int(stated[1]) if ended and stated and stated[1].strip().isdigit() else None
        following = None if length is None else _following(file, inside + length, size)
        if following is not None:
            yield Frame(start, following)
            start = following
            continue
        after = _next(file, inside, size)
        if after == size and length is not None and inside + length > size:
            yield Frame(start, size)  # the file is cut off within it, which its reader tells
            return
        yield Frame(start, after, _without_line_ends(file, inside, after) - inside)
        start = after


def opened(file: BinaryIO, frame: Frame) -> BinaryIO:
    """Return one record as a stream, its stated length put right."""
    if frame.length is None:
        return cast("BinaryIO", _Slice(file, frame.start, frame.end))
    file.seek(frame.start)
    header = file.read(min(_LONGEST_HEADER, frame.end - frame.start))
    ended = _HEADER_END.search(header)
    head = header[: ended.start()] if ended else header
    kept = [line for line in re.split(rb"\r?\n", head) if not _LENGTH.match(line)]
    head = b"\r\n".join([*kept, b"Content-Length: %d" % frame.length, b"", b""])
    begin = frame.start + (ended.end() if ended else len(header))
    return cast("BinaryIO", _Slice(file, begin, begin + frame.length, head))


def is_plain_warc(file: BinaryIO) -> bool:
    """Tell whether records of a WARC file begin in a file's first 64 KiB; leaves the file at its start."""
    head = file.read(_LONGEST_HEADER)
    file.seek(0)
    begun = _BEGIN.search(head)
    return begun is not None and not head.startswith((b"filedesc:", b"\x1f\x8b"))


def begins_late(file: BinaryIO, size: int) -> int:
    """Return how many bytes stand before a file's first record."""
    return _next(file, 0, size)


def _following(file: BinaryIO, at: int, size: int) -> int | None:
    """Return where the next record begins, if nothing but line ends stands between; None if not."""
    if at > size:
        return None
    file.seek(at)
    between = file.read(_BORDER)
    rest = between.lstrip(b"\r\n")
    if not rest:
        return size if at + len(between) >= size else None
    return at + len(between) - len(rest) if _BEGIN.match(rest + file.read(_BORDER)) else None


def _next(file: BinaryIO, at: int, size: int) -> int:
    """Return where the next record begins at `at` or behind it; `size` if there is none.

    Within a line too: what was lost before it may have been the end of a line.
    """
    file.seek(at)
    data = b""
    while True:
        more = file.read(_BLOCK)
        data += more
        if found := _BEGIN.search(data):
            return at + found.start()
        if not more:
            return size
        kept = data[-_BORDER:]
        at, data = at + len(data) - len(kept), kept


def _without_line_ends(file: BinaryIO, start: int, end: int) -> int:
    """Return where a record's content ends: the line ends behind it are none of it."""
    file.seek(max(start, end - _BORDER))
    tail = file.read(end - max(start, end - _BORDER))
    return end - len(tail) + len(tail.rstrip(b"\r\n"))


class _Slice:
    """A part of a file to read from, with other bytes before it."""

    def __init__(self, file: BinaryIO, start: int, end: int, before: bytes = b"") -> None:
        self._file, self._at, self._end, self._before = file, start, end, before
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; empty at the end."""
        size = self._end - self._at + len(self._before) if size < 0 else size
        if self._before:
            data, self._before = self._before[:size], self._before[size:]
        else:
            self._file.seek(self._at)
            data = self._file.read(min(size, self._end - self._at))
            self._at += len(data)
        self._count += len(data)
        return data

    def tell(self) -> int:
        """Return the number of bytes read so far."""
        return self._count
