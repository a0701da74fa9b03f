"""ZIP files: each entry by the reader that recognises it, packed files within packed files too.

A WACZ is a ZIP of web archives with indexes and lists of pages beside them: there, the archives are read.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive.readers.base import Budget, Draft, Options, Rejected, Source
from archive.readers.containers.members import (
    deeper,
    is_asset,
    is_leftover,
    passed_over,
    read_member,
    too_deep,
)
from archive.readers.safety import UNPACK, budget_of, is_unsafe, problem_of_zip, told

#: The bit of an entry that says it is encrypted, and the one that says its name is UTF-8.
_ENCRYPTED, _UTF8 = 0x1, 0x800
_WEB_ARCHIVES = (".warc", ".warc.gz")


class ZipReader:
    """Reads the entries of a ZIP; a source's name says where: `dump.zip!a/b.html`."""

    name = "zip"

    def recognises(self, head: bytes, name: str) -> float:
        """Return the confidence, 0 to 1, by the first bytes; formats built on ZIP are surer of theirs."""
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return 0.5
        return 0.3 if name.lower().endswith((".zip", ".wacz")) else 0.0

    def read(self, path: Path, source: Source, options: Options) -> Iterator[Draft | Rejected]:
        """Yield what the entries hold, in their order."""
        if refused := too_deep(source, options) or problem_of_zip(path, source, options.limits):
            yield refused
            return
        within = replace(deeper(options), budget=budget_of(path, options))
        try:
            with zipfile.ZipFile(path) as packed:
                yield from _entries(packed, source, within)
        except Exception as error:  # zipfile and what it decompresses with raise many
            yield Rejected(source, "broken_zip", f"reading stopped: {told(error)}", "Fetch the file again")


def _entries(packed: zipfile.ZipFile, source: Source, options: Options) -> Iterator[Draft | Rejected]:
    names = {entry.filename for entry in packed.infolist()}
    is_wacz = "datapackage.json" in names and any(name.endswith(_WEB_ARCHIVES) for name in names)
    passed: Counter[str] = Counter()
    for entry in packed.infolist():
        name = _name(entry)
        here = replace(source, name=f"{source.name}!{name}")
        if entry.is_dir():
            continue
        if is_wacz and not name.endswith(_WEB_ARCHIVES):
            passed["indexes and lists of a web archive"] += 1
        elif is_leftover(name) or is_asset(entry.filename, names):
            passed["parts of saved pages and folders"] += 1
        elif refused := _refused(entry, name, here, options.budget):
            yield refused
        else:
            yield from _entry(packed, entry, here, options)
    yield from passed_over(source, passed)


def _entry(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Source, options: Options
) -> Iterator[Draft | Rejected]:
    try:
        stream = packed.open(entry)
    except Exception as error:  # a broken entry ends itself and not the file
        reason = f"the entry cannot be unpacked: {told(error)}"
        yield Rejected(source, "broken_zip", reason, "Fetch the file again")
        return
    with stream:
        yield from read_member(stream, source, options, most=entry.file_size, code="broken_zip")


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name, decoded as UTF-8 where it is in neither of the standard's encodings."""
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


def _refused(entry: zipfile.ZipInfo, name: str, source: Source, budget: Budget | None) -> Rejected | None:
    if is_unsafe(entry.filename) or is_unsafe(name):
        return Rejected(source, "unsafe_path", "the entry's path leads out of its folder", UNPACK)
    if entry.flag_bits & _ENCRYPTED:
        return Rejected(source, "encrypted", "the entry asks for a password", "Unpack it, and add the folder")
    if budget is not None and not budget.spend(entry.file_size):
        return Rejected(source, "bomb", f"the entries unpack to more than {budget.left:,} bytes", UNPACK)
    return None
