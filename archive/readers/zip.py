"""ZIP files: each entry by the reader that recognises it, packed files within packed files too.

Entries are unpacked one at a time into a file without a name of theirs, so that no entry's path is ever
written to. What a browser saved beside a page, and what systems leave in folders, is passed over.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from archive.readers.base import Draft, Options, Reader, Rejected, Source
from archive.readers.safety import HARMLESS, is_unsafe, problem_of_zip
from archive.text.encodings import HEAD

_LEFTOVERS = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_UNPACK = "Unpack it yourself if you trust it, and add the folder"
_CHUNK = 1 << 20
#: The bit of an entry that says it is encrypted, and the one that says its name is UTF-8.
_ENCRYPTED, _UTF8 = 0x1, 0x800


class PackedReader:
    """Reads the entries of a ZIP; a source's name says where: `dump.zip!a/b.html`."""

    name = "packed"

    def recognises(self, head: bytes, name: str) -> float:
        """By its first bytes; less surely than the formats that are ZIP files themselves."""
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return 0.5
        return 0.3 if name.lower().endswith(".zip") else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """What the entries hold, in their order."""
        limits = options.limits
        most = min(limits.unpacked_bytes, max(HARMLESS, path.stat().st_size * limits.unpacked_ratio))
        yield from self.read_within(path, source, options, Budget(most))

    def read_within(
        self, path: Path, source: Source, options: Options, budget: Budget
    ) -> Iterator[Draft | Rejected]:
        """What the entries hold, where the file stands within another whose budget it shares."""
        if options.limits.depth < 1:
            yield Rejected(source, "bomb", "packed files stand too deep within packed files", _UNPACK)
            return
        if refused := problem_of_zip(path, source, options.limits):
            yield refused
            return
        deeper = replace(options, limits=replace(options.limits, depth=options.limits.depth - 1))
        try:
            with zipfile.ZipFile(path) as packed:
                yield from _entries(packed, source, deeper, budget)
        except Exception as error:  # zipfile and what it decompresses with raise many
            what = " ".join(str(error).split())[:300] or type(error).__name__
            yield Rejected(source, "broken_zip", f"reading stopped: {what}", "Fetch the file again")


@dataclass(slots=True)
class Budget:
    """The bytes that a packed file may still unpack to, all files within it together."""

    left: int


def _entries(
    packed: zipfile.ZipFile, source: Source, options: Options, budget: Budget
) -> Iterator[Draft | Rejected]:
    names = {entry.filename for entry in packed.infolist()}
    passed: Counter[str] = Counter()
    for entry in packed.infolist():
        name = _name(entry)
        here = replace(source, name=f"{source.name}!{name}")
        if entry.is_dir():
            continue
        if _is_leftover(name) or _is_asset(entry.filename, names):
            passed["parts of saved pages and folders"] += 1
        elif refused := _refused(entry, name, here, budget.left):
            yield refused
        else:
            budget.left -= entry.file_size
            yield from _entry(packed, entry, here, options, budget)
    if passed:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
        yield Rejected(
            source, "skipped", f"passed over: {counts}", "Nothing needs mending: no article is in them"
        )


def _name(entry: zipfile.ZipInfo) -> str:
    """An entry's name; where it was written in another encoding than the two of the standard, UTF-8."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeError:
        return entry.filename
    for encoding in ("utf-8", "cp1256"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    return entry.filename


def _is_leftover(name: str) -> bool:
    return any(part in _LEFTOVERS or part.startswith("._") for part in PurePosixPath(name).parts)


def _is_asset(name: str, names: set[str]) -> bool:
    """Whether an entry stands in the folder of pictures and scripts that a browser saved beside a page."""
    folders = [str(parent) for parent in PurePosixPath(name).parents if parent.name.endswith("_files")]
    stems = [folder.removesuffix("_files") for folder in folders]
    return any(f"{stem}.{end}" in names for stem in stems for end in ("html", "htm", "xhtml"))


def _refused(entry: zipfile.ZipInfo, name: str, source: Source, left: int) -> Rejected | None:
    if is_unsafe(entry.filename) or is_unsafe(name):
        return Rejected(source, "unsafe_path", "the entry's path leads out of its folder", _UNPACK)
    if entry.flag_bits & _ENCRYPTED:
        return Rejected(source, "encrypted", "the entry asks for a password", "Unpack it, and add the folder")
    if entry.file_size > left:
        return Rejected(source, "bomb", f"the entries unpack to more than {left:,} bytes", _UNPACK)
    return None


def _entry(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Source, options: Options, budget: Budget
) -> Iterator[Draft | Rejected]:
    """What one entry holds, read from a temporary file that is gone after it."""
    with tempfile.TemporaryDirectory(prefix="sijill-") as folder:
        path = Path(folder) / "entry"
        try:
            with packed.open(entry) as inside, path.open("wb") as file:
                _copy(inside, file, entry.file_size)
        except Exception as error:  # a broken entry ends itself and not the file
            what = " ".join(str(error).split())[:300] or type(error).__name__
            yield Rejected(
                source, "broken_zip", f"the entry cannot be unpacked: {what}", "Fetch the file again"
            )
            return
        with path.open("rb") as file:
            reader = _reader(file.read(HEAD), source.name)
        if reader is None:
            remedy = "Save it in a format that is read (see `sijill add --help`), or leave it out"
            yield Rejected(source, "unknown_format", "no reader recognises the entry", remedy)
            return
        if isinstance(reader, PackedReader):
            yield from reader.read_within(path, source, options, budget)
        else:
            yield from reader.read(path, source, options)


def _copy(inside: IO[bytes], file: BinaryIO, size: int) -> None:
    """No more than the size that the entry's own header states."""
    count = 0
    while chunk := inside.read(_CHUNK):
        count += len(chunk)
        if count > size:
            raise ValueError(f"it holds more than the {size:,} bytes it states")
        file.write(chunk)


def _reader(head: bytes, name: str) -> Reader | None:
    from archive.readers import choose_reader  # which knows this one too

    return choose_reader(head, name)


READER = PackedReader()
