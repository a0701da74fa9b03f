"""In which language and colours the interface speaks: from the address, else from the settings."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel

LANGUAGES = ("ar", "en")
THEMES = ("light", "dark")
THEME_COOKIE = "theme"

#: Endpoints whose answers are the same in every language.
_WITHOUT_LANGUAGE = ("static", "api", "api-docs", "suggestions", "fonts")


def language() -> str:
    """`ar` or `en`: what the address says (`lang=`), else what the owner set."""
    if not has_request_context():
        return LANGUAGES[0]
    asked = request.args.get("lang", "")
    default: str = g.get("default_language", LANGUAGES[0])
    return asked if asked in LANGUAGES else default


def theme() -> str:
    """`light` or `dark` as the reader chose, or empty: as the reader's system prefers."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def direction() -> str:
    """`rtl` or `ltr`: the interface's direction."""
    return "rtl" if language() == "ar" else "ltr"


def carried() -> dict[str, str]:
    """What links carry on so that the language stays: nothing in the default language."""
    return {} if language() == g.get("default_language", LANGUAGES[0]) else {"lang": language()}


def register(app: Flask, default: str) -> None:
    """Choose the locale per request, and let every link to a page keep it."""
    Babel(app, locale_selector=language, default_locale=default)

    def remember_default() -> None:
        g.default_language = default

    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.partition(".")[0] not in _WITHOUT_LANGUAGE and has_request_context():
            for name, value in carried().items():
                values.setdefault(name, value)

    app.before_request(remember_default)
    app.url_defaults(keep_language)
