"""Signs of an article's beginning: a day on its own line, a line that reads like a title, header lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from archive.extraction.dates import find_dates
from archive.extraction.dates.vocabulary import vocabulary
from archive.model.article import Precision
from archive.readers.digests.blocks import Block
from archive.readers.header_lines import header_line
from archive.text.arabic import fold

#: A line of so many characters at most may be a title or a day.
_LONGEST_TITLE, _LONGEST_DATE = 160, 70
_RULE = re.compile(r"\s*(?:([=\-*_~#+•·—–ـ.])\s*)(?:\1\s*){2,}$")
#: What a day has: a year of four digits, or three numbers with marks between them.
_DAY = re.compile(r"(?:1[3489]|20)\d\d|[٠-٩۰-۹]{4}|\d{1,2}[/.\\-]\d{1,2}[/.\\-]\d{2}")
_CLOCK = re.compile(
    r"\b\d{1,2}:\d\d(?::\d\d)?\s{0,3}(?:[ap]\.?m\.?|[صم]\b|صباحا|مساء)?\s{0,3}(?:[A-Z]{3,4}\b)?",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!؟?:…؛;]\s*[\"'»”)]*$")
_SEPARATED_BEFORE, _SEPARATED_AFTER = re.compile(r"[-–—|،,/:(]\s*$"), re.compile(r"^\s*[-–—|،,/:)]")
_RIGHTS = re.compile(
    r"\s*(?:copyright\b|©|\(c\)\s|all rights reserved|tous droits r|alle rechte|حقوق النشر|جميع الحقوق)",
    re.IGNORECASE,
)
#: How people name a file of many articles.
_REVIEW = re.compile(
    r"(?:عرض|أقوال|جولة|قراءة في|ملخص|حصاد) (?:في )?(?:الصحف|الصحافة)"
    r"|النشرة (?:اليومية|الصحفية|الصحافية|الإعلامية)|الملف الصحفي|التقرير الصحفي"
    r"|press (?:review|digest|clippings?)|revue de presse",
    re.IGNORECASE,
)
#: Digits and marks of a line, by which lines of one layout are alike.
_NO_SHAPE, _DIGITS = re.compile(r"[^\d\W]+|\s+|[\"'«»“”]"), re.compile(r"\d+")
#: From so many characters on, a section may be an article.
LONG = 150


def rule_of(text: str) -> str:
    """Return the sign that fills a ruled line (`=====`); empty for other lines."""
    found = _RULE.fullmatch(text)
    return found[1] if found else ""


def is_date_line(text: str) -> bool:
    """Tell whether a line is a day alone, or an outlet's name and a day with a dash or bar between."""
    line = text.strip()
    if not line or len(line) > _LONGEST_DATE or not _DAY.search(line):
        return False
    line = _CLOCK.sub(" ", line)
    days = [found for found in find_dates(line) if found.precision is Precision.DAY]
    if len(days) != 1:
        return False
    start, end = days[0].span
    before, after = line[:start], line[end:]
    return _is_aside(before, _SEPARATED_BEFORE) and _is_aside(after, _SEPARATED_AFTER)


def _is_aside(text: str, separated: re.Pattern[str]) -> bool:
    """Tell whether the text beside a day is empty, weekdays and marks, or a name set apart from it."""
    words = [word for word in re.findall(r"\w+", text) if fold(word).lower() not in vocabulary().words]
    return not words or (len(words) <= 6 and separated.search(text) is not None)


def is_rights_line(text: str) -> bool:
    """Tell whether a line begins with a notice of rights."""
    return _RIGHTS.match(text) is not None


def is_title_line(text: str) -> bool:
    """Tell whether a line may be a title: short, and not ended like a sentence."""
    line = text.strip()
    return 5 < len(line) <= _LONGEST_TITLE and not _STOP.search(line) and not rule_of(line)


def header_run(blocks: Sequence[Block], start: int) -> tuple[dict[str, str], int]:
    """Return the fields of the header lines that begin at `start`, and where they end."""
    fields: dict[str, str] = {}
    at = start
    while at < len(blocks):
        text = blocks[at].text
        if text.strip():
            field, value = header_line(text)
            if field is None or field in fields:
                break
            fields[field] = value
        at += 1
    return fields, at


def begins_article(blocks: Sequence[Block]) -> bool:
    """Tell whether the first lines are like an article's head: header lines, or a day near a title."""
    some = [block for block in blocks if block.text.strip()][:5]
    if not some:
        return False
    fields, _ = header_run(some, 0)
    return len(fields) >= 2 or any(is_date_line(block.text) for block in some[:4])


