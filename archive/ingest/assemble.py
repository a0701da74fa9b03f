"""Assembly: from a draft to an article, by cleaning and extraction. Pure, and it lets nothing escape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TypeAlias

from archive.boilerplate import Cleaned, clean
from archive.extraction.annotate import read
from archive.extraction.bylines import Byline, find_byline
from archive.extraction.doubts import find_doubts
from archive.extraction.language import find_language
from archive.extraction.outlets import find_outlet
from archive.extraction.platforms import find_platforms
from archive.extraction.publication import Dated, choose_published
from archive.lexicon.names import Lexicon, load_lexicon
from archive.lexicon.outlets import Registry, load_outlets
from archive.model.article import Article, Evidence, Furniture, Mention, Outlet
from archive.model.identity import identify, unwrapped, web_address
from archive.model.warning import ArticleWarning
from archive.readers.base import Draft, Rejected
from archive.store.originals import digest_of
from archive.text.garbled import Repair
from archive.text.soundness import lost_letters, mended


@dataclass(frozen=True, slots=True)
class References:
    """The names of platforms and the registry of outlets in force."""

    lexicon: Lexicon
    outlets: Registry


def load_references(folder: Path | None = None) -> References:
    """Load the shipped platforms and outlets with the additions in `folder`; BadLexicon for a faulty file."""
    return References(load_lexicon(folder), load_outlets(folder))


#: Lines from a text's beginning and from its end in which a byline may stand.
_HEAD_LINES, _TAIL_LINES = 2, 2
#: Furniture whose agencies are those of something else than the article.
_UNSIGNED = frozenset({"caption", "related_link", "comment", "comment_form"})
#: A text with more of its letters lost is no text.
_LOST = 0.5

Item: TypeAlias = Draft | Rejected

Chunk: TypeAlias = list[Item]

Results: TypeAlias = list[Article | Rejected]


def assemble_all(items: Sequence[Item], references: References, today: date) -> Results:
    """Return the article or reject that each item becomes, in order; rejects are returned unchanged."""
    return [item if isinstance(item, Rejected) else assemble(item, references, today) for item in items]


def assemble(draft: Draft, references: References, today: date) -> Article | Rejected:
    """Turn a draft into an article, or a reject: `no_body` without text, `failed` where our own code fails.

    `today` is only for warnings about dates in the future: no date is ever taken from it.
    """
    try:
        draft = _mended(draft)
        title = _line(draft.fields.get("title"))
        if lost_letters(draft.text) > _LOST:
            return _letters_lost(draft)
        cleaned = _cleaned(draft, title)
        if not cleaned.body.strip():
            return _without_body(draft)
        return _assemble(draft, cleaned, references, today)
    except Exception as error:
        reason = f"reading it failed: {type(error).__name__}: {error}"
        remedy = "This is a fault of Sijill's: please report it with the bytes in quarantine"
        return Rejected(draft.source, "failed", reason, remedy, draft.original)


def _cleaned(draft: Draft, title: str | None) -> Cleaned:
    if draft.is_clean:
        return Cleaned(title, draft.text)
    return clean(draft.text, title=title, has_furniture=draft.has_furniture)


def _mended(draft: Draft) -> Draft:
    """Return the draft with garbled or reversed letters put right, and warnings of that."""
    text = mended(draft.text)
    title = mended(draft.fields.get("title", ""))
    if not text.warnings and not title.warnings:
        return draft
    repair = text.repair or title.repair
    fields = {
        name: value if repair is None else _of_repair(repair, value) for name, value in draft.fields.items()
    }
    fields |= {"title": title.text} if title.warnings else {}
    told = {warning.code: warning for warning in (*title.warnings, *text.warnings)}
    return replace(draft, text=text.text, fields=fields, warnings=(*draft.warnings, *told.values()))


def _of_repair(repair: Repair, value: str) -> str:
    """Return a field garbled like its article put right; one that is sound or would lose letters stays."""
    read = value if value.isascii() and not repair.escape else repair.apply(value)
    return value if "\ufffd" in read else read


def _assemble(draft: Draft, cleaned: Cleaned, references: References, today: date) -> Article:
    fields, title = draft.fields, _line(cleaned.title)
    digest, url = digest_of(draft.original), _url(draft.fields.get("url"))
    identity = identify(given=fields.get("id"), url=url, stem=_stem(draft), digest=digest, scope=draft.scope)
    signed = signing_lines(cleaned.header, cleaned.body, cleaned.furniture)
    byline = find_byline(signed, fields.get("byline"), references.outlets, agency=fields.get("agency"))
    page = unwrapped(url) if url else None  # a copy in a web archive is dated and owned by its page
    outlet, of_outlet = _outlet(draft, cleaned, page, byline, references.outlets)
    dated = choose_published(
        stated=fields,
        origin=draft.origin,
        header=cleaned.header,
        body=cleaned.body,
        today=today,
        date_lines=draft.date_lines,
        url=page,
        modified=draft.extra.get("modified"),
    )
    language = find_language(title, cleaned.body, _line(fields.get("language")), draft.origin)
    mentions = find_mentions(title, cleaned.body, references.lexicon)
    readings = read(identity.id, title, cleaned.body, dated.published)
    signs = _of_byline(byline)
    return Article(
        id=identity.id,
        title=title,
        body=cleaned.body,
        url=url,
        outlet=outlet,
        byline=byline.name if byline else None,
        agencies=byline.agencies if byline else (),
        published=dated.published,
        mentions=mentions,
        platforms=tuple(sorted({mention.platform for mention in mentions})),
        furniture=cleaned.furniture,
        evidence=(*_stated_evidence(draft, title), *of_outlet, *signs, *dated.evidence, *language.evidence),
        language=language.code,
        script_share=language.script_share,
        note=fields.get("note") or None,
        licence=_line(fields.get("licence")),
        source=str(draft.source),
        original=digest,
        warnings=(*draft.warnings, *cleaned.warnings, *dated.warnings, *_doubts(draft, title, cleaned)),
        figures=readings.figures,
        numbers=readings.numbers,
        times=readings.times,
        extra=_extra(draft, byline, dated),
    )


def _doubts(draft: Draft, title: str | None, cleaned: Cleaned) -> Iterator[ArticleWarning]:
    """Return warnings for a text that may not be a whole article; a page's lines below it count too."""
    count = cleaned.body.count("\n\n") + 1
    after = [part.text for part in cleaned.furniture if part.paragraph >= count]
    is_page = draft.media_type == "text/html" and draft.has_furniture
    return find_doubts(title, cleaned.body, is_page=is_page, after=after)


