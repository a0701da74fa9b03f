"""Cheap polling: an answer's tag is made of what the answer is made of, so nothing need be searched."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flask import Response, request

from web.http.request_cache import once_a_request
from web.i18n import language, theme
from web.library import library

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
    """A short hash of a file in `static/`, for addresses that may be kept for ever; empty if none."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


@cache
def _assets_tag() -> str:
    return "".join(file_tag(path.name) for path in sorted(STATIC.iterdir()) if path.is_file())


@once_a_request
def tag(generation: int) -> str:
    """The tag of the current address's answer by this generation, in this language and theme."""
    made_of = (app_version(), _assets_tag(), generation, library().stale(), library().copies.stamp)
    parts = (*made_of, language(), theme(), request.full_path)
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:20]


def not_modified(generation: int) -> Response | None:
    """304 if the caller already has this generation's answer, else None."""
    if request.if_none_match.contains_weak(tag(generation)):
        return tagged(Response(status=304), generation)
    return None


def tagged(response: Response, generation: int) -> Response:
    """The response with its tag; it may be kept, and is asked about each time."""
    response.set_etag(tag(generation), weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response
