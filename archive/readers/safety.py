"""Safety of packed files: bounds on what they unpack to, and names that stay in their folder."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from archive.files import is_full
from archive.readers.base import Budget, Limits, Options, Rejected, Source

#: A file that unpacks to less is no bomb, however well it is packed.
HARMLESS = 50_000_000
#: How to go on with what is refused here.
UNPACK = "Unpack it yourself if you trust it, and add the folder"


def budget_of(path: Path, options: Options) -> Budget:
    """Return the budget that a packed file within another shares, or a new one by its size in bytes."""
    return options.budget or Budget(_most(path, options.limits))


def problem_of_zip(path: Path, source: Source, limits: Limits) -> Rejected | None:
    """Return a reject for an unsafe or broken ZIP (DOCX, XLSX) before anything is unpacked; else None."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except Exception as error:  # zipfile raises much besides BadZipFile for broken directories
        reason = f"it is no whole ZIP file: {told(error)}"
        return Rejected(source, "broken_zip", reason, "Fetch or save the file again")
    size, most = sum(entry.file_size for entry in entries), _most(path, limits)
    if len(entries) > limits.entries:
        reason = f"it holds {len(entries):,} entries, more than {limits.entries:,}"
        return Rejected(source, "bomb", reason, UNPACK)
    if size > most:
        return Rejected(source, "bomb", f"it unpacks to {size:,} bytes, more than {most:,}", UNPACK)
    return None


def is_unsafe(name: str) -> bool:
    """Tell whether an entry's name leads out of the folder it would be unpacked in."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    rooted = posix.is_absolute() or bool(windows.drive) or bool(windows.root)
    return rooted or ".." in posix.parts or ".." in windows.parts or "\0" in name or not name.strip()


def told(error: Exception) -> str:
    """Return an error's message on one line of at most 300 characters, or its class if it has none.

    A full disk is raised again: it is no file's fault, and every further one would be rejected too.
    """
    if is_full(error):
        raise error
    return " ".join(str(error).split())[:300] or type(error).__name__


def words(text: str) -> frozenset[str]:
    """Return the words of a text, as a set."""
    return frozenset(text.split())


def _most(path: Path, limits: Limits) -> int:
    return min(limits.unpacked_bytes, max(HARMLESS, path.stat().st_size * limits.unpacked_ratio))
