"""Files that outlive a power cut and a kill: written apart, forced to disk, put in place in one step.

What a killed process was writing stands in a scratch folder whose lock is free again; whoever next makes a
scratch folder there clears it up.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

#: What the names of scratch folders begin with, in a data folder and in the system's temporary folder.
SCRATCH = ".sijill-scratch-"
_LOCK = "lock"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_OLD_SECONDS = 3600
#: Files that are forced to disk side by side: a disk takes many at once as quickly as one.
_SYNCING = 32
#: How long who is refused by SQLite waits before the next try, in seconds.
_PAUSE = 0.02


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that no more can be written: to the disk, by this user, or to this file."""
    return isinstance(error, OSError) and error.errno in _FULL


def is_forbidden(error: BaseException) -> bool:
    """Tell whether an error says that this user has no right to a file, or that its disk can only be read."""
    kind = (getattr(error, "sqlite_errorcode", None) or -1) & 0xFF
    forbidden = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
    return getattr(error, "errno", 0) in (errno.EACCES, errno.EPERM, errno.EROFS) or kind in forbidden


def use_write_ahead_log(connection: sqlite3.Connection, seconds: float) -> None:
    """Put a SQLite file into write-ahead mode; wait up to `seconds` for who holds it, then sqlite3.Error.

    SQLite itself does not wait here: of two that open a new file at once, one is refused straight away.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_held = (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not is_held or time.monotonic() > end:
                raise
        else:
            return
        time.sleep(_PAUSE)


def write_atomically(path: Path, data: bytes) -> None:
    """Put a file in place whole and on disk, or not at all; OSError names the file that finds no room."""
    write_files([(path, data)], path.parent)


def write_files(files: Iterable[tuple[Path, bytes]], folder: Path) -> None:
    """Put files in place below `folder`, each whole or not at all; on return all of them are on disk.

    Raises OSError, which names the file; those before it may then be in place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder) as scratch:
        drafts: list[tuple[Path, Path]] = []
        for number, (path, data) in enumerate(files):
            draft = scratch / str(number)
            with _naming(path):
                draft.write_bytes(data)
            drafts.append((draft, path))
        _side_by_side(sync, [draft for draft, _ in drafts])
        for draft, path in drafts:
            with _naming(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                draft.replace(path)
    parents = {parent for _, path in drafts for parent in path.parents if parent.is_relative_to(folder)}
    _side_by_side(sync, sorted(parents))


def sync(path: Path) -> None:
    """Force a file's bytes, or a folder's names, to disk; a folder only where the system can.

    A file is opened for writing, for Windows forces only such files.
    """
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise _named(error, path) from error
    finally:
        os.close(descriptor)


@contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder in `parent`, or in the system's temporary folder, and delete it after the `with` block.

    Scratch folders that killed processes left there go too.
    """
    place = parent or Path(tempfile.gettempdir())
    with _naming(place):
        remove_abandoned(place)
        folder, lock = _locked_folder(place)
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _locked_folder(place: Path) -> tuple[Path, FileLock]:
    """Make a scratch folder and take its lock; again where another process cleared it up in between."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=place))
        lock = FileLock(folder / _LOCK)
        with suppress(FileNotFoundError):
            lock.acquire()
            if (folder / _LOCK).exists():
                return folder, lock
        lock.release()


def remove_abandoned(place: Path) -> None:
    """Remove the scratch folders of processes that are dead: nobody holds their locks."""
    for folder in place.glob(f"{SCRATCH}*"):
        lock = folder / _LOCK
        # Others clear up at the same time: what is gone is gone.
        with suppress(OSError, Timeout):
            # One without a lock may just be made by a living process, unless it is old.
            if lock.exists() or time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                with FileLock(lock, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Have an error name the file that is meant, not its draft; some errors of the system name none."""
    try:
        yield
    except OSError as error:
        raise _named(error, path) from error


def _named(error: OSError, path: Path) -> OSError:
    return OSError(error.errno, error.strerror or str(error), str(path))


def _side_by_side(work: Callable[[Path], None], paths: Sequence[Path]) -> None:
    if len(paths) < 2:
        for path in paths:
            work(path)
        return
    with ThreadPoolExecutor(min(_SYNCING, len(paths))) as pool:
        list(pool.map(work, paths))
