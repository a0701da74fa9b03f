"""News agencies: ids, names and the forms in which texts sign with them; data in `agencies.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from archive.boilerplate.rules import words_of
from archive.paths import shipped_text


@cache
def agency_labels() -> Mapping[str, Mapping[str, str]]:
    """Each agency's name by language (`ar`, `en`), by id."""
    return {agency["id"]: {"ar": agency["label"], "en": agency["label_en"]} for agency in _agencies()}


def agency_named(text: str) -> str | None:
    """The id of the agency that a text names and nothing else; None if it names none."""
    return _forms().get(_compact(text))


@cache
def _forms() -> Mapping[str, str]:
    return {_compact(form): agency["id"] for agency in _agencies() for form in agency["forms"]}


@cache
def _agencies() -> tuple[dict[str, Any], ...]:
    content = shipped_text("agencies.json")
    return tuple(json.loads(content)["agencies"])


def _compact(text: str) -> str:
    """Letters without spaces and points: «أ. ف. ب» and «أ ف ب» are one form."""
    return "".join(words_of(text))
