"""Assembly: from a draft to an article, by cleaning and extraction. Pure, and it lets nothing escape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from archive.article import UNKNOWN_DATE, Article, DateSource, Evidence, Mention, Outlet, Published
from archive.cleaning import Cleaned, clean
from archive.corrections import parse_published
from archive.errors import BadCorrection
from archive.extraction.platforms import find_platforms
from archive.identity import identify, safe_id, web_address
from archive.lexicon.names import Lexicon
from archive.originals import digest_of
from archive.readers.base import Draft, Rejected


def assemble(draft: Draft, lexicon: Lexicon, today: date) -> Article | Rejected:
    """The article of a draft; `no_body`, or `failed` where our own code does, so that the rest goes on."""
    try:
        return _assemble(draft, lexicon, today)
    except Exception as error:
        reason = f"reading it failed: {type(error).__name__}: {error}"
        remedy = "This is a fault of Sijill's: please report it with the bytes in quarantine"
        return Rejected(draft.source, "failed", reason, remedy, draft.original)


def _assemble(draft: Draft, lexicon: Lexicon, today: date) -> Article | Rejected:
    fields = draft.fields
    cleaned = _clean(draft)
    if not cleaned.body.strip():
        return _without_body(draft)
    digest = digest_of(draft.original)
    title, address = _line(cleaned.title), _url(fields.get("url"))
    mentions = _mentions(title, cleaned.body, lexicon)
    identity = identify(given=fields.get("id"), url=address, stem=_stem(draft), digest=digest)
    return Article(
        id=identity.id,
        title=title,
        body=cleaned.body,
        url=address,
        outlet=_outlet(fields),
        byline=_line(fields.get("byline")),
        published=_published(fields),
        mentions=mentions,
        platforms=tuple(sorted({mention.platform for mention in mentions})),
        furniture=cleaned.furniture,
        evidence=tuple(_evidence(draft, title, cleaned)),
        language=_line(fields.get("language")),
        note=fields.get("note") or None,
        licence=_line(fields.get("licence")),
        source=str(draft.source),
        original=digest,
        warnings=(*draft.warnings, *cleaned.notices),
        extra=_extra(draft),
    )


def _clean(draft: Draft) -> Cleaned:
    """The draft's text without its furniture; a record's body stays where all of it reads as furniture."""
    title = _line(draft.fields.get("title"))
    cleaned = clean(draft.text, title=title, has_furniture=draft.has_furniture)
    if draft.has_furniture or cleaned.body.strip():
        return cleaned
    lines = (line.strip() for line in draft.text.splitlines())
    return Cleaned(title, "\n\n".join(line for line in lines if line), notices=("reads as page furniture",))


def _mentions(title: str | None, body: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    in_title = find_platforms(title, lexicon, "title") if title else ()
    return (*in_title, *find_platforms(body, lexicon))


def _outlet(fields: Mapping[str, str]) -> Outlet | None:
    name, id_ = _line(fields.get("outlet")), _line(fields.get("outlet_id"))
    known = name or id_
    return Outlet(safe_id(id_ or known), known) if known else None


def _published(fields: Mapping[str, str]) -> Published:
    try:
        given = fields.get("published", "")
        return replace(parse_published(given), source=DateSource.STATED) if given else UNKNOWN_DATE
    except BadCorrection:
        return UNKNOWN_DATE


def _evidence(draft: Draft, title: str | None, cleaned: Cleaned) -> Iterator[Evidence]:
    for field in ("outlet", "url", "byline", "published", "language"):
        if value := draft.fields.get(field):
            yield Evidence(field, draft.origin, quote=value)
    if title is not None:
        given = bool(draft.fields.get("title"))
        yield Evidence("title", draft.origin if given else "text", quote=None if given else cleaned.title)


def _url(text: str | None) -> str | None:
    """The web address as given, in one line; None for anything that is no http or https address."""
    if not text or web_address(text) is None:
        return None
    return re.sub(r"\s", "%20", text.strip())


def _extra(draft: Draft) -> dict[str, str]:
    """What no field holds, and an address that is none."""
    extra = dict(draft.extra)
    url = draft.fields.get("url")
    if url and _url(url) is None:
        extra.setdefault("url", url)
    return extra


def _line(text: str | None) -> str | None:
    """The text on one line, None if nothing is left."""
    return " ".join((text or "").split()) or None


def _stem(draft: Draft) -> str:
    return PurePath(draft.source.name.rpartition("!")[2]).stem


def _without_body(draft: Draft) -> Rejected:
    return Rejected(
        draft.source,
        "no_body",
        "no text is left once page furniture is folded away",
        "Add the page that holds the article's text, or leave this one out",
        draft.original,
        draft.fields.get("id", ""),
    )
