"""Resolution of a source's items to articles: another address, or fewer words, make no new article."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from archive.ingest.assemble import Item
from archive.model.identity import web_address
from archive.readers.base import Draft
from archive.small_database import SmallDatabase
from archive.store.reader import StoreReader
from archive.text.arabic import fold

#: Texts that share this part of their words are of one article.
ALIKE = 0.3
_FEED = "application/feed+xml"


def row_of(name: str, rows: Mapping[str, sqlite3.Row]) -> sqlite3.Row:
    """Return the capture that an input came of: its source's name begins with the capture's path."""
    while name not in rows:
        shorter = name.rpartition("!")[0]
        if not shorter:
            raise KeyError(name)
        name = shorter
    return rows[name]


class Resolver:
    """Looks at what captures hold before it goes through the door."""

    def __init__(
        self, database: SmallDatabase, store: StoreReader, captures: Mapping[str, sqlite3.Row]
    ) -> None:
        self._database = database
        self._store = store
        self._captures = captures
        #: Titles and texts of this run, by address, while the archive cannot be asked for them.
        self._come: dict[str, tuple[str, str]] = {}
        self._passed = {path: frozenset(json.loads(row["passed"] or "[]")) for path, row in captures.items()}

    def choose(self, item: Item) -> Item | None:
        """Return the item as the article that it is; None for one that comes by another way."""
        row = row_of(item.source.name, self._captures)
        path = next(path for path, known in self._captures.items() if known["number"] == row["number"])
        is_entry = "!" in item.source.name.removeprefix(path)
        if is_entry and item.source.record in self._passed[path]:
            return None
        if not isinstance(item, Draft) or item.media_type != _FEED:
            return item
        item = self._under_first_address(item, row["source"])
        item = self._under_address_of_words(item, row["source"])
        address = web_address(item.fields.get("url", ""))
        if address:
            self._come.setdefault(address, (item.fields.get("title", ""), item.text))
        return None if address and row["item"] is None and self._has_page(address) else item

    def _under_first_address(self, item: Draft, source: str) -> Draft:
        """Return an entry under the address that it had first, or under its guid if it has none."""
        guid, url = item.extra.get("guid", ""), item.fields.get("url", "")
        if not guid:
            return item
        if not url:
            return (
                item
                if item.fields.get("id")
                else replace(item, fields={**item.fields, "id": guid}, scope=source)
            )
        query = "SELECT address FROM items WHERE source = ? AND key = ?"
        known = self._database.row(query, (source, guid))
        first = known["address"] if known else ""
        if not first or web_address(first) == web_address(url):
            return item
        if not self._is_known_as(web_address(first) or "", item):
            return item  # the guid names another article by now
        return replace(item, fields={**item.fields, "url": first})

    def _under_address_of_words(self, item: Draft, source: str) -> Draft:
        """Return an entry under the address that the same words had first, but for what follows its `?`.

        Some feeds give each entry another guid and another session in its address at every poll.
        """
        url, guid = item.fields.get("url", ""), item.extra.get("guid", "")
        query = (
            "SELECT first.address, first.key FROM items JOIN items AS first ON first.source = items.source"
            " AND first.words = items.words WHERE items.source = ? AND items.key IN (?, ?)"
            " AND items.words != '' ORDER BY first.number LIMIT 1"
        )
        known = self._database.row(query, (source, guid, web_address(url) or ""))
        if known is None or known["address"].partition("?")[0] != url.partition("?")[0]:
            return item
        is_guid = bool(guid) and known["key"] != web_address(known["address"])
        extra = {**item.extra, "guid": known["key"]} if is_guid else item.extra
        return replace(item, fields={**item.fields, "url": known["address"]}, extra=extra)

    def _is_known_as(self, address: str, item: Draft) -> bool:
        """Tell whether the article of an address, stored or in this run, is the entry's."""
        texts = self._come.get(address)
        if texts is None:
            article = self._store.find_address(address)
            texts = (article.title or "", article.body) if article is not None else None
        return texts is not None and _is_alike(texts, item)

    def _has_page(self, address: str) -> bool:
        """Tell whether the page of an address was fetched: what a feed says of it is no more than that."""
        query = "SELECT 1 FROM items WHERE key = ? AND state = 'done' AND digest != ''"
        query += " UNION SELECT 1 FROM items WHERE page = ? AND state = 'done' AND digest != ''"
        return self._database.row(query, (address, address)) is not None


def _is_alike(texts: tuple[str, str], draft: Draft) -> bool:
    """Tell whether a title and a body are a draft's: one title, or many of its words."""
    title, body = texts
    told = " ".join(fold(draft.fields.get("title", "")).split())
    if told and told == " ".join(fold(title).split()):
        return True
    ours, theirs = set(fold(body).split()), set(fold(draft.text).split())
    return len(ours & theirs) >= ALIKE * len(ours | theirs)
