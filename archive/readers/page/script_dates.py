"""Dates in the scripts of a page: variables named like a publication, and days that a script writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import html

#: A script is read no further than so many characters.
_LONGEST_SCRIPT = 500_000
_SCRIPTED = re.compile(
    r"""["']?\b(?:(?:page|article|news|story|post|content|item)_?)?(?:datePublished|date_?published|publish(?:ed)?_?(?:date|at|time|on)|pub_?date|publication_?date|"""
    r"""article_?(?:date|publish(?:ed)?_?(?:date|time)?)|(?:post|news|story)_?date|page_?published|created_?at|"""
    r"""first_?published)\b["']?\s{0,5}[:=]\s{0,5}(?:new Date\()?"""
    r"""(["'`]([^"'`<>]{6,60})["'`]|\d{10}(?:\d{3})?\b|\d{4},\s?\d{1,2},\s?\d{1,2})""",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"""document\.write\(\s?["']([^"'<>]{0,30}\d{4}[^"'<>]{0,20})["']\s?\)""")
#: A day that a script writes where it stands, or into an element named like a date.
_SET = re.compile(
    r"""(?:document\.write(?:ln)?\(|(?:getElementById|querySelector|\$)\(\s?["'][^"'<>]{0,40}(?:date|time|publi|تاريخ)"""
    r"""[^"'<>]{0,40}["']\s?\)\.(?:innerHTML|innerText|textContent|text|html)\s{0,3}[=(])[^;\n]{0,80}?"""
    r"""new Date\(\s?(?:["']([^"'<>]{6,60})["']|(\d{10}(?:\d{3})?\b|\d{4},\s?\d{1,2},\s?\d{1,2}))""",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(?:/Date\()?([12]\d{9})(\d{3})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_MONTH_FROM_0 = re.compile(r"(\d{4}),\s?(\d{1,2}),\s?(\d{1,2})")


def script_dates(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the values that a page's scripts give as the day of publication."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "json" in (script.get("type") or "") and "ld+json" in (script.get("type") or ""):
            continue
        text = text[:_LONGEST_SCRIPT]
        for found in _SCRIPTED.finditer(text):
            yield written(found[2] or found[1])
        for set_ in _SET.finditer(text):
            yield written(set_[1] or set_[2])
        for told in _WRITTEN.finditer(text):
            yield told[1]


def written(value: str) -> str:
    """Return a script's date (Unix seconds, or months counted from 0) in ISO 8601; other values unchanged."""
    text = " ".join(value.replace("\\/", "/").split())
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC).isoformat()
    parts = _MONTH_FROM_0.fullmatch(text)
    return f"{parts[1]}-{int(parts[2]) + 1:02}-{int(parts[3]):02}" if parts else text
