"""Corrections: what people know better than the input. An overlay; the article underneath stays.

`normal_value` says what may be written, `apply` lays active corrections over an article. Both are pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from archive.claims.dating import is_undated
from archive.errors import BadCorrection
from archive.extraction.annotate import read_anew
from archive.extraction.dates import query_interval
from archive.model.article import UNKNOWN_DATE, Article, DateSource, Evidence, Outlet, Precision, Published
from archive.model.identity import safe_id, web_address
from archive.model.warning import ArticleWarning, WarningCode
from archive.store import told_dates
from archive.store.figure_reviews import decide, is_decision, normal_decision


@dataclass(frozen=True, slots=True)
class Correction:
    """One value that someone put in the place of an article's own; `value` empty means none."""

    number: int
    article: str
    field: str
    value: str
    who: str
    at: str
    """The time it was made: UTC, ISO 8601."""
    why: str
    undone: str | None = None
    """The time it was taken back, None while it holds."""
    is_damaged: bool = False
    """Whether the archive's row of it is damaged: it is then laid over nothing."""


def normal_value(field: str, value: str) -> str:
    """Return a correction's value as it is kept; BadCorrection for an unknown field or a bad value."""
    text = " ".join(value.split())
    require_text(text)
    if is_decision(field):
        return normal_decision(text)
    if field not in FIELDS:
        raise BadCorrection(
            f"there is no field {field!r} to correct",
            remedy=f"Fields are: {', '.join(FIELDS)}, and figure:KEY",
        )
    if field == "outlet" and text:
        text = _known_outlet(text)
    FIELDS[field](text)
    return text


def require_text(*typed: str) -> None:
    """Raise BadCorrection for what somebody typed in another encoding: it holds halves of surrogate pairs."""
    for text in typed:
        if re.search("[\ud800-\udfff]", text):
            shown = text.encode("utf-8", "backslashreplace").decode()
            raise BadCorrection(f"«{shown}» is no text in UTF-8", remedy="Type it again in UTF-8")


def apply(article: Article, corrections: Iterable[Correction]) -> Article:
    """Return the article with the active corrections laid over it, later ones over earlier ones.

    A date that follows from another article's telling lies beneath them, and gives way to a person's. Where
    its title or its date is another, its text is read again; what was decided on figures comes last. Where a
    correction is damaged, it adds a warning instead.
    """
    known = tuple(corrections)
    active = [one for one in known if one.undone is None and not one.is_damaged]
    held = [correction for correction in active if correction.field != told_dates.FIELD]
    is_damaged = any(one.is_damaged for one in known)
    laid = replace(article, warnings=(*article.warnings, _DAMAGED)) if is_damaged else article
    told = [correction.value for correction in active if correction.field == told_dates.FIELD]
    if told and is_undated(article.published) and all(one.field != "published" for one in held):
        laid = told_dates.lay(laid, told[-1])
    for correction in held:
        if not is_decision(correction.field):
            changed = FIELDS[correction.field](correction.value)
            laid = _with_evidence(replace(laid, **changed), correction)
    if (laid.title, *_days_of(laid)) != (article.title, *_days_of(article)):
        laid = read_anew(laid)
    for correction in held:
        if is_decision(correction.field):
            laid = decide(laid, correction.field, correction.value)
    return _with_its_own_mentions(laid)


_DAMAGED = ArticleWarning(
    WarningCode.DAMAGED_RECORD, "a correction of this article is damaged in the archive and is not applied"
)


def _days_of(article: Article) -> tuple[date | None, date | None]:
    return article.published.start, article.published.end


def parse_published(value: str) -> Published:
    """Parse `2016-02-07`, `2016-02`, `2016`, `A..B` of these, or `unknown`; the source is `corrected`."""
    if value.casefold() in {"", "unknown", "غير معروف", "مجهول"}:
        return replace(UNKNOWN_DATE, source=DateSource.CORRECTED)
    first, dots, last = (part.strip() for part in value.partition(".."))
    start, end, precision = _interval(first)
    if dots:
        end, precision = _interval(last)[1], Precision.INTERVAL
    if start > end:
        raise BadCorrection(f"the interval {value!r} ends before it starts", remedy="Write it as FROM..TO")
    return Published(start, end, precision, DateSource.CORRECTED)


def _interval(text: str) -> tuple[date, date, Precision]:
    """Return the days of an ISO day, month or year; anything else is left to the grammar of dates."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", text)
    try:
        if found is None:
            return _interval_in_words(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        return _days(year or 0, month, day)
    except ValueError:
        raise BadCorrection(
            f"{text!r} is not a date",
            remedy="Write 2016-02-07, 2016-02, 2016, 2016-01-05..2016-02-07 or unknown",
        ) from None


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date, Precision]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH
    return date(year, month, day), date(year, month, day), Precision.DAY


def _interval_in_words(text: str) -> tuple[date, date, Precision]:
    """Parse a date in words and nothing beside it: «7 شباط 2016», «رمضان 1437»."""
    found = query_interval(text)
    if found is None or found.relative:
        raise ValueError(text)
    return found.start, found.end, found.precision


def _url(value: str) -> dict[str, Any]:
    if value and web_address(value) is None:
        raise BadCorrection(f"{value!r} is not a web address", remedy="Write it with http:// or https://")
    return {"url": value or None}


def _outlet(value: str) -> dict[str, Any]:
    id_, _, name = value.partition("=")
    return {"outlet": Outlet(safe_id(id_), name or id_) if value else None}


def _known_outlet(value: str) -> str:
    """Return `id=name` for a name, an id or `id=name` as typed: the registry's, so that facets agree."""
    from archive.extraction.outlets import find_outlet

    given, equals, name = (part.strip() for part in value.partition("="))
    found = find_outlet(name=name or given, outlet_id=given if equals and given else None)
    return f"{found[0].id}={found[0].name}" if found else value


def _platforms(value: str) -> dict[str, Any]:
    names = {name.strip() for name in re.split(r"[,،]", value)} - {""}
    if bad := sorted(name for name in names if not re.fullmatch(r"[a-z0-9_-]+", name)):
        raise BadCorrection(
            f"{'، '.join(bad)} is no platform's id",
            remedy="Write ids with commas between them, such as twitter,facebook",
        )
    return {"platforms": tuple(sorted(names))}


def _text(field: str) -> Callable[[str], dict[str, Any]]:
    return lambda value: {field: value or None}


#: For each field that can be corrected, how a value becomes arguments of `dataclasses.replace`.
FIELDS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "title": _text("title"),
    "outlet": _outlet,
    "byline": _text("byline"),
    "published": lambda value: {"published": parse_published(value)},
    "url": _url,
    "platforms": _platforms,
    "note": _text("note"),
    "language": _text("language"),
}


def _with_evidence(article: Article, correction: Correction) -> Article:
    others = tuple(part for part in article.evidence if part.field != correction.field)
    proof = Evidence(correction.field, "corrected", quote=correction.why or None)
    article = replace(article, evidence=(*others, proof))
    if correction.field == "published" and correction.why:
        article = replace(article, published=replace(article.published, proof=correction.why))
    return article


def _with_its_own_mentions(article: Article) -> Article:
    """Drop mentions that a corrected title or a corrected list of platforms contradicts."""
    title = article.title or ""
    kept = tuple(
        mention
        for mention in article.mentions
        if mention.platform in article.platforms
        and (mention.field != "title" or title[mention.start : mention.end] == mention.surface)
    )
    return article if kept == article.mentions else replace(article, mentions=kept)
