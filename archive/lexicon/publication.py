"""Words around an article's date, from the lexicon, folded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from archive.lexicon.loader import shipped_text
from archive.text.arabic import fold


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
    text = shipped_text("publication_words.json")
    loaded = json.loads(text)
    names = PublicationWords.__dataclass_fields__
    return PublicationWords(**{name: frozenset(fold(word) for word in loaded[name]) for name in names})
