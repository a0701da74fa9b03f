"""The registry of outlets: ids, names, aliases, domains and signatures, as data.

`outlets.json` beside this module is shipped; the owner of an archive adds files of the same format to the
data folder, `lexicon/outlets*.json`: a known id gains aliases and domains, a new id becomes an outlet.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.lexicon.loader import (
    FLAG,
    LIST,
    RECORDS,
    STRING,
    BadLexicon,
    check_id,
    check_keys,
    dicts,
    grown,
    read_json,
    strings,
)
from archive.lexicon.names import folded_words
from archive.paths import SHIPPED, shipped_text
from archive.text.arabic import fold

_SHIPPED = SHIPPED / "outlets.json"

_HEADER = {
    "titles": LIST, "aggregators": LIST, "web_archives": LIST, "hosts_of_others": LIST, "outlets": RECORDS,
}  # fmt: skip

_OUTLET = {
    "id": STRING, "name": STRING, "name_en": STRING, "kind": STRING, "country": STRING, "aliases": LIST,
    "domains": LIST, "distinct": FLAG, "signatures": RECORDS, "disabled": FLAG,
}  # fmt: skip

_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"

_LATIN = "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y"

_LETTERS = dict(zip(_ARABIC, _LATIN.split(" "), strict=True))


@dataclass(frozen=True, slots=True)
class Signature:
    """Words that together in a text tell that this outlet printed it, and how surely they do."""

    words: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class OutletRecord:
    """One outlet of the registry."""

    id: str
    name: str
    name_en: str = ""
    kind: str = "newspaper"
    """`newspaper`, `site`, `agency`, `broadcaster`, `magazine` or `institution`."""
    country: str = ""
    """ISO 3166 alpha-2, `EU` or `UN`."""
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """Hosts, without `www.`; a path may follow where a host has several outlets: `bbc.com/arabic`."""
    distinct: bool = False
    """Its name is no ordinary word: «قال لديارنا» names the outlet without quotation marks."""
    signatures: tuple[Signature, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names of the outlet, its id included."""
        return (self.name, *((self.name_en,) if self.name_en else ()), self.id, *self.aliases)


@dataclass(frozen=True)
class Registry:
    """All outlets, found by id, name or address."""

    records: tuple[OutletRecord, ...]
    titles: tuple[str, ...] = ()
    """Words before a name that are not part of it: «صحيفة»."""
    aggregators: tuple[str, ...] = ()
    """Hosts that carry papers under `/<paper>/`."""
    web_archives: tuple[str, ...] = ()
    """Hosts that carry an address within their own."""
    hosts_of_others: tuple[str, ...] = ()
    """Hosts where anybody publishes: they say nothing of an outlet."""

    def __hash__(self) -> int:
        return hash(self.records)

    @cached_property
    def by_id(self) -> dict[str, OutletRecord]:
        """Return all outlets by id."""
        return {record.id: record for record in self.records}

    @cached_property
    def _by_full_name(self) -> dict[str, list[OutletRecord]]:
        return _grouped((" ".join(folded_words(n)), r) for r in self.records for n in r.names)

    @cached_property
    def _by_bare_name(self) -> dict[str, list[OutletRecord]]:
        return _grouped((self._bare(n), r) for r in self.records for n in r.names)

    def _bare(self, name: str) -> str:
        """Return the name without «صحيفة» before it and a country in brackets after it."""
        words = folded_words(name.partition(" (")[0])
        titles = {fold(title) for title in self.titles}
        return " ".join(words[1:] if len(words) > 1 and words[0] in titles else words)

    def named(self, name: str) -> tuple[OutletRecord, ...]:
        """Return the outlets with exactly this name, else those with this bare name; several may share it."""
        full = self._by_full_name.get(" ".join(folded_words(name)), ())
        return tuple(full) or self.sharing(name)

    def sharing(self, name: str) -> tuple[OutletRecord, ...]:
        """Return all outlets with this bare name: «الوطن» of three countries."""
        return tuple(self._by_bare_name.get(self._bare(name), ()))

    def at(self, url: str) -> OutletRecord | None:
        """Return the outlet that publishes at this URL, also behind aggregators and web archives; or None."""
        address = host_and_path(url)
        if address is None:
            return None
        host, path = address
        if host in self.web_archives:
            inner = re.search(r"https?:/{1,2}(?!.*https?:/)(.+)", path)
            return self.at("http://" + inner.group(1)) if inner else None
        if host in self.aggregators:
            found = self.named(path.strip("/").split("/")[0])
            return found[0] if len(found) == 1 else None
        fits = ((len(d), r) for r in self.records for d in r.domains if _lies_in(host, path, d))
        return max(fits, key=lambda fit: fit[0], default=(0, None))[1]


