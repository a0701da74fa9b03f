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
    """Return the names of each news agency by its id: `{id: {"ar": name, "en": name}}`."""
    return {agency["id"]: {"ar": agency["label"], "en": agency["label_en"]} for agency in _agencies()}


def agency_named(text: str) -> str | None:
    """Return the id of the agency that is all a text names («أ. ف. ب»), or None."""
    return _forms().get(_compact(text))


@cache
def _forms() -> Mapping[str, str]:
    return {_compact(form): agency["id"] for agency in _agencies() for form in agency["forms"]}


@cache
def _agencies() -> tuple[dict[str, Any], ...]:
    content = shipped_text("agencies.json")
    return tuple(json.loads(content)["agencies"])


def _compact(text: str) -> str:
    """Return the folded letters without spaces and points: «أ. ف. ب» and «أ ف ب» are one form."""
    return "".join(words_of(text))
