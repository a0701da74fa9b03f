"""Citations of a newspaper article in the styles that are asked for most: APA, Chicago, MLA, and CSL-JSON.

The styles are written out for this one kind of work: the collections of CSL styles are large and under a
licence of their own, and a reference manager formats any other style from CSL-JSON, RIS or BibTeX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import unquote

from archive.model.article import Article, Precision, Published
from web.exports.citations import Cited, arabic

#: The styles, and what readers call them.
STYLES = {"apa": "APA", "chicago": "Chicago", "mla": "MLA", "arabic": "عربي"}

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


#: Escaped bytes of letters that are none of ASCII.
_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
#: What ends a part and is none of its own words.
ENDINGS = ".,،"


class Part(NamedTuple):
    """A part of a citation: its text, and whether it is the name of a work, which is set in italics."""

    text: str
    is_work: bool = False

    @property
    def words(self) -> str:
        """Return the text without the stop or the comma behind it, which belong to the citation.

        Of a title in the other direction they would stand at its wrong side.
        """
        return self.text.rstrip(ENDINGS)

    @property
    def ending(self) -> str:
        """Return what `words` lacks."""
        return self.text[len(self.words) :]


def citation(cited: Cited, link: str, today: date, style: str) -> tuple[Part, ...]:
    """Return the parts of a citation in a style of `STYLES`; a space between them makes the citation.

    `link` is the article's lasting address here, `today` the day on which it was read. Addresses have the
    letters that they escape.
    """
    return tuple(part._replace(text=with_letters(part.text)) for part in _WRITERS[style](cited, link, today))


def with_letters(text: str) -> str:
    """Return a text with the letters and digits that its addresses escape: `/%D8%A3` is `/أ`.

    Such an address means the same and is read; what is no letter in UTF-8 stays escaped.
    """
    return _ESCAPED.sub(_letters, text)


def _letters(escaped: re.Match[str]) -> str:
    letters = unquote(escaped.group(), errors="replace")
    return letters if all(map(_is_letter, letters)) else escaped.group()


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def plain(parts: tuple[Part, ...]) -> str:
    """Return a citation as plain text."""
    return " ".join(part.text for part in parts)


def _apa(cited: Cited, link: str, _: date) -> Iterator[Part]:
    """Author. (2016, February 7). Title. Outlet. Address."""
    when = Part(f"({_reversed_date(cited.published)}).")
    title = Part(_ended(cited.title or "[Untitled]"))
    yield from (Part(_ended(cited.byline)), when, title) if cited.byline else (title, when)
    if cited.outlet:
        yield Part(f"{cited.outlet.name}.", is_work=True)
    yield Part(cited.url or link)


def _chicago(cited: Cited, link: str, _: date) -> Iterator[Part]:
    """Author. “Title.” Outlet, February 7, 2016. Address."""
    if cited.byline:
        yield Part(_ended(cited.byline))
    yield Part(f"“{_ended(cited.title)}”" if cited.title else "[Untitled].")
    if cited.outlet:
        yield Part(f"{cited.outlet.name},", is_work=True)
    yield Part(f"{_american_date(cited.published)}.")
    yield Part(f"{cited.url or link}.")


def _mla(cited: Cited, link: str, today: date) -> Iterator[Part]:
    """Author. “Title.” Outlet, 7 Feb. 2016, address. Accessed 29 Nov. 2026."""
    if cited.byline:
        yield Part(_ended(cited.byline))
    yield Part(f"“{_ended(cited.title)}”" if cited.title else "[Untitled].")
    if cited.outlet:
        yield Part(f"{cited.outlet.name},", is_work=True)
    if cited.published.known:
        yield Part(f"{_british_date(cited.published)},")
    yield Part(f"{cited.url or link}.")
    yield Part(f"Accessed {_british_day(today)}.")


def _arabic(cited: Cited, link: str, today: date) -> Iterator[Part]:
    yield from (Part(text) for text in arabic(cited, link, today))


_WRITERS: dict[str, Callable[[Cited, str, date], Iterator[Part]]] = {
    "apa": _apa, "chicago": _chicago, "mla": _mla, "arabic": _arabic,
}  # fmt: skip


def _ended(text: str) -> str:
    """Return a sentence with a full stop, where it has no sign at its end."""
    return text if text[-1:] in ".?!؟…" else f"{text}."


def _reversed_date(published: Published) -> str:
    start, end = published.start, published.end
    if start is None or end is None:
        return "n.d."
    if published.precision is Precision.DAY:
        return f"{start.year}, {_MONTHS[start.month - 1]} {start.day}"
    if published.precision is Precision.MONTH:
        return f"{start.year}, {_MONTHS[start.month - 1]}"
    return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"


def _american_date(published: Published) -> str:
    start, end = published.start, published.end
    if start is None or end is None:
        return "n.d"
    if published.precision is Precision.DAY:
        return f"{_MONTHS[start.month - 1]} {start.day}, {start.year}"
    if published.precision is Precision.MONTH:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"


def _british_date(published: Published) -> str:
    start = published.start
    if start is None or published.precision not in (Precision.DAY, Precision.MONTH):
        return _american_date(published)
    return _british_day(start) if published.precision is Precision.DAY else _short_month(start)


def _british_day(day: date) -> str:
    return f"{day.day} {_short_month(day)}"


def _short_month(day: date) -> str:
    """Return the month as MLA shortens it, and the year."""
    name = _MONTHS[day.month - 1]
    short = name if len(name) < 5 else {"September": "Sept."}.get(name, f"{name[:3]}.")
    return f"{short} {day.year}"


def csl(cited: Cited, link: str, today: date) -> dict[str, Any]:
    """Return an article as CSL-JSON has it, its digest too; what is not known is left out."""
    item: dict[str, Any] = {
        "id": cited.id,
        "type": "article-newspaper",
        "title": cited.title,
        "author": [{"literal": cited.byline}] if cited.byline else None,
        "container-title": cited.outlet.name if cited.outlet else None,
        "issued": _issued(cited.published),
        "URL": cited.url or link,
        "accessed": {"date-parts": [[today.year, today.month, today.day]]},
        "archive": "Sijill",
        "archive_location": link,
        "keyword": ", ".join(cited.platforms),
        "note": f"SHA-256: {cited.digest}" if isinstance(cited, Article) else None,
    }
    return {key: value for key, value in item.items() if value}


def _issued(published: Published) -> dict[str, Any] | None:
    start, end = published.start, published.end
    if start is None or end is None:
        return None
    parts = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}.get(published.precision)
    if parts:
        return {"date-parts": [[start.year, start.month, start.day][:parts]]}
    return {"date-parts": [[day.year, day.month, day.day] for day in (start, end)]}
