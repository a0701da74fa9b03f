"""Cursors: where a deep page begins, as text that only the same search in the same order accepts."""

from __future__ import annotations

import base64
import hashlib
import math
from functools import lru_cache
from typing import NamedTuple

from archive.text.encodings import from_utf8, utf8
from index.errors import QueryError
from index.model import Query

#: Hexadecimal digits of a search's digest in its cursors.
_DIGEST = 12
#: Of how many searches the digest is kept: a reader goes from page to page of one.
REMEMBERED = 256


class Cursor(NamedTuple):
    """A place to go on from: behind the hit of this key and this article id."""

    key: float
    id: str


def write_cursor(cursor: Cursor, query: Query, joined: str = "") -> str:
    """Write a cursor of a search as text that is safe in URLs; `joined` names what else orders the list."""
    raw = utf8(f"{_digest(query, joined)} {cursor.key!r} {cursor.id}")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read_cursor(text: str, query: Query, joined: str = "") -> Cursor:
    """Read the cursor that `write_cursor` wrote for this search.

    QueryError (`bad_cursor`) for one of other words, filters or order, and for any other text; so for one of
    a list that was joined with another.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        digest, key, id_ = from_utf8(raw).split(" ", 2)
        cursor = Cursor(float(key), id_)
    except ValueError:
        raise _refusal() from None
    if digest != _digest(query, joined) or math.isnan(cursor.key):
        raise _refusal()
    return cursor


def _refusal() -> QueryError:
    return QueryError(
        "the cursor is not of this search", code="bad_cursor", position=0, remedy="Begin with the first page"
    )


def _digest(query: Query, joined: str) -> str:
    """Return a digest of what decides which articles are listed, and in which order; not of the page size."""
    parts = (query.text, query.filters, query.mode, query.sort)
    return _digest_of(parts, (query.expand, query.without), query.fold_copies, joined)


@lru_cache(REMEMBERED)
def _digest_of(
    parts: tuple[object, ...], expansions: tuple[bool, frozenset[str]], fold_copies: bool, joined: str
) -> str:
    expand, without = expansions
    told = (*parts, (expand, sorted(without)), fold_copies)
    return hashlib.sha256((repr(told) + joined).encode("utf-8", "backslashreplace")).hexdigest()[:_DIGEST]