def find_mentions(title: str | None, body: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the mentions of platforms in title and body, those in the title first."""
    in_title = find_platforms(title, lexicon, "title") if title else ()
    return (*in_title, *find_platforms(body, lexicon))


def signing_lines(header: Sequence[str], body: str, furniture: Sequence[Furniture]) -> tuple[str, ...]:
    """Return the lines where an article is signed: before its body, its first and last ones, those after."""
    paragraphs = body.split("\n\n")
    tail = paragraphs[max(_HEAD_LINES, len(paragraphs) - _TAIL_LINES) :]
    after = [
        part.text for part in furniture if part.paragraph >= len(paragraphs) and part.role not in _UNSIGNED
    ]
    return (*header, *paragraphs[:_HEAD_LINES], *tail, *after)


def _outlet(
    draft: Draft, cleaned: Cleaned, url: str | None, byline: Byline | None, registry: Registry
) -> tuple[Outlet | None, tuple[Evidence, ...]]:
    """Return the outlet and the evidence for it; a page's tags about its site are one clue of several."""
    stated = draft.fields if draft.origin == "given" else {}
    found = find_outlet(
        name=stated.get("outlet"),
        outlet_id=stated.get("outlet_id"),
        url=url,
        site_name=None if stated else draft.fields.get("outlet"),
        signed=byline.outlet if byline else None,
        lines=(*cleaned.header, *cleaned.body.split("\n\n"), *(part.text for part in cleaned.furniture)),
        registry=registry,
    )
    return (found[0], (found[1],)) if found else (None, ())


def _stated_evidence(draft: Draft, title: str | None) -> Iterator[Evidence]:
    if title is not None:
        yield Evidence("title", draft.origin if draft.fields.get("title") else "text", quote=title)
    if value := draft.fields.get("url"):
        yield Evidence("url", draft.origin, quote=value)


def _of_byline(byline: Byline | None) -> tuple[Evidence, ...]:
    """Return the evidence for an author and for the agencies."""
    if byline is None:
        return ()
    return (*((byline.evidence,) if byline.name else ()), *byline.agency_evidence)


def _url(text: str | None) -> str | None:
    """Return the web address as given, in one line; None for anything but an http or https address."""
    if not text or web_address(text) is None:
        return None
    return re.sub(r"\s", "%20", text.strip())


def _extra(draft: Draft, byline: Byline | None, dated: Dated) -> dict[str, str]:
    """Return the values that no field holds: an invalid address, a dateline's place, the earliest day."""
    url = draft.fields.get("url")
    found = {
        "url": url if url and _url(url) is None else None,
        "place": byline.place if byline else None,
        "not_before": dated.not_before.isoformat() if dated.not_before else None,
    }
    return {name: value for name, value in found.items() if value} | dict(draft.extra)


def _line(text: str | None) -> str | None:
    """Return the text on one line, None if nothing is left."""
    return " ".join((text or "").split()) or None


def _stem(draft: Draft) -> str:
    return PurePath(draft.source.name.rpartition("!")[2]).stem


def _letters_lost(draft: Draft) -> Rejected:
    return Rejected(
        draft.source,
        "letters_lost",
        "the letters were lost: question marks or other signs stand in their place",
        "Export or save it again as UTF-8; what was lost cannot be read out of this file",
        draft.original,
        draft.fields.get("id", ""),
    )


def _without_body(draft: Draft) -> Rejected:
    return Rejected(
        draft.source,
        "no_body",
        "no text is left once page furniture is folded away",
        "Add the page that holds the article's text, or leave this one out",
        draft.original,
        draft.fields.get("id", ""),
    )
