"""Candidates for an article's date in a page: elements and attributes, then scripts, the likeliest first.

Nothing is read as a date here: the lines and values found are handed on, and the archive's own grammar takes
the first that is one. What stands in navigation, footers, comments and lists of other articles is passed
over, and so is a date before the navigation: that is the day on which the page was looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from lxml import etree, html

from archive.readers.page.script_dates import script_dates, written

#: A line of more characters prints no date; an attribute of more holds none.
LONGEST_LINE, LONGEST_VALUE = 160, 60
#: So many candidates of one page are handed on.
MOST = 12
_ASIDE_TAGS = frozenset({"nav", "aside", "footer"})
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "select",
        "option",
        "textarea",
        "head",
        "button",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "em",
        "font",
        "i",
        "mark",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "label",
        "relative-time",
    ]
)
_ASIDE = re.compile(
    r"\b(?:nav|menu|sidebar|aside|footer|comments?|respond|related|recommend\w*|most[-_]?\w*|popular|trending|"
    r"latest|ticker|breaking|widgets?|archive|weather|prayer|copyrights?|more[-_]?news|read[-_]?more|"
    r"today|clock|now|current[-_]?date|date[-_]?now|site[-_]?header|top[-_]?bar)\b",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"date|time|publi|posted|stamp|created|tarikh|tareekh|تاريخ|نشر|\bmeta\b|\binfo\b|dateline", re.IGNORECASE
)
_VALUES = (
    "datetime",
    "content",
    "data-datetime",
    "data-date",
    "data-published",
    "data-publish-date",
    "data-pubdate",
    "data-publication-date",
    "data-created",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-epoch",
    "data-unixtime",
    "data-livestamp",
    "title",
    "value",
)
_YEAR = re.compile(
    r"(?<!\d)(?:1[3-5]\d\d|1[89]\d\d|20\d\d|[١٢]\d{3}|[١٢][٠-٩]{3})(?!\d)|(?<!\d)[12]\d{9}(?:\d{3})?(?!\d)"
)
#: A whole date: three numbers, seconds of a clock, or a year beside a month's name.
_WHOLE = re.compile(
    r"(?:\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\d{1,2}\D{1,3}\d{1,2}\D{1,3}\d{4}|(?:/Date\()?[12]\d{9})(?!\d{4})"
    r"|[12]\d{12}|(?:19|20)\d{6}(?!\d)|\d{1,2}\D{0,3}[^\W\d_]{3,20}.{0,20}\d{4}|[^\W\d_]{3,20}\s\d{1,2}\D{1,4}\d{4}"
)
_SHORT = re.compile(r"[\d٠-٩]{1,2}\s?[/\\.-]\s?[\d٠-٩]{1,2}\s?[/\\.-]\s?[\d٠-٩]{2}(?![\d٠-٩])")
_PARTS = re.compile(r"(?<!\s)\s*[|•·»›]+\s*|(?<!\s)\s+[/–—-]\s+")
_PUBLISHED = re.compile(r"نُ?شر|تاريخ|أضيف|publi|post(?:ed|date)|pub_?date|created", re.IGNORECASE)
_LABELLED = re.compile(r"(?:تاريخ النشر|نشر(?:ت)? (?:في|بتاريخ)|Published(?: on)?)\s?:?\s", re.IGNORECASE)
_UPDATED = re.compile(r"تحديث|حُ?دّ?ث|تعديل|updated?|modified|dateModified", re.IGNORECASE)
#: An element with more pieces of text is no date.
_MOST_PIECES = 12
#: A paragraph of so many words begins the article's text.
_PROSE_WORDS, _SENTENCE_WORDS = 22, 12
"""With a full stop at its end fewer words are enough."""
_STOPS = (".", "؟", "!", "…", "»", '"')


class Place(IntEnum):
    """Ranks where in a page a candidate stands; the likeliest place first."""

    HEAD = 0
    """Between the article's title and its text."""
    TEXT = 1
    """Within or below the text."""
    ABOVE = 2
    """Above the title."""


@dataclass(frozen=True, slots=True)
class PageDates:
    """The values and lines that may hold the date of a page's article, the likeliest first."""

    values: tuple[str, ...] = ()
    """Attributes of elements that are made for dates, and values of scripts."""
    lines: tuple[str, ...] = ()
    """Lines that a reader sees."""


@dataclass(slots=True)
class _Walk:
    """The state of a walk through a page's elements."""

    title: str
    place: Place = Place.ABOVE
    aside: int = 0
    footers: int = 0
    """The number of those aside that are footers, which may say when an article was published."""
    silent: int = 0
    titled: bool = False
    """Whether a heading of the page can be the article's title."""
    passed_navigation: bool = False
    hints: list[bool] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    hinted_line: bool = False
    lines: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    values: list[tuple[tuple[int, ...], str]] = field(default_factory=list)