def _grouped(pairs: Iterable[tuple[str, OutletRecord]]) -> dict[str, list[OutletRecord]]:
    found: defaultdict[str, dict[str, OutletRecord]] = defaultdict(dict)
    for key, record in pairs:
        if key:
            found[key][record.id] = record
    return {key: list(records.values()) for key, records in found.items()}


def host_and_path(url: str) -> tuple[str, str] | None:
    """Return host (lower case, without `www.` and port) and path of a URL; None if it has no host."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return None
    path = unquote(parts.path) + ("?" + parts.query if parts.query else "")
    return (host, path) if "." in host else None


def _lies_in(host: str, path: str, domain: str) -> bool:
    name, slash, folder = domain.partition("/")
    if host != name and not host.endswith("." + name):
        return False
    return not slash or (path + "/").startswith(f"/{folder}/")


def slug_of(name: str) -> str:
    """Return an id for an outlet that the registry does not have: stable, safe in URLs, unique to the name.

    Arabic is transliterated, and a few digits of the name's hash keep look-alikes apart.
    """
    folded = fold(name)
    latin = "".join(_LETTERS.get(char, char) for char in folded)
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:48].strip("-")
    if slug and folded.isascii():
        return slug
    digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{slug}-{digest}" if slug else f"outlet-{digest}"


def _record(values: dict[str, Any]) -> OutletRecord:
    signatures = tuple(
        Signature(tuple(s["words"]), float(s["confidence"])) for s in values.get("signatures", ())
    )
    frozen: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    return OutletRecord(**(frozen | {"signatures": signatures}))


def _check(record: dict[str, object], path: Path) -> None:
    where = f"the record {check_id(record, path)!r}"
    check_keys(record, _OUTLET, where, path)
    for signature in dicts(record.get("signatures", [])):
        words, confidence = signature.get("words"), signature.get("confidence")
        if not isinstance(words, list) or not words or not isinstance(confidence, int | float):
            remedy = 'Write {"words": ["…"], "confidence": 0.8}.'
            raise BadLexicon(path, f"a signature of {where} lacks words or confidence", remedy)


def _merge(known: dict[str, dict[str, object]], records: Iterable[dict[str, object]], path: Path) -> None:
    for record in records:
        _check(record, path)
        key = str(record["id"])
        if record.get("disabled"):
            known.pop(key, None)
            continue
        known[key] = grown(known.get(key, {}), {k: v for k, v in record.items() if k != "disabled"})
        if not known[key].get("name"):
            raise BadLexicon(path, f"the outlet {key!r} lacks a name", "A new outlet needs id and name.")


def _files(folder: Path | None) -> Iterator[Path]:
    yield _SHIPPED
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("outlets*.json"))


def load_outlets(folder: Path | None = None) -> Registry:
    """Load the shipped registry with the owner's additions from `folder` (`<data folder>/lexicon`), if any.

    Raises `BadLexicon`, with file, place and remedy, for a file that cannot be read.
    """
    header: dict[str, list[str]] = {key: [] for key, kind in _HEADER.items() if kind == LIST}
    records: dict[str, dict[str, object]] = {}
    for path in _files(folder):
        content = read_json(path)
        check_keys(content, _HEADER, "the file", path)
        for key, words in header.items():
            words.extend(word for word in strings(content.get(key)) if word not in words)
        _merge(records, dicts(content.get("outlets", [])), path)
    lists = {key: tuple(words) for key, words in header.items()}
    return Registry(tuple(_record(dict(values)) for values in records.values()), **lists)


@dataclass(frozen=True, slots=True)
class PublicationWords:
    """Folded words that tell of publication, by what they tell; see `publication_words.json`."""

    date_line: frozenset[str]
    updated: frozenset[str]
    agencies: frozenset[str]
    reports: frozenset[str]
    published: frozenset[str]
    ahead: frozenset[str]
    not_ahead: frozenset[str]


@cache
def publication_words() -> PublicationWords:
    """Load the publication words that ship with the archive, folded."""
    text = shipped_text("publication_words.json")
    loaded = json.loads(text)
    names = PublicationWords.__dataclass_fields__
    return PublicationWords(**{name: frozenset(fold(word) for word in loaded[name]) for name in names})
