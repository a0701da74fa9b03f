"""Shapes of JSON that other programs write: which objects in it are records, and by which keys they are read.

Telegram, Twitter/X (archives and API), JSON Feed, NewsAPI, news-please, trafilatura, WordPress, ninjs,
Elasticsearch; objects under keys, and objects in a list under any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archive.readers.exports.telegram import (
    channel_of,
    channel_of_message,
    chats_of,
    is_chat,
    is_message,
    message_record,
)
from archive.readers.html import text_of_fragment
from archive.readers.json.posts import is_tweet, tweet_record
from archive.readers.json.programs import in_our_keys, state_of

#: Keys under which lists of records stand, the surest first.
_LISTS = (
    "articles",
    "items",
    "data",
    "results",
    "docs",
    "documents",
    "posts",
    "news",
    "records",
    "entries",
    "rows",
    "orderedItems",
    "objects",
    "tweets",
    "stories",
)
_CUT_OFF = re.compile(r"\[\+?\d{1,12} char(?:acter)?s\]\s*$")
_HTML_KEYS = ("content_html", "body_xhtml", "body_html", "content_encoded", "bodyHtml", "html")
#: Objects under keys are looked at so deep.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Record:
    """One record within a value of JSON."""

    value: Mapping[str, Any]
    key: str = ""
    """The key or the number under which it stood."""
    scope: str = ""
    """The scope that its id is an id within; empty where the shape says nothing of it."""
    passed: str = ""
    """The name of what it is, where it is no article."""
    warnings: tuple[str, ...] = field(default=())


def records_in(value: Mapping[str, Any], depth: int = 0) -> Iterator[Record] | None:
    """Return the records that an object holds; None if it is a record itself or of unknown shape."""
    if is_chat(value):
        return _messages(value)
    if chats := chats_of(value):
        return (record for chat in chats for record in _messages(chat))
    if (rows := _rows_of_columns(value)) is not None:
        return _listed(rows, value)
    if (listed := _list_in(value)) is not None:
        return _listed(listed, value)
    if len(value) > 1 and all(_is_list_of_objects(inner) for inner in value.values()):
        return _lists_by_name(value)
    return _keyed(value) if depth < _DEEPEST and _is_keyed(value) else None


def _lists_by_name(value: Mapping[str, Any]) -> Iterator[Record]:
    """Yield the records of several lists; an id in one is an id within it alone."""
    for name, listed in value.items():
        yield from (replace(record, scope=record.scope or name) for record in _listed(listed, {}))


def _rows_of_columns(value: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the rows of a table that pandas wrote by columns, or split from its header; else None."""
    columns, rows = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, columns), row, strict=False)) for row in rows]
    inner = list(value.values())
    if len(inner) < 2 or not all(isinstance(one, Mapping) and "0" in one for one in inner):
        return None
    keys = list(inner[0])
    if not all(list(one) == keys for one in inner[1:]):
        return None
    return [{name: column[key] for name, column in value.items()} for key in keys]


def _list_in(value: Mapping[str, Any], depth: int = 0) -> Any:
    """Return the list of records that an object holds: under a known key, or its only one; else None."""
    hits = value.get("hits")
    database = value.get("db")  # Ghost's
    if isinstance(database, list) and _is_list_of_objects(database):
        inside = database[0].get("data")
        return _list_in(inside) if isinstance(inside, Mapping) else None
    named = [hits.get("hits") if isinstance(hits, Mapping) else None, *(value.get(key) for key in _LISTS)]
    lists = [inner for inner in value.values() if _is_list_of_objects(inner)]
    known = next((inner for inner in named if _is_list_of_objects(inner)), None)
    if known is not None:
        return known
    if len(lists) == 1:
        return lists[0]
    # A service's answer within an envelope: {"status": …, "response": {"docs": […]}}.
    inner = (
        [_list_in(one, depth + 1) for one in value.values() if isinstance(one, Mapping)] if depth < 2 else []
    )
    found = [one for one in inner if one is not None]
    return found[0] if len(found) == 1 else None


def records_within(
    value: Mapping[str, Any], outer: Mapping[str, Any], key: str, *, is_listed: bool
) -> Iterator[Record]:
    """Return the records of one object that stands in a larger one with the values `outer`.

    It stands under `key`, or in the list under it.
    """
    if key == "messages" and "id" in outer:
        return _messages({**outer, "messages": [value]})
    within = None if _has_text(value) and not is_chat(value) else records_in(value)
    if within is not None:
        return within
    return _listed([value], outer) if is_listed else _keyed({key: value})


def unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record in our keys, taken out of the wrappers that some programs write around it."""
    for key in ("_source", "tweet", "status", "article", "post"):
        inner = value.get(key)
        if isinstance(inner, Mapping) and len(value) <= 8:
            outer = {
                name: other
                for name, other in value.items()
                if name in ("id", "_id", "url") and "id" not in inner
            }
            return unwrapped({**outer, **inner})
    record = dict(value)
    for key in ("title", "content", "excerpt", "body"):  # WordPress's REST
        if isinstance(record.get(key), Mapping) and "rendered" in record[key]:
            record[key] = text_of_fragment(str(record[key]["rendered"]))
    for key in _HTML_KEYS:
        if isinstance(record.get(key), str) and not record.get("content_text"):
            record["content_text"] = text_of_fragment(record[key])
    for inner_key, key in (("bodies", "content_text"), ("headlines", "headline")):  # ninjs from 2.0 on
        if key not in record and (value_text := _first_value(record.get(inner_key))):
            record[key] = text_of_fragment(value_text)
    if is_tweet(record):
        record |= tweet_record(record)
    return in_our_keys(record)


def _first_value(listed: object) -> str:
    """Return the longest text of a list of objects with `value`, XML last; empty for others."""
    objects = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    # An XML body has all the item's metadata besides its text.
    plain = [one for one in objects if "xml" not in str(one.get("contenttype", "")).replace("xhtml", "")]
    values = [one.get("value") for one in plain or objects]
    return max((value for value in values if isinstance(value, str)), key=len, default="")


def is_cut_off(text: str) -> bool:
    """Tell whether a text ends as NewsAPI cuts it: `… [+1234 chars]`."""
    return _CUT_OFF.search(text) is not None


def message_of(message: Mapping[str, Any], number: int) -> Record:
    """Return the record of a Telegram message that stands outside of its chat."""
    channel = channel_of_message(message)
    record = message_record(message, channel)
    if record is None:
        return Record(message, str(number), passed="messages without text")
    return Record(record, str(number), channel.scope if channel.id else "")


def _messages(chat: Mapping[str, Any]) -> Iterator[Record]:
    channel = channel_of(chat)
    for number, message in enumerate(chat.get("messages") or (), start=1):
        if not isinstance(message, Mapping):
            continue
        record = message_record(message, channel)
        if record is None:
            yield Record(message, str(number), passed="messages without text")
        else:
            yield Record(record, str(number), channel.scope)


def _listed(values: list[Any], outer: Mapping[str, Any]) -> Iterator[Record]:
    """Yield the objects of a list as records; a feed's title and language count for each of them."""
    is_feed = "jsonfeed.org" in str(outer.get("version", ""))
    shared = {"outlet": outer["title"]} if is_feed and outer.get("title") else {}
    shared |= {"language": str(outer["language"])[:2]} if is_feed and outer.get("language") else {}
    for number, value in enumerate(values, start=1):
        if isinstance(value, Mapping) and is_message(value):
            yield message_of(value, number)
        elif isinstance(value, Mapping):
            state = state_of(value)
            passed = f"with the status {state}" if state else ""
            yield Record({**shared, **unwrapped(value)}, str(number), passed=passed)


def _keyed(value: Mapping[str, Any]) -> Iterator[Record]:
    for key, inner in value.items():
        record = unwrapped(inner)
        if key.startswith(("http://", "https://")):
            record = {"url": key, **record}
        has_id = any(name in record for name in ("id", "uuid", "guid", "_id", "url"))
        yield Record(record if has_id else {"id": key, **record}, key)


def _is_keyed(value: Mapping[str, Any]) -> bool:
    """Tell whether all values of an object may be records, under ids or addresses as keys."""
    inner = list(value.values())
    return bool(inner) and all(isinstance(one, Mapping) and len(one) >= 2 and _has_text(one) for one in inner)


def _has_text(value: Mapping[str, Any]) -> bool:
    return any(isinstance(text, str) and len(text) >= 20 for text in unwrapped(value).values())


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, Mapping) for inner in value)
