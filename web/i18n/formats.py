"""Dates, numbers and marked text as a reader sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import unquote

from babel import Locale
from flask import Flask
from markupsafe import Markup, escape

from archive.model.article import Precision, Published
from web.i18n import language, speaking
from web.i18n.catalogue import gettext

#: Two days with their times of day; what is longer is no date.
LONGEST_STAMP = 41
_STAMP = re.compile(r"\d[\d./:+\-–TZ ]*")

#: Where the second of the two Arabic month names comes from: «شباط» beside «فبراير».
_LEVANT = Locale.parse("ar_SY")


def number(value: int) -> str:
    """Return a count in Latin digits, grouped by thousands: 31,030."""
    return f"{value:,}"


def month_name(month: int, lang: str = "", *, short: bool = False) -> str:
    """Return «شباط/فبراير» or «February», short «2» or «Feb»; months count from 1."""
    if (lang or language()) == "ar":
        if short:
            return str(month)
        eastern = _LEVANT.months["format"]["wide"][month]
        western = Locale.parse("ar").months["format"]["wide"][month]
        return f"{eastern}/{western}"
    return str(Locale.parse("en").months["format"]["abbreviated" if short else "wide"][month])


def day_words(day: date, lang: str = "") -> str:
    """Return «7 شباط/فبراير 2016» or «7 February 2016», in `lang` or else the interface's language."""
    return f"{day.day} {month_name(day.month, lang)} {day.year}"


def date_words(published: Published, lang: str = "") -> str:
    """Return the date of publication in words, as finely as it is known and no finer."""
    start, end = published.start, published.end
    if start is None or end is None:
        return gettext("no date")
    lang = lang or language()
    if published.precision == Precision.YEAR and start.year == end.year:
        return str(start.year)
    if published.precision == Precision.MONTH and (start.year, start.month) == (end.year, end.month):
        return f"{month_name(start.month, lang)} {start.year}"
    if start == end:
        return day_words(start, lang)
    with speaking(lang):
        return gettext("from %(start)s to %(end)s", start=day_words(start, lang), end=day_words(end, lang))


def iso(published: Published) -> str:
    """Return the value of `<time datetime>`, `2016`, `2016-02` or `2016-02-07`; empty if no form fits."""
    if published.start is None:
        return ""
    whole = published.start.isoformat()
    if published.precision == Precision.YEAR:
        return whole[:4]
    if published.precision == Precision.MONTH:
        return whole[:7]
    return whole if published.start == published.end else ""


def period_words(value: str) -> str:
    """Return a bucket of the timeline in words: `2016`, `2016-02`, `2016-02-07` or `unknown`."""
    if value == "unknown":
        return gettext("no date")
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return value
    if len(parts) == 2:
        return f"{month_name(parts[1])} {parts[0]}"
    return day_words(date(parts[0], parts[1], parts[2]))


def merged(marks: Iterable[Sequence[int]], length: int) -> list[tuple[int, int]]:
    """Return the marks in order, within the text, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, m[0]), min(length, m[1])) for m in marks):
        if start >= end:
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def marked(text: str, marks: Iterable[Sequence[int]]) -> Markup:
    """Return the text escaped, its marks in `<mark>`: only here does markup meet what others wrote."""
    pieces: list[str] = []
    at = 0
    for start, end in merged(marks, len(text)):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    pieces.append(escape(text[at:]))
    return Markup("".join(pieces))  # noqa: S704 each piece of the text is escaped


class _Sides(dict[int, str | None]):
    """Each letter's side, `R` or `L`, as Unicode says; what has none is left out. Filled as letters come."""

    def __missing__(self, letter: int) -> str | None:
        kind = unicodedata.bidirectional(chr(letter))
        self[letter] = {"R": "R", "AL": "R", "L": "L"}.get(kind)
        return self[letter]


_SIDES = _Sides()


def side(text: str | None) -> str:
    """Return `rtl` or `ltr`, the direction of a text by its letters, whatever it begins with."""
    letters = (text or "")[:400].translate(_SIDES)
    return "rtl" if 3 * letters.count("R") >= letters.count("L") else "ltr"


def is_stamp(text: str) -> bool:
    """Tell whether a text is a date or a time in digits alone, as `2016-02`; lines must not break in it."""
    return len(text) <= LONGEST_STAMP and bool(_STAMP.fullmatch(text))


def readable_stamp(stamp: str) -> str:
    """Return a time in ISO 8601, UTC, as people read it: `2016-02-07 14:05 UTC`, never mirrored."""
    return f"\u2066{stamp[:10]} {stamp[11:16]} UTC\u2069"


def is_web(address: str) -> bool:
    """Tell whether an address may be a link: `javascript:` and its like may not."""
    return address.lower().startswith(("http://", "https://"))


def readable_url(address: str) -> str:
    """Return the address as a person reads it: without the scheme, Arabic as letters."""
    return unquote(address.partition("://")[2] or address)


def register(app: Flask) -> None:
    """Give the templates these as filters."""
    for function in (
        number,
        day_words,
        date_words,
        iso,
        period_words,
        marked,
        side,
        is_stamp,
        is_web,
        readable_url,
        readable_stamp,
    ):
        app.add_template_filter(function)
