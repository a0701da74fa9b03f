"""From a record (JSON object, table row) to a draft: which key is which of our fields."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from archive.model.article import Article
from archive.readers.base import Draft, Options, Rejected, Source

#: For each field of ours, the keys that are read without a map, the first that is there and not empty.
KEYS: Mapping[str, tuple[str, ...]] = {
    "body": (
        "body", "content", "text", "full_text", "maintext", "content_text", "articleBody", "raw_text",
        "body_text",
    ),
    "id": ("id",),
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "source_domain", "source-hostname", "sitename", "hostname", "publisher"),
    "outlet_id": ("outlet_id",),
    "url": ("url", "link", "canonical_url", "permalink", "uri"),
    "published": (
        "published", "date", "published_at", "publishedAt", "date_publish", "date_published", "datePublished",
        "pub_date", "pubDate", "publish_date", "created_at", "versioncreated",
    ),
    "published_precision": ("published_precision",),
    "published_source": ("published_source",),
    "byline": ("byline", "author", "authors"),
    "agency": ("agency", "agencies", "news_agency"),
    "language": ("language", "lang"),
    "note": ("note",),
    "licence": ("licence",),
}  # fmt: skip
#: The status of an item that its agency took back or keeps back.
WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})
#: Keys of a crawl's time, kept as `captured`: when a page was fetched says nothing of its publication.
CAPTURE_KEYS = (
    "captured",
    "crawled",
    "date_extracted",
    "date_download",
    "filedate",
    "fetched_at",
    "crawl_date",
)
#: Further values are kept up to this length, in characters; longer ones stay in the original alone.
EXTRA_LENGTH = 2_000

_SCHEMES = ("http://", "https://")
#: Keys that hold addresses in some programs' records and names in others'.
_LOOSE = frozenset({"uri", "link", "permalink"})
#: Fields that are no prose: an `&` in them is their own.
_ADDRESSES = frozenset({"id", "url", "outlet_id"})
#: Seconds or milliseconds, plain or as Microsoft's JSON writes them: `/Date(1454803200000+0300)/`.
_UNIX_TIME = re.compile(r"(?:/Date\()?([1-3][0-9]{9}(?:[0-9]{3})?(?:\.[0-9]*)?)(?:(?:[+-]\d{4})?\)/)?")
_ENTITY = re.compile(
    r"&(?:quot|amp|apos|lt|gt|nbsp|hellip|[lr]aquo|[lr][sd]quo|[nm]dash|#\d{2,5}|#x[0-9a-fA-F]{2,4});"
)


def draft_of_record(  # noqa: PLR0913 - what a record is and how it is read
    record: Mapping[str, Any],
    source: Source,
    original: bytes,
    options: Options,
    encoding: str = "utf-8",
    *,
    is_literal: bool = False,
) -> Draft | Rejected:
    """Return the draft of one record, or a reject (`no_body`); `original` is its bytes in `encoding`.

    `is_literal` says that an entity in it (`&amp;`) is text; so it is in a record that Sijill exported.
    """
    is_literal = is_literal or is_own(record)
    if is_literal:  # its place in the archive is not its address
        record = {name: value for name, value in record.items() if name != "permalink"}
    keys = mapped_keys(options.mapping)
    raw = {field: text for field, names in keys.items() if (text := _first(record, names, field))}
    fields = raw if is_literal else {name: _resolved(name, value) for name, value in raw.items()}
    fields |= _parts_of_outlet(record, keys)
    source_key = record.get("source")
    if "url" not in fields and isinstance(source_key, str) and source_key.startswith(_SCHEMES):
        fields["url"] = source_key  # trafilatura's records name their page so
    body = fields.pop("body", "")
    if not body.strip():
        rejected = _without_body(record, source, original, keys["body"])
        return replace(rejected, id=fields.get("id", ""))
    return Draft(
        source=source,
        text=body,
        original=original,
        fields=fields,
        encoding=encoding,
        media_type="application/json",
        has_furniture=False,
        is_clean=is_literal,
        extra=_extra(record, keys),
    )


def mapped_keys(mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return each field's record keys: `KEYS` with the user's map over it; an empty key drops its field."""
    chosen = {field: (key,) if key else () for field, key in mapping.items()}
    return {**KEYS, **chosen}


