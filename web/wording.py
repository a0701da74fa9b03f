"""Wordings in the reader's language, typed: flask-babel itself is not."""

from __future__ import annotations

import flask_babel


def gettext(wording: str, **values: object) -> str:
    """The wording in the current language, its `%(name)s` filled in."""
    return str(flask_babel.gettext(wording, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The wording for this number, in the plural forms of the current language."""
    return str(flask_babel.ngettext(one, many, number, **values))
