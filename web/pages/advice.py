"""What to tell a reader whose search found nothing: the nearest things that have hits."""

from __future__ import annotations

import re
from dataclasses import replace

from index.model import Page
from web.i18n.formats import number
from web.library import counting, library
from web.links import Link, search_address
from web.urls import from_start, unfiltered

#: Words tried alone at most; each costs a search.
TRIED = 6

_WORD = re.compile(r"[^\W_][\w\u064b-\u065f\u0640]*", re.UNICODE)
_OPERATORS = {"AND", "OR", "NOT", "TO", "أو", "بدون", "و"}


def words_alone(page: Page) -> tuple[Link, ...]:
    """What each word of the query finds by itself, with the same filters, those with hits first."""
    words = dict.fromkeys(w for w in _WORD.findall(page.query.text) if w not in _OPERATORS and len(w) > 1)
    if len(words) < 2:
        return ()
    found = []
    for word in list(words)[:TRIED]:
        query = from_start(page.query, text=word)
        total = library().engine.search(counting(query)).total
        found.append((total, Link(word, search_address(replace(query, per_page=10)), hint=number(total))))
    return tuple(link for total, link in sorted(found, key=lambda f: -f[0]) if total)


def found_without_filters(page: Page) -> int:
    """How many articles the same words find without filters; 0 where there are none in force."""
    if page.query.filters.empty:
        return 0
    return library().engine.search(counting(unfiltered(page.query))).total