def sound_text(text: str) -> str:
    """Return the text without NUL, and with U+FFFD for halves of surrogate pairs: no store can hold those."""
    if text.isascii() and "\0" not in text:
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def plain_value(value: object, field: str = "") -> str:
    """Return a JSON value as text: lists joined (paragraphs for a body), Unix times as ISO dates."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        parts = [plain_value(part, field) for part in value]
        return ("\n\n" if field == "body" else "، ").join(part for part in parts if part)
    if isinstance(value, Mapping):
        return _of_object(value, field)
    text = sound_text(str(value))
    if field == "published" and (moment := _unix_time(text)):
        return moment
    return text if field == "body" else text.strip()


def _first(record: Mapping[str, Any], names: tuple[str, ...], field: str) -> str:
    for name in names:
        text = plain_value(_lookup(record, name), field)
        if text and not _is_astray(text, name, field):
            return text
    return ""


def is_own(record: Mapping[str, Any]) -> bool:
    """Tell whether Sijill exported a record: its digest is that of its title and text, as they stand."""
    digest, body = record.get("digest"), record.get("body")
    if not isinstance(digest, str) or not isinstance(body, str) or len(digest) != 64:
        return False
    return digest == Article(id="", title=str(record.get("title") or ""), body=body).digest


def _resolved(field: str, text: str) -> str:
    return text if field in _ADDRESSES else without_entities(text)


def _is_astray(text: str, name: str, field: str) -> bool:
    """Tell whether a value fits another field: an address for an outlet, a name for an address."""
    is_address = text.startswith(_SCHEMES)
    return is_address if field == "outlet" else field == "url" and name in _LOOSE and not is_address


def without_entities(text: str) -> str:
    """Return the text with HTML entities that a scraper left in it resolved to characters."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _lookup(record: Mapping[str, Any], name: str) -> object:
    """Return the value of a key; `a.b` reaches into an object if there is no key `a.b`."""
    if name in record:
        return record[name]
    outer, dot, inner = name.partition(".")
    value = record.get(outer) if dot else None
    return _lookup(value, inner) if isinstance(value, Mapping) else None


def _of_object(value: Mapping[str, Any], field: str) -> str:
    """Return an object as text: an outlet's or a person's name, the ends of an interval."""
    if field == "published" and "from" in value:
        ends = [plain_value(value.get("from")), plain_value(value.get("to"))]
        return "..".join(dict.fromkeys(end for end in ends if end))
    return next(
        (
            plain_value(value[key], field)
            for key in ("name", "title", "label", "value", "id", "$date", "$numberLong", "$oid")
            if key in value
        ),
        "",
    )


def _parts_of_outlet(record: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    for name in keys["outlet"]:
        outlet = _lookup(record, name)
        if isinstance(outlet, Mapping) and isinstance(outlet.get("id"), str) and keys["outlet_id"]:
            return {"outlet_id": sound_text(outlet["id"])}
    return {}


def _unix_time(text: str) -> str | None:
    """Return the day of a Unix time in seconds or milliseconds, 2001 to 2096; None for other texts."""
    found = _UNIX_TIME.fullmatch(text)
    if found is None:
        return None
    seconds = float(found[1]) / (1000 if len(found[1].partition(".")[0]) == 13 else 1)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _extra(record: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    read = {name for names in (*keys.values(), *KEYS.values()) for name in names}
    values = {str(key): plain_value(value) for key, value in record.items() if key not in read}
    captured = next((values[key] for key in CAPTURE_KEYS if values.get(key)), None)
    kept = {
        sound_text(key): value
        for key, value in values.items()
        if value and len(value) <= EXTRA_LENGTH and key not in CAPTURE_KEYS
    }
    return kept | ({"captured": captured} if captured else {})


def _without_body(
    record: Mapping[str, Any], source: Source, original: bytes, names: tuple[str, ...]
) -> Rejected:
    there = next((name for name in names if name in record), None)
    what = (
        f"its {there!r} is empty" if there else f"it has none of the keys {', '.join(names) or '(dropped)'}"
    )
    return Rejected(
        source,
        "no_body",
        f"the record has no body: {what}",
        "Name the key that holds the text with --map body=KEY, or leave the record out",
        original,
    )
