"""Recognition of the outlet of an article, by the input, the address, the page's metadata or the text.

A text gives its outlet away by signatures (an outlet's own footers) and by those it speaks to: «قال لديارنا».
What the input states is never overruled; else the surest evidence wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from archive.lexicon.outlets import OutletRecord, Registry, host_and_path, load_outlets, slug_of
from archive.model.article import Evidence, Outlet
from archive.text.arabic import Folded, fold

Found = tuple[Outlet, Evidence]
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_QUOTES = "[\"«“'‘({]"
#: How sure each kind of evidence is.
_BY_URL, _BY_METADATA, _BY_SIGNATURE_LINE, _BY_UNKNOWN_HOST = 0.95, 0.9, 0.8, 0.5
_SPOKEN_TO = (0.0, 0.65, 0.8, 0.9)
"""By how often people in the text speak to the outlet."""


@lru_cache(maxsize=1)
def shipped_registry() -> Registry:
    """Return the registry of outlets as shipped, read once."""
    return load_outlets()


def find_outlet(  # noqa: PLR0913 - one keyword for each kind of clue
    *,
    name: str | None = None,
    outlet_id: str | None = None,
    url: str | None = None,
    site_name: str | None = None,
    signed: str | None = None,
    lines: Sequence[str] = (),
    registry: Registry | None = None,
) -> Found | None:
    """Return the outlet with its evidence, or None if nothing names it.

    `name` and `outlet_id` are the input's own fields, `site_name` the page's metadata, `signed` an outlet
    that a byline or dateline names, `lines` the text with its furniture. An outlet that the registry does
    not know gets an id made of its name.
    """
    registry = registry or shipped_registry()
    name, outlet_id, site_name = _text(name), _text(outlet_id), _text(site_name)
    if name or outlet_id:
        return _stated(registry, name, outlet_id, url)
    found = [*_by_address(registry, url), *_by_text(registry, lines)]
    if site_name:
        found.append(_found(_called(registry, site_name, url), "metadata", site_name, _BY_METADATA))
    if signed and (record := _resolve(registry, signed, url)):
        found.append(_found(_outlet(record), "text", signed, _BY_SIGNATURE_LINE))
    return max(found, key=lambda f: f[1].confidence, default=None)


def _text(value: str | None) -> str | None:
    return value.strip() or None if value else None


def _found(outlet: Outlet, source: str, quote: str | None, confidence: float) -> Found:
    return outlet, Evidence("outlet", source, quote, confidence)


def _outlet(record: OutletRecord) -> Outlet:
    return Outlet(record.id, record.name)


def _resolve(registry: Registry, name: str, url: str | None) -> OutletRecord | None:
    """Return the one outlet of this name; where several share it, the one at the address; else None."""
    here = registry.at(url) if url else None
    if here is not None and here in registry.sharing(name):
        return here
    named = registry.named(name)
    return named[0] if len(named) == 1 else None


def _called(registry: Registry, name: str, url: str | None) -> Outlet:
    """Return the outlet of this name, or a new one made of the name if the registry does not know it."""
    record = _resolve(registry, name, url)
    return _outlet(record) if record else Outlet(slug_of(name), name)


def _stated(registry: Registry, name: str | None, outlet_id: str | None, url: str | None) -> Found:
    """Return the outlet that the input states: its id as it is, without a name the registry's name for it."""
    if outlet_id is None:
        return _found(_called(registry, name or "", url), "given", name, 1.0)
    known = registry.by_id.get(outlet_id)
    safe_id = outlet_id if _SAFE_ID.fullmatch(outlet_id) else slug_of(outlet_id)
    named = Outlet(safe_id, name or (known.name if known else outlet_id))
    return _found(named, "given", name or outlet_id, 1.0)


def _by_address(registry: Registry, url: str | None) -> Iterator[Found]:
    address = host_and_path(url) if url else None
    if url is None or address is None:
        return
    host = address[0]
    record = registry.at(url)
    if record is not None:
        yield _found(_outlet(record), "url", host, _BY_URL)
    elif not _says_nothing(registry, host):
        yield _found(Outlet(slug_of(host), host), "url", host, _BY_UNKNOWN_HOST)


def _says_nothing(registry: Registry, host: str) -> bool:
    anybody = (*registry.hosts_of_others, *registry.aggregators, *registry.web_archives)
    return host.replace(".", "").isdigit() or any(host == h or host.endswith("." + h) for h in anybody)


def _by_text(registry: Registry, lines: Sequence[str]) -> Iterator[Found]:
    text = "\n".join(lines)
    folded = fold(text)
    for record in registry.records:
        for signature in record.signatures:
            if all(fold(words) in folded for words in signature.words):
                yield _found(_outlet(record), "text", " … ".join(signature.words), signature.confidence)
    first: dict[str, re.Match[str]] = {}
    counts: Counter[str] = Counter()
    for match in _spoken_to(registry).finditer(folded):
        outlet = registry.records[int(str(match.lastgroup)[1:])].id
        first.setdefault(outlet, match)
        counts[outlet] += 1
    for outlet, match in first.items():
        record = registry.by_id[outlet]
        # Broadcasters are spoken to all day, and quoted by everybody.
        count = counts[outlet] - (record.kind == "broadcaster")
        if count:
            quote = Folded(text).surface(match.start(), match.end())
            yield _found(_outlet(record), "text", quote, _SPOKEN_TO[min(count, len(_SPOKEN_TO) - 1)])


@lru_cache(maxsize=4)
def _spoken_to(registry: Registry) -> re.Pattern[str]:
    """Return a pattern for «لديارنا», «لـ"عكاظ"»: names in quotes, or that are no ordinary words."""
    quoted, bare = [], []
    for number, record in enumerate(registry.records):
        if record.kind in ("agency", "institution"):  # quoted by everybody
            continue
        names = [" ".join(fold(name).split()) for name in (record.name.split(" (")[0], *record.aliases)]
        names = [n for n in names if any(map(str.isalpha, n)) and len(registry.sharing(n)) == 1]
        if not names:
            continue
        quoted.append(f"(?P<q{number}>{_any(names)})")
        if record.distinct:
            forms = [_after_lam(name) for name in names]
            bare.append(f"(?P<d{number}>{_any(forms)})")
    # A word's first letters, stated so that the engine can skip to the letters in question.
    lam = r"[وفل](?<![^\W_].)(?:(?<=ل)|ل)"
    return re.compile(rf"{lam}(?: ?{_QUOTES} ?(?:{'|'.join(quoted)})|(?:{'|'.join(bare)}))(?![^\W_])")


def _any(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))


def _after_lam(name: str) -> str:
    """Return the name as written after «ل»: «للعربي» is «ل» with «العربي»."""
    return "ل" + name[2:] if name.startswith("ال") else name
