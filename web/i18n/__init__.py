"""The interface's language and colours: from the address, else from the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel

from web.http.request_cache import once_a_request

LANGUAGES = ("ar", "en")
THEMES = ("light", "dark")
THEME_COOKIE = "theme"

#: Endpoints whose answers are the same in every language.
_WITHOUT_LANGUAGE = ("static", "api", "api-docs", "suggestions", "fonts")

_spoken: ContextVar[str] = ContextVar("spoken", default="")


def language() -> str:
    """Return the interface's language, `ar` or `en`: from `speaking`, else `lang=`, else the settings."""
    return _spoken.get() or _asked()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have the interface speak this language in the `with` block, whatever the address says."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def is_speaking() -> bool:
    """Tell whether a language was chosen by `speaking`."""
    return bool(_spoken.get())


def _default() -> str:
    """Return the language that the owner set."""
    return str(current_app.config["BABEL_DEFAULT_LOCALE"]) if current_app else LANGUAGES[0]


@once_a_request
def _asked() -> str:
    if not has_request_context():
        return LANGUAGES[0]
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else _default()


@once_a_request
def theme() -> str:
    """Return `light` or `dark` as the reader chose; empty to follow the reader's system."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def direction() -> str:
    """Return the interface's direction, `rtl` or `ltr`."""
    return "rtl" if language() == "ar" else "ltr"


@once_a_request
def carried() -> dict[str, str]:
    """Return the parameters that links carry to keep the language: none in the default language."""
    return {} if _asked() == _default() else {"lang": _asked()}


def register(app: Flask, default: str) -> None:
    """Choose the locale per request, and let every link to a page keep it."""
    app.config["BABEL_DEFAULT_LOCALE"] = default
    Babel(app, locale_selector=language)

    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.partition(".")[0] not in _WITHOUT_LANGUAGE and has_request_context():
            for name, value in carried().items():
                values.setdefault(name, value)

    app.url_defaults(keep_language)
