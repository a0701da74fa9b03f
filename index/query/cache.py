"""A cache of parsed queries: what a text was read as is kept for the next time that it is asked.

A reader pages, sorts and filters by one text, opens what it found, and is asked what else was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TypeAlias

from archive.text.arabic import fold
from index.analysis.analyzer import Chain
from index.analysis.variants import Variants, shipped_variants
from index.model import Mode, Query, Reading
from index.query import parse
from index.query.ast import Parsed
from index.query.terms import Spellings

#: How many texts' readings are kept.
REMEMBERED = 256
#: What of a query decides how its text is read.
Asked: TypeAlias = tuple[str, Mode, bool, frozenset[str]]


class Readings:
    """A parser with a cache, for the names and the outlets of one generation; threads may share it."""

    def __init__(
        self,
        chain: Chain,
        labels: Mapping[str, str],
        spellings: Spellings | None = None,
        variants: Callable[[], Variants] = shipped_variants,
    ) -> None:
        self._remembered = lru_cache(REMEMBERED)(partial(_read, chain, labels, (spellings, variants)))

    def of(self, query: Query) -> tuple[Parsed, Reading]:
        """Return the tree of a query's text and how it was read, from the cache if they are in it.

        Raises what `parse` raises.
        """
        return self._remembered((query.text, query.mode, query.expand, query.without))

    def forget(self) -> None:
        """Empty the cache, so that every text is parsed anew."""
        self._remembered.cache_clear()


def _read(
    chain: Chain,
    labels: Mapping[str, str],
    widened: tuple[Spellings | None, Callable[[], Variants]],
    asked: Asked,
) -> tuple[Parsed, Reading]:
    text, mode, expand, without = asked
    query = Query(text, mode=mode, expand=expand, without=without)
    spellings, variants = widened
    return parse(query, chain, partial(outlet_ids, labels), spellings, variants())


def outlet_ids(labels: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the ids of the outlets that a text names, by id or by name; empty if there is none."""
    wanted = fold(name).strip()
    return tuple(id_ for id_, label in labels.items() if wanted in (fold(id_), fold(label)))
