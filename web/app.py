"""The application factory: settings in, a Flask application out, no globals."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

import web.alerts.views
import web.api.compare_views
import web.api.docs
import web.api.list_views
import web.api.views
import web.api.word_views
import web.exports.articles
import web.exports.citation_list
import web.exports.feeds
import web.exports.figures
import web.figures.views
import web.i18n
import web.lists.views
import web.pages.advanced
import web.pages.article
import web.pages.compare
import web.pages.search
import web.pages.words
from index.engine import Engine
from web.http import assets, hosts, problems, request_log, security
from web.http.json import ReadableJson
from web.i18n import catalogue, formats
from web.library import Articles, Library
from web.settings import Settings

#: Answered by one search, or by reading one article.
SEARCHED = (
    web.pages.search,
    web.pages.advanced,
    web.pages.compare,
    web.figures.views,
    web.pages.article,
    web.pages.words,
    web.alerts.views,
    web.api.views,
)
#: Answered by a whole result, or by many searches.
STREAMED = (
    web.exports.articles,
    web.exports.citation_list,
    web.exports.figures,
    web.exports.feeds,
    web.lists.views,
)

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
    hosts.register(app, settings)
    if settings.access_log:
        request_log.register(app)
    if settings.metrics:
        from web.http import metrics

        metrics.register(app, settings)
    web.i18n.register(app, settings.language)
    for part in (catalogue, problems, formats, assets, security):
        part.register(app)
    for part in (*SEARCHED, *STREAMED, web.api.docs):
        part.register(app)
    Compress(app)
    _limit(app, settings)
    return app


def _limit(app: Flask, settings: Settings) -> None:
    """Rate limits by the reader's address: one for searches and articles, one for what streams."""
    limiter = Limiter(
        get_remote_address, app=app, enabled=settings.limits, headers_enabled=True, storage_uri="memory://"
    )
    for searched in SEARCHED:
        limiter.limit(settings.search_limit)(searched.blueprint)
    limiter.limit(settings.suggest_limit)(web.api.views.suggestions)
    limiter.limit(settings.export_limit)(web.api.list_views.blueprint)
    limiter.limit(settings.search_limit)(web.api.word_views.blueprint)
    limiter.limit(settings.search_limit)(web.api.compare_views.blueprint)
    for streamed in STREAMED:
        limiter.limit(settings.export_limit)(streamed.blueprint)
