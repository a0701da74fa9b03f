"""Wordings in the reader's language: Flask-Babel's catalogues, each looked up once and then kept."""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations
from flask import Flask, has_app_context
from markupsafe import Markup

from web.i18n import is_speaking, language

#: More than all wordings in both languages.
KEPT = 2000
_CATALOGUES = Path(__file__).parents[1] / "translations"


def gettext(wording: str, **values: object) -> str:
    """Return the wording in the current language, its `%(name)s` filled in."""
    found = _translations().gettext(wording)
    return found % values if values else found


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the wording for this number, in the plural forms of the current language."""
    return _translations().ngettext(one, many, number) % ({"num": number} | values)


def _translations() -> NullTranslations:
    return _catalogue(language()) if has_app_context() or is_speaking() else NullTranslations()


@cache
def _catalogue(spoken: str) -> NullTranslations:
    return Translations.load(_CATALOGUES, [spoken])


def _said(wording: str, **values: object) -> Markup:
    """Return the wording in a template as markup, with values escaped."""
    found = _markup(language(), wording)
    return found % values if values else found


@lru_cache(KEPT)
def _markup(spoken: str, wording: str) -> Markup:
    return Markup(_catalogue(spoken).gettext(wording))  # noqa: S704 our own words, not what others wrote


def _counted(one: str, many: str, number: int, **values: object) -> Markup:
    found = Markup(_translations().ngettext(one, many, number))  # noqa: S704 as above
    return found % ({"num": number} | values)


def register(app: Flask) -> None:
    """Give the templates their wordings, in place of those that Flask-Babel looks up each time."""
    app.jinja_env.globals.update(_=_said, gettext=_said, ngettext=_counted)
