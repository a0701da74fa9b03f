"""Members of packed files: each is unpacked into a temporary file without its name, recognised and read.

No member's path is ever written to. What a browser saved beside a page, and what systems leave in folders,
is passed over and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from archive.files import scratch_folder
from archive.readers.base import Draft, Options, Rejected, Source
from archive.readers.safety import UNPACK, told
from archive.text.encodings import HEAD

_LEFTOVERS = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_CHUNK = 1 << 20
_AGAIN = "Fetch the file again"


class Readable(Protocol):
    """A stream that a member's bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


def deeper(options: Options) -> Options:
    """Return the options for the members of a packed file: one level of nesting less is allowed."""
    return replace(options, limits=replace(options.limits, depth=options.limits.depth - 1))


def too_deep(source: Source, options: Options) -> Rejected | None:
    """Return a reject for a packed file that is nested too deeply in packed files; else None."""
    if options.limits.depth >= 1:
        return None
    return Rejected(source, "bomb", "packed files stand too deep within packed files", UNPACK)


def read_member(
    stream: Readable, source: Source, options: Options, *, most: int, code: str
) -> Iterator[Draft | Rejected]:
    """Yield what one member holds, by the reader that recognises it; `options` are those for members.

    Past `most` bytes, and where its bytes are broken, it is rejected with `code`, and the rest goes on.
    """
    with unpacked(stream, source, most=most, code=code) as path:
        if isinstance(path, Rejected):
            yield path
        else:
            yield from read_recognised(path, source, options)


def read_recognised(path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    """Yield what an unpacked file holds, by the reader that recognises it under its source's name."""
    from archive.readers import choose_reader  # which knows the readers that call this

    with path.open("rb") as file:
        head = file.read(HEAD)
    reader = choose_reader(head, source.name)
    if reader is None:
        remedy = "Save it in a format that is read (the README lists them), or leave it out"
        yield Rejected(source, "unknown_format", "no reader recognises the entry", remedy, head[:4096])
        return
    yield from reader.read(path, source, options)


@contextmanager
def unpacked(stream: Readable, source: Source, *, most: int, code: str) -> Iterator[Path | Rejected]:
    """Unpack a member to a temporary file for the `with` block; give its path, or a reject."""
    with scratch_folder() as folder:
        path = folder / "member"
        try:
            with path.open("wb") as file:
                copy(stream, file, most)
        except Exception as error:  # zlib's, lzma's, bz2's and the containers' own errors are many
            reason = f"the entry cannot be unpacked: {told(error)}"
            yield Rejected(source, code, reason, _AGAIN)
            return
        yield path


def copy(stream: Readable, file: BinaryIO, most: int) -> int:
    """Copy a stream and return the number of its bytes; ValueError past `most` of them."""
    count = 0
    while chunk := stream.read(_CHUNK):
        count += len(chunk)
        if count > most:
            raise ValueError(f"it holds more than {most:,} bytes")
        file.write(chunk)
    return count


def is_leftover(name: str) -> bool:
    """Tell whether a member is a file that operating systems leave in folders."""
    return any(part in _LEFTOVERS or part.startswith("._") for part in PurePosixPath(name).parts)


def is_asset(name: str, names: Set[str]) -> bool:
    """Tell whether a member stands in the folder of assets that a browser saved beside a page."""
    folders = [str(parent) for parent in PurePosixPath(name).parents if parent.name.endswith("_files")]
    stems = [folder.removesuffix("_files") for folder in folders]
    return any(f"{stem}.{end}" in names for stem in stems for end in ("html", "htm", "xhtml"))


def passed_over(source: Source, passed: Counter[str]) -> Iterator[Rejected]:
    """Yield one reject that counts what was skipped; none if nothing was."""
    if passed:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
        remedy = "Nothing needs mending: no article is in them"
        yield Rejected(source, "skipped", f"passed over: {counts}", remedy)
