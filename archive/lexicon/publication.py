"""Words around an article's date, from the lexicon, folded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from archive.arabic import fold


@dataclass(frozen=True, slots=True)
class PublicationWords:
    """Folded words by what they tell; `publication_words.json` says of each what."""

    date_line: frozenset[str]
    updated: frozenset[str]
    agencies: frozenset[str]
    reports: frozenset[str]
    published: frozenset[str]
    ahead: frozenset[str]
    not_ahead: frozenset[str]


@cache
def publication_words() -> PublicationWords:
    """The words that ship with the archive."""
    text = resources.files("archive.lexicon").joinpath("publication_words.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    names = PublicationWords.__dataclass_fields__
    return PublicationWords(**{name: frozenset(fold(word) for word in loaded[name]) for name in names})