def page_dates(tree: html.HtmlElement, title: str | None) -> PageDates:
    """Find the candidates for the date of the article with this title; linear in the page's size."""
    walk = _Walk(" ".join((title or "").split()))
    walk.titled = next(tree.iter("h1"), None) is not None
    body = tree.find(".//body")
    for event, element in etree.iterwalk(tree if body is None else body, events=("start", "end")):
        if isinstance(element.tag, str):
            (_enter if event == "start" else _leave)(walk, element)
    _end_line(walk)
    values = [value for _, value in sorted(walk.values, key=lambda found: found[0])]
    scripted = list(dict.fromkeys(script_dates(tree)))
    lines = [line for _, line in sorted(walk.lines, key=lambda found: found[0])]
    return PageDates(
        tuple(dict.fromkeys([*values[:MOST], *(scripted if len(scripted) == 1 else [])])),
        tuple(dict.fromkeys(lines))[:MOST],
    )


def _enter(walk: _Walk, element: html.HtmlElement) -> None:
    tag, named = element.tag, _names(element)
    if tag not in _INLINE:
        _end_line(walk)
    is_aside = _is_aside(element, named)
    if tag == "nav" and walk.place is Place.ABOVE and not walk.passed_navigation:
        walk.passed_navigation = True  # what was found so far is the masthead's
        walk.lines.clear()
        walk.values.clear()
    walk.aside += is_aside
    walk.footers += is_aside and tag == "footer"
    walk.silent += tag in _SILENT
    walk.hints.append(element.get("datetime") is not None or tag == "time" or bool(_HINT.search(named)))
    if tag in ("h1", "h2") and not walk.aside and _is_title(element, walk.title):
        walk.place = Place.HEAD if walk.place is Place.ABOVE else walk.place
    if not (walk.aside or (tag in _SILENT and tag != "input")):
        _put_values(walk, element, hinted=walk.hints[-1])
        _put_text(walk, element)
    if not walk.silent and element.text:
        walk.line.append(element.text)
        walk.hinted_line |= walk.hints[-1]


def _leave(walk: _Walk, element: html.HtmlElement) -> None:
    tag, named = element.tag, _names(element)
    if tag not in _INLINE:
        _end_line(walk)
    is_aside = _is_aside(element, named)
    walk.aside -= is_aside
    walk.footers -= is_aside and tag == "footer"
    walk.silent -= tag in _SILENT
    walk.hints.pop()
    if not walk.silent and element.tail:
        walk.line.append(element.tail)


def _is_aside(element: html.HtmlElement, named: str) -> bool:
    """Tell whether an element holds no part of the article; a header does if it holds a heading."""
    if element.tag == "header":
        within = any(True for _ in element.iterancestors("article", "main"))
        return not within and element.find(".//h1") is None
    return element.tag in _ASIDE_TAGS or bool(_ASIDE.search(named))


def _names(element: html.HtmlElement) -> str:
    found = (element.get(name) for name in ("class", "id", "itemprop", "property", "rel", "name"))
    return " ".join(value[:200] for value in found if value)


def _is_title(element: html.HtmlElement, title: str) -> bool:
    heading = " ".join(element.text_content().split())
    return bool(heading) and (element.tag == "h1" or heading == title)


def _rank(walk: _Walk, *, hinted: bool, updated: bool) -> tuple[int, ...]:
    return (updated, walk.place, not hinted, len(walk.lines) + len(walk.values))


def _put_values(walk: _Walk, element: html.HtmlElement, *, hinted: bool) -> None:
    """Keep the attributes of an element that is made for a date, or is named like one."""
    for name, value in element.items():
        is_made = name in _VALUES or (name.startswith("data-") and walk.place is Place.HEAD)
        fits = len(value) <= LONGEST_VALUE and _YEAR.search(value) and (hinted or _WHOLE.match(value))
        if is_made and fits and _WHOLE.search(value):
            updated = bool(_UPDATED.search(_names(element)))
            if walk.place is Place.TEXT and not _PUBLISHED.search(_names(element)):
                continue  # of another article, which is named below this one
            walk.values.append((_rank(walk, hinted=element.tag == "time", updated=updated), written(value)))


def _put_text(walk: _Walk, element: html.HtmlElement) -> None:
    """Keep the text of an element named like a date, or within a line, whatever stands beside it."""
    if not walk.hints[-1] and element.tag not in _INLINE:
        return
    pieces = list(islice(element.itertext(), _MOST_PIECES + 1))
    if len(pieces) <= _MOST_PIECES:
        _put_line(walk, " ".join("".join(pieces).split()), hinted=walk.hints[-1])


def _end_line(walk: _Walk) -> None:
    text = " ".join("".join(walk.line).split())
    hinted, walk.line, walk.hinted_line = walk.hinted_line, [], False
    if not text or (walk.aside and not (walk.aside == walk.footers and _LABELLED.match(text))):
        return
    begins = walk.place is Place.HEAD or (walk.place is Place.ABOVE and not walk.titled)
    if begins and len(text.split()) >= (_SENTENCE_WORDS if text.endswith(_STOPS) else _PROSE_WORDS):
        walk.place = Place.TEXT
    _put_line(walk, text, hinted=hinted)


def _put_line(walk: _Walk, text: str, *, hinted: bool) -> None:
    if not text or len(text) > LONGEST_LINE or not (_YEAR.search(text) or _SHORT.search(text)):
        return
    if walk.place is Place.TEXT and not _PUBLISHED.search(text):
        return  # of another article, which is named below this one
    for part in dict.fromkeys((text, *_PARTS.split(text))):
        if _YEAR.search(part) or _SHORT.search(part):
            walk.lines.append((_rank(walk, hinted=hinted, updated=bool(_UPDATED.search(part))), part))
