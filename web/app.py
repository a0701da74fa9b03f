"""The application factory: settings in, a Flask application out, no globals."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from index.engine import Engine
from web import i18n as language
from web.api import docs as documentation
from web.api import views as api
from web.exports import articles as exports
from web.exports import feeds
from web.exports import figures as figure_exports
from web.figures import views as figures
from web.http import assets, security
from web.http import problems as errors
from web.http import request_log as logs
from web.http.json import ReadableJson
from web.i18n import catalogue as wording
from web.i18n import formats
from web.library import Articles, Library
from web.pages import article as reading
from web.pages import search as pages
from web.settings import Settings

#: Pages and what they load. JSON stays as it is: programs ask for it in small pieces.
COMPRESSED = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/atom+xml", "text/csv"]


def create_app(settings: Settings, engine: Engine | None = None, articles: Articles | None = None) -> Flask:
    """An application over the settings' data folder; tests give an engine and an archive of their own."""
    app = Flask(__name__)
    app.json = ReadableJson(app)
    app.config.update(
        MAX_CONTENT_LENGTH=64 * 1024,
        COMPRESS_MIMETYPES=COMPRESSED,
        COMPRESS_STREAMS=True,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=3,
        COMPRESS_LEVEL=4,
        BABEL_TRANSLATION_DIRECTORIES=f"{app.root_path}/translations",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["sijill"] = Library(settings, engine, articles)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    if settings.access_log:
        logs.register(app)
    language.register(app, settings.language)
    wording.register(app)
    for part in (errors, formats, assets, security, pages, figures, reading):
        part.register(app)
    for part in (exports, figure_exports, feeds, documentation):
        part.register(app)
    api.register(app)
    Compress(app)
    _limit(app, settings)
    return app


def _limit(app: Flask, settings: Settings) -> None:
    """Rate limits by the reader's address: one for searches and articles, one for what streams."""
    limiter = Limiter(
        get_remote_address, app=app, enabled=settings.limits, headers_enabled=True, storage_uri="memory://"
    )
    for searched in (pages.blueprint, figures.blueprint, reading.blueprint, api.blueprint):
        limiter.limit(settings.search_limit)(searched)
    limiter.limit(settings.suggest_limit)(api.suggestions)
    for streamed in (exports.blueprint, figure_exports.blueprint, feeds.blueprint):
        limiter.limit(settings.export_limit)(streamed)
