"""The only layer that sees all: pages, REST and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from index.engine import Engine
    from web.library import Articles

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings, engine: Engine | None = None, articles: Articles | None = None) -> Flask:
    """Return a Flask application over one data folder; see `web.app.create_app`.

    Flask is imported here and not above, so that verbs of the command line that need no server start
    quickly.
    """
    from web import app

    return app.create_app(settings, engine, articles)
