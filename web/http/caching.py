"""Cheap polling: an answer's tag is made of what the answer is made of, so nothing need be searched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

from flask import Response, request

from index.errors import IndexingError
from web.http.hosts import site_address
from web.http.request_cache import once_a_request
from web.i18n import language, theme
from web.library import library

Made = TypeVar("Made")

#: How often an answer is begun anew while generations change under it.
ATTEMPTS = 5

STATIC = Path(__file__).parent.parent / "static"
LONG = "public, max-age=31536000, immutable"


@cache
def app_version() -> str:
    """The installed version of Sijill; `unknown` where it runs from a checkout without being installed."""
    try:
        return version("sijill")
    except PackageNotFoundError:
        return "unknown"


@cache
def file_tag(name: str) -> str:
    """Return a short hash of a file in `static/`, for addresses that may be kept for ever; empty if none."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


@cache
def _assets_tag() -> str:
    return "".join(file_tag(path.name) for path in sorted(STATIC.iterdir()) if path.is_file())


@once_a_request
def tag(generation: int, *made_of: object) -> str:
    """Return the tag of the current address's answer by this generation, in this language and theme.

    It changes with all that the answer is made of: `made_of` is what it holds besides the generation's own.
    """
    current = library()
    program = (app_version(), _assets_tag(), site_address())
    parts = (
        *program,
        generation,
        current.stale(),
        current.has_older_rules(),
        current.copies.stamp,
        language(),
        theme(),
        made_of,
    )
    near = current.meaning.state if current.meaning else ()
    whole = repr((*parts, *near, request.full_path))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:20]


def one_generation(make: Callable[[], Made]) -> tuple[Made, int]:
    """Return what `make` makes, and the generation that answered all that it asked the engine.

    Numbers of generations only grow: where the engine's is the same before and after, no other answered in
    between. Else it is made anew; IndexingError where that happens over and over.
    """
    engine = library().engine
    for _ in range(ATTEMPTS):
        generation = engine.generation
        made = make()
        if engine.generation == generation:
            return made, generation
    raise IndexingError("the index is changing too fast", remedy="Try again in a minute")


def cached(make: Callable[[], Response], *made_of: object) -> Response:
    """Return the answer that `make` makes of one generation, with its tag; 304 if the caller already has it.

    It may be kept, and is asked about each time. `made_of` is what it holds besides the generation's own.
    """
    if request.if_none_match.contains_weak(tag(library().engine.generation, *made_of)):
        return _tagged(Response(status=304), library().engine.generation, made_of)
    return _tagged(*one_generation(make), made_of)


def _tagged(response: Response, generation: int, made_of: tuple[object, ...]) -> Response:
    response.set_etag(tag(generation, *made_of), weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response
