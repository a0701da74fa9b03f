"""Sheet, script and fonts: from the packages that carry them, with addresses that may be kept for ever."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Flask, Response, abort, request

from web.http.caching import LONG, file_tag

#: The text face: a naskh drawn for reading. The interface around it speaks in the system's own face.
FONT_PACKAGE = "fontpkg_amiri"
FONT_FILE = "Amiri-Regular.ttf"

#: Below the best: a thirtieth of the time for a tenth more bytes, so that a first page can wait for it.
QUALITY = 9

blueprint = Blueprint("fonts", __name__, url_prefix="/fonts")


@cache
def font_path() -> Path | None:
    """The installed font's file; None where the package is not installed, and the page does without."""
    try:
        package = importlib.import_module(FONT_PACKAGE)
    except ImportError:
        return None
    path = Path(package.ROOT) / "files" / FONT_FILE
    return path if path.is_file() else None


@cache
def _font(encoding: str) -> bytes:
    path = font_path()
    data = path.read_bytes() if path else b""
    return brotli.compress(data, quality=QUALITY) if encoding == "br" else data


@blueprint.route(f"/{FONT_FILE}")
def font() -> Response:
    """The font, compressed once and then kept in memory."""
    if font_path() is None:
        abort(404)
    packed = request.accept_encodings["br"] > 0
    response = Response(_font("br" if packed else ""), mimetype="font/ttf")
    if packed:
        response.content_encoding = "br"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = LONG
    return response


def register(app: Flask) -> None:
    """Mount the fonts, and put each file's hash into its address."""
    app.register_blueprint(blueprint)

    def hashed(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", file_tag(values["filename"]))

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = LONG
        return response

    app.url_defaults(hashed)
    app.after_request(keep)
    app.jinja_env.globals["has_font"] = lambda: font_path() is not None
