"""Damage to a generation that answers. Opening checks sizes alone, so that the first answer need not wait.

A fault on the way to an answer has the files read, and names the damaged one. A server reads them all once,
beside its first answers, and gives none any more where one is damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import wraps
from threading import Thread
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from index.errors import BadGeneration, IndexingError
from index.generations.folder import Generations
from index.generations.manifest import Manifest, damaged_files
from index.segment.array_file import REBUILD


class _OverGenerations(Protocol):
    """An engine over the generations of a folder."""

    generations: Generations


P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
E = TypeVar("E", bound=_OverGenerations)


def naming_damage(answer: Callable[Concatenate[E, P], R]) -> Callable[Concatenate[E, P], R]:
    """Make a method of an engine raise BadGeneration for a fault that comes of a damaged file.

    Every file of the live generation is read then, and the first damaged one is named; where all are as they
    were written, the fault is raised as it is.
    """

    @wraps(answer)
    def answered(self: E, *args: P.args, **kwargs: P.kwargs) -> R:
        with _named(self.generations):
            given = answer(self, *args, **kwargs)
        return _followed(given, self.generations) if isinstance(given, Iterator) else given  # type: ignore[return-value]

    return answered  # type: ignore[return-value]


@contextmanager
def _named(generations: Generations) -> Iterator[None]:
    try:
        yield
    except IndexingError:
        raise
    except Exception as fault:
        what = first_damage(generations)
        if what is None:
            raise
        raise BadGeneration(what, remedy=REBUILD) from fault


def _followed(given: Iterator[T], generations: Generations) -> Iterator[T]:
    """Yield what an answer yields, faults on the way named alike."""
    with _named(generations):
        yield from given


class Watch:
    """Reads the files of generations through, each file once, in a thread of its own."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._sound: set[tuple[str, int, int, str]] = set()
        self._damaged: tuple[int, str] | None = None
        self._thread: Thread | None = None

    def begin(self, manifest: Manifest) -> None:
        """Begin to read the files of a generation; those shared with one before are not read again."""
        self._thread = Thread(target=self._read, args=(manifest,), name="index-watch", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until all is read."""
        if self._thread is not None:
            self._thread.join()

    def require_sound(self, number: int) -> None:
        """Raise BadGeneration if a file of this generation was found damaged."""
        if self._damaged is not None and self._damaged[0] == number:
            raise BadGeneration(self._damaged[1], remedy=REBUILD)

    def _read(self, manifest: Manifest) -> None:
        path = self._generations.path(manifest.number)
        try:
            for name, entry in answering(manifest).files.items():
                status = (path / name).stat()
                key = (name, status.st_size, status.st_mtime_ns, entry.sha256)
                if key not in self._sound:
                    for what in damaged_files(path, replace(manifest, files={name: entry})):
                        self._damaged = manifest.number, what
                        return
                    self._sound.add(key)
        except OSError as error:
            # A generation that is no longer live may be removed while it is read.
            with suppress(IndexingError):
                if self._generations.current() == manifest.number:
                    self._damaged = manifest.number, f"{path} cannot be read: {error}"


def first_damage(generations: Generations) -> str | None:
    """Return what is wrong with the first damaged file of the live generation; None if all are sound."""
    try:
        manifest = generations.manifest()
        return next(damaged_files(generations.path(manifest.number), answering(manifest)), None)
    except (IndexingError, OSError):
        return None


def answering(manifest: Manifest) -> Manifest:
    """Return a manifest of the files that are answered from: without Whoosh's table of contents."""
    return replace(
        manifest, files={n: entry for n, entry in manifest.files.items() if not n.endswith(".toc")}
    )
