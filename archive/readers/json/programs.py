"""Records in the keys of other programs, put into ours: what stands deeper, is named otherwise, or is markup.

CSL-JSON and Zotero, snscrape and twint, OSCAR's corpora, Ghost, Readability, the services of the Guardian and
of Event Registry, Mastodon; and any key that a table's header could have, in Arabic or English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from archive.readers.fields import KEYS, WITHDRAWN, is_own
from archive.readers.html import text_of_fragment
from archive.readers.table_header import field_named

#: Objects whose members are a record's own: Zotero's data, the Guardian's fields, Mastodon's object.
_INNER = ("data", "fields", "object", "attributes", "node")
_MARKUP = re.compile(
    r"<(?:p|br|div|span|a|b|strong|em|h[1-6]|li|ul|img|figure|section)\b[^<>]{0,500}>", re.IGNORECASE
)
#: Names of a table's columns that mean something else in other programs' objects.
_ELSEWHERE = frozenset(
    {"name", "day", "comment", "media", "story", "news", "notes", "heading", "_id", "العدد"}
)
_OURS = frozenset(name for names in KEYS.values() for name in names)
#: What stands for a text where there is none, the likeliest first.
_BEGINNINGS = ("description", "summary", "excerpt", "lead", "snippet", "trailText")
_STATES = frozenset({"draft", "pending", "private", "trash", "auto-draft", "scheduled", "deleted"})


def in_our_keys(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the members that are ours under our keys; others stay as they are."""
    found = dict(record)
    if is_own(found):
        return found
    _lift(found)
    _of_references(found)
    _of_crawls(found)
    for name, value in list(found.items()):
        field = "" if name in _OURS else _field(name)
        if field and _fits(value, field) and not any(found.get(key) for key in KEYS[field]):
            found[field] = value
    if not has_body(found) and (text := next((found[key] for key in _BEGINNINGS if found.get(key)), None)):
        found |= {"body": text, "is_beginning": "true"}
    for key in KEYS["body"]:
        value = found.get(key)
        if isinstance(value, str) and "<" in value and _MARKUP.search(value):
            found[key] = text_of_fragment(value)
    return found


def _fits(value: object, field: str) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return bool(value) and (isinstance(value, str) or field != "body")


def has_body(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has a text under one of our keys."""
    return any(record.get(key) for key in KEYS["body"])


def state_of(record: Mapping[str, Any]) -> str:
    """Return the state of a record that is not published, such as `draft`; else empty."""
    for key, states in (("status", _STATES), ("pubstatus", WITHDRAWN)):  # WordPress's, and ninjs
        state = record.get(key)
        if isinstance(state, str) and state.removeprefix("stat:").lower() in states:
            return state
    return ""


@cache
def _field(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return "" if spaced.lower() in _ELSEWHERE else field_named(spaced)


def _lift(record: dict[str, Any]) -> None:
    """Put the members of a record's inner object beside its own, where it has no text itself."""
    for key in _INNER:
        inner = record.get(key)
        if isinstance(inner, Mapping) and not has_body(record):
            record |= {name: value for name, value in inner.items() if value}


def _of_references(record: dict[str, Any]) -> None:
    """Read the keys of CSL-JSON and Zotero: names in parts, a day in parts, an abstract for the text."""
    is_reference = "itemType" in record or "container-title" in record or "issued" in record
    if not is_reference:
        return
    record["body"] = record.get("abstract") or record.get("abstractNote") or ""
    people = record.get("author") or record.get("creators") or ()
    names = [_name(person) for person in people if isinstance(person, Mapping)]
    record["byline"] = "، ".join(name for name in names if name)
    record["outlet"] = record.get("container-title") or record.get("publicationTitle") or ""
    issued = record.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, Mapping) else None
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        record["published"] = "-".join(f"{part:0>2}" for part in map(str, parts[0]))


def _name(person: Mapping[str, Any]) -> str:
    parts = [person.get(key) for key in ("given", "firstName", "family", "lastName", "literal", "name")]
    return " ".join(str(part) for part in parts if part)


def _of_crawls(record: dict[str, Any]) -> None:
    """Read a crawl's address and time where OSCAR's corpora keep them."""
    headers = record.get("warc_headers")
    if isinstance(headers, Mapping):
        record.setdefault("url", headers.get("warc-target-uri"))
        record.setdefault("captured", headers.get("warc-date"))