def apparent_count(blocks: Sequence[Block]) -> int:
    """Count the articles that a document seems to hold, by the plainest sign; at least 1."""
    heads = sum(is_date_line(block.text) for block in blocks)
    counts = (count_of_headings, _ruled_sections, _gapped, _titles, _reviewed, _dated_heads)
    return max(1, heads, *(count(blocks) for count in counts))


def _reviewed(blocks: Sequence[Block]) -> int:
    """Count the headings below the title of a press review; 1 for other files."""
    first = next((at for at, block in enumerate(blocks) if block.text.strip()), 0)
    named = any(_REVIEW.search(block.text[:_LONGEST_TITLE]) for block in blocks[first : first + 1])
    levels = [block.level for block in blocks[first + 1 :] if block.level] if named else []
    return max(1, levels.count(min(levels))) if levels else 1


def _dated_heads(blocks: Sequence[Block]) -> int:
    """Count the lines of one layout with a day, each above a text; 1 for fewer than three.

    `[2/9] title | outlet | 2016.02.07` and `Received 07 Feb 2016 08:00 UTC` are such lines.
    """
    heads: dict[str, list[int]] = {}
    lengths = [0, *accumulate(len(block.text) for block in blocks)]
    for at, block in enumerate(blocks):
        line = block.text.strip()
        if _DAY.search(line) and is_title_line(line):
            days = [found for found in find_dates(line) if found.precision is Precision.DAY]
            if len(days) == 1:
                shape = _DIGITS.sub("0", _NO_SHAPE.sub("", line))
                before = line[: days[0].span[0]].strip() if shape.isdigit() else ""
                heads.setdefault(shape + before, []).append(at)
    counts = []
    for found in heads.values():
        ends = [*found[1:], len(blocks)]
        counts.append(
            sum(lengths[end] - lengths[at + 1] >= LONG for at, end in zip(found, ends, strict=True))
        )
    return max((count for count in counts if count >= 3), default=1)


def _titles(blocks: Sequence[Block]) -> int:
    """Count the header lines that name a title."""
    return sum(header_line(block.text)[0] == "title" for block in blocks if len(block.text) < 300)


def count_of_headings(blocks: Sequence[Block]) -> int:
    """Count the top-level headings with text enough for an article below them; 1 for fewer than three."""
    levels = sorted({block.level for block in blocks if block.level})
    if not levels:
        return 1
    starts = [at for at, block in enumerate(blocks) if block.level == levels[0]]
    ends = [*starts[1:], len(blocks)]
    long = sum(
        sum(len(block.text) for block in blocks[start + 1 : end]) >= LONG
        for start, end in zip(starts, ends, strict=True)
    )
    return long if long >= 3 else 1


def _ruled_sections(blocks: Sequence[Block]) -> int:
    """Count the sections between ruled lines that are long and begin with a title."""
    sections: list[list[str]] = [[]]
    for block in blocks:
        if rule_of(block.text):
            sections.append([])
        elif block.text.strip():
            sections[-1].append(block.text)
    long = [lines for lines in sections if sum(map(len, lines)) >= LONG and is_title_line(lines[0])]
    return len(long) if len(long) >= 2 else 1


def _gapped(blocks: Sequence[Block]) -> int:
    """Count the sections between empty lines that are long and begin with a title; 1 for fewer than three.

    Where single empty lines stand between paragraphs too, only those between wider gaps are sections.
    """
    sections: dict[int, list[list[str]]] = {1: [[]], 2: [[]]}
    empty = 0
    for block in blocks:
        if not block.text.strip():
            empty += 1
            continue
        empty = max(empty, 2) if block.new_page else empty
        for least, listed in sections.items():
            if empty >= least and listed[-1]:
                listed.append([])
            listed[-1].append(block.text)
        empty = 0
    for least in (2, 1):
        long = [lines for lines in sections[least] if sum(map(len, lines)) >= LONG * 3 // 2]
        titled = [lines for lines in long if len(lines) > least and is_title_line(lines[0])]
        if len(titled) >= 3 and len(titled) >= 0.8 * len(sections[least]):
            return len(titled)
    return 1


def folded(text: str) -> str:
    """Normalise a line for comparing labels: folded, single spaces, no colon at its end."""
    return " ".join(fold(text).split()).rstrip(":： ")
