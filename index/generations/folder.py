"""Generations: complete builds of the index, one folder each, and the pointer to the live one.

    index/
      CURRENT                  the live generation's number
      LOCK                     held by the one writer
      generation-000007/
        manifest.json          what it holds, its fingerprint, and every file's size and checksum
        names.json             the lexicon's names that it was built with
        MAIN_….arrays, MAIN_….deleted   each segment, and which of its documents this generation hides
        _MAIN_7.toc            the same list of segments, by which Whoosh opens them as its own index

A generation never changes once the pointer names it. The pointer is replaced in one step, and the one
before stays, so that a reader that is just opening it finds it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock, Timeout

from archive.files import sync
from index.errors import BadGeneration, NoGeneration, WriterBusy
from index.generations.manifest import MANIFEST, Manifest, read_manifest
from index.segment.array_file import REBUILD

POINTER = "CURRENT"
LOCK = "LOCK"
_PREFIX = "generation-"


class Generations:
    """The generations under one data folder's `index/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, number: int) -> Path:
        """Return a generation's folder."""
        return self.folder / f"{_PREFIX}{number:06d}"

    def current(self) -> int | None:
        """Return the live generation's number; None if nothing was ever built."""
        try:
            return int((self.folder / POINTER).read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise BadGeneration(f"{self.folder / POINTER} names no generation", remedy=REBUILD) from error

    def manifest(self, number: int | None = None) -> Manifest:
        """Read the manifest of a generation, by default of the live one.

        Raises NoGeneration if there is none, BadGeneration if it is damaged.
        """
        wanted = self.current() if number is None else number
        if wanted is None:
            raise NoGeneration(f"there is no index in {self.folder}", remedy=REBUILD)
        path = self.path(wanted) / MANIFEST
        try:
            return read_manifest(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise NoGeneration(f"generation {wanted} is gone: {path} is not there", remedy=REBUILD) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadGeneration(f"{path} is damaged: {error}", remedy=REBUILD) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; WriterBusy if another process does. A dead process holds nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            what = f"another process is writing the index in {self.folder}"
            raise WriterBusy(what, remedy="Wait for it to end, then run the command again") from error
        try:
            yield
        finally:
            lock.release()

    def begin(self) -> tuple[int, Path]:
        """Begin a new generation: return its number and its empty folder, and remove unfinished ones."""
        live = self._live()
        known = {live, self._previous(live)}
        numbers = self._numbers()
        for number in numbers:
            if number not in known:
                shutil.rmtree(self.path(number), ignore_errors=True)
        number = max([live, *numbers]) + 1
        self.path(number).mkdir()
        return number, self.path(number)

    def switch(self, manifest: Manifest) -> None:
        """Write the manifest, make sure that all is on disk, then point to the generation in one step."""
        path = self.path(manifest.number)
        (path / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for file in path.iterdir():
            sync(file)
        sync(path)
        pointer = self.folder / POINTER
        fresh = pointer.with_suffix(".new")
        fresh.write_text(str(manifest.number), encoding="ascii")
        sync(fresh)
        _replace(fresh, pointer)
        sync(self.folder)
        self._remove_older(manifest.number)

    def discard(self, number: int) -> None:
        """Remove a generation that was not finished."""
        shutil.rmtree(self.path(number), ignore_errors=True)

    def _remove_older(self, live: int) -> None:
        keep = {live, self._previous(live)}
        for number in self._numbers():
            if number not in keep:
                shutil.rmtree(self.path(number), ignore_errors=True)

    def _live(self) -> int:
        """Return the live generation's number, 0 without one; the last finished if the pointer is damaged."""
        try:
            return self.current() or 0
        except BadGeneration:
            return self._previous(sys.maxsize)

    def _previous(self, live: int) -> int:
        """Return the number of the last finished generation before the live one; 0 if there is none."""
        finished = [n for n in self._numbers() if n < live and (self.path(n) / MANIFEST).exists()]
        return max(finished, default=0)

    def _numbers(self) -> list[int]:
        if not self.folder.exists():
            return []
        tails = (path.name.removeprefix(_PREFIX) for path in self.folder.glob(f"{_PREFIX}*"))
        return sorted(int(tail) for tail in tails if tail.isdecimal())


def _replace(fresh: Path, pointer: Path) -> None:
    """Put a file in another's place in one step; on Windows it waits for readers who have it open."""
    for wait in (0.01, 0.05, 0.2, 0.5):
        try:
            fresh.replace(pointer)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(wait)
        else:
            return
    fresh.replace(pointer)
